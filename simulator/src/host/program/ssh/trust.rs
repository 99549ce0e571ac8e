//! Whom OpenSSH trusts: hosts that it knows, and keys that nobody else can read.

use std::net::Ipv4Addr;

use super::super::super::file::write_file;
use super::super::super::{JobKey, read_file, write_stderr};
use crate::world::World;

/// What is said about a host whose key is another one now.
pub(super) fn changed(print: &str) -> String {
    let line = "@".repeat(59);
    format!(
        "{line}\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n{line}\nThe fingerprint for the ED25519 key sent by the remote host is\nSHA256:{print}.\nHost key verification failed.\n"
    )
}

const KNOWN_HOSTS: &str = ".ssh/known_hosts";

fn known_hosts(w: &World, key: JobKey) -> String {
    format!("{}/{KNOWN_HOSTS}", w.hosts.jobs[key].process.home())
}

/// The fingerprint that is kept for an address.
pub(super) fn known(w: &World, key: JobKey, address: Ipv4Addr) -> Option<String> {
    let text = read_file(w, key, &known_hosts(w, key)).ok()?;
    let address = address.to_string();
    let mut lines = text
        .lines()
        .map(|line| line.split(' ').collect::<Vec<&str>>());
    lines.find_map(|words| {
        (words.first() == Some(&address.as_str())).then(|| words.last().map(|w| (*w).to_owned()))?
    })
}

pub(super) fn remember(w: &mut World, key: JobKey, address: Ipv4Addr, print: &str) {
    let path = known_hosts(w, key);
    let line = format!("{address} ssh-ed25519 {print}\n");
    // What cannot be kept is asked again, as by OpenSSH.
    let _ = write_file(w, key, &path, &line, true);
    let words =
        format!("Warning: Permanently added '{address}' (ED25519) to the list of known hosts.\n");
    write_stderr(w, key, &words);
}

/// The name of the key pair whose private key a file holds; empty when the file does not help, which is said.
pub(super) fn identity(w: &mut World, key: JobKey, path: Option<&str>) -> String {
    let Some(path) = path else {
        return String::new();
    };
    let text = match read_file(w, key, path) {
        Ok(text) => text,
        Err(error) => {
            let words = format!("Warning: Identity file {path} not accessible: {error}.\n");
            write_stderr(w, key, &words);
            return String::new();
        }
    };
    let job = &w.hosts.jobs[key];
    let files = &w.hosts.machines[job.machine].files;
    let mode = files
        .open(&job.process, path, 4)
        .map_or(0, |(_, node)| node.mode);
    if mode & 0o077 != 0 {
        let line = "@".repeat(59);
        let words = format!(
            "{line}\n@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\n{line}\nPermissions {mode:04o} for '{path}' are too open.\nIt is required that your private key files are NOT accessible by others.\nThis private key will be ignored.\nLoad key \"{path}\": bad permissions\n"
        );
        write_stderr(w, key, &words);
        return String::new();
    }
    let found = w
        .hosts
        .private_keys
        .iter()
        .find(|(material, _)| material.trim() == text.trim());
    match found.map(|(_, name)| name.clone()) {
        Some(name) => name,
        None => {
            let words = format!("Load key \"{path}\": error in libcrypto\n");
            write_stderr(w, key, &words);
            String::new()
        }
    }
}
