//! Somebody in a folder, who types one command of the program after the other.

// Each test uses a part of this.
#![allow(dead_code)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// As long as the slowest command may take, in a build that is not optimised on a busy machine.
const LONGEST: Duration = Duration::from_secs(120);

/// The folder of the applications that are shipped.
pub(crate) fn examples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples")
}

/// Copies a folder with all that is in it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// The program in a folder, with nothing of this computer's own settings, and nothing on its standard input.
pub(crate) fn program(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_paperboat"));
    command
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .env_clear()
        .env("PATH", "/nowhere");
    command
}

/// Runs the program to its end.
pub(crate) fn paperboat(folder: &Path, arguments: &[&str]) -> Output {
    ended(program(folder, arguments))
}

/// Runs a program to its end, which comes soon and is no panic.
fn ended(mut command: Command) -> Output {
    let began = Instant::now();
    let output = command.output().expect("the program runs");
    assert!(began.elapsed() < LONGEST, "{command:?} takes too long");
    let said = both(&output);
    assert!(!said.contains("panicked"), "{command:?}: {said}");
    output
}

/// What a program printed.
pub(crate) fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// What a program said beside.
pub(crate) fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Both streams as one text.
pub(crate) fn both(output: &Output) -> String {
    out(output) + &err(output)
}

/// Somebody in a folder.
pub(crate) struct Person {
    folder: PathBuf,
    variables: Vec<(&'static str, String)>,
    /// Removes the folder with its person, where it is theirs alone.
    own: Option<TempDir>,
}

impl Person {
    /// In an empty folder.
    pub(crate) fn new() -> Self {
        let own = tempfile::tempdir().expect("a folder");
        let mut person = Self::at(own.path());
        person.own = Some(own);
        person
    }

    /// In a folder that is there.
    pub(crate) fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            variables: Vec::new(),
            own: None,
        }
    }

    /// In a folder with a Compose file.
    pub(crate) fn with(compose: &str) -> Self {
        Self::new().beside(&[("compose.yaml", compose)])
    }

    /// With more files, by their path in the folder.
    pub(crate) fn beside(self, files: &[(&str, &str)]) -> Self {
        for (path, text) in files {
            self.writes(path, text);
        }
        self
    }

    /// With a variable in the environment.
    pub(crate) fn having(mut self, name: &'static str, value: &str) -> Self {
        self.variables.push((name, value.to_owned()));
        self
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Writes a file; the folders above it are made.
    pub(crate) fn writes(&self, path: &str, text: &str) {
        let path = self.folder.join(path);
        let above = path.parent().expect("a folder above");
        std::fs::create_dir_all(above).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Runs the program to its end.
    pub(crate) fn runs(&self, words: &[&str]) -> Output {
        let mut command = program(&self.folder, words);
        command.envs(self.variables.iter().cloned());
        ended(command)
    }

    /// Runs the program; its exit code, and both its streams.
    pub(crate) fn types(&self, words: &[&str]) -> (Option<i32>, String) {
        let output = self.runs(words);
        (output.status.code(), both(&output))
    }
}

/// Types lines into `paperboat shell`, started with these arguments; gives the exit code, what was written, and what to the error
/// stream.
pub(crate) fn typed(arguments: &[&str], lines: &str) -> (i32, String, String) {
    let empty = tempfile::tempdir().expect("a folder");
    let mut child = program(empty.path(), &[&["shell"], arguments].concat())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(lines.as_bytes()).expect("lines");
    drop(stdin);
    let out = child.wait_with_output().expect("an end");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (
        out.status.code().expect("a code"),
        text(out.stdout),
        text(out.stderr),
    )
}
