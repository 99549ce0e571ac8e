//! Docker volumes: data that outlives containers.

use std::collections::BTreeMap;

use paperboat_core::time::Timestamp;

use super::engine::{Answer, Client, Refusal, changed, engine, engine_mut};
use super::events::{self, Kind};
use crate::host::MachineKey;
use crate::world::World;

/// A volume of a Docker engine.
#[derive(Clone, Debug)]
pub(super) struct Volume {
    /// Its name; 64 digits for one that nobody named.
    pub(super) name: String,
    /// Whether nobody named it.
    pub(super) anonymous: bool,
    /// Its labels.
    pub(super) labels: BTreeMap<String, String>,
    /// When it was made.
    pub(super) created: Timestamp,
    /// Whether a container has written to it.
    pub(super) filled: bool,
    /// The text files that containers wrote into it, by the path below it.
    pub(super) files: BTreeMap<String, String>,
}

/// What a volume is made from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct VolumeConfig {
    /// Empty for an anonymous one.
    pub(super) name: String,
    pub(super) driver: String,
    pub(super) labels: BTreeMap<String, String>,
}

/// A volume of a machine's engine in which a container has written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilledVolume {
    /// Its name; none when nobody named it.
    pub name: Option<String>,
    /// When it was made.
    pub since: Timestamp,
}

impl World {
    /// The volumes in which containers have written, on all disks that there are; those of a terminated instance are gone with it.
    #[must_use]
    pub fn filled_volumes(&self) -> Vec<FilledVolume> {
        let engines = self
            .hosts
            .machines
            .iter()
            .map(|(_, machine)| &machine.docker);
        let volumes = engines.flat_map(|engine| engine.volumes.values());
        let filled = volumes.filter(|volume| volume.filled);
        filled
            .map(|volume| FilledVolume {
                name: (!volume.anonymous).then(|| volume.name.clone()),
                since: volume.created,
            })
            .collect()
    }
}

/// Makes a volume, or finds the one of that name; gives its name.
pub(super) fn create(w: &mut World, client: Client, config: VolumeConfig) -> Answer<String> {
    if !matches!(config.driver.as_str(), "" | "local") {
        return Err(Refusal(format!(
            "create {}: error looking up volume plugin {driver}: plugin \"{driver}\" not found",
            config.name,
            driver = config.driver
        )));
    }
    if engine(w, client.machine).volumes.contains_key(&config.name) {
        return Ok(config.name);
    }
    let anonymous = config.name.is_empty();
    let valid = config.name.len() > 1
        && config
            .name
            .chars()
            .next()
            .is_some_and(|c| c.is_ascii_alphanumeric())
        && config
            .name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c));
    if !anonymous && !valid {
        let name = &config.name;
        return Err(Refusal(format!(
            "create {name}: \"{name}\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed. If you intended to pass a host directory, use absolute path"
        )));
    }
    let name = if anonymous {
        w.ids.hex(64)
    } else {
        config.name
    };
    let volume = Volume {
        name: name.clone(),
        anonymous,
        labels: config.labels,
        created: w.now,
        filled: false,
        files: BTreeMap::new(),
    };
    let resource = format!("volume/{}", short(&name));
    engine_mut(w, client.machine)
        .volumes
        .insert(name.clone(), volume);
    let told = [("driver", "local")];
    events::tell(w, client.machine, Kind::Volume, "create", &name, &told);
    w.state(Some(client.cause), &resource, "", "created", "");
    changed(w, client.machine);
    Ok(name)
}

/// The ids of the containers that have a volume, stopped ones included.
pub(super) fn users(w: &World, machine: MachineKey, name: &str) -> Vec<String> {
    let containers = engine(w, machine).containers.values();
    containers
        .filter(|c| c.mounts.iter().any(|m| m.volume() == Some(name)))
        .map(|c| c.id.clone())
        .collect()
}

/// Removes a volume that no container has.
pub(super) fn remove(w: &mut World, client: Client, name: &str, force: bool) -> Answer<()> {
    if !engine(w, client.machine).volumes.contains_key(name) {
        return if force {
            Ok(())
        } else {
            Err(Refusal(format!("get {name}: no such volume")))
        };
    }
    let users = users(w, client.machine, name);
    if !users.is_empty() {
        return Err(Refusal(format!(
            "remove {name}: volume is in use - [{}]",
            users.join(", ")
        )));
    }
    let resource = format!("volume/{}", short(name));
    engine_mut(w, client.machine).volumes.remove(name);
    let told = [("driver", "local")];
    events::tell(w, client.machine, Kind::Volume, "destroy", name, &told);
    w.state(Some(client.cause), &resource, "created", "removed", "");
    changed(w, client.machine);
    Ok(())
}

/// The volumes that a prune takes: the anonymous ones without a container, or with `all` every one without.
pub(super) fn unused(w: &World, machine: MachineKey, all: bool) -> Vec<String> {
    let volumes = engine(w, machine).volumes.values();
    let free = volumes.filter(|v| (all || v.anonymous) && users(w, machine, &v.name).is_empty());
    free.map(|v| v.name.clone()).collect()
}

/// Shortens the name of a volume that nobody named.
fn short(name: &str) -> &str {
    name.get(..12).filter(|_| name.len() == 64).unwrap_or(name)
}
