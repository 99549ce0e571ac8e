//! Docker networks: subnets, addresses, names.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use paperboat_core::time::Timestamp;

use super::engine::{Answer, Client, Refusal, changed, engine, engine_mut};
use super::events::{self, Kind};
use super::namespace;
use crate::change::Subject;
use crate::container::ContainerKey;
use crate::host::MachineKey;
use crate::net::ByAddress;
use crate::world::World;

/// The bits of the subnets that the engine gives out by itself, as far as these are large (moby, default address pools).
const PREFIX: u8 = 16;

/// A container's place on a network.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Endpoint {
    /// Its address; only a running container has one.
    pub(super) address: Option<Ipv4Addr>,
    /// The address that was asked for.
    pub(super) wanted: Option<Ipv4Addr>,
    /// Further names of it on this network.
    pub(super) aliases: Vec<String>,
}

/// A network of a Docker engine.
#[derive(Clone, Debug)]
pub(super) struct Network {
    /// 64 digits.
    pub(super) id: String,
    /// Its name.
    pub(super) name: String,
    /// `bridge`, `host` or `null`.
    pub(super) driver: String,
    /// The first address; none for the networks that have no addresses.
    pub(super) subnet: Option<Ipv4Addr>,
    /// How many bits of an address are the network's.
    pub(super) prefix: u8,
    /// Whether the subnet was asked for.
    pub(super) asked: bool,
    /// The gateway that was asked for.
    pub(super) own_gateway: Option<Ipv4Addr>,
    /// Whether it has no way out.
    pub(super) internal: bool,
    /// Its labels.
    pub(super) labels: BTreeMap<String, String>,
    /// When it was made.
    pub(super) created: Timestamp,
    /// The containers that belong to it; [`Network::give`] and [`Network::leave`] keep `held` beside them.
    pub(super) endpoints: BTreeMap<ContainerKey, Endpoint>,
    /// Who has which address.
    held: ByAddress<ContainerKey>,
}

impl Network {
    pub(super) fn new(
        id: String,
        name: &str,
        driver: &str,
        subnet: Option<Ipv4Addr>,
        created: Timestamp,
    ) -> Self {
        Self {
            id,
            name: name.to_owned(),
            driver: driver.to_owned(),
            subnet,
            prefix: PREFIX,
            asked: false,
            own_gateway: None,
            internal: false,
            labels: BTreeMap::new(),
            created,
            endpoints: BTreeMap::new(),
            held: ByAddress::default(),
        }
    }

    /// The machine's own address on it.
    pub(super) fn gateway(&self) -> Option<Ipv4Addr> {
        let first = || self.subnet.map(|s| Ipv4Addr::from(u32::from(s) + 1));
        self.own_gateway.or_else(first)
    }

    /// The last address of its subnet.
    fn last(&self) -> u32 {
        let first = self.subnet.map_or(0, u32::from);
        first | u32::MAX.checked_shr(u32::from(self.prefix)).unwrap_or(0)
    }

    /// Whether an address lies in its subnet.
    fn holds(&self, address: Ipv4Addr) -> bool {
        let first = self.subnet.map_or(u32::MAX, u32::from);
        (first..=self.last()).contains(&u32::from(address))
    }

    /// Whether the engine's DNS answers on it.
    pub(super) fn has_names(&self) -> bool {
        self.subnet.is_some() && self.name != "bridge"
    }

    /// Whether it is one that is always there.
    pub(super) fn is_predefined(&self) -> bool {
        matches!(self.name.as_str(), "bridge" | "host" | "none")
    }

    /// Gives a container that belongs to it an address, or takes the one that it has.
    fn give(&mut self, container: ContainerKey, address: Option<Ipv4Addr>) {
        let Some(endpoint) = self.endpoints.get_mut(&container) else {
            return;
        };
        if let Some(before) = std::mem::replace(&mut endpoint.address, address) {
            self.held.remove(before);
        }
        if let Some(address) = address {
            self.held.insert(address, container);
        }
    }

    /// Takes a container off it.
    pub(super) fn leave(&mut self, container: ContainerKey) -> Option<Endpoint> {
        let endpoint = self.endpoints.remove(&container)?;
        if let Some(address) = endpoint.address {
            self.held.remove(address);
        }
        Some(endpoint)
    }

    /// The container that has an address.
    pub(super) fn holder(&self, address: Ipv4Addr) -> Option<ContainerKey> {
        self.held.get(address).copied()
    }

    fn free_address(&self) -> Option<Ipv4Addr> {
        let subnet = u32::from(self.subnet?);
        let gateway = self.gateway();
        let taken = |a: Ipv4Addr| gateway == Some(a) || self.held.contains(a);
        (subnet + 1..self.last())
            .map(Ipv4Addr::from)
            .find(|a| !taken(*a))
    }
}

