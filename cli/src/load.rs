//! From arguments to an application.

use std::io::Read;
use std::path::Path;

use paperboat_core::app::diagnostic::Diagnostic;
use paperboat_core::app::files::{FileError, Files, Role, SourceFile};
use paperboat_core::app::load::{FILE_NAMES, Load, OVERRIDE_NAMES, Resolved};
use paperboat_core::app::mounts;
use paperboat_core::app::path::file_name;

use crate::args::AppArgs;
use crate::diagnostic::{refusal, render};
use crate::disk::Disk;
use crate::exit::Exit;
use crate::ui::Ui;

/// Reads the application that the arguments name, as `docker compose` would, and says what is wrong with it.
///
/// # Errors
/// The exit code, after the findings were shown.
pub fn load(ui: &Ui, args: &AppArgs) -> Result<(Resolved, Load), Exit> {
    let stdin = Stdin::read(args);
    let options = options(args);
    match options.read(&stdin) {
        Ok(mut resolved) => {
            mounts::read(&mut resolved, &Disk);
            show(ui, &resolved.warnings, &resolved.files);
            Ok((resolved, options))
        }
        Err(refused) => {
            if ui.json {
                ui.json(&refusal(&ui.text, &refused.diagnostics, &refused.files));
            } else {
                show(ui, &refused.diagnostics, &refused.files);
            }
            Err(Exit::Usage)
        }
    }
}

/// Reads the application that the arguments name, and refuses one in which there is nothing to deploy.
///
/// # Errors
/// As [`load`].
pub fn load_app(ui: &Ui, args: &AppArgs) -> Result<(Resolved, Load), Exit> {
    let (resolved, options) = load(ui, args)?;
    if resolved.project.services.is_empty() {
        let name = resolved.project.name.as_str();
        let read = resolved.files.iter();
        let read = read.filter(|file| matches!(file.role, Role::Compose | Role::Include));
        let files: Vec<&str> = read.map(|file| as_given(&file.path)).collect();
        let arguments = [("name", name), ("files", &files.join(", "))];
        return Err(ui.fail(Exit::Usage, "app-empty", &arguments));
    }
    Ok((resolved, options))
}

fn show(ui: &Ui, found: &[Diagnostic], files: &[SourceFile]) {
    if !found.is_empty() {
        ui.err(&render(&ui.text, found, files, ui.colour_err()));
    }
}

/// What standard input is called among the files, for its relative paths start from the folder where the command is given.
const STDIN: &str = "compose.stdin.yaml";

/// A path as it was given: `-` for standard input.
#[must_use]
pub fn as_given(path: &str) -> &str {
    if file_name(path) == STDIN { "-" } else { path }
}

/// The disk, and the application on standard input when `-` asks for it.
struct Stdin(Option<Vec<u8>>);

impl Stdin {
    fn read(args: &AppArgs) -> Self {
        let wanted = args
            .positional
            .iter()
            .chain(&args.files)
            .any(|file| file == "-");
        let mut content = Vec::new();
        // What cannot be read is an empty file, which is told as one.
        let _ = wanted.then(|| std::io::stdin().lock().read_to_end(&mut content));
        Self(wanted.then_some(content))
    }
}

impl Files for Stdin {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        match &self.0 {
            Some(content) if file_name(path) == STDIN => Ok(content.clone()),
            _ => Disk.read(path, limit),
        }
    }
}

/// The files that an argument means: itself, standard input for `-`, or those that a folder holds under the usual names.
fn meant(file: &str) -> Vec<String> {
    if file == "-" {
        return vec![STDIN.to_owned()];
    }
    let folder = Path::new(file);
    if !folder.is_dir() {
        return vec![file.to_owned()];
    }
    let first = |names: &[&str]| {
        let mut paths = names.iter().map(|name| folder.join(name));
        paths.find(|path| path.is_file())
    };
    let found = [first(&FILE_NAMES), first(&OVERRIDE_NAMES)];
    let [Some(base), over] = found else {
        // the reader says that it is a folder, and asks for the file in it
        return vec![file.to_owned()];
    };
    let files = std::iter::once(base).chain(over);
    files.map(|path| path.display().to_string()).collect()
}

fn options(args: &AppArgs) -> Load {
    let here = std::env::current_dir()
        .map_or_else(|_| "/".to_owned(), |p| p.to_string_lossy().into_owned());
    let written = args.positional.iter().chain(&args.files);
    let files = written.flat_map(|file| meant(file)).collect();
    Load {
        working_directory: here,
        files,
        project_directory: args.project_directory.clone(),
        env_files: args.env_file.clone(),
        profiles: args.profile.clone(),
        project_name: args.project_name.clone(),
        environment: std::env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
            .collect(),
    }
}
