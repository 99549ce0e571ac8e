//! A container engine, driven through its command: so contexts work, and engines with the same command.

use std::ffi::OsString;
use std::io;
use std::process::Stdio;
use std::time::Duration;

use paperboat_core::error::{CloudError, ErrorKind};
use tokio::process::Command;
use tokio::time::timeout;

/// The longest wait for one command of the engine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The command of a container engine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Engine {
    program: OsString,
}

impl Default for Engine {
    fn default() -> Self {
        Self::new("docker")
    }
}

impl Engine {
    /// Uses a program that takes Docker's commands: `docker`, `podman`, or a path.
    pub fn new(program: impl Into<OsString>) -> Self {
        Self {
            program: program.into(),
        }
    }

    pub(super) fn program(&self) -> &OsString {
        &self.program
    }

    /// Runs one command, and gives what it wrote to its output.
    pub(super) async fn run(&self, arguments: &[&str]) -> Result<String, EngineError> {
        let mut command = Command::new(&self.program);
        command.args(arguments);
        finish(command, PATIENCE).await
    }
}

/// Runs a program to its end, with nothing to read.
pub(super) async fn finish(
    mut command: Command,
    patience: Duration,
) -> Result<String, EngineError> {
    command.stdin(Stdio::null()).kill_on_drop(true);
    let shown = shown(&command);
    let output = match timeout(patience, command.output()).await {
        Ok(Ok(output)) => output,
        Ok(Err(e)) if e.kind() == io::ErrorKind::NotFound => {
            return Err(EngineError::Missing(shown));
        }
        Ok(Err(e)) => return Err(EngineError::Failed(shown, e.to_string())),
        Err(_) => {
            let said = format!("no end after {} s", patience.as_secs());
            return Err(EngineError::Failed(shown, said));
        }
    };
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(EngineError::Failed(shown, said))
}

fn shown(command: &Command) -> String {
    let command = command.as_std();
    let words = std::iter::once(command.get_program()).chain(command.get_args().take(1));
    let words: Vec<_> = words.map(|w| w.to_string_lossy()).collect();
    words.join(" ")
}

/// Why the engine did not do what it was told.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum EngineError {
    #[error(
        "{0}: there is no such program; install a container engine, or choose another way with --hosts"
    )]
    Missing(String),
    #[error("{0}: {1}")]
    Failed(String, String),
}

impl EngineError {
    pub(super) fn says(&self, words: &str) -> bool {
        matches!(self, Self::Failed(_, said) if said.contains(words))
    }

    pub(super) fn is_no_such_container(&self) -> bool {
        // Docker and Podman differ in the first letter
        self.says("No such container") || self.says("no such container")
    }

    pub(super) fn into_error(self, operation: &str) -> CloudError {
        let down = [
            "Cannot connect to the Docker daemon",
            "permission denied while trying",
        ];
        let taken = ["port is already allocated", "address already in use"];
        let (kind, code) = match &self {
            Self::Missing(_) => (ErrorKind::Unsupported, "DockerMissing"),
            e if down.iter().any(|w| e.says(w)) => (ErrorKind::Unsupported, "DockerDown"),
            e if taken.iter().any(|w| e.says(w)) => (ErrorKind::InUse, "PortTaken"),
            e if e.says("is already in use by container") => (ErrorKind::InUse, "ContainerExists"),
            e if e.says("no space left") => (ErrorKind::LimitExceeded, "NoSpace"),
            Self::Failed(..) => (ErrorKind::Internal, "DockerFailed"),
        };
        CloudError::refused(kind, operation, code, self)
    }
}
