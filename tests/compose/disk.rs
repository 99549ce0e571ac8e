//! The files of this machine, as the reader wants them.

use std::io::ErrorKind;

use paperboat_core::app::files::{FileError, Files};

/// Reads real files.
pub(crate) struct Disk;

impl Files for Disk {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let reason = |error: std::io::Error| match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory => FileError::NotFound,
            ErrorKind::PermissionDenied => FileError::Denied,
            _ => FileError::Other(error.to_string()),
        };
        let about = std::fs::metadata(path).map_err(reason)?;
        if about.is_dir() {
            return Err(FileError::IsDirectory);
        }
        if about.len() > limit {
            return Err(FileError::TooLarge);
        }
        std::fs::read(path).map_err(reason)
    }
}
