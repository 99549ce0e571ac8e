//! The state of a machine's Docker engine.

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;

use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::container::Container;
use super::image::LocalImage;
use super::network::Network;
use super::volume::Volume;
use crate::container::ContainerKey;
use crate::host::{JobKey, MachineKey, poke};
use crate::registry::{ImageKey, Login, PullKey};
use crate::world::World;

/// The version of the engine whose behaviour was measured.
pub(super) const VERSION: &str = "26.1.5";
/// The version of its API.
pub(super) const API: &str = "1.45";
/// The version of the Compose plugin whose words about files are spoken. What its commands do and print was measured
/// with 2.26.1.
pub(super) const COMPOSE_VERSION: &str = "2.40.3";

/// What a machine's engine keeps on its disk, and whether it runs.
#[derive(Clone, Debug, Default)]
pub struct Engine {
    /// Whether the daemon answers.
    pub(super) up: bool,
    /// Images by id (`sha256:` and 64 digits).
    pub(super) images: BTreeMap<String, LocalImage>,
    /// Networks by name.
    pub(super) networks: BTreeMap<String, Network>,
    /// The place among the default subnets from which the next one is looked for.
    pub(super) next_subnet: usize,
    /// The port that was given out last of each span, by address and protocol: the next one is looked for after it.
    pub(super) last_ports: BTreeMap<Span, u16>,
    /// Volumes by name.
    pub(super) volumes: BTreeMap<String, Volume>,
    /// Containers in order of birth.
    pub(super) containers: BTreeMap<ContainerKey, Container>,
    /// Pulls by commands, until these have seen what became of them.
    pub(super) pulls: BTreeMap<PullKey, Pulled>,
    /// Folders of the machine that a container has filled.
    pub(super) filled: BTreeSet<String>,
    /// What each user's `~/.docker/config.json` holds of registries, by home and registry.
    pub(super) logins: BTreeMap<(String, String), Login>,
    /// Whether a container has ever run in another's network: mostly none has, and nobody need look for one.
    pub(super) joins: bool,
    /// What it remembers of what happened.
    pub(super) happened: super::events::Memory,
    /// Commands that wait for something to change.
    pub(super) waiting: BTreeSet<JobKey>,
}

/// Ports of an address that the engine gives out one after the other: address, protocol, first and last.
pub(super) type Span = (Ipv4Addr, String, u16, u16);

/// What became of a pull for a command; none while it is under way.
pub(super) type Pulled = Option<Result<ImageKey, String>>;

/// A refusal of the engine, in its words without `Error response from daemon: `.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Refusal(pub(super) String);

impl Refusal {
    pub(super) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// The words with the prefix that clients put before them.
    pub(super) fn said(&self) -> String {
        // What the model does not know is not said in the engine's name.
        if self.0.starts_with("paperboat:") {
            return self.0.clone();
        }
        format!("Error response from daemon: {}", self.0)
    }
}

pub(super) type Answer<T> = Result<T, Refusal>;

/// Who asks the engine: the machine, the command line, and the event that everything follows from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client {
    pub(super) machine: MachineKey,
    pub(super) job: JobKey,
    pub(super) cause: EventId,
}

impl Client {
    pub(super) fn of(w: &World, job: JobKey) -> Self {
        let running = &w.hosts.jobs[job];
        Self {
            machine: running.machine,
            job,
            cause: running.cause,
        }
    }
}

pub(super) fn engine(w: &World, machine: MachineKey) -> &Engine {
    &w.hosts.machines[machine].docker
}

pub(super) fn engine_mut(w: &mut World, machine: MachineKey) -> &mut Engine {
    &mut w.hosts.machines[machine].docker
}

/// What the Docker of the user who asks has kept of a registry; none when it has not signed in there.
pub(super) fn login_of<'w>(w: &'w World, client: Client, registry: &str) -> Option<&'w Login> {
    let home = w.hosts.jobs[client.job].process.home().to_owned();
    let logins = &engine(w, client.machine).logins;
    logins.get(&(home, registry.to_owned()))
}

/// Forgets what containers wrote into a folder of the machine that was removed, or below it.
pub(crate) fn forget_data(w: &mut World, machine: MachineKey, path: &str) {
    let below = format!("{path}/");
    let filled = &mut engine_mut(w, machine).filled;
    filled.retain(|folder| folder != path && !folder.starts_with(&below));
}

/// Lets the commands that wait for something look again.
pub(super) fn changed(w: &mut World, machine: MachineKey) {
    for job in engine(w, machine).waiting.clone() {
        poke(w, job);
    }
}

impl Engine {
    /// Makes an engine that has just been installed: no images, the three networks that are always there.
    pub(super) fn furnish(&mut self, ids: &mut crate::id::Ids, now: Timestamp) {
        for (name, driver) in [("bridge", "bridge"), ("host", "host"), ("none", "null")] {
            if !self.networks.contains_key(name) {
                let subnet = (name == "bridge").then_some(Ipv4Addr::new(172, 17, 0, 0));
                let network = Network::new(ids.hex(64), name, driver, subnet, now);
                self.networks.insert(name.to_owned(), network);
            }
        }
    }

    /// Finds a container by its name, its id or the beginning of its id.
    pub(super) fn find(&self, name: &str) -> Answer<ContainerKey> {
        let bare = name.strip_prefix('/').unwrap_or(name);
        let by_name = self.containers.iter().find(|(_, c)| c.config.name == bare);
        if let Some((key, _)) = by_name {
            return Ok(*key);
        }
        let mut by_id = self
            .containers
            .iter()
            .filter(|(_, c)| !bare.is_empty() && c.id.starts_with(bare));
        match (by_id.next(), by_id.next()) {
            (Some((key, _)), None) => Ok(*key),
            (Some(_), Some(_)) => Err(Refusal(format!(
                "Multiple IDs found with provided prefix: {bare}"
            ))),
            _ => Err(Refusal(format!("No such container: {name}"))),
        }
    }
}
