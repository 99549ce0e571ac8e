//! The real disk, as the Compose reader sees it.

use std::fs::File;
use std::io::{ErrorKind, Read};

use paperboat_core::app::files::{FileError, Files};

/// Files of this computer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let file = File::open(path).map_err(error)?;
        let about = file.metadata().map_err(error)?;
        if about.is_dir() {
            return Err(FileError::IsDirectory);
        }
        if about.len() > limit {
            return Err(FileError::TooLarge);
        }
        // A pipe or a device has no length: one byte past the limit shows that it is too large.
        let mut content = Vec::new();
        file.take(limit + 1)
            .read_to_end(&mut content)
            .map_err(error)?;
        if content.len() as u64 > limit {
            return Err(FileError::TooLarge);
        }
        Ok(content)
    }

    fn list(&self, path: &str) -> Result<Vec<String>, FileError> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(path).map_err(error)? {
            let name = entry.map_err(error)?.file_name();
            let name = name.into_string();
            names.push(name.map_err(|_| FileError::Other("no UTF-8 name".to_owned()))?);
        }
        names.sort();
        Ok(names)
    }
}

fn error(e: std::io::Error) -> FileError {
    match e.kind() {
        ErrorKind::NotFound => FileError::NotFound,
        ErrorKind::PermissionDenied => FileError::Denied,
        ErrorKind::IsADirectory => FileError::IsDirectory,
        _ => FileError::Other(e.to_string()),
    }
}
