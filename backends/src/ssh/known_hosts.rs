//! The host keys that were believed before.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use russh::keys::PublicKey;
use russh::keys::known_hosts::known_host_keys_path;

use super::{Failure, write_private};

/// A file in the format of OpenSSH's `known_hosts`, readable by its owner only.
///
/// A machine is listed under its own name, as with OpenSSH's `HostKeyAlias`: an instance's id, because its address
/// changes and goes to strangers afterwards, or `[host]:port`.
#[derive(Debug)]
pub struct KnownHosts {
    file: PathBuf,
    writing: Mutex<()>,
}

impl KnownHosts {
    /// Uses `known_hosts` in a folder. Neither needs to be there.
    #[must_use]
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            file: folder.join("known_hosts"),
            writing: Mutex::new(()),
        }
    }

    /// Where the file is.
    #[must_use]
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The keys of a machine; none for one that was never seen.
    ///
    /// # Errors
    /// [`Failure::KnownHosts`] for a file that is not in the format.
    pub fn keys(&self, name: &str) -> Result<Vec<PublicKey>, Failure> {
        let known = known_host_keys_path(name, 22, &self.file);
        let known = known.map_err(|e| self.failure(&e))?;
        Ok(known.into_iter().map(|(_, key)| key).collect())
    }

    /// Remembers the keys of a machine beside those that are known of it.
    ///
    /// # Errors
    /// [`Failure::KnownHosts`] when the file cannot be written.
    pub fn remember(&self, name: &str, keys: &[PublicKey]) -> Result<(), Failure> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let known = self.keys(name)?;
        let mut text = self.text()?;
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        for key in keys.iter().filter(|key| !holds(&known, key)) {
            let mut key = key.clone();
            key.set_comment("");
            let key = key.to_openssh().map_err(|e| self.failure(&e))?;
            text.push_str(&format!("{name} {}\n", key.trim()));
        }
        write_private(&self.file, text.as_bytes()).map_err(|e| self.failure(&e))
    }

    /// Forgets a machine that is no more.
    ///
    /// # Errors
    /// [`Failure::KnownHosts`] when the file cannot be written.
    pub fn forget(&self, name: &str) -> Result<(), Failure> {
        let _one_at_a_time = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let text = self.text()?;
        let of_it = |line: &&str| line.split(' ').next() == Some(name);
        if !text.lines().any(|line| of_it(&line)) {
            return Ok(());
        }
        let kept: String = text
            .lines()
            .filter(|line| !of_it(line))
            .flat_map(|line| [line, "\n"])
            .collect();
        write_private(&self.file, kept.as_bytes()).map_err(|e| self.failure(&e))
    }

    fn text(&self) -> Result<String, Failure> {
        match std::fs::read_to_string(&self.file) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(String::new()),
            read => read.map_err(|e| self.failure(&e)),
        }
    }

    fn failure(&self, said: &dyn std::fmt::Display) -> Failure {
        Failure::KnownHosts {
            file: self.file.display().to_string(),
            said: said.to_string(),
        }
    }
}

/// Tells whether a key is among others, whatever its comment.
pub(super) fn holds(keys: &[PublicKey], key: &PublicKey) -> bool {
    keys.iter().any(|known| known.key_data() == key.key_data())
}
