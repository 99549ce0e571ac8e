//! Connections that stay on a machine or in a task: over loopback, over a Docker network, to published ports.

use std::net::Ipv4Addr;

use super::sender;
use crate::change::{Subject, Trail};
use crate::container::{ContainerKey, Owner};
use crate::ecs::{self, TaskKey};
use crate::host::{self, MachineKey, Namespace};
use crate::net::{Endpoint, Hop, Listener, NetError, Origin};
use crate::world::World;

/// The port of sshd.
const SSH: u16 = 22;

/// Where a connection over loopback ends: in the same network namespace.
pub(super) fn lead(
    w: &World,
    from: Origin,
    port: u16,
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    match from {
        Origin::Machine(machine) => on_machine(w, machine, Ipv4Addr::LOCALHOST, port, trail),
        Origin::Container(key) => match w.containers.get(key).map(|c| c.spec.owner) {
            Some(Owner::Task(task)) => in_task(w, task, port, trail),
            Some(Owner::Docker(_)) => match host::docker_namespace(w, key) {
                Some(Namespace::Machine(machine)) => {
                    on_machine(w, machine, Ipv4Addr::LOCALHOST, port, trail)
                }
                _ => in_namespace(w, key, port, trail),
            },
            None => Err(NetError::Refused),
        },
        Origin::Internet(_) | Origin::Balancer(_) => Err(NetError::Refused),
    }
}

/// Where a connection to an address that a machine has ends: behind a published port, or at its sshd.
pub(super) fn on_machine(
    w: &World,
    machine: MachineKey,
    address: Ipv4Addr,
    port: u16,
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    trail.pass_all(|| host::docker_publishers(w, machine, port));
    match host::published(w, machine, address, port) {
        Some((key, port)) => from_outside(w, Listener::Container(key, port), trail),
        None if port == SSH => Ok(Listener::Sshd(machine)),
        None => {
            trail.block(|| host::docker_publishers(w, machine, port));
            Err(NetError::Refused)
        }
    }
}

/// Where a connection to a task ends: at the container that has the port.
pub(super) fn in_task(
    w: &World,
    task: TaskKey,
    port: u16,
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    trail.pass(Subject::Task(task));
    if ecs::is_lost(w, task) {
        trail.block(|| [Subject::Task(task)]);
        return Err(NetError::TimedOut(Hop::NobodyThere));
    }
    let containers = ecs::containers_of(w, task);
    let mut ends = containers.map(|key| in_container(w, key, port, trail));
    ends.find(Result::is_ok).unwrap_or_else(|| {
        trail.block(|| [Subject::Task(task)]);
        Err(NetError::Refused)
    })
}

/// The end of a way that comes in over an interface: nothing there that listens on loopback only.
pub(super) fn from_outside(
    w: &World,
    end: Listener,
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    let hidden = |key: &ContainerKey| w.containers.get(*key).is_some_and(|c| c.loopback_only);
    if let Some(key) = end.container().filter(hidden) {
        trail.block(|| [Subject::Container(key)]);
        return Err(NetError::Refused);
    }
    Ok(end)
}

/// The container's program, when it listens on the port once it is ready; 0 stands for its first port.
fn in_container(
    w: &World,
    key: ContainerKey,
    port: u16,
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    trail.pass(Subject::Container(key));
    let ports = w.containers.get(key).map_or(&[][..], |c| &c.ports);
    let port = match port {
        0 => ports.first(),
        _ => ports.iter().find(|p| **p == port),
    };
    port.map(|port| Listener::Container(key, *port))
        .ok_or_else(|| {
            trail.block(|| [Subject::Container(key)]);
            NetError::Refused
        })
}

/// Where a connection to the namespace of a container ends: at the one in it that has the port.
fn in_namespace(
    w: &World,
    key: ContainerKey,
    port: u16,
    trail: &mut Trail,
) -> Result<Listener, NetError> {
    let Some(Namespace::Containers(all)) = host::docker_namespace(w, key) else {
        return in_container(w, key, port, trail);
    };
    let mut ends = all.into_iter().map(|key| in_container(w, key, port, trail));
    ends.find(Result::is_ok).unwrap_or(Err(NetError::Refused))
}

/// Where a connection over a Docker network ends; none when the address is on none that the sender is on.
pub(super) fn on_bridge(
    w: &World,
    from: Origin,
    to: Ipv4Addr,
    port: u16,
    trail: &mut Trail,
) -> Option<Result<Listener, NetError>> {
    let Some(Endpoint::Machine(machine)) = sender::endpoint(w, from) else {
        return None;
    };
    if let Some(key) = host::docker_container_at(w, machine, from.container(), to) {
        let end = in_namespace(w, key, port, trail);
        return Some(match end {
            // A container reaches itself by its own address too, but not what listens on loopback only.
            Ok(end) => from_outside(w, end, trail),
            refused => refused,
        });
    }
    if !of_docker(to) {
        return None;
    }
    Some(match to.octets() {
        // The machine's own address on its networks.
        [.., 0, 1] => on_machine(w, machine, to, port, trail),
        _ => Err(NetError::TimedOut(Hop::OtherNetwork)),
    })
}

/// Tells whether an address is one of those that Docker gives to its networks: 172.17.0.0/16 to 172.30.0.0/16.
fn of_docker(address: Ipv4Addr) -> bool {
    matches!(address.octets(), [172, 17..=30, ..])
}
