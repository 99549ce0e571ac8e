//! Who runs a command, where, and with which environment.

use std::collections::{BTreeMap, BTreeSet};

use super::shell::Array;

/// The user, directory and environment of what a job runs now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// The user; `root` under sudo.
    pub user: String,
    /// The groups that the user had at the login: later changes of membership do not show.
    pub groups: BTreeSet<String>,
    /// The working directory, absolute.
    pub cwd: String,
    /// The exported variables.
    pub env: BTreeMap<String, String>,
    /// The shell's own variables.
    pub variables: BTreeMap<String, String>,
    /// The shell's arrays.
    pub(super) arrays: BTreeMap<String, Array>,
    /// The bits that new files do not get.
    pub umask: u16,
}

impl Process {
    /// Tells whether everything is permitted.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.user == "root"
    }

    /// Tells whether this login belongs to a group, or is root.
    #[must_use]
    pub fn is_member(&self, group: &str) -> bool {
        self.is_root() || self.groups.contains(group)
    }

    /// The home directory.
    #[must_use]
    pub fn home(&self) -> &str {
        self.env.get("HOME").map_or("/", String::as_str)
    }

    /// Makes a path absolute and takes `.`, `..` and double slashes out of it.
    #[must_use]
    pub fn absolute(&self, path: &str) -> String {
        let start = if path.starts_with('/') { "" } else { &self.cwd };
        let mut absolute = String::with_capacity(start.len() + path.len() + 1);
        for part in start.split('/').chain(path.split('/')) {
            match part {
                "" | "." => {}
                ".." => absolute.truncate(absolute.rfind('/').unwrap_or(0)),
                name => {
                    absolute.push('/');
                    absolute.push_str(name);
                }
            }
        }
        if absolute.is_empty() {
            absolute.push('/');
        }
        absolute
    }

    /// A variable as `$NAME` sees it.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<&str> {
        let own = self.variables.get(name).or_else(|| self.env.get(name));
        let first = || self.arrays.get(name).and_then(Array::first);
        own.or_else(first).map(String::as_str)
    }

    /// Takes a variable away, as it was.
    pub(super) fn take(&mut self, name: &str) -> Before {
        Before {
            exported: self.env.remove(name),
            own: self.variables.remove(name),
            array: self.arrays.remove(name),
            name: name.to_owned(),
        }
    }

    /// Gives a variable the value that it had.
    pub(super) fn put_back(&mut self, before: Before) {
        self.take(&before.name);
        let name = before.name;
        if let Some(value) = before.exported {
            self.env.insert(name, value);
        } else if let Some(value) = before.own {
            self.variables.insert(name, value);
        } else if let Some(array) = before.array {
            self.arrays.insert(name, array);
        }
    }

    /// Sets a variable; an exported one stays exported.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        if let Some(exported) = self.env.get_mut(name) {
            *exported = value.into();
        } else {
            self.variables.insert(name.to_owned(), value.into());
        }
    }

    /// Exports a variable, with a new value or the one that it has.
    pub fn export(&mut self, name: &str, value: Option<String>) {
        let old = self.variables.remove(name);
        if let Some(value) = value.or(old) {
            self.env.insert(name.to_owned(), value);
        }
    }
}

/// A variable as it was: exported, the shell's own, or an array.
#[derive(Clone, Debug)]
pub(super) struct Before {
    name: String,
    exported: Option<String>,
    own: Option<String>,
    array: Option<Array>,
}

impl Before {
    /// Tells whether it is a variable of this name.
    pub(super) fn is_of(&self, name: &str) -> bool {
        self.name == name
    }
}

/// Where a stream goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Sink {
    /// To who waits for the job.
    #[default]
    Stdout,
    /// To who waits for the job, as errors.
    Stderr,
    /// Into a buffer of the job: a pipe, or `$( )`.
    Capture(usize),
    /// Into an open file.
    File(String),
    /// Nowhere.
    Null,
}

/// Where the output of what runs now goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Streams {
    pub(super) out: Sink,
    pub(super) err: Sink,
}

impl Default for Streams {
    fn default() -> Self {
        Self {
            out: Sink::Stdout,
            err: Sink::Stderr,
        }
    }
}
