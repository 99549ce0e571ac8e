//! Accounts of a machine and the groups that they belong to.

use std::collections::{BTreeMap, BTreeSet};

use super::Process;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Its number.
    pub id: u32,
    /// Its home directory.
    pub home: String,
    /// Whether the key pair's public key opens it.
    pub authorized: bool,
    /// Whether sudo asks it for nothing.
    pub sudo: bool,
}

/// The accounts and groups of a machine.
#[derive(Clone, Debug, Default)]
pub struct Users {
    accounts: BTreeMap<String, User>,
    groups: BTreeMap<String, (u32, BTreeSet<String>)>,
}

impl Users {
    /// Makes the accounts that a distribution's image has.
    #[must_use]
    pub fn of_image(login: &str, groups: &[&str]) -> Self {
        let mut users = Self::default();
        users.add_group("root", Some(0));
        let root = User {
            id: 0,
            home: "/root".into(),
            authorized: false,
            sudo: true,
        };
        users.accounts.insert("root".into(), root);
        for (i, group) in groups.iter().enumerate() {
            users.add_group(group, Some(4 + i as u32));
        }
        users.add(login);
        for group in groups {
            users.join(login, group);
        }
        if let Some(account) = users.accounts.get_mut(login) {
            account.authorized = true;
            account.sudo = true;
        }
        users
    }

    /// Finds an account.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&User> {
        self.accounts.get(name)
    }

    /// Adds an account with a group of its own name and a home; false when it exists.
    pub fn add(&mut self, name: &str) -> bool {
        if self.accounts.contains_key(name) {
            return false;
        }
        let id = 1000.max(1 + self.accounts.values().map(|u| u.id).max().unwrap_or(0));
        self.add_group(name, Some(id));
        let user = User {
            id,
            home: format!("/home/{name}"),
            authorized: false,
            sudo: false,
        };
        self.accounts.insert(name.to_owned(), user);
        self.join(name, name);
        true
    }

    /// Adds a group; false when it exists.
    pub fn add_group(&mut self, name: &str, id: Option<u32>) -> bool {
        if self.groups.contains_key(name) {
            return false;
        }
        // System groups count down from 999.
        let lowest = self
            .groups
            .values()
            .map(|g| g.0)
            .filter(|id| (100..1000).contains(id))
            .min();
        let id = id.unwrap_or_else(|| lowest.unwrap_or(1000).saturating_sub(1));
        self.groups.insert(name.to_owned(), (id, BTreeSet::new()));
        true
    }

    /// Tells whether a group exists.
    #[must_use]
    pub fn has_group(&self, name: &str) -> bool {
        self.groups.contains_key(name)
    }

    /// A group's number; 65534 for an unknown one.
    #[must_use]
    pub fn group_id(&self, name: &str) -> u32 {
        self.groups.get(name).map_or(65534, |g| g.0)
    }

    /// Makes a user a member; it counts from the next login on. False when the group does not exist.
    pub fn join(&mut self, user: &str, group: &str) -> bool {
        let Some((_, members)) = self.groups.get_mut(group) else {
            return false;
        };
        members.insert(user.to_owned());
        true
    }

    /// The groups of a user as of now: what a new login gets.
    #[must_use]
    pub fn groups_of(&self, user: &str) -> BTreeSet<String> {
        let member = self.groups.iter().filter(|(_, g)| g.1.contains(user));
        member.map(|(name, _)| name.clone()).collect()
    }

    /// Logs a user in: the environment that a shell over SSH starts with.
    #[must_use]
    pub fn login(&self, name: &str, path: &str) -> Process {
        let home = self.get(name).map_or("/", |u| u.home.as_str()).to_owned();
        let env = [
            ("HOME", home.as_str()),
            ("USER", name),
            ("LOGNAME", name),
            ("SHELL", "/bin/bash"),
            ("PATH", path),
            ("LANG", "C.UTF-8"),
        ];
        Process {
            user: name.to_owned(),
            groups: self.groups_of(name),
            cwd: home.clone(),
            env: env
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
                .collect(),
            variables: BTreeMap::new(),
            arrays: BTreeMap::new(),
            umask: 0o022,
        }
    }
}
