//! The file system of a machine, and what a process may do with it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{JobKey, Process, Trouble, bulk, disk, trouble};
use crate::random::Key;
use crate::world::World;

/// What a path holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// A directory.
    Directory,
    /// A file with text, or only a size when its bytes do not matter (a program, a swap file).
    File {
        /// The text.
        content: String,
        /// The bytes that it takes beyond the text.
        opaque_bytes: u64,
    },
    /// A symbolic link.
    Link(String),
}

/// A file, a directory or a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it holds.
    pub kind: NodeKind,
    /// The permission bits, such as `0o644`.
    pub mode: u16,
    /// Who owns it.
    pub owner: String,
    /// The group that owns it.
    pub group: String,
}

impl NodeKind {
    /// A file with a text, and with the bytes for which marks stand in it.
    pub(super) fn of_text(content: String) -> Self {
        Self::File {
            opaque_bytes: bulk::beyond(&content),
            content,
        }
    }
}

impl Node {
    /// A directory.
    #[must_use]
    pub fn directory(mode: u16, owner: &str) -> Self {
        let kind = NodeKind::Directory;
        Self {
            kind,
            mode,
            owner: owner.to_owned(),
            group: owner.to_owned(),
        }
    }

    /// A file with text.
    #[must_use]
    pub fn text(content: impl Into<String>, mode: u16, owner: &str) -> Self {
        Self {
            kind: NodeKind::of_text(content.into()),
            mode,
            owner: owner.to_owned(),
            group: owner.to_owned(),
        }
    }

    /// A file of which only the size matters.
    #[must_use]
    pub fn opaque(bytes: u64, mode: u16, owner: &str) -> Self {
        let kind = NodeKind::File {
            content: String::new(),
            opaque_bytes: bytes,
        };
        Self {
            kind,
            mode,
            owner: owner.to_owned(),
            group: owner.to_owned(),
        }
    }

    /// Tells whether it is a directory.
    #[must_use]
    pub fn is_directory(&self) -> bool {
        self.kind == NodeKind::Directory
    }

    /// Tells whether it is a symbolic link.
    #[must_use]
    pub fn is_link(&self) -> bool {
        matches!(self.kind, NodeKind::Link(_))
    }

    /// The bytes that it takes on the disk.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        match &self.kind {
            NodeKind::Directory => 4096,
            NodeKind::File {
                content,
                opaque_bytes,
            } => content.len() as u64 + opaque_bytes,
            NodeKind::Link(target) => target.len() as u64,
        }
    }

    /// Tells whether a process may use it so: 4 reads, 2 writes, 1 executes or enters.
    #[must_use]
    pub fn permits(&self, process: &Process, bits: u16) -> bool {
        let shift = if self.owner == process.user {
            6
        } else if process.groups.contains(&self.group) {
            3
        } else {
            0
        };
        let executable = self.is_directory() || self.mode & 0o111 != 0;
        (process.is_root() && (bits & 1 == 0 || executable)) || (self.mode >> shift) & bits == bits
    }
}

/// Why a file operation failed, in the C library's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileError {
    /// Nothing has that path.
    NotFound,
    /// The process may not.
    Denied,
    /// A directory stands there.
    IsDirectory,
    /// A part of the path is no directory.
    NotDirectory,
    /// Something stands there.
    Exists,
    /// The directory holds something.
    NotEmpty,
    /// The disk is full.
    NoSpace,
    /// Links lead in a circle.
    Loop,
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotFound => "No such file or directory",
            Self::Denied => "Permission denied",
            Self::IsDirectory => "Is a directory",
            Self::NotDirectory => "Not a directory",
            Self::Exists => "File exists",
            Self::NotEmpty => "Directory not empty",
            Self::NoSpace => "No space left on device",
            Self::Loop => "Too many levels of symbolic links",
        })
    }
}

/// The directory of an absolute path.
#[must_use]
pub(super) fn parent(path: &str) -> &str {
    match path.rfind('/') {
        Some(0) | None => "/",
        Some(at) => &path[..at],
    }
}

/// The last name of a path.
#[must_use]
pub(super) fn base(path: &str) -> &str {
    path.rsplit('/')
        .find(|part| !part.is_empty())
        .unwrap_or("/")
}

/// All files of a machine, by absolute path.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Shared by machines of one image until one of them writes, and by copies of a world.
    nodes: Arc<BTreeMap<String, Node>>,
    bytes: u64,
    /// How many of them are symbolic links. A machine's image has none, and as long as nobody makes one a path leads where it
    /// says.
    links: usize,
    /// By the last names of paths: where a name's is missing, nothing has the name. What goes leaves its mark.
    marks: Marks,
}

/// Which names were seen, at a glance: a mark that is there may be another name's.
#[derive(Clone, Debug, Default)]
struct Marks([u64; 4]);

impl Marks {
    fn of(name: &str) -> (usize, u64) {
        let bits = Key::of(name).get();
        ((bits >> 6) as usize % 4, 1 << (bits % 64))
    }

