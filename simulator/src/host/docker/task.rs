//! What the agent of ECS has an engine do for the tasks of its machine: it makes, starts, ends and removes containers, as a
//! client of the engine like any other.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use paperboat_core::event::EventId;
use paperboat_core::workload::HealthConfig;

use super::config::{Bound, Config, Link, Mount, Publish, Source};
use super::container::{create, drop_container};
use super::engine::{Client, Refusal, engine, engine_mut};
use super::kernel::Handed;
use super::{start, stop, volume};
use crate::container::{ContainerKey, PoolKey};
use crate::host::{JobKey, MachineKey};
use crate::registry::ImageKey;
use crate::world::World;

/// The network of a container that an agent orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrderedNetwork {
    /// The engine's default bridge.
    Bridge,
    /// The machine's own.
    Host,
    /// None.
    None,
}

impl OrderedNetwork {
    fn name(self) -> &'static str {
        match self {
            Self::Bridge => "bridge",
            Self::Host => "host",
            Self::None => "none",
        }
    }
}

/// A port of a container and the one of its machine behind which it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binding {
    pub(crate) container_port: u16,
    /// 0 in an order stands for any that is free.
    pub(crate) host_port: u16,
    /// `tcp` or `udp`.
    pub(crate) protocol: String,
}

/// A container as an agent orders it.
#[derive(Clone, Debug)]
pub(crate) struct Ordered {
    pub(crate) name: String,
    /// The name by which its task knows it.
    pub(crate) called: String,
    pub(crate) image: ImageKey,
    /// The image as the task definition writes it.
    pub(crate) reference: String,
    pub(crate) environment: BTreeMap<String, String>,
    /// None leaves the image's.
    pub(crate) entrypoint: Option<Vec<String>>,
    /// Empty leaves the image's.
    pub(crate) command: Vec<String>,
    pub(crate) user: String,
    pub(crate) working_dir: String,
    pub(crate) labels: BTreeMap<String, String>,
    pub(crate) health: Option<HealthConfig>,
    pub(crate) init: bool,
    pub(crate) read_only: bool,
    pub(crate) handed: Handed,
    /// The most memory that it gets, in MiB.
    pub(crate) memory_mib: Option<u32>,
    pub(crate) network: OrderedNetwork,
    pub(crate) publish: Vec<Binding>,
    /// Containers by their names in the engine, each with the name that this one has for it.
    pub(crate) links: Vec<(String, String)>,
    /// Volumes by name, each with its folder in the container and whether it is for reading only.
    pub(crate) volumes: Vec<(String, String, bool)>,
    /// What it shares its processors and memory with, when that is not the whole machine.
    pub(crate) pool: Option<PoolKey>,
}

/// What a client says that finds no daemon.
const NO_DAEMON: &str = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?";

/// The agent as who asks: no command line waits, and the cause alone is used.
fn agent(machine: MachineKey, cause: EventId) -> Client {
    Client {
        machine,
        job: JobKey::from_slot(u32::MAX),
        cause,
    }
}

fn up(w: &World, machine: MachineKey) -> bool {
    w.hosts.machines.get(machine).is_some() && engine(w, machine).up
}

fn has(w: &World, machine: MachineKey, key: ContainerKey) -> bool {
    let machine = w.hosts.machines.get(machine);
    machine.is_some_and(|m| m.docker.containers.contains_key(&key))
}

