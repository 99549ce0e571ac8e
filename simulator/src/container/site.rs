//! The pages of a web server whose files are known.

use paperboat_core::workload::{Programs, WorkloadKind};

use super::{ContainerKey, command, content, program};
use crate::world::World;

/// What a web server finds for a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Page {
    /// This text.
    Found(String),
    /// It has no such file.
    Absent,
}

/// The page for a path; none where nobody knows what the server serves.
///
/// busybox's `httpd` says with `-h` which folder it is. Of other servers of files it is a mounted folder that holds an
/// `index.html`: whoever mounts one means it to be served.
pub(crate) fn page(w: &World, key: ContainerKey, path: &str) -> Option<Page> {
    let folder = folder(w, key)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let whole = content::absolute(&folder, path.trim_start_matches('/'));
    let file = if path.ends_with('/') || path.is_empty() || whole == folder {
        format!("{}/index.html", whole.trim_end_matches('/'))
    } else {
        whole
    };
    Some(match content::read(w, key, &file) {
        Some(text) => Page::Found(text),
        None => Page::Absent,
    })
}

fn folder(w: &World, key: ContainerKey) -> Option<String> {
    if content::programs(w, key) == Programs::Busybox {
        let words = program::words(w, key);
        let first = words.first().map(|word| command::base(word));
        let at = words.iter().position(|word| word == "-h")?;
        return words
            .get(at + 1)
            .filter(|_| first == Some("httpd"))
            .cloned();
    }
    let container = &w.containers[key];
    if w.registry.images[container.spec.image].profile.kind != WorkloadKind::Web {
        return None;
    }
    let mounted = w.mounted_paths(key);
    let mut indexes = mounted
        .iter()
        .filter_map(|path| path.strip_suffix("/index.html"));
    let folder = indexes.find(|folder| w.is_mount(key, folder))?;
    Some(folder.to_owned())
}