    fn set(&mut self, name: &str) {
        let (word, bit) = Self::of(name);
        self.0[word] |= bit;
    }

    fn lack(&self, name: &str) -> bool {
        let (word, bit) = Self::of(name);
        self.0[word] & bit == 0
    }
}

impl Files {
    /// Puts a node where a path points, without a look at permissions or space; missing directories are made.
    pub fn put(&mut self, path: &str, node: Node) {
        let nodes = Arc::make_mut(&mut self.nodes);
        let mut at = parent(path).to_owned();
        while !nodes.contains_key(&at) {
            let made = Node::directory(0o755, "root");
            self.bytes += made.bytes();
            self.marks.set(base(&at));
            nodes.insert(at.clone(), made);
            at = parent(&at).to_owned();
        }
        self.bytes += node.bytes();
        self.links += usize::from(node.is_link());
        self.marks.set(base(path));
        if let Some(old) = nodes.insert(path.to_owned(), node) {
            self.bytes -= old.bytes();
            self.links -= usize::from(old.is_link());
        }
    }

    /// Looks a path up as it stands, without following a link.
    #[must_use]
    pub fn entry(&self, path: &str) -> Option<&Node> {
        self.nodes.get(path)
    }

    /// Looks a path up; links are followed.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Node> {
        self.nodes.get(&self.resolve(path).ok()?)
    }

    /// The text of a file; none when there is no file.
    #[must_use]
    pub fn read(&self, path: &str) -> Option<&str> {
        match &self.get(path)?.kind {
            NodeKind::File { content, .. } => Some(content),
            _ => None,
        }
    }

    /// Takes a path away with all below it.
    pub fn remove(&mut self, path: &str) {
        let below = format!("{}/", path.trim_end_matches('/'));
        let gone: Vec<String> = self.walk(path).map(|(p, _)| p.to_owned()).collect();
        for p in gone {
            if (p == path || p.starts_with(&below))
                && p != "/"
                && let Some(old) = Arc::make_mut(&mut self.nodes).remove(&p)
            {
                self.bytes -= old.bytes();
                self.links -= usize::from(old.is_link());
            }
        }
    }

    /// A path and all below it, in order.
    pub fn walk(&self, path: &str) -> impl Iterator<Item = (&str, &Node)> {
        let below = format!("{}/", path.trim_end_matches('/'));
        let this = self.nodes.get_key_value(path).filter(|_| path != "/");
        let rest = self
            .nodes
            .range(below.clone()..)
            .take_while(move |(p, _)| p.starts_with(&below));
        this.into_iter().chain(rest).map(|(p, n)| (p.as_str(), n))
    }

    /// The names in a directory, in order.
    pub fn list(&self, directory: &str) -> impl Iterator<Item = (&str, &Node)> {
        let below = format!("{}/", directory.trim_end_matches('/'));
        let depth = below.len();
        let entries = self
            .walk(directory)
            .filter(move |(p, _)| p.len() > depth && p.starts_with(&below));
        entries
            .filter_map(move |(p, n)| Some((p.get(depth..)?, n)))
            .filter(|(name, _)| !name.contains('/'))
    }

    /// The bytes of all files.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Changes a node's mode and owners.
    pub fn change(&mut self, path: &str, change: impl FnOnce(&mut Node)) {
        if let Some(node) = Arc::make_mut(&mut self.nodes).get_mut(path) {
            let before = (node.bytes(), node.is_link());
            change(node);
            self.bytes = self.bytes - before.0 + node.bytes();
            self.links = self.links - usize::from(before.1) + usize::from(node.is_link());
        }
    }

    /// Follows the links of an absolute path.
    ///
    /// # Errors
    /// [`FileError::Loop`] after 40 links, as Linux counts.
    pub fn resolve(&self, path: &str) -> Result<String, FileError> {
        let mut left: Vec<&str> = path.split('/').rev().collect();
        let mut done = String::with_capacity(path.len());
        let mut links = 0;
        while let Some(part) = left.pop() {
            if matches!(part, "" | ".") {
                continue;
            }
            let above = done.len();
            if part == ".." {
                done.truncate(done.rfind('/').unwrap_or(0));
                continue;
            }
            done.push('/');
            done.push_str(part);
            if self.links == 0 {
                continue;
            }
            let Some(NodeKind::Link(target)) = self.nodes.get(&done).map(|n| &n.kind) else {
                continue;
            };
            links += 1;
            if links > 40 {
                return Err(FileError::Loop);
            }
            done.truncate(if target.starts_with('/') { 0 } else { above });
            left.extend(target.split('/').rev());
        }
        Ok(if done.is_empty() {
            "/".to_owned()
        } else {
            done
        })
    }

    /// Checks that a process may enter every directory above a path, and gives the path with links followed.
    ///
    /// # Errors
    /// Not found, denied, no directory.
    pub fn reach(&self, process: &Process, path: &str) -> Result<String, FileError> {
        let mut path = process.absolute(path);
        if self.links > 0 {
            path = self.resolve(&path)?;
        }
        let mut at = parent(&path);
        loop {
            match self.nodes.get(at) {
                None => return Err(FileError::NotFound),
                Some(n) if !n.is_directory() => return Err(FileError::NotDirectory),
                Some(n) if !n.permits(process, 1) => return Err(FileError::Denied),
                Some(_) if at == "/" => return Ok(path),
                Some(_) => at = parent(at),
            }
        }
    }

    /// Tells whether nothing can be at an absolute path, whoever asks: no link leads there, and nothing stands there. A path
    /// with `.`, `..` or doubled slashes is not told of.
    pub(super) fn lacks(&self, path: &str) -> bool {
        let plain = !path.contains("//") && !path.contains("/.");
        plain && self.links == 0 && !self.nodes.contains_key(path)
    }

    /// Tells whether no path ends with this name, wherever it stands, as far as that is seen at a glance.
    pub(super) fn lacks_everywhere(&self, name: &str) -> bool {
        self.links == 0 && self.marks.lack(base(name))
    }

    /// Finds a file that a process may use so: 4 reads, 2 writes, 1 executes.
    ///
    /// # Errors
    /// Not found, denied.
    pub fn open(
        &self,
        process: &Process,
        path: &str,
        bits: u16,
    ) -> Result<(String, &Node), FileError> {
        let path = self.reach(process, path)?;
        let node = self.nodes.get(&path).ok_or(FileError::NotFound)?;
        if node.permits(process, bits) {
            Ok((path, node))
        } else {
            Err(FileError::Denied)
        }
    }

    /// Checks that a process may put a new name into the directory of a path.
    ///
    /// # Errors
    /// The directory does not exist or may not be written.
    pub fn may_create(&self, process: &Process, path: &str) -> Result<String, FileError> {
        let path = self.reach(process, path)?;
        let directory = self.nodes.get(parent(&path)).ok_or(FileError::NotFound)?;
        if directory.permits(process, 2) {
            Ok(path)
        } else {
            Err(FileError::Denied)
        }
    }
}

