//! Files that are only in memory.

use std::collections::BTreeMap;
use std::path::Path;

use paperboat_core::app::files::{FileError, Files};

/// Absolute paths and what the files hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(pub(crate) BTreeMap<String, Vec<u8>>);

impl Memory {
    /// Files below `/app`.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(name, text): &(&str, &str)| (format!("/app/{name}"), text.as_bytes().to_vec());
        Self(files.iter().map(file).collect())
    }

    /// Copies a folder.
    pub(crate) fn copy_of(folder: &Path) -> Self {
        let mut files = Self::default();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).expect("a folder").flatten() {
                let path = entry.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let content = std::fs::read(&path).expect("a file");
                    files.0.insert(path.to_string_lossy().into_owned(), content);
                }
            }
        }
        files
    }
}

impl Files for Memory {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let content = self.0.get(path).ok_or(FileError::NotFound)?;
        if content.len() as u64 > limit {
            return Err(FileError::TooLarge);
        }
        Ok(content.clone())
    }
}
