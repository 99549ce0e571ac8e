//! What the ECS-optimised image brings: a Docker engine, and ECS's agent, which starts when cloud-init has ended.

use super::user::Users;
use super::{Machine, MachineKey, Node, Unit, unit};
use crate::world::World;

/// The distribution of the image that brings it.
pub(crate) const WITH_AGENT: &str = "al2023-ecs";
/// The agent's unit.
pub(crate) const AGENT: &str = "ecs.service";
/// The engine's unit.
const ENGINE: &str = "docker.service";

/// The units of the image, both enabled.
pub(super) fn units() -> [Unit; 2] {
    [
        Unit::packaged(ENGINE, "Docker Application Container Engine", true),
        Unit::packaged(
            AGENT,
            "Amazon Elastic Container Service - container agent",
            true,
        ),
    ]
}

/// Lets the account of the image ask the engine (aws/amazon-ecs-ami, `files/90_ecs.cfg.amzn2`).
pub(super) fn join(users: &mut Users, login: &str) {
    users.add_group("docker", None);
    users.join(login, "docker");
}

/// The files and packages of the image.
pub(super) fn files(machine: &mut Machine) {
    for package in ["docker", "ecs-init"] {
        machine.packages.insert(package.to_owned());
    }
    for path in ["/etc/ecs", "/var/log/ecs", "/var/lib/ecs"] {
        machine.files.put(path, Node::directory(0o755, "root"));
    }
    let empty = Node::text("", 0o644, "root");
    machine.files.put("/etc/ecs/ecs.config", empty);
}

/// Tells whether a machine's Docker engine runs.
pub(crate) fn runs_docker(w: &World, machine: MachineKey) -> bool {
    let machine = w.hosts.machines.get(machine);
    machine.is_some_and(|m| unit::is_active(m, ENGINE))
}

/// The text of a file on a machine; none where there is no such file.
pub(crate) fn text_of<'w>(w: &'w World, machine: MachineKey, path: &str) -> Option<&'w str> {
    let node = w.hosts.machines.get(machine)?.files.entry(path)?;
    match &node.kind {
        super::NodeKind::File { content, .. } => Some(content),
        _ => None,
    }
}

/// Lets a unit of a machine write a line to its journal.
pub(crate) fn unit_writes(w: &mut World, machine: MachineKey, name: &str, line: &str) {
    let now = w.now;
    let machine = w.hosts.machines.get_mut(machine);
    if let Some(unit) = machine.and_then(|m| m.units.get_mut(name)) {
        unit.journal.push((now, line.to_owned()));
    }
}
