//! A modelled machine: boot, sshd, packages, systemd units, disk, shell and a Docker engine.

use paperboat_core::aws::Request;
use std::net::Ipv4Addr;

use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use crate::container::{Change, ContainerKey};
use crate::registry::{ImageKey, PullKey};
use crate::wake::Wake;
use crate::world::{CallId, Outcome, World};

/// Names a machine.
pub type MachineKey = crate::arena::Key<Machine>;

/// The inside of an instance.
#[derive(Clone, Debug)]
pub struct Machine {}

/// All machines.
#[derive(Clone, Debug, Default)]
pub struct Hosts {}

pub(crate) fn handle(w: &mut World, call: CallId, request: Request) -> Result<Outcome, CloudError> {
    let _ = (w, call);
    Err(CloudError::unsupported(request.name(), "not modelled"))
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    let _ = (w, wake);
}

pub(crate) fn check(w: &World) {
    let _ = w;
}

/// What a machine is made of.
#[derive(Clone, Debug)]
pub struct Hardware {
    /// Its instance's id: the resource name in events.
    pub instance_id: String,
    /// The distribution that its image holds: `al2023` or `ubuntu`.
    pub distribution: String,
    /// `x86_64` or `arm64`.
    pub architecture: String,
    /// Processors.
    pub vcpus: u32,
    /// Memory in MiB.
    pub memory_mib: u64,
    /// The root disk in GiB.
    pub disk_gib: u32,
    /// The public key that may log in, by its key pair's name; empty for none.
    pub key_name: String,
    /// The script that runs at the first boot.
    pub user_data: String,
}

/// Makes a machine; it is off.
pub(crate) fn build(w: &mut World, hardware: Hardware) -> MachineKey {
    let _ = (w, hardware);
    MachineKey::from_slot(0)
}

/// Switches a machine on: it boots, its units start, its containers with a restart policy come back.
pub(crate) fn power_on(w: &mut World, machine: MachineKey, cause: EventId) {
    let _ = (w, machine, cause);
}

/// Switches a machine off: its containers end, its disk stays.
pub(crate) fn power_off(w: &mut World, machine: MachineKey, cause: EventId) {
    let _ = (w, machine, cause);
}

/// Restarts a machine's operating system; the addresses stay.
pub(crate) fn reboot(w: &mut World, machine: MachineKey, cause: EventId) {
    let _ = (w, machine, cause);
}

/// Destroys a machine with its root disk.
pub(crate) fn destroy(w: &mut World, machine: MachineKey, cause: EventId) {
    let _ = (w, machine, cause);
}

/// Gives a stopped machine other processors and memory.
pub(crate) fn resize(w: &mut World, machine: MachineKey, vcpus: u32, memory_mib: u64) {
    let _ = (w, machine, vcpus, memory_mib);
}

/// Tells whether a machine's operating system is up.
pub(crate) fn is_up(w: &World, machine: MachineKey) -> bool {
    let _ = (w, machine);
    false
}

/// Tells whether a machine's sshd takes connections.
pub(crate) fn sshd_listens(w: &World, machine: MachineKey) -> bool {
    let _ = (w, machine);
    false
}

/// The last lines of a machine's console.
pub(crate) fn console(w: &World, machine: MachineKey) -> String {
    let _ = (w, machine);
    String::new()
}

/// Hears of a change of a container of a Docker engine.
pub(crate) fn on_change(w: &mut World, key: ContainerKey, change: Change, cause: EventId) {
    let _ = (w, key, change, cause);
}

/// Hears that an image has arrived on a machine, or why not, in Docker's words.
pub(crate) fn on_pulled(
    w: &mut World,
    pull: PullKey,
    image: Result<ImageKey, String>,
    cause: EventId,
) {
    let _ = (w, pull, image, cause);
}

/// Resolves a name as a container sees it through the engine's DNS; none when no network of it knows the name.
pub(crate) fn docker_resolve(w: &World, from: ContainerKey, name: &str) -> Option<Vec<Ipv4Addr>> {
    let _ = (w, from, name);
    None
}

/// Finds the container that has an address on a Docker network of a machine, when `from` shares that network
/// (or is the machine itself: none).
pub(crate) fn docker_container_at(
    w: &World,
    machine: MachineKey,
    from: Option<ContainerKey>,
    address: Ipv4Addr,
) -> Option<ContainerKey> {
    let _ = (w, machine, from, address);
    None
}

/// Finds the container and its port behind a published port of a machine; `address` is the local address that
/// was called, since a port can be published on loopback only.
pub(crate) fn published(
    w: &World,
    machine: MachineKey,
    address: Ipv4Addr,
    port: u16,
) -> Option<(ContainerKey, u16)> {
    let _ = (w, machine, address, port);
    None
}
