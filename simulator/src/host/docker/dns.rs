//! What a container finds on the networks of its engine: by name, by address, behind a published port.

use std::net::Ipv4Addr;

use super::container::published as wanted_ports;
use super::engine::engine;
use super::network::{Network, of_container};
use super::{namespace, share};
use crate::change::Subject;
use crate::container::{ContainerKey, Owner};
use crate::host::MachineKey;
use crate::world::World;

fn machine_of(w: &World, container: ContainerKey) -> Option<MachineKey> {
    match w.containers.get(container)?.spec.owner {
        Owner::Docker(machine) => Some(machine),
        Owner::Task(_) => None,
    }
}

/// Resolves a name as a container sees it through its hosts file and the engine's DNS; none when no network of it
/// knows the name.
pub(crate) fn docker_resolve(w: &World, from: ContainerKey, name: &str) -> Option<Vec<Ipv4Addr>> {
    let machine = machine_of(w, from)?;
    let engine = engine(w, machine);
    let own = engine.containers.get(&from)?;
    // libnetwork keeps names in lower case, and hosts files are read without regard to it.
    let same = |other: &str| other.eq_ignore_ascii_case(name);
    if name == "localhost" || own.is_named(name) || own.config.hostname.as_deref().is_some_and(same)
    {
        let own = of_container(w, machine, from).find_map(|(_, e)| e.address);
        return Some(vec![if name == "localhost" {
            Ipv4Addr::LOCALHOST
        } else {
            own.unwrap_or(Ipv4Addr::LOCALHOST)
        }]);
    }
    let linked = share::linked(w, machine, &own.config)
        .find(|(link, key)| same(&link.alias) || engine.containers[key].is_named(name));
    let at = linked.and_then(|(_, key)| of_container(w, machine, key).find_map(|(_, e)| e.address));
    if let Some(address) = at {
        return Some(vec![address]);
    }
    if let Some((_, address)) = own.config.extra_hosts.iter().find(|(host, _)| same(host)) {
        let gateway = engine.networks.get("bridge").and_then(Network::gateway);
        return if address == "host-gateway" {
            gateway
        } else {
            address.parse().ok()
        }
        .map(|a| vec![a]);
    }
    let mut found = Vec::new();
    for (network, _) in of_container(w, machine, from).filter(|(n, _)| n.has_names()) {
        for (key, endpoint) in &network.endpoints {
            let named =
                engine.containers[key].is_named(name) || endpoint.aliases.iter().any(|a| same(a));
            found.extend(endpoint.address.filter(|_| named));
        }
    }
    found.dedup();
    (!found.is_empty()).then_some(found)
}

/// Who bears a name on the networks of a container, running or not, and the last one that gave it up.
pub(crate) fn docker_bearers(w: &World, from: ContainerKey, name: &str) -> Vec<Subject> {
    let Some(machine) = machine_of(w, from) else {
        return Vec::new();
    };
    let engine = engine(w, machine);
    let networks = of_container(w, machine, from);
    let linked = engine.containers.get(&from).into_iter();
    let linked = linked.flat_map(|own| share::linked(w, machine, &own.config));
    let linked = linked.filter(|(link, _)| link.alias.eq_ignore_ascii_case(name));
    let linked = linked.map(|(_, key)| Subject::Container(key));
    let places = networks.flat_map(|(network, _)| &network.endpoints);
    let named = places.filter(|(key, endpoint)| {
        engine.containers[key].is_named(name)
            || endpoint
                .aliases
                .iter()
                .any(|a| a.eq_ignore_ascii_case(name))
    });
    let bearers = named.map(|(key, _)| Subject::Container(*key));
    bearers
        .chain(linked)
        .chain([Subject::name(machine, name)])
        .collect()
}

/// Who wants a port of a machine, running or not, and the last one that gave it up.
pub(crate) fn docker_publishers(w: &World, machine: MachineKey, port: u16) -> Vec<Subject> {
    let containers = engine(w, machine).containers.iter();
    let wanting = containers.filter(|(_, c)| {
        c.config.is_on("host")
            || c.bound.iter().any(|b| b.host_port == port)
            || wanted_ports(&c.config).any(|p| p == port)
    });
    let wanting = wanting.map(|(key, _)| Subject::Container(*key));
    wanting.chain([Subject::Port(machine, port)]).collect()
}

/// Finds the container that has an address on a Docker network of a machine, when `from` shares that network
/// (or is the machine itself: none).
pub(crate) fn docker_container_at(
    w: &World,
    machine: MachineKey,
    from: Option<ContainerKey>,
    address: Ipv4Addr,
) -> Option<ContainerKey> {
    let engine = engine(w, machine);
    let networks = engine.networks.values();
    let from = from.map(|from| namespace::owner(engine, from));
    let mut shared = networks
        .filter(|n| from.is_none_or(|f| n.endpoints.get(&f).is_some_and(|e| e.address.is_some())));
    shared.find_map(|n| n.holder(address))
}

/// Finds the container and its port behind a published port of a machine; `address` is the local address that
/// was called, since a port can be published on loopback only.
pub(crate) fn published(
    w: &World,
    machine: MachineKey,
    address: Ipv4Addr,
    port: u16,
) -> Option<(ContainerKey, u16)> {
    let mut running = engine(w, machine)
        .containers
        .iter()
        .filter(|(_, c)| c.is_running());
    running.find_map(|(key, container)| {
        if container.config.is_on("host") {
            let profile = &engine(w, machine).images.get(&container.image)?.profile;
            return profile.listens.contains(&port).then_some((*key, port));
        }
        let here = |ip: Ipv4Addr| ip.is_unspecified() || ip == address;
        let bound = container
            .bound
            .iter()
            .find(|b| b.protocol == "tcp" && b.host_port == port && here(b.host_ip));
        bound.map(|b| (serves(w, *key, b.container_port), b.container_port))
    })
}

/// The container that listens on a port in the namespace of one; that one when nobody does.
fn serves(w: &World, key: ContainerKey, port: u16) -> ContainerKey {
    let has = |key: &ContainerKey| {
        let container = w.containers.get(*key);
        container.is_some_and(|c| c.ports.contains(&port))
    };
    let joined = || namespace::docker_neighbours(w, key).into_iter().find(has);
    match has(&key) {
        true => key,
        false => joined().unwrap_or(key),
    }
}

/// The ports of a machine that its containers hold, with the address on which each is published: for `ss`.
pub(crate) fn published_ports(w: &World, machine: MachineKey) -> Vec<(Ipv4Addr, u16)> {
    let containers = engine(w, machine).containers.values();
    let bound = containers
        .flat_map(|c| &c.bound)
        .filter(|b| b.protocol == "tcp");
    bound.map(|b| (b.host_ip, b.host_port)).collect()
}
