//! Files as the reader sees them: text by path, from whatever holds them.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::diagnostic::Diagnostic;
use super::path::clean;

/// The largest Compose file, env file, secret or config that is read: 4 MiB (own limit; Compose has none).
pub const LARGEST_FILE: u64 = 4 << 20;

/// The most files that one application may consist of (own limit; Compose has none).
pub const MOST_FILES: usize = 1_000;

/// Why a file was not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// No such file.
    #[error("no such file or directory")]
    NotFound,
    /// It is a directory.
    #[error("is a directory")]
    IsDirectory,
    /// It may not be read.
    #[error("permission denied")]
    Denied,
    /// It has more bytes than the limit given.
    #[error("file too large")]
    TooLarge,
    /// Something else, in the words of the system.
    #[error("{0}")]
    Other(String),
}

/// Where files come from: a real disk, or a simulated one.
pub trait Files {
    /// Reads a whole file.
    ///
    /// `path` is absolute, with `/` between its parts, without `.` and `..` parts.
    ///
    /// # Errors
    /// A file with more than `limit` bytes is refused as [`FileError::TooLarge`] without being read.
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError>;

    /// Lists the names in a folder, in order.
    ///
    /// # Errors
    /// What holds no folders says so, as this default does.
    fn list(&self, path: &str) -> Result<Vec<String>, FileError> {
        Err(FileError::Other(format!("{path} cannot be listed here")))
    }
}

/// Files that are held in memory: what each path names. It has no folders, so that a listing is refused.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InMemory(pub BTreeMap<String, Vec<u8>>);

impl InMemory {
    /// One file.
    #[must_use]
    pub fn one(path: &str, content: impl Into<Vec<u8>>) -> Self {
        Self::default().and(path, content)
    }

    /// Files in a folder, as names and what they hold.
    #[must_use]
    pub fn below(folder: &str, files: &[(&str, &str)]) -> Self {
        let files = files.iter();
        files.fold(Self::default(), |all, (name, text)| {
            all.and(&format!("{folder}/{name}"), *text)
        })
    }

    /// One file more; it takes the place of one at the same path.
    #[must_use]
    pub fn and(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), content.into());
        self
    }
}

impl Files for InMemory {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let content = self.0.get(path).ok_or(FileError::NotFound)?;
        if content.len() as u64 > limit {
            return Err(FileError::TooLarge);
        }
        Ok(content.clone())
    }
}

/// What a file was read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A Compose file given, or found in the folder.
    Compose,
    /// A Compose file that another one includes.
    Include,
    /// A Compose file that a service is extended from.
    Extends,
    /// Variables for interpolation (`.env`, `--env-file`, `include.env_file`).
    Env,
    /// Variables for a container (`env_file`).
    EnvFile,
    /// The labels of a container (`label_file`).
    LabelFile,
    /// The content of a secret.
    Secret,
    /// The content of a config.
    Config,
    /// What a container mounts.
    Mount,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceFile {
    /// The absolute path.
    pub path: String,
    /// What it was first read for.
    pub role: Role,
    /// The bytes.
    pub content: Vec<u8>,
}

impl SourceFile {
    /// The content as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.content)
    }
}

/// Reads files and keeps what was read, so that each is read once.
pub(super) struct Sources<'a> {
    files: &'a dyn Files,
    read: RefCell<Vec<SourceFile>>,
}

impl<'a> Sources<'a> {
    pub(super) fn new(files: &'a dyn Files) -> Self {
        Self {
            files,
            read: RefCell::default(),
        }
    }

    /// Reads a file, or finds it among those read; gives its index and its bytes.
    pub(super) fn read(&self, path: &str, role: Role) -> Result<(u32, Vec<u8>), FileError> {
        let path = clean(path);
        let known = self.read.borrow().iter().position(|f| f.path == path);
        if let Some(index) = known {
            return Ok((index as u32, self.read.borrow()[index].content.clone()));
        }
        if self.read.borrow().len() >= MOST_FILES {
            return Err(FileError::Other("too many files".to_owned()));
        }
        let content = self.files.read(&path, LARGEST_FILE)?;
        if content.len() as u64 > LARGEST_FILE {
            return Err(FileError::TooLarge);
        }
        let mut read = self.read.borrow_mut();
        read.push(SourceFile {
            path,
            role,
            content: content.clone(),
        });
        Ok((read.len() as u32 - 1, content))
    }

    pub(super) fn into_files(self) -> Vec<SourceFile> {
        self.read.into_inner()
    }
}

/// Says that a file could not be read.
pub(super) fn unreadable(path: &str, error: &FileError) -> Diagnostic {
    match error {
        FileError::IsDirectory => Diagnostic::error("compose-file-directory").arg("path", path),
        FileError::Denied => Diagnostic::error("compose-file-denied").arg("path", path),
        FileError::NotFound => Diagnostic::error("compose-file-missing").arg("path", path),
        FileError::TooLarge => Diagnostic::error("compose-file-too-large")
            .arg("path", path)
            .arg("limit", LARGEST_FILE),
        other => Diagnostic::error("compose-file-unreadable")
            .arg("path", path)
            .arg("reason", other),
    }
}