/// What a network is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NetworkConfig {
    pub(super) name: String,
    pub(super) driver: String,
    pub(super) internal: bool,
    /// The subnet with its prefix.
    pub(super) subnet: Option<(Ipv4Addr, u8)>,
    pub(super) gateway: Option<Ipv4Addr>,
    pub(super) labels: BTreeMap<String, String>,
}

/// Finds a network by its name or the beginning of its id.
pub(super) fn find(w: &World, machine: MachineKey, name: &str) -> Answer<String> {
    let networks = &engine(w, machine).networks;
    if networks.contains_key(name) {
        return Ok(name.to_owned());
    }
    let mut found = networks
        .values()
        .filter(|n| name.len() >= 3 && n.id.starts_with(name));
    match (found.next(), found.next()) {
        (Some(network), None) => Ok(network.name.clone()),
        _ => Err(Refusal(format!("network {name} not found"))),
    }
}

/// Makes a network; gives its id.
pub(super) fn create(w: &mut World, client: Client, config: NetworkConfig) -> Answer<String> {
    let name = config.name.as_str();
    if matches!(name, "bridge" | "host" | "none") {
        return Err(Refusal(format!(
            "operation is not permitted on predefined {name} network"
        )));
    }
    if name.trim().is_empty() {
        return Err(Refusal::new(
            "invalid network config:\nnetwork name is empty",
        ));
    }
    if engine(w, client.machine).networks.contains_key(name) {
        return Err(Refusal(format!("network with name {name} already exists")));
    }
    match config.driver.as_str() {
        "" | "bridge" => {}
        "host" => {
            return Err(Refusal::new(
                "only one instance of \"host\" network is allowed",
            ));
        }
        "null" => {
            return Err(Refusal::new(
                "only one instance of \"null\" network is allowed",
            ));
        }
        "overlay" => {
            return Err(Refusal::new(
                "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.",
            ));
        }
        other => return Err(Refusal(format!("plugin {other:?} not found"))),
    }
    let (subnet, prefix) = match config.subnet {
        Some((subnet, prefix)) => {
            let asked = Network {
                prefix,
                ..Network::new(String::new(), name, "bridge", Some(subnet), w.now)
            };
            let meets = |n: &Network| {
                n.subnet.is_some_and(|first| asked.holds(first))
                    || n.holds(subnet) && n.subnet.is_some()
            };
            if engine(w, client.machine).networks.values().any(meets) {
                return Err(Refusal::new(
                    "Pool overlaps with other one on this address space",
                ));
            }
            (subnet, prefix)
        }
        None => free_subnet(w, client.machine)?,
    };
    let id = w.ids.hex(64);
    let mut network = Network::new(id.clone(), name, "bridge", Some(subnet), w.now);
    network.internal = config.internal;
    network.prefix = prefix;
    network.asked = config.subnet.is_some();
    network.own_gateway = config.gateway;
    network.labels = config.labels;
    let resource = format!("network/{name}");
    engine_mut(w, client.machine)
        .networks
        .insert(name.to_owned(), network);
    let told = [("name", name), ("type", "bridge")];
    events::tell(w, client.machine, Kind::Network, "create", &id, &told);
    w.state(Some(client.cause), &resource, "", "created", "");
    changed(w, client.machine);
    Ok(id)
}

/// The next free one of the subnets that the engine gives out: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/20
/// and on. 172.31.0.0/16 is the VPC's own, which the engine sees on the machine's interface and leaves out. One that was
/// given back comes after all that follow it, until the engine starts anew.
fn free_subnet(w: &mut World, machine: MachineKey) -> Answer<(Ipv4Addr, u8)> {
    let taken: Vec<Ipv4Addr> = engine(w, machine)
        .networks
        .values()
        .filter_map(|n| n.subnet)
        .collect();
    let large = (17..31).map(|n| (Ipv4Addr::new(172, n, 0, 0), 16));
    let small = (0..16).map(|n| (Ipv4Addr::new(192, 168, n * 16, 0), 20));
    let all: Vec<(Ipv4Addr, u8)> = large.chain(small).collect();
    let from = engine(w, machine).next_subnet % all.len();
    let mut places = (from..all.len()).chain(0..from);
    let free = places.find(|place| !taken.contains(&all[*place].0));
    let Some(place) = free else {
        return Err(Refusal::new(
            "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
        ));
    };
    engine_mut(w, machine).next_subnet = place + 1;
    Ok(all[place])
}

