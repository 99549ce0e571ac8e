//! How full a machine's root disk is.

use std::collections::BTreeMap;

use super::{FileError, Machine, MachineKey};
use crate::model::Limit;
use crate::world::World;

/// The size of the root file system.
pub(super) fn size(machine: &Machine) -> u64 {
    u64::from(machine.hardware.disk_gib) << 30
}

/// The bytes in use: the system's own, packages, files, and what the Docker engine keeps.
pub(super) fn used(machine: &Machine) -> u64 {
    machine.files.bytes() + machine.disk_use.values().sum::<u64>()
}

/// The bytes that are free.
pub(super) fn free(machine: &Machine) -> u64 {
    size(machine).saturating_sub(used(machine))
}

/// The bytes that are free on a machine's root disk.
pub(crate) fn disk_free(w: &World, machine: MachineKey) -> u64 {
    free(&w.hosts.machines[machine])
}

/// The blocks in use of a root disk, in bytes, by what they hold: all files together, and each thing with a name of its
/// own.
pub(crate) fn blocks(w: &World, machine: MachineKey) -> BTreeMap<String, u64> {
    let machine = &w.hosts.machines[machine];
    let mut blocks = machine.disk_use.clone();
    blocks.insert("files".to_owned(), machine.files.bytes());
    blocks
}

/// What the system takes on a fresh disk.
pub(super) fn of_system(w: &World) -> u64 {
    w.model.limit(Limit::HostOsDiskBytes)
}

/// Takes bytes of a machine's root disk for something with a name of its own (`image/sha256:..`, `volume/data`);
/// a second time for the same name replaces the first.
///
/// # Errors
/// [`FileError::NoSpace`]; nothing is taken then.
pub(crate) fn disk_reserve(
    w: &mut World,
    machine: MachineKey,
    name: &str,
    bytes: u64,
) -> Result<(), FileError> {
    let machine = &mut w.hosts.machines[machine];
    let old = machine.disk_use.get(name).copied().unwrap_or(0);
    if bytes > free(machine) + old {
        return Err(FileError::NoSpace);
    }
    machine.disk_use.insert(name.to_owned(), bytes);
    Ok(())
}

/// Gives back the bytes that were taken under a name.
pub(crate) fn disk_release(w: &mut World, machine: MachineKey, name: &str) {
    w.hosts.machines[machine].disk_use.remove(name);
}
