//! Whose network a container is in: its own, another container's, or its machine's.

use super::container::{Container, Status};
use super::engine::{Answer, Engine, Refusal, engine};
use crate::container::{ContainerKey, Owner};
use crate::host::MachineKey;
use crate::world::World;

/// A network namespace that containers of an engine are in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Namespace {
    /// The machine's own.
    Machine(MachineKey),
    /// One of containers: whose it is comes first, then those that joined it.
    Containers(Vec<ContainerKey>),
}

/// The container whose networks and addresses a container has: the one that it joined, or itself.
pub(super) fn owner(engine: &Engine, key: ContainerKey) -> ContainerKey {
    let joined = |key: ContainerKey| engine.containers.get(&key).and_then(|c| c.joined);
    let mut at = key;
    // Whoever joins one that joined another is in the other's too; a ring cannot be started.
    for _ in 0..engine.containers.len() {
        match joined(at) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

/// Finds the container whose network another one is to run in (moby, `getNetworkedContainer`).
///
/// # Errors
/// When there is none, or when it does not run.
pub(super) fn join(
    w: &World,
    machine: MachineKey,
    key: ContainerKey,
    name: &str,
) -> Answer<ContainerKey> {
    let engine = engine(w, machine);
    let other = engine.find(name)?;
    if owner(engine, other) == key {
        return Err(Refusal::new("cannot join own network"));
    }
    match engine.containers[&other].status {
        Status::Running | Status::Paused => Ok(other),
        Status::Restarting => Err(Refusal(format!(
            "Container {} is restarting, wait until the container is running",
            engine.containers[&other].id
        ))),
        Status::Created | Status::Exited => Err(Refusal(format!(
            "cannot join network of a non running container: {name}"
        ))),
    }
}

fn is_on_machine(container: &Container) -> bool {
    container.config.is_on("host")
}

/// The namespace that a container of an engine is in; none for one of a task.
pub(crate) fn docker_namespace(w: &World, key: ContainerKey) -> Option<Namespace> {
    let Owner::Docker(machine) = w.containers.get(key)?.spec.owner else {
        return None;
    };
    let engine = engine(w, machine);
    let own = owner(engine, key);
    if engine.containers.get(&own).is_some_and(is_on_machine) {
        return Some(Namespace::Machine(machine));
    }
    if !engine.joins {
        return Some(Namespace::Containers(vec![own]));
    }
    // Few join another's, and who has joined none is in its own.
    let joined = engine.containers.iter().filter(|(_, c)| c.joined.is_some());
    let joined = joined.map(|(other, _)| *other);
    let joined = joined.filter(|other| owner(engine, *other) == own);
    Some(Namespace::Containers(
        [own].into_iter().chain(joined).collect(),
    ))
}

/// The other containers that run in the namespace of a container.
pub(crate) fn docker_neighbours(w: &World, key: ContainerKey) -> Vec<ContainerKey> {
    let mut all = match docker_namespace(w, key) {
        None => Vec::new(),
        Some(Namespace::Containers(all)) => all,
        Some(Namespace::Machine(machine)) => {
            let engine = engine(w, machine);
            let keys = engine.containers.keys().copied();
            let hosted = |key: &ContainerKey| {
                let own = owner(engine, *key);
                engine.containers.get(&own).is_some_and(is_on_machine)
            };
            keys.filter(hosted).collect()
        }
    };
    all.retain(|other| *other != key && w.containers.get(*other).is_some_and(|c| c.running()));
    all
}
