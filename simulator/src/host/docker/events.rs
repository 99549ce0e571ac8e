//! What an engine remembers of what happened on it: what `docker events` shows.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use paperboat_core::time::Timestamp;

use super::config::Config;
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

/// Something that happened, as it is shown.
#[derive(Clone, Debug)]
pub(super) struct Happened {
    pub(super) at: Timestamp,
    pub(super) kind: Kind,
    /// `start`, `die`, `exec_create: sh -c true`.
    pub(super) action: String,
    /// The id, or the name of a volume.
    pub(super) id: String,
    pub(super) attributes: BTreeMap<String, String>,
}

/// Something that happened, as it is remembered: what it is shown with is put together when somebody looks, because hardly
/// anybody does.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    at: Timestamp,
    kind: Kind,
    action: String,
    id: String,
    further: Vec<(&'static str, String)>,
    /// What a container was made with then.
    config: Option<Arc<Config>>,
}

impl Kept {
    /// What is shown of it.
    pub(super) fn told(&self) -> Happened {
        let further = self.further.iter();
        let mut attributes: BTreeMap<String, String> =
            further.map(|(k, v)| ((*k).to_owned(), v.clone())).collect();
        if let Some(config) = &self.config {
            attributes.extend(config.labels.clone());
            attributes.insert("image".to_owned(), config.image.clone());
            attributes.insert("name".to_owned(), config.name.clone());
        }
        Happened {
            at: self.at,
            kind: self.kind,
            action: self.action.clone(),
            id: self.id.clone(),
            attributes,
        }
    }
}

/// What an engine remembers, the oldest first.
pub(super) type Memory = VecDeque<Kept>;

fn keep(w: &mut World, machine: MachineKey, kept: Kept) {
    let memory = &mut engine_mut(w, machine).happened;
    if memory.len() == KEPT {
        memory.pop_front();
    }
    memory.push_back(kept);
}

fn owned(further: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    further.iter().map(|(k, v)| (*k, (*v).to_owned())).collect()
}

/// Keeps what happened to an image, a network or a volume.
pub(super) fn tell(
    w: &mut World,
    machine: MachineKey,
    kind: Kind,
    action: &str,
    id: &str,
    attributes: &[(&'static str, &str)],
) {
    let kept = Kept {
        at: w.now,
        kind,
        action: action.to_owned(),
        id: id.to_owned(),
        further: owned(attributes),
        config: None,
    };
    keep(w, machine, kept);
}

/// Keeps what happened to a container that is there.
pub(super) fn of_container(
    w: &mut World,
    machine: MachineKey,
    key: ContainerKey,
    action: &str,
    further: &[(&'static str, &str)],
) {
    let Some(container) = engine(w, machine).containers.get(&key) else {
        return;
    };
    let (id, config) = (container.id.clone(), Arc::clone(&container.config));
    of(w, machine, (id, config), action, further);
}

/// Keeps what happened to a container, by its id and what it was made with; its labels are among the attributes.
pub(super) fn of(
    w: &mut World,
    machine: MachineKey,
    (id, config): (String, Arc<Config>),
    action: &str,
    further: &[(&'static str, &str)],
) {
    let kept = Kept {
        at: w.now,
        kind: Kind::Container,
        action: action.to_owned(),
        id,
        further: owned(further),
        config: Some(config),
    };
    keep(w, machine, kept);
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
