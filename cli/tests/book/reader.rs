//! Who reads a chapter, and types what it shows.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::{Read, pipe};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, OnceLock};

use paperboat::text::Language;
use paperboat_core::app::command::split;
use serde_json::Value;
use tempfile::TempDir;

use crate::figure::Picture;
use crate::person::{copy, examples, program};

/// How wide the pages are that a run is shown on.
const COLUMNS: &str = "80";

/// A command's exit code, and what it printed on both streams as they came.
type Said = (i32, String);

/// A run that may not be over.
type Run = Arc<OnceLock<Said>>;

/// Runs of commands that read the examples and keep nothing: they are the same in each chapter.
static RUNS: LazyLock<Mutex<HashMap<(&str, String), Run>>> = LazyLock::new(Mutex::default);

/// Somebody with a folder of their own, in which the examples are.
pub(crate) struct Reader {
    pub(crate) language: Language,
    folder: PathBuf,
    _whole: TempDir,
    runs: BTreeMap<String, Value>,
    /// What the chapter shows, by name.
    pub(crate) pictures: BTreeMap<String, Picture>,
}

impl Reader {
    pub(crate) fn new(language: Language) -> Self {
        let whole = tempfile::tempdir().expect("a folder");
        // A project is named after its folder.
        let folder = whole.path().join("reader");
        copy(&examples(), &folder.join("examples"));
        Self {
            language,
            folder,
            _whole: whole,
            runs: BTreeMap::new(),
            pictures: BTreeMap::new(),
        }
    }

    /// Writes a file.
    pub(crate) fn writes(&self, name: &str, lines: &[&str]) {
        let path = self.folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        fs::write(path, lines.join("\n") + "\n").expect("a file");
    }

    /// Keeps a drawing under a name of its own.
    pub(crate) fn draws(&mut self, name: &str, picture: Picture) -> Result<(), String> {
        match self.pictures.insert(name.to_owned(), picture) {
            None => Ok(()),
            Some(_) => Err(format!("there is a figure {name} above")),
        }
    }

    /// Types a command.
    pub(crate) fn types(&self, command: &str) -> Result<Said, String> {
        self.runs(command, self.language)
    }

    /// Runs a command that prints data, under a name.
    pub(crate) fn names(&mut self, name: &str, command: &str) -> Result<(), String> {
        let (_, said) = self.runs(command, Language::En)?;
        let data = serde_json::from_str(&said).map_err(|error| format!("{command}: {error}"))?;
        self.runs.insert(name.to_owned(), data);
        Ok(())
    }

    /// The data of a run that was named above.
    pub(crate) fn data(&self, name: &str) -> Result<&Value, String> {
        let run = self.runs.get(name);
        run.ok_or_else(|| format!("no run is named {name} above"))
    }

    fn runs(&self, command: &str, language: Language) -> Result<Said, String> {
        let words = split(command)?;
        let Some((_, words)) = words
            .split_first()
            .filter(|(first, _)| *first == "paperboat")
        else {
            return Err(format!("`{command}` does not begin with paperboat"));
        };
        if !keeps_nothing(words) {
            return Ok(run(&self.folder, words, language));
        }
        let key = (language.code(), command.to_owned());
        let said = Arc::clone(RUNS.lock().expect("nobody panics").entry(key).or_default());
        let said = said.get_or_init(|| run(&self.folder, words, language));
        Ok(said.clone())
    }
}

/// Tells whether a command only reads the examples, so that it says the same in each folder.
fn keeps_nothing(words: &[String]) -> bool {
    let reads = ["compare", "plan", "check", "policy", "model", "diagram"];
    let yaml = |word: &&String| word.ends_with(".yaml") && !word.starts_with("examples/");
    words.first().is_some_and(|verb| reads.contains(&&**verb)) && !words.iter().any(|w| yaml(&w))
}

fn run(folder: &Path, words: &[String], language: Language) -> Said {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (mut both, out) = pipe().expect("a pipe");
    let mut command = program(folder, &words);
    command
        .env("COLUMNS", COLUMNS)
        .env("LANG", language.code())
        .stderr(out.try_clone().expect("a pipe"))
        .stdout(out);
    let mut child = command.spawn().expect("the program runs");
    // It holds the pipe's other ends, and the reading below ends when they are gone.
    drop(command);
    let mut said = String::new();
    both.read_to_string(&mut said).expect("text");
    let code = child.wait().expect("the program ends").code();
    assert!(!said.contains("panicked"), "{words:?}: {said}");
    (code.expect("the program ends by itself"), said)
}
