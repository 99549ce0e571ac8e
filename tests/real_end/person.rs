//! Somebody at a terminal with the program, in a folder of their own.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use paperboat_tests::docker::Container;
use serde_json::Value;
use tempfile::TempDir;

/// The longest that one command may take. The first one may have to build the image of a machine.
const PATIENCE: Duration = Duration::from_secs(900);

/// A person with a Compose file and an endpoint.
#[derive(Debug)]
pub(crate) struct Person {
    folder: TempDir,
}

/// How a command ended: its exit code, and everything that it said.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) all: String,
}

impl Person {
    pub(crate) fn with(compose: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("compose.yaml"), compose).expect("a file");
        Self { folder }
    }

    /// The folder in which deployments are kept.
    pub(crate) fn kept(&self) -> PathBuf {
        self.folder.path().join(".paperboat")
    }

    /// Types a command.
    ///
    /// # Panics
    /// When it does not end in time.
    pub(crate) fn types(&self, arguments: &[&str]) -> Said {
        let file = |name: &str| self.folder.path().join(name);
        let write = |name: &str| File::create(file(name)).expect("a file");
        let mut command = Command::new(env!("CARGO_BIN_EXE_paperboat"));
        command
            .args(["--lang", "en", "--color", "never"])
            .args(arguments)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(write("out"))
            .stderr(write("err"));
        for variable in ["AWS_PROFILE", "AWS_REGION", "AWS_ENDPOINT_URL"] {
            command.env_remove(variable);
        }
        let mut running = command.spawn().expect("the program runs");
        let began = Instant::now();
        let code = loop {
            if let Some(ended) = running.try_wait().expect("it can be waited for") {
                break ended.code();
            }
            if began.elapsed() > PATIENCE {
                let _ = running.kill();
                let _ = running.wait();
                panic!("paperboat {arguments:?} does not end");
            }
            std::thread::sleep(Duration::from_millis(20));
        };
        let read = |name: &str| std::fs::read_to_string(file(name)).unwrap_or_default();
        let out = read("out");
        let all = format!("{out}{}", read("err"));
        Said { code, out, all }
    }

    /// Types a command that must work; gives what it wrote to its output.
    ///
    /// # Panics
    /// When it ends with anything but 0.
    pub(crate) fn does(&self, arguments: &[&str]) -> String {
        let said = self.types(arguments);
        assert_eq!(said.code, Some(0), "{arguments:?}: {}", said.all);
        said.out
    }

    /// Types a command whose deployment must fail; gives all that it said.
    ///
    /// # Panics
    /// When it ends with anything but 1.
    pub(crate) fn fails(&self, arguments: &[&str]) -> String {
        let said = self.types(arguments);
        assert_eq!(said.code, Some(1), "{arguments:?}: {}", said.all);
        said.all
    }

    /// What `status` shows, as data.
    pub(crate) fn status(&self) -> Value {
        let shown = self.does(&["status", "--json"]);
        let mut status: Value = serde_json::from_str(&shown).expect("JSON");
        status["status"].take()
    }

    /// The instances that the journals speak of.
    fn instances(&self) -> BTreeSet<String> {
        let entries = std::fs::read_dir(self.kept()).into_iter().flatten();
        let journals = entries.flatten().map(|e| e.path().join("journal.jsonl"));
        let texts = journals.filter_map(|path| std::fs::read_to_string(path).ok());
        texts.flat_map(|text| instance_ids(&text)).collect()
    }
}

fn instance_ids(text: &str) -> Vec<String> {
    let is_id = |word: &&str| {
        let hex = word.strip_prefix("i-").unwrap_or_default();
        hex.len() >= 8 && hex.bytes().all(|b| b.is_ascii_hexdigit())
    };
    text.split('"').filter(is_id).map(str::to_owned).collect()
}

/// What a test that failed leaves: the deployment is destroyed, so that its containers go too, and machines by name.
impl Drop for Person {
    fn drop(&mut self) {
        let machines = self.instances().into_iter();
        let machines: Vec<_> = machines
            .map(|id| Container(format!("paperboat-{id}")))
            .collect();
        if !machines.is_empty() || self.kept().join("default").exists() {
            let mut destroy = Command::new("timeout");
            destroy
                .args(["120", env!("CARGO_BIN_EXE_paperboat"), "destroy"])
                .current_dir(self.folder.path())
                .stdout(Stdio::null())
                .stderr(Stdio::null());
            let _ = destroy.status();
        }
        drop(machines);
        let journal = self.kept().join("default/journal.jsonl");
        if std::thread::panicking() && journal.exists() {
            eprintln!("still there: {}", journal.display());
        }
    }
}
