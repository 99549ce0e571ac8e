//! A folder of this machine, held in memory.

use std::path::Path;

use paperboat_core::app::files::InMemory;

/// Copies a folder with all that lies below it.
pub(crate) fn copy_of(folder: &Path) -> InMemory {
    let mut files = InMemory::default();
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
