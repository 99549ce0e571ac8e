//! cloud-init: what a machine does at its first boot, and what it writes to its console.

use std::collections::BTreeMap;

use super::file::base;
use super::job::{End, Job};
use super::process::{Sink, Streams};
use super::shell::{self, Frame, Options};
use super::unit::{self, Active};
use super::{MachineKey, Node, NodeKind, job, operation};
use crate::key::Ed25519;
use crate::world::World;

const LOG: &str = "/var/log/cloud-init-output.log";
/// Where cloud-init keeps the script of the user data.
const SCRIPT: &str = "/var/lib/cloud/instance/scripts/part-001";
const UNIT: &str = "cloud-final.service";

/// What the kernel writes to the console.
pub(super) fn kernel_lines(w: &mut World, key: MachineKey) {
    let machine = &mut w.hosts.machines[key];
    let line = format!(
        "[    0.000000] Linux version 6.1 ({})\n",
        machine.hardware.kernel_architecture()
    );
    machine.console.push_str(&line);
}

/// The system is up. At the first boot the console gets the host key and its fingerprint, and the user data is run.
pub(super) fn run(w: &mut World, key: MachineKey) {
    let machine = &w.hosts.machines[key];
    if machine.boots > 1 {
        return done(w, key);
    }
    let host_key = host_key(w, &machine.hardware.instance_id);
    let (print, public) = (host_key.fingerprint(), host_key.public_line());
    let script = machine.hardware.user_data.clone();
    let lines = format!(
        "ci-info: cloud-init ran its modules\n-----BEGIN SSH HOST KEY FINGERPRINTS-----\n256 SHA256:{print} no comment (ED25519)\n-----END SSH HOST KEY FINGERPRINTS-----\n-----BEGIN SSH HOST KEY KEYS-----\n{public}\n-----END SSH HOST KEY KEYS-----\n"
    );
    write(w, key, &lines);
    if script.trim().is_empty() {
        return done(w, key);
    }
    if !script.starts_with("#!") {
        let what = base(script.lines().next().unwrap_or_default());
        let line = format!("paperboat: not modelled: user data that is no script: {what}\n");
        write(w, key, &line);
        return done(w, key);
    }
    let machine = &w.hosts.machines[key];
    let Some(cause) = machine.last else { return };
    let mut process = machine.users.login("root", operation::PATH);
    process.env = BTreeMap::from([("PATH".to_owned(), operation::PATH.to_owned())]);
    process.cwd = "/".to_owned();
    unit::set(w, key, UNIT, Active::Activating, "", Some(cause));
    let mut frames = shell::frames(w, &script, SCRIPT);
    // Output and errors go into one log.
    let both = Streams {
        out: Sink::Stdout,
        err: Sink::Stdout,
    };
    frames.push(Frame::Streams(both, String::new()));
    let options = Options {
        name: Some(SCRIPT.to_owned()),
        ..Options::default()
    };
    let shell = (process, options, 0);
    job::begin(w, key, shell, frames, String::new(), End::UserData, cause);
}

/// The user data came to its end.
pub(super) fn finished(w: &mut World, job: Job) {
    let key = job.machine;
    write(w, key, &job.stdout);
    if job.status == 0 {
        done(w, key);
    } else {
        failed(w, key);
    }
}

fn done(w: &mut World, key: MachineKey) {
    let cause = w.hosts.machines[key].last;
    unit::started(w, key, UNIT, cause);
    write(w, key, &format!("Cloud-init finished at {}\n", w.now));
    unit::start_last(w, key, cause);
}

fn failed(w: &mut World, key: MachineKey) {
    let line = "cc_scripts_user.py[WARNING]: Failed to run module scripts-user (scripts in /var/lib/cloud/instance/scripts)\n";
    write(w, key, line);
    let cause = w.hosts.machines[key].last;
    unit::set(w, key, UNIT, Active::Failed, "exit-code", cause);
    unit::start_last(w, key, cause);
}

/// Writes to the console and to cloud-init's log; a full disk loses the latter.
fn write(w: &mut World, key: MachineKey, text: &str) {
    let machine = &mut w.hosts.machines[key];
    machine.console.push_str(text);
    if machine.files.entry(LOG).is_none() {
        machine.files.put(LOG, Node::text("", 0o640, "root"));
    }
    if text.len() as u64 <= super::disk::free(machine) {
        machine.files.change(LOG, |node| {
            if let NodeKind::File { content, .. } = &mut node.kind {
                content.push_str(text);
            }
        });
    }
}

/// The host key of a machine, which its instance keeps for life.
pub(crate) fn host_key(w: &World, instance_id: &str) -> Ed25519 {
    let words: [[u8; 8]; 4] = std::array::from_fn(|n| {
        let bits = w.random.bits("ssh-host-key", instance_id, n as u64);
        bits.to_be_bytes()
    });
    let bytes = words.as_flattened();
    Ed25519::of(std::array::from_fn(|n| bytes[n]))
}
