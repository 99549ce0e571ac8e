//! What the program ends with.

use std::process::ExitCode;

/// An exit code. They are documented in the README and in `--help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It worked.
    Success,
    /// The deployment failed, or was rolled back.
    Failed,
    /// Wrong input, or wrong use.
    Usage,
    /// A file could not be read or written.
    Io,
    /// `check` found something that a strategy refuses.
    Refused,
    /// A command on a machine or in a container ended with this code.
    Command(u8),
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Success => Self::SUCCESS,
            Exit::Failed => Self::from(1),
            Exit::Usage => Self::from(2),
            Exit::Io => Self::from(3),
            Exit::Refused => Self::from(4),
            Exit::Command(code) => Self::from(code),
        }
    }
}
