//! Files that are only in memory.

use std::collections::BTreeMap;

use paperboat_core::app::files::{FileError, Files};

/// Absolute paths and what the files hold.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(BTreeMap<String, String>);

impl Memory {
    /// Files below `/app`.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(name, text): &(&str, &str)| (format!("/app/{name}"), (*text).to_owned());
        Self(files.iter().map(file).collect())
    }
}

impl Files for Memory {
    fn read(&self, path: &str, _limit: u64) -> Result<Vec<u8>, FileError> {
        let content = self.0.get(path).ok_or(FileError::NotFound)?;
        Ok(content.clone().into_bytes())
    }
}