fn config(ordered: Ordered, image: String) -> Config {
    let publish = |binding: Binding| Publish {
        host_ip: std::net::Ipv4Addr::UNSPECIFIED,
        host: (binding.host_port != 0).then_some((binding.host_port, binding.host_port)),
        container_port: binding.container_port,
        protocol: binding.protocol,
    };
    let mount = |(name, target, read_only): (String, String, bool)| Mount {
        source: Source::Volume(name),
        target,
        read_only,
        create: true,
    };
    let link = |(container, alias)| Link { container, alias };
    Config {
        name: ordered.name,
        image,
        entrypoint: ordered.entrypoint,
        command: ordered.command,
        environment: ordered.environment,
        labels: ordered.labels,
        publish: ordered.publish.into_iter().map(publish).collect(),
        mounts: ordered.volumes.into_iter().map(mount).collect(),
        networks: vec![(ordered.network.name().to_owned(), Vec::new())],
        links: ordered.links.into_iter().map(link).collect(),
        memory: ordered.memory_mib.map(|mib| u64::from(mib) << 20),
        health: ordered.health,
        init: ordered.init,
        user: ordered.user,
        working_dir: ordered.working_dir,
        read_only: ordered.read_only,
        kernel: ordered.handed.into(),
        ..Config::default()
    }
}

/// Makes a container; gives its key, and its id in the engine.
///
/// # Errors
/// In the engine's words, or those of a client that finds no engine.
pub(crate) fn docker_make(
    w: &mut World,
    machine: MachineKey,
    ordered: Ordered,
    cause: EventId,
) -> Result<(ContainerKey, String), String> {
    if !up(w, machine) {
        return Err(NO_DAEMON.to_owned());
    }
    let images = engine(w, machine).images.iter();
    let mut ours = images.filter(|(_, image)| image.key == ordered.image);
    // Of two images that are the same the engine has the one that arrived first.
    let wanted = &w.registry.images[ordered.image].id;
    let found = ours.next().map(|(id, _)| id.clone());
    let image = found.unwrap_or_else(|| wanted.clone());
    let (called, pool, reference) = (
        ordered.called.clone(),
        ordered.pool,
        ordered.reference.clone(),
    );
    let made = create(w, agent(machine, cause), config(ordered, image));
    let key = made.map_err(|refusal| refusal.said())?;
    let spec = &mut w.containers[key].spec;
    spec.called = vec![called];
    spec.pool = pool.unwrap_or(spec.pool);
    let container = engine_mut(w, machine).container(key);
    let id = container.map(|container| {
        Arc::make_mut(&mut container.config).image = reference;
        container.id.clone()
    });
    Ok((key, id.unwrap_or_default()))
}

/// Starts a container; gives the ports of the machine behind which it is.
///
/// # Errors
/// In the engine's words.
pub(crate) fn docker_begin(
    w: &mut World,
    machine: MachineKey,
    key: ContainerKey,
    cause: EventId,
) -> Result<Vec<Binding>, String> {
    if !up(w, machine) {
        return Err(NO_DAEMON.to_owned());
    }
    let started = start::start(w, agent(machine, cause), key);
    started.map_err(|refusal: Refusal| refusal.said())?;
    let binding = |bound: &Bound| Binding {
        container_port: bound.container_port,
        host_port: bound.host_port,
        protocol: bound.protocol.clone(),
    };
    let container = engine(w, machine).containers.get(&key);
    Ok(container.map_or_else(Vec::new, |c| c.bound.iter().map(binding).collect()))
}

/// Asks a container to end, and ends it after `grace`.
pub(crate) fn docker_end(
    w: &mut World,
    machine: MachineKey,
    key: ContainerKey,
    grace: Duration,
    cause: EventId,
) {
    if has(w, machine, key) {
        stop::stop(w, agent(machine, cause), key, grace);
    }
}

/// Removes a container with its volumes, as far as no other has them, whatever it does; nothing where a person has removed it.
pub(crate) fn docker_forget(w: &mut World, machine: MachineKey, key: ContainerKey, cause: EventId) {
    if !has(w, machine, key) {
        return;
    }
    let client = agent(machine, cause);
    let mounts = engine(w, machine).containers[&key].mounts.iter();
    let volumes = mounts.filter_map(|m| m.volume().map(str::to_owned));
    let volumes: Vec<String> = volumes.collect();
    // One that does not run needs no end.
    let _ = stop::kill(w, client, key);
    if has(w, machine, key) {
        drop_container(w, client, key, true);
    }
    for name in volumes {
        // One that another container has stays.
        let _ = volume::remove(w, client, &name, true);
    }
}
