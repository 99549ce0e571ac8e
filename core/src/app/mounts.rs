//! Files and folders of the project that containers mount: read along, so that they can be carried to a machine.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::files::{FileError, Files, LARGEST_FILE, MOST_FILES, Role, SourceFile};
use super::load::Resolved;
use super::node::Node;
use super::service::MountType;

/// The most bytes of one mounted folder: 4 MiB (own limit). Configuration is smaller; a source tree with its
/// dependencies is a development habit, and its place is in the image.
const LARGEST_FOLDER: u64 = LARGEST_FILE;

/// The deepest folder that is walked below a mounted one (own limit, against links that lead back).
const DEEPEST: usize = 16;

/// What lies where a bind mount says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// A file, which is carried.
    File,
    /// A folder, all of whose files are carried.
    Folder,
    /// Nothing. Docker makes an empty folder of that name, unless it is told not to.
    Missing,
    /// A file or folder that is not carried: too large, too many files, unreadable, or no text.
    Unfit,
}

/// What the services of a project mount of it, by absolute path. Paths of the machine, such as `/etc/localtime`, are
/// not among them: they mean what lies there.
pub type Mounts = BTreeMap<String, Bound>;

/// Looks at everything of the project that a service mounts, and adds the files to those that were read.
pub fn read(resolved: &mut Resolved, files: &dyn Files) {
    let mut paths: Vec<String> = Vec::new();
    for (name, service) in &resolved.project.services {
        for (index, mount) in service.volumes.iter().enumerate() {
            let Some(source) = mount.source.as_deref() else {
                continue;
            };
            let known = paths.iter().any(|path| path == source);
            if mount.kind == MountType::Bind && !known && is_ours(resolved, name, index, source) {
                paths.push(source.to_owned());
            }
        }
    }
    for path in paths {
        let bound = match carried(resolved, files, &path) {
            Ok((bound, found)) => {
                resolved.files.extend(found);
                bound
            }
            Err(FileError::NotFound) => Bound::Missing,
            Err(_) => Bound::Unfit,
        };
        resolved.mounts.insert(path, bound);
    }
}

/// Tells whether a source is part of the project: it lies in its folder, or was written relative to it.
fn is_ours(resolved: &Resolved, service: &str, index: usize, source: &str) -> bool {
    let directory = resolved.project.directory.trim_end_matches('/');
    let inside = source
        .strip_prefix(directory)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let entry = || {
        let list = resolved.tree.at(&["services", service, "volumes"])?;
        list.as_list()?.get(index)
    };
    let relative = |node: &Node| {
        let span = node.span?;
        let text = resolved.files.get(span.file as usize)?.text();
        let written = text.get(span.start as usize..span.end as usize)?;
        Some(written.trim_matches(['"', '\'', ' ']).starts_with('.'))
    };
    inside
        || entry().is_some_and(|node| {
            let source = node.get("source").and_then(relative);
            source.unwrap_or_default() || relative(node).unwrap_or_default()
        })
}

/// What lies at a path, with the files that are not known yet.
fn carried(
    resolved: &Resolved,
    files: &dyn Files,
    path: &str,
) -> Result<(Bound, Vec<SourceFile>), FileError> {
    let known = |path: &str| resolved.files.iter().any(|f| f.path == path);
    if known(path) {
        return Ok((Bound::File, Vec::new()));
    }
    match files.read(path, LARGEST_FILE) {
        Ok(content) => return file(path, content).map(|f| (Bound::File, vec![f])),
        Err(FileError::IsDirectory) => {}
        Err(error) => return Err(error),
    }
    let mut found = Vec::new();
    let mut left = LARGEST_FOLDER;
    let mut open = vec![(path.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        if depth > DEEPEST {
            return Err(FileError::TooLarge);
        }
        for name in files.list(&folder)? {
            let path = format!("{}/{name}", folder.trim_end_matches('/'));
            match files.read(&path, left) {
                Ok(content) => {
                    left = left.saturating_sub(content.len() as u64);
                    if !known(&path) {
                        found.push(file(&path, content)?);
                    }
                }
                Err(FileError::IsDirectory) => open.push((path, depth + 1)),
                Err(error) => return Err(error),
            }
            if found.len() + resolved.files.len() > MOST_FILES {
                return Err(FileError::TooLarge);
            }
        }
    }
    Ok((Bound::Folder, found))
}

/// A mounted file; one that is no text is none, because what is carried is text.
fn file(path: &str, content: Vec<u8>) -> Result<SourceFile, FileError> {
    if std::str::from_utf8(&content).is_err() {
        return Err(FileError::Other("no text".to_owned()));
    }
    Ok(SourceFile {
        path: path.to_owned(),
        role: Role::Mount,
        content,
    })
}
