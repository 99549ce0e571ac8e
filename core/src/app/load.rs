//! What to read, and what comes of it.

use std::collections::BTreeMap;
use std::fmt;

use super::diagnostic::Diagnostic;
use super::files::SourceFile;
use super::node::Node;
use super::project::Project;

/// Which application to read: the options of `docker compose`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Load {
    /// The absolute path of the folder where the command is given.
    pub working_directory: String,
    /// `--file`, in order. Empty: `COMPOSE_FILE`, or else the usual names, looked for here and in the
    /// folders above.
    pub files: Vec<String>,
    /// `--project-directory`. Nothing: the folder of the first file.
    pub project_directory: Option<String>,
    /// `--env-file`, in order. Empty: `.env` in the project's folder, if it exists.
    pub env_files: Vec<String>,
    /// `--profile`. Empty: `COMPOSE_PROFILES`.
    pub profiles: Vec<String>,
    /// `--project-name`. Nothing: `COMPOSE_PROJECT_NAME`, `name:` in the files, or the folder's name.
    pub project_name: Option<String>,
    /// The variables of the shell; they win over those of env files.
    pub environment: BTreeMap<String, String>,
}

/// An application that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolved {
    /// The canonical tree with the place of everything that someone wrote. Its shape is that of
    /// `docker compose config`, plus `env_file` and the `x-` keys of services.
    pub tree: Node,
    /// The same, typed.
    pub project: Project,
    /// Every file that was read; `Span::file` is an index into it.
    pub files: Vec<SourceFile>,
    /// What may not be as meant.
    pub warnings: Vec<Diagnostic>,
}

/// An application that cannot be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// At least one error, the one that Docker Compose would report first; then warnings.
    pub diagnostics: Vec<Diagnostic>,
    /// Every file that was read; `Span::file` is an index into it.
    pub files: Vec<SourceFile>,
}

impl Refused {
    /// The code that `docker compose` exits with: 14 when a file is missing, 15 when one is invalid.
    #[must_use]
    pub fn docker_exit_code(&self) -> i32 {
        match self.diagnostics.first().map(|first| first.code) {
            Some("compose-no-file" | "compose-file-missing") => 14,
            _ => 15,
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.diagnostics.first() {
            Some(first) => first.fmt(f),
            None => f.write_str("the application cannot be read"),
        }
    }
}

impl std::error::Error for Refused {}
