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

impl Exit {
    /// The number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Io => 3,
            Self::Refused => 4,
            Self::Command(code) => code,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
