//! `paperboat book`: the book as pages for a browser.

use std::env::var_os;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::book::{Unshelved, pages, shelve};
use crate::exit::Exit;
use crate::text::Language;
use crate::ui::Ui;

/// Writes the book into a folder, or among what this computer keeps for programs, and says where to begin.
pub fn book(ui: &Ui, out: Option<&str>) -> Exit {
    let folder = match out.map_or_else(|| kept(ui), |out| Ok(PathBuf::from(out))) {
        Ok(folder) => folder,
        Err(error) => return closed(ui, &std::env::temp_dir(), &error),
    };
    let pages = pages(&ui.text);
    match shelve(&folder, &pages) {
        Ok(()) => {}
        Err(Unshelved::Theirs(path)) => {
            let path = path.display().to_string();
            return ui.fail(Exit::Usage, "book-not-ours", &[("path", &path)]);
        }
        Err(Unshelved::Closed(error)) => return closed(ui, &folder, &error),
    }
    let first = folder.join("index.html").display().to_string();
    if ui.json {
        let names: Vec<&String> = pages.iter().map(|(name, _)| name).collect();
        ui.json(&json!({
            "language": ui.text.language().code(),
            "folder": folder.display().to_string(),
            "first": first,
            "pages": names,
        }));
    } else {
        let count = (pages.len() / Language::ALL.len()).to_string();
        let said = [("count", count.as_str()), ("first", &first)];
        ui.report(&ui.text.with("book-written", &said));
    }
    Exit::Success
}

fn closed(ui: &Ui, folder: &Path, error: &io::Error) -> Exit {
    let folder = folder.display().to_string();
    let said = [("folder", folder.as_str()), ("reason", &error.to_string())];
    ui.fail(Exit::Usage, "book-cannot-write", &said)
}

/// A folder of this person's for what programs can make again; where there is none, a new temporary one.
fn kept(ui: &Ui) -> io::Result<PathBuf> {
    let named = |name: &str| var_os(name).map(PathBuf::from);
    let cache = named("XDG_CACHE_HOME")
        .or_else(|| named("LOCALAPPDATA"))
        .or_else(|| named("HOME").map(|home| home.join(".cache")))
        .filter(|cache| cache.is_absolute());
    let kept = cache.map(|cache| cache.join("paperboat/book"));
    match kept.filter(|above| fs::create_dir_all(above).is_ok()) {
        Some(above) => Ok(above.join(ui.text.language().code())),
        None => Ok(tempfile::Builder::new()
            .prefix("paperboat-book-")
            .tempdir()?
            .keep()),
    }
}
