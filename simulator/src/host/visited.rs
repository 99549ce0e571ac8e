//! What a machine shows to who stands before it: its accounts and their keys, its files, the ports that it holds.

use paperboat_core::aws::host::ExecOutput;

use super::operation::PATH;
use super::{Files, MachineKey, Process, docker};
use crate::world::World;

impl World {
    /// What the command of the call that was answered last had written over a connection that broke before its end; none when
    /// it wrote nothing, or ended.
    pub fn cut_off(&mut self) -> Option<ExecOutput> {
        self.hosts.told.take()
    }
}

/// The account of an image that its key pair opens.
pub(crate) fn login_user(w: &World, machine: MachineKey) -> Option<&'static str> {
    Some(w.hosts.machines.get(machine)?.hardware.login_user())
}

/// The name of the key pair by which an account lets a public key in, a line of `authorized_keys` without a comment; none
/// when it does not. What counts is what stands in the account's file now.
pub(crate) fn admits(
    w: &World,
    machine: MachineKey,
    user: &str,
    public_key: &str,
) -> Option<String> {
    let machine = w.hosts.machines.get(machine)?;
    let account = machine.users.get(user).filter(|user| user.authorized)?;
    let file = format!("{}/.ssh/authorized_keys", account.home);
    let mut lines = machine.files.read(&file)?.lines();
    let given = words(public_key);
    let known = lines.any(|line| given.is_some() && words(line) == given);
    known.then(|| machine.hardware.key_name.clone())
}

/// The files of a machine, and the process as which an account would look at them; none when there is no such account.
pub(crate) fn files_for<'w>(
    w: &'w World,
    machine: MachineKey,
    user: &str,
) -> Option<(&'w Files, Process)> {
    let machine = w.hosts.machines.get(machine)?;
    machine.users.get(user)?;
    Some((&machine.files, machine.users.login(user, PATH)))
}

/// The kind and the blob of a public key.
fn words(line: &str) -> Option<(&str, &str)> {
    let mut words = line.split_whitespace();
    Some((words.next()?, words.next()?))
}

/// The ports that containers hold on a machine beyond its loopback, or will hold when it has started again.
pub(crate) fn open_ports(w: &World, machine: MachineKey) -> Vec<u16> {
    let held = docker::published_ports(w, machine).into_iter();
    let to_come = docker::ports_to_come(w, machine);
    let mut ports: Vec<u16> = held
        .chain(to_come)
        .filter(|(at, _)| !at.is_loopback())
        .map(|(_, port)| port)
        .collect();
    ports.sort_unstable();
    ports.dedup();
    ports
}
