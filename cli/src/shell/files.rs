//! What lies in the home directory: the folder of the application, as far as its files are text.

use std::path::Path;

/// The most files that are taken along: a folder with more is one that nobody types about.
const FILES: usize = 500;
/// The largest file that is taken along, in bytes.
const LARGEST: u64 = 256 << 10;
/// Folders that tools fill.
const LEFT_OUT: [&str; 6] = [
    ".git",
    ".paperboat",
    "node_modules",
    "target",
    ".venv",
    "__pycache__",
];

/// The text files of a folder, by their path from there, in the order of their paths. What cannot be read is left out.
pub(super) fn of_folder(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(at) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&at) else {
            continue;
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            let name = entry.file_name();
            if kind.is_dir() && !LEFT_OUT.iter().any(|out| name == *out) {
                open.push(path);
            } else if kind.is_file() && entry.metadata().is_ok_and(|m| m.len() <= LARGEST) {
                found.push(path);
            }
        }
        if found.len() > FILES {
            break;
        }
    }
    found.sort();
    found.truncate(FILES);
    let text = |path: std::path::PathBuf| {
        let inside = path.strip_prefix(folder).ok()?.to_str()?.replace('\\', "/");
        Some((inside, std::fs::read_to_string(&path).ok()?))
    };
    found.into_iter().filter_map(text).collect()
}
