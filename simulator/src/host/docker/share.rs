//! What a container is created with of others: their mounts, their network, names for them.

use super::config::{Config, Link, Mount};
use super::engine::{Answer, Refusal, engine};
use super::network;
use crate::container::ContainerKey;
use crate::host::MachineKey;
use crate::world::World;

/// Holds what a container is to share with others to the engine's rules (moby, `runconfig.validateNetMode`).
///
/// # Errors
/// In the engine's words.
pub(super) fn check(w: &World, machine: MachineKey, config: &Config) -> Answer<()> {
    for link in &config.links {
        let found = engine(w, machine).find(&link.container);
        found.map_err(|why| {
            Refusal(format!(
                "could not get container for {}: {}",
                link.container, why.0
            ))
        })?;
    }
    let conflict = |what: &str| Err(Refusal(format!("conflicting options: {what}")));
    let hosted = config.is_on("host");
    if hosted && !config.links.is_empty() {
        return conflict(
            "host type networking can't be used with links. This would result in undefined behavior",
        );
    }
    if config.joins.is_none() {
        return Ok(());
    }
    match config {
        c if c.hostname.is_some() => conflict("hostname and the network mode"),
        c if !c.links.is_empty() => conflict(
            "container type network can't be used with links. This would result in undefined behavior",
        ),
        c if !c.dns.is_empty() => conflict("dns and the network mode"),
        c if !c.extra_hosts.is_empty() => {
            conflict("custom host-to-IP mapping and the network mode")
        }
        c if !c.publish.is_empty() || c.publish_all => {
            conflict("port publishing and the container type network mode")
        }
        c if !c.expose.is_empty() => conflict("port exposing and the container type network mode"),
        _ => Ok(()),
    }
}

/// The mounts that a container has from others, without those in whose place it has its own.
///
/// # Errors
/// When a container is not there.
pub(super) fn mounts(w: &World, machine: MachineKey, config: &Config) -> Answer<Vec<Mount>> {
    let mut all: Vec<Mount> = Vec::new();
    for (name, read_only) in &config.volumes_from {
        let engine = engine(w, machine);
        let other = &engine.containers[&engine.find(name)?];
        for mount in &other.mounts {
            let taken = |m: &Mount| m.target == mount.target;
            if !config.mounts.iter().chain(&all).any(taken) {
                all.push(Mount {
                    read_only: mount.read_only || *read_only,
                    ..mount.clone()
                });
            }
        }
    }
    Ok(all)
}

/// The containers that a container is linked to, each with its name for it.
pub(super) fn linked<'a>(
    w: &'a World,
    machine: MachineKey,
    config: &'a Config,
) -> impl Iterator<Item = (&'a Link, ContainerKey)> {
    let links = config.links.iter();
    links.filter_map(move |link| {
        let key = engine(w, machine).find(&link.container).ok()?;
        Some((link, key))
    })
}

/// Looks whether every container that one is linked to runs.
///
/// # Errors
/// In the engine's words.
pub(super) fn links_run(w: &World, machine: MachineKey, config: &Config) -> Answer<()> {
    for (link, key) in linked(w, machine, config) {
        if !engine(w, machine).containers[&key].is_running() {
            return Err(Refusal(format!(
                "Cannot link to a non running container: /{} AS /{}/{}",
                link.container, config.name, link.alias
            )));
        }
    }
    Ok(())
}

/// The lines of `/etc/hosts` for the containers that one is linked to.
pub(super) fn hosts(w: &World, machine: MachineKey, config: &Config) -> String {
    let mut lines = String::new();
    for (link, key) in linked(w, machine, config) {
        let other = &engine(w, machine).containers[&key];
        let Some(address) = network::of_container(w, machine, key).find_map(|(_, e)| e.address)
        else {
            continue;
        };
        let (alias, id) = (&link.alias, other.short_id());
        let own = &other.config.name;
        lines += &if alias == own {
            format!("{address}\t{alias} {id}\n")
        } else {
            format!("{address}\t{alias} {id} {own}\n")
        };
    }
    lines
}
