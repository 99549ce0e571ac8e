//! Pages in a folder.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::book::page::OURS;
use crate::file::Target;

/// Why the book is not in a folder.
#[derive(Debug)]
pub enum Unshelved {
    /// A file of that name is there, and is no page of the book.
    Theirs(PathBuf),
    /// Nothing can be written there.
    Closed(io::Error),
}

impl From<io::Error> for Unshelved {
    fn from(error: io::Error) -> Self {
        Self::Closed(error)
    }
}

/// Writes pages into a folder, which is made where it is missing in one that is there, as are folders below it that their
/// names hold. Pages of an earlier book are
/// replaced, each at once or not at all.
///
/// # Errors
///
/// A file that is no page of the book stands in the way: then nothing is written. Or the disk refuses.
pub fn shelve(folder: &Path, pages: &[(String, String)]) -> Result<(), Unshelved> {
    if !folder.is_dir() {
        fs::create_dir(folder)?;
    }
    for (name, _) in pages {
        let path = folder.join(name);
        if !ours(&path)? {
            return Err(Unshelved::Theirs(path));
        }
    }
    for (name, page) in pages {
        if let Some((below, _)) = name.rsplit_once('/') {
            let below = folder.join(below);
            if !below.is_dir() {
                fs::create_dir(below)?;
            }
        }
        Target::open(&folder.join(name))?.write(page)?;
    }
    Ok(())
}

/// Tells whether a page may be written here: nothing is there, or a page of the book.
fn ours(path: &Path) -> io::Result<bool> {
    let about = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        about => about?,
    };
    if !about.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    fs::File::open(path)?.take(1024).read_to_end(&mut head)?;
    Ok(String::from_utf8_lossy(&head).contains(OURS))
}
