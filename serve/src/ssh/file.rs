//! Files of a machine, as somebody who is logged in may read and write them.

use paperboat_core::error::ErrorKind;
use paperboat_simulator::host::{FileError, Node, NodeKind};

use super::account::Account;

/// The largest file that is taken or given, and the largest input of a command: as much as a simulated machine keeps of a
/// text. What is larger there has only a size.
pub(super) const LARGEST: usize = 4 << 20;
/// What is said of bytes that are no text.
pub(super) const NO_TEXT: &str = "not modelled: a file that is no text";

/// Why a file was not read or written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// In the C library's words.
    File(FileError),
    /// In others: what is not modelled, a machine that went away.
    Other(String),
}

impl std::fmt::Display for Trouble {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File(error) => error.fmt(f),
            Self::Other(words) => f.write_str(words),
        }
    }
}

impl From<FileError> for Trouble {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

fn gone() -> Trouble {
    Trouble::Other("Connection closed by remote host.".to_owned())
}

/// A file or a directory, without what it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) directory: bool,
    pub(super) link: bool,
    /// In bytes.
    pub(super) size: u64,
    pub(super) mode: u16,
    pub(super) owner: String,
    pub(super) group: String,
}

impl Entry {
    fn of(name: &str, node: &Node) -> Self {
        Self {
            name: name.to_owned(),
            directory: node.is_directory(),
            link: matches!(node.kind, NodeKind::Link(_)),
            size: node.bytes(),
            mode: node.mode,
            owner: node.owner.clone(),
            group: node.group.clone(),
        }
    }
}

/// The absolute path of one that may begin at the home.
pub(super) fn absolute(account: &Account, path: &str) -> Result<String, Trouble> {
    let path = match path.strip_prefix('~') {
        Some("") => ".",
        Some(rest) if rest.starts_with('/') => rest.trim_start_matches('/'),
        _ => path,
    };
    let found = account.files(|_, process| process.absolute(path));
    found.ok_or_else(gone)
}

/// What a path is; `follows` a link, or tells of the link itself.
pub(super) fn stat(account: &Account, path: &str, follows: bool) -> Result<Entry, Trouble> {
    let found = account.files(|files, process| {
        let real = match follows {
            true => files.reach(process, path)?,
            false => process.absolute(path),
        };
        let node = files.entry(&real).ok_or(FileError::NotFound)?;
        Ok::<_, FileError>(Entry::of(base(&real), node))
    });
    Ok(found.ok_or_else(gone)??)
}

/// What a directory holds.
pub(super) fn list(account: &Account, path: &str) -> Result<Vec<Entry>, Trouble> {
    let found = account.files(|files, process| {
        let (real, node) = files.open(process, path, 4)?;
        if !node.is_directory() {
            return Err(FileError::NotDirectory);
        }
        Ok(files
            .list(&real)
            .map(|(name, node)| Entry::of(name, node))
            .collect())
    });
    Ok(found.ok_or_else(gone)??)
}

/// The text of a file, with its permission bits.
pub(super) fn read(account: &Account, path: &str) -> Result<(String, u16), Trouble> {
    let found = account.files(|files, process| {
        let (_, node) = files.open(process, path, 4)?;
        match &node.kind {
            NodeKind::File {
                content,
                opaque_bytes: 0,
            } => Ok(Some((content.clone(), node.mode))),
            NodeKind::File { .. } => Ok(None),
            _ => Err(FileError::IsDirectory),
        }
    });
    let found = found.ok_or_else(gone)??;
    found.ok_or_else(|| Trouble::Other("not modelled: the bytes of this file".to_owned()))
}

/// Checks that a file can be written: whether it is there already.
pub(super) fn may_write(account: &Account, path: &str) -> Result<bool, Trouble> {
    let found = account.files(|files, process| match files.open(process, path, 2) {
        Ok((_, node)) if node.is_directory() => Err(FileError::IsDirectory),
        Ok(_) => Ok(true),
        Err(FileError::NotFound) => files.may_create(process, path).map(|_| false),
        Err(error) => Err(error),
    });
    Ok(found.ok_or_else(gone)??)
}

/// Writes a file; `mode` for one that is new, or all of them when it is said so.
pub(super) async fn write(
    account: &Account,
    path: &str,
    bytes: Vec<u8>,
    mode: Option<u16>,
) -> Result<(), Trouble> {
    let text = String::from_utf8(bytes).map_err(|_| Trouble::Other(NO_TEXT.to_owned()))?;
    let mode = mode.map(|mode| format!("{:04o}", mode & 0o777));
    let put = account.put(path, text, mode.as_deref().unwrap_or_default());
    put.await.map_err(|error| match error.kind {
        ErrorKind::Denied => FileError::Denied.into(),
        ErrorKind::NotFound => FileError::NotFound.into(),
        ErrorKind::LimitExceeded => FileError::NoSpace.into(),
        _ => Trouble::Other(error.message),
    })
}

/// Does something with paths as a command of the machine does it.
pub(super) async fn change(account: &Account, command: &str) -> Result<(), Trouble> {
    let ran = account.run(command, String::new(), "").await;
    let output = ran.map_err(|broken| Trouble::Other(broken.why))?;
    if output.exit_code == 0 {
        return Ok(());
    }
    let words = output.stderr.trim_end();
    let known = [
        FileError::NotFound,
        FileError::Denied,
        FileError::IsDirectory,
        FileError::NotDirectory,
        FileError::Exists,
        FileError::NotEmpty,
        FileError::NoSpace,
    ];
    let error = known
        .into_iter()
        .find(|error| words.ends_with(&error.to_string()));
    Err(error.map_or_else(|| Trouble::Other(words.to_owned()), Trouble::File))
}

/// The last part of a path.
pub(super) fn base(path: &str) -> &str {
    path.trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default()
}