/// Reads a text file as a job's process; a relative path starts at its directory.
///
/// # Errors
/// In the C library's words.
pub(crate) fn read_file(w: &World, job: JobKey, path: &str) -> Result<String, FileError> {
    let job = &w.hosts.jobs[job];
    let (_, node) = w.hosts.machines[job.machine]
        .files
        .open(&job.process, path, 4)?;
    match &node.kind {
        NodeKind::File { content, .. } => Ok(content.clone()),
        _ => Err(FileError::IsDirectory),
    }
}

/// Tells whether a job's process finds a folder at a path.
pub(crate) fn is_folder(w: &World, job: JobKey, path: &str) -> bool {
    let job = &w.hosts.jobs[job];
    let files = &w.hosts.machines[job.machine].files;
    let found = files.open(&job.process, path, 0);
    found.is_ok_and(|(_, node)| node.is_directory())
}

/// Writes or lengthens a text file as a job's process.
///
/// # Errors
/// In the C library's words; nothing is written then.
pub(crate) fn write_file(
    w: &mut World,
    job: JobKey,
    path: &str,
    text: &str,
    append: bool,
) -> Result<(), FileError> {
    let (machine, process) = (w.hosts.jobs[job].machine, w.hosts.jobs[job].process.clone());
    let machine = &mut w.hosts.machines[machine];
    let old = match machine.files.open(&process, path, 2) {
        Ok((_, node)) if node.is_directory() => return Err(FileError::IsDirectory),
        Ok((path, node)) => Some((path, node.bytes())),
        Err(FileError::NotFound) => None,
        Err(error) => return Err(error),
    };
    let freed = old.as_ref().map_or(0, |o| if append { 0 } else { o.1 });
    if bulk::length(text) > disk::free(machine) + freed {
        trouble::meets(w, job, Trouble::Disk);
        return Err(FileError::NoSpace);
    }
    let Some((path, _)) = old else {
        let path = machine.files.may_create(&process, path)?;
        machine.files.put(
            &path,
            Node::text(text, 0o666 & !process.umask, &process.user),
        );
        return Ok(());
    };
    machine.files.change(&path, |node| {
        if let NodeKind::File {
            content,
            opaque_bytes,
        } = &mut node.kind
        {
            if !append {
                content.clear();
                *opaque_bytes = 0;
            }
            content.push_str(text);
            *opaque_bytes += bulk::beyond(text);
        }
    });
    Ok(())
}

/// Lengthens a file that a redirect has opened: permissions were checked then.
pub(super) fn append_open(
    w: &mut World,
    job: JobKey,
    path: &str,
    text: &str,
) -> Result<(), FileError> {
    let machine = w.hosts.jobs[job].machine;
    let machine = &mut w.hosts.machines[machine];
    if bulk::length(text) > disk::free(machine) {
        trouble::meets(w, job, Trouble::Disk);
        return Err(FileError::NoSpace);
    }
    machine.files.change(path, |node| {
        if let NodeKind::File {
            content,
            opaque_bytes,
        } = &mut node.kind
        {
            content.push_str(text);
            *opaque_bytes += bulk::beyond(text);
        }
    });
    Ok(())
}