/// Removes a network that no running container is on.
pub(super) fn remove(w: &mut World, client: Client, name: &str) -> Answer<()> {
    let name = find(w, client.machine, name)?;
    let engine_ = engine(w, client.machine);
    let network = &engine_.networks[&name];
    if network.is_predefined() {
        return Err(Refusal(format!(
            "{name} is a pre-defined network and cannot be removed"
        )));
    }
    if network.endpoints.values().any(|e| e.address.is_some()) {
        return Err(Refusal(format!(
            "error while removing network: network {name} id {} has active endpoints",
            network.id
        )));
    }
    let (id, driver) = (network.id.clone(), network.driver.clone());
    let told = [("name", name.as_str()), ("type", &driver)];
    events::tell(w, client.machine, Kind::Network, "destroy", &id, &told);
    let resource = format!("network/{name}");
    engine_mut(w, client.machine).networks.remove(&name);
    w.state(Some(client.cause), &resource, "created", "removed", "");
    changed(w, client.machine);
    Ok(())
}

/// Puts a container on a network; a running one gets an address.
pub(super) fn connect(
    w: &mut World,
    client: Client,
    network: &str,
    container: ContainerKey,
    aliases: Vec<String>,
) -> Answer<()> {
    let name = find(w, client.machine, network)?;
    let engine_ = engine_mut(w, client.machine);
    let running = engine_.containers[&container].is_running();
    let its_name = engine_.containers[&container].config.name.clone();
    let config = &engine_.containers[&container].config;
    let hosted = config.is_on("host") || config.joins.is_some();
    let Some(net) = engine_.networks.get_mut(&name) else {
        return Ok(());
    };
    if net.endpoints.contains_key(&container) {
        return Err(Refusal(format!(
            "endpoint with name {its_name} already exists in network {name}"
        )));
    }
    if hosted && net.subnet.is_some() {
        return Err(Refusal::new(
            "container sharing network namespace with another container or host cannot be connected to any other network",
        ));
    }
    if net.subnet.is_none() {
        return Err(Refusal::new(
            "container cannot be disconnected from host network or connected to host network",
        ));
    }
    let address = if running { net.free_address() } else { None };
    let endpoint = Endpoint {
        address: None,
        wanted: None,
        aliases,
    };
    net.endpoints.insert(container, endpoint);
    net.give(container, address);
    if running {
        let (from, to) = (its_name.as_str(), format!("connected to {name}"));
        let resource = format!("container/{from}");
        let event = w.state(Some(client.cause), &resource, "running", "running", to);
        w.mark(Subject::Container(container), event);
        changed(w, client.machine);
    }
    Ok(())
}

/// Takes a container off a network.
pub(super) fn disconnect(
    w: &mut World,
    client: Client,
    network: &str,
    container: ContainerKey,
) -> Answer<()> {
    let name = find(w, client.machine, network)?;
    let engine_ = engine_mut(w, client.machine);
    let its_name = engine_.containers[&container].config.name.clone();
    let removed = engine_
        .networks
        .get_mut(&name)
        .and_then(|n| n.leave(container));
    let Some(endpoint) = removed else {
        let id = engine_.containers[&container].id.clone();
        return Err(Refusal(format!(
            "container {id} is not connected to network {name}"
        )));
    };
    if endpoint.address.is_some() {
        let resource = format!("container/{its_name}");
        let event = w.state(
            Some(client.cause),
            &resource,
            "running",
            "running",
            format!("disconnected from {name}"),
        );
        w.mark(Subject::Container(container), event);
        let names = endpoint.aliases.into_iter().chain([its_name]);
        for name in names {
            w.mark(Subject::name(client.machine, &name), event);
        }
        changed(w, client.machine);
    }
    Ok(())
}

/// Gives a starting container an address on each of its networks.
pub(super) fn attach(w: &mut World, machine: MachineKey, container: ContainerKey) -> Answer<()> {
    for network in engine_mut(w, machine).networks.values_mut() {
        if !network.endpoints.contains_key(&container) || network.subnet.is_none() {
            continue;
        }
        let wanted = network.endpoints[&container].wanted;
        if wanted.is_some_and(|address| network.held.contains(address)) {
            return Err(Refusal::new("Address already in use"));
        }
        let Some(address) = wanted.or_else(|| network.free_address()) else {
            return Err(Refusal(format!(
                "no available IPv4 addresses on this network's address pools: {} ({})",
                network.name, network.id
            )));
        };
        network.give(container, Some(address));
    }
    Ok(())
}

/// Takes the addresses of a container that no longer runs.
pub(super) fn detach(w: &mut World, machine: MachineKey, container: ContainerKey) {
    for network in engine_mut(w, machine).networks.values_mut() {
        network.give(container, None);
    }
}

/// The networks of a container with its place on each, in order of their names.
pub(super) fn of_container(
    w: &World,
    machine: MachineKey,
    container: ContainerKey,
) -> impl Iterator<Item = (&Network, &Endpoint)> {
    let engine = engine(w, machine);
    let owner = namespace::owner(engine, container);
    let networks = engine.networks.values();
    networks.filter_map(move |n| Some((n, n.endpoints.get(&owner)?)))
}
