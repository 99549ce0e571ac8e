//! The person's own computer: a shell with files, the programs that reach the world from outside, and a Docker engine.
//!
//! Not modelled: how fast its line is downwards. Images come as fast as to an instance; what goes up has the upload of a line at
//! home.

use super::{Files, Hardware, MachineKey, Node, machine};
use crate::world::World;

/// What stands for a distribution on it.
pub(super) const DISTRIBUTION: &str = "own";
/// The account.
pub(super) const USER: &str = "you";

/// The Compose plugin, as Docker's own packages bring it, and about what it takes.
const COMPOSE: &str = "/usr/libexec/docker/cli-plugins/docker-compose";
const COMPOSE_BYTES: u64 = 70_000_000;

/// Builds it, switched on, with files in the home directory by their path from there.
pub(super) fn build(w: &mut World, files: &[(String, String)]) -> MachineKey {
    // Nothing is measured on it: any size that holds the files will do.
    let key = machine::build(
        w,
        Hardware {
            instance_id: "computer".to_owned(),
            distribution: DISTRIBUTION.to_owned(),
            architecture: "x86_64".to_owned(),
            vcpus: 4,
            memory_mib: 16 << 10,
            disk_gib: 256,
            key_name: String::new(),
            public_key: String::new(),
            user_data: String::new(),
        },
    );
    super::power::on_at_once(w, key);
    let machine = &mut w.hosts.machines[key];
    machine
        .files
        .put(COMPOSE, Node::opaque(COMPOSE_BYTES, 0o755, "root"));
    for (path, text) in files {
        let path = format!("/home/{USER}/{}", path.trim_start_matches('/'));
        place(&mut machine.files, &path, text, USER);
    }
    key
}

/// Puts a file where a path says, with its folders.
fn place(files: &mut Files, path: &str, text: &str, user: &str) {
    let mut folder = String::new();
    let (folders, _) = path.rsplit_once('/').unwrap_or(("", path));
    for part in folders.split('/').filter(|p| !p.is_empty()) {
        folder = format!("{folder}/{part}");
        if files.entry(&folder).is_none() {
            files.put(&folder, Node::directory(0o755, user));
        }
    }
    files.put(path, Node::text(text, 0o644, user));
}
