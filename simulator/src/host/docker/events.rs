//! What an engine remembers of what happened on it: what `docker events` shows.

use std::collections::{BTreeMap, VecDeque};

use paperboat_core::time::Timestamp;

use super::container::Container;
use super::engine::{engine, engine_mut};
use crate::container::ContainerKey;
use crate::host::MachineKey;
use crate::world::World;

/// As many as an engine keeps (moby, `events.eventsLimit`).
const KEPT: usize = 256;

/// What an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Container,
    Image,
    Network,
    Volume,
}

impl Kind {
    /// Docker's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Image => "image",
            Self::Network => "network",
            Self::Volume => "volume",
        }
    }
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Happened {
    pub(super) at: Timestamp,
    pub(super) kind: Kind,
    /// `start`, `die`, `exec_create: sh -c true`.
    pub(super) action: String,
    /// The id, or the name of a volume.
    pub(super) id: String,
    pub(super) attributes: BTreeMap<String, String>,
}

/// What an engine remembers, the oldest first.
pub(super) type Memory = VecDeque<Happened>;

fn keep(w: &mut World, machine: MachineKey, happened: Happened) {
    let memory = &mut engine_mut(w, machine).happened;
    if memory.len() == KEPT {
        memory.pop_front();
    }
    memory.push_back(happened);
}

fn pairs(further: &[(&str, &str)]) -> BTreeMap<String, String> {
    let pairs = further.iter();
    pairs
        .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
        .collect()
}

/// Keeps what happened to an image, a network or a volume.
pub(super) fn tell(
    w: &mut World,
    machine: MachineKey,
    kind: Kind,
    action: &str,
    id: &str,
    attributes: &[(&str, &str)],
) {
    let happened = Happened {
        at: w.now,
        kind,
        action: action.to_owned(),
        id: id.to_owned(),
        attributes: pairs(attributes),
    };
    keep(w, machine, happened);
}

/// Keeps what happened to a container that is there.
pub(super) fn of_container(
    w: &mut World,
    machine: MachineKey,
    key: ContainerKey,
    action: &str,
    further: &[(&str, &str)],
) {
    let Some(container) = engine(w, machine).containers.get(&key).cloned() else {
        return;
    };
    of(w, machine, &container, action, further);
}

/// Keeps what happened to a container; its labels are among the attributes.
pub(super) fn of(
    w: &mut World,
    machine: MachineKey,
    container: &Container,
    action: &str,
    further: &[(&str, &str)],
) {
    let config = &container.config;
    let mut attributes = pairs(further);
    attributes.extend(config.labels.clone());
    attributes.insert("image".to_owned(), config.image.clone());
    attributes.insert("name".to_owned(), config.name.clone());
    let happened = Happened {
        at: w.now,
        kind: Kind::Container,
        action: action.to_owned(),
        id: container.id.clone(),
        attributes,
    };
    keep(w, machine, happened);
}

/// Keeps that a container's networks took it in, or let it go.
pub(super) fn of_networks(w: &mut World, machine: MachineKey, key: ContainerKey, action: &str) {
    let engine = engine(w, machine);
    let Some(container) = engine.containers.get(&key) else {
        return;
    };
    let id = container.id.clone();
    let networks = engine.networks.values();
    let own = networks.filter(|n| n.endpoints.get(&key).is_some_and(|e| e.address.is_some()));
    let own: Vec<_> = own
        .map(|n| (n.id.clone(), n.name.clone(), n.driver.clone()))
        .collect();
    for (network, name, driver) in own {
        let attributes = [
            ("container", id.as_str()),
            ("name", &name),
            ("type", &driver),
        ];
        tell(w, machine, Kind::Network, action, &network, &attributes);
    }
}
