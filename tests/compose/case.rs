//! The fixtures: a folder each, with the options and variables of its `case.txt`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use paperboat_core::app::load::Load;

/// One fixture.
pub(crate) struct Case {
    /// The name of its folder.
    pub(crate) name: String,
    /// Where the command is given.
    pub(crate) directory: PathBuf,
    /// The options of `docker compose`.
    pub(crate) options: Vec<String>,
    /// The variables of the shell.
    pub(crate) environment: BTreeMap<String, String>,
}

/// Reads all fixtures.
///
/// A line `args:` of `case.txt` holds the options (`-` for none, `cd FOLDER` for a folder to be in), a line
/// `env:` one variable. Without it the option is `-f compose.yaml`.
pub(crate) fn all() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/compose");
    let root = root.canonicalize().expect("fixtures");
    let mut cases: Vec<Case> = std::fs::read_dir(&root)
        .expect("fixtures")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| read(&path))
        .collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!cases.is_empty(), "there are fixtures");
    cases
}

fn read(folder: &Path) -> Case {
    let about = std::fs::read_to_string(folder.join("case.txt")).unwrap_or_default();
    let value = |name: &'static str| {
        about
            .lines()
            .filter_map(move |line| line.strip_prefix(name))
            .map(str::trim)
    };
    let mut directory = folder.to_owned();
    let options = match value("args:").next() {
        None => vec!["-f".to_owned(), "compose.yaml".to_owned()],
        Some("-") => Vec::new(),
        Some(args) => match args.strip_prefix("cd ") {
            Some(below) => {
                directory.push(below);
                Vec::new()
            }
            None => args.split(' ').map(str::to_owned).collect(),
        },
    };
    let mut environment = BTreeMap::from([("HOME".to_owned(), "/home/someone".to_owned())]);
    environment.extend(value("env:").filter_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        Some((name.to_owned(), value.to_owned()))
    }));
    Case {
        name: folder
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned(),
        directory,
        options,
        environment,
    }
}

impl Case {
    /// The same options for our reader.
    pub(crate) fn load(&self) -> Load {
        let mut load = Load {
            working_directory: self.directory.to_string_lossy().into_owned(),
            environment: self.environment.clone(),
            ..Load::default()
        };
        for pair in self.options.chunks(2) {
            let [option, value] = pair else {
                panic!("{}: options come in pairs", self.name);
            };
            let value = value.clone();
            match option.as_str() {
                "-f" => load.files.push(value),
                "--env-file" => load.env_files.push(value),
                "--profile" => load.profiles.push(value),
                "-p" => load.project_name = Some(value),
                "--project-directory" => load.project_directory = Some(value),
                other => panic!("{}: unknown option {other}", self.name),
            }
        }
        load
    }
}
