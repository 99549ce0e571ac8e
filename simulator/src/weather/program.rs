//! Programs in bad weather, and the disks on which they write.

use std::collections::BTreeMap;

use paperboat_core::event::EventId;

use super::lasting::{Effect, now};
use crate::id::MachineKey;
use crate::world::World;

/// How many times longer than usual a program takes to start that is called by some names, and the fault behind it.
pub(crate) fn start_slowed(w: &World, called: &[String]) -> Option<(f64, EventId)> {
    called
        .iter()
        .find_map(|name| w.weather.slow.get(name).copied())
}

/// The fault for which a database answers nobody that is called by some names.
pub(crate) fn database_is_down(w: &World, called: &[String]) -> Option<EventId> {
    let down = now(w, |effect| match effect {
        Effect::Deaf(service) => called.contains(service).then_some(()),
        _ => None,
    });
    down.map(|(fault, ())| fault)
}

/// The fault for which a variable of an environment is accepted by nobody, and that variable.
pub(crate) fn secret_expired(
    w: &World,
    environment: &BTreeMap<String, String>,
) -> Option<(EventId, String)> {
    if w.weather.expired.is_empty() {
        return None;
    }
    environment.iter().find_map(|(name, value)| {
        let fault = w.weather.expired.get(&(name.clone(), value.clone()))?;
        Some((*fault, name.clone()))
    })
}

/// The fault that filled a machine's disk, when one did.
pub(crate) fn disk_filled(w: &World, machine: MachineKey) -> Option<EventId> {
    w.weather.disks.get(&machine).copied()
}
