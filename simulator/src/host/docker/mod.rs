//! The Docker engine of a machine and its command line.
//!
//! The machine calls [`run`] and [`resume`] for the program `docker`, and [`engine_started`] and
//! [`engine_stopped`] when its unit changes.

use std::net::Ipv4Addr;

use paperboat_core::event::EventId;

use super::{JobKey, MachineKey, Progress, write_stderr};
use crate::container::{Change, ContainerKey};
use crate::registry::{ImageKey, PullKey};
use crate::world::World;

/// What a machine's engine keeps on its disk.
#[derive(Clone, Debug, Default)]
pub struct Engine {}

/// A `docker` command that waits for something.
#[derive(Clone, Debug)]
pub struct Running {}

/// Runs the program `docker`; `argv[0]` is its name.
///
/// The user's groups, the directory and the environment are in the job's [`super::Process`].
pub(in crate::host) fn run(w: &mut World, job: JobKey, argv: &[String], stdin: &str) -> Progress {
    let _ = stdin;
    let line = format!("paperboat: not modelled: {}\n", argv.join(" "));
    write_stderr(w, job, &line);
    Progress::Exit(1)
}

/// Goes on with a command that waited: its time has come, or [`super::poke`] was called for its job.
pub(in crate::host) fn resume(w: &mut World, job: JobKey, running: Running) -> Progress {
    let _ = (w, job, running);
    Progress::Exit(0)
}

/// The engine's unit became active: containers come back as their restart policies say.
pub(crate) fn engine_started(w: &mut World, machine: MachineKey, cause: EventId) {
    let _ = (w, machine, cause);
}

/// The engine's unit is down, or the machine lost its power: every container has ended when this returns.
pub(crate) fn engine_stopped(w: &mut World, machine: MachineKey, cause: EventId) {
    let _ = (w, machine, cause);
}

/// The machine is destroyed: the engine forgets its containers and images.
pub(crate) fn engine_destroyed(w: &mut World, machine: MachineKey, cause: EventId) {
    let _ = (w, machine, cause);
}

/// A restart back-off is over ([`crate::wake::Kind::DockerRestart`]).
pub(crate) fn wake(w: &mut World, wake: crate::wake::Wake) {
    let _ = (w, wake);
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

/// The ports of a machine that its containers hold, with the address on which each is published: for `ss`.
pub(crate) fn published_ports(w: &World, machine: MachineKey) -> Vec<(Ipv4Addr, u16)> {
    let _ = (w, machine);
    Vec::new()
}
