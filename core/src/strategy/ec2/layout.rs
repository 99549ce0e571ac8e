//! Where the application's files lie on the machine: as they lie at home, under one folder.

use super::launch::USER;
use crate::app::files::{Role, SourceFile};
use crate::strategy::App;

/// The application's files on the machine.
#[derive(Clone, Debug)]
pub(in crate::strategy) struct Layout {
    /// The folder above all files, at home.
    root: String,
    /// The folder above all files, on the machine.
    home: String,
}

impl Layout {
    /// Finds the folder above all files; the machine gets a folder of the application's name in its place.
    pub(in crate::strategy) fn of(app: &App) -> Self {
        let folders = carried(app)
            .map(|f| folder(&f.path))
            .chain([app.directory.as_str()]);
        let root = folders.reduce(common).unwrap_or_default().to_owned();
        Self {
            root,
            home: format!("/home/{USER}/{}", app.name),
        }
    }

    /// The path on the machine of a path at home. What lies outside the root lies under its own path.
    pub(in crate::strategy) fn there(&self, path: &str) -> String {
        let inside = path.strip_prefix(self.root.as_str()).unwrap_or(path);
        let inside = inside.trim_start_matches('/');
        if inside.is_empty() {
            self.home.clone()
        } else {
            format!("{}/{inside}", self.home)
        }
    }
}

/// The files that a machine needs to run the application, each once.
pub(super) fn carried(app: &App) -> impl Iterator<Item = &SourceFile> {
    app.files.iter()
}

/// The Compose files that were named, in order.
pub(super) fn compose_files(app: &App) -> impl Iterator<Item = &SourceFile> {
    app.files.iter().filter(|f| f.role == Role::Compose)
}

/// The folder of a path.
pub(super) fn folder(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((folder, _)) => folder,
    }
}

/// The folder above two folders.
fn common<'a>(a: &'a str, b: &'a str) -> &'a str {
    let mut end = 0;
    let mut at = 0;
    for (x, y) in a.split('/').zip(b.split('/')) {
        if x != y {
            break;
        }
        end = at + x.len();
        at = end + 1;
    }
    &a[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_above_two() {
        assert_eq!(common("/a/b/c", "/a/b/d"), "/a/b");
        assert_eq!(common("/a/b", "/a/b"), "/a/b");
        assert_eq!(common("/a/b", "/ab"), "");
        assert_eq!(folder("/compose.yaml"), "/");
        assert_eq!(folder("/x/compose.yaml"), "/x");
    }
}
