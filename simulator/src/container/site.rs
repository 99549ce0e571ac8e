//! The pages of a web server whose files are known.

use paperboat_core::workload::{Programs, WorkloadKind};

use super::{ContainerKey, command, content, program};
use crate::registry;
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
/// `index.html`, or else one that the image was built with: whoever mounts or copies one means it to be served.
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
    if registry::image(w, container.spec.image).profile.kind != WorkloadKind::Web {
        return None;
    }
    mounted(w, key).or_else(|| of_image(w, key))
}

/// The folder of a page that the image holds: a Dockerfile put it there.
fn of_image(w: &World, key: ContainerKey) -> Option<String> {
    let files = content::config(w, key)?.files.keys();
    let mut indexes = files.filter_map(|path| path.strip_suffix("/index.html"));
    indexes.next().map(str::to_owned)
}

/// The folder of a page that is mounted.
fn mounted(w: &World, key: ContainerKey) -> Option<String> {
    let mounted = w.mounted_paths(key);
    let mut indexes = mounted
        .iter()
        .filter_map(|path| path.strip_suffix("/index.html"));
    let folder = indexes.find(|folder| w.is_mount(key, folder))?;
    Some(folder.to_owned())
}

/// Whether a path is one of nginx's configuration.
pub(crate) fn is_nginx(path: &str) -> bool {
    path.starts_with("/etc/nginx/")
}

/// The ports that files of nginx's configuration listen on; none when they say nothing.
pub(crate) fn nginx_ports<'a>(texts: impl Iterator<Item = &'a str>) -> Option<Vec<u16>> {
    let mut ports = Vec::new();
    for directive in texts.flat_map(|text| text.split([';', '{', '}'])) {
        let mut words = directive.split_whitespace();
        let named = words.next().filter(|word| *word == "listen");
        let port = named.and(words.next());
        let port = port.and_then(|p| p.rsplit(':').next()?.parse().ok());
        ports.extend(port.filter(|p| !ports.contains(p)));
    }
    (!ports.is_empty()).then_some(ports)
}
