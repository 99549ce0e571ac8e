//! A machine's network while it pulls: pulls share it, each up to what its registry gives.

use super::PullKey;
use super::pull;
use crate::id::MachineKey;
use crate::sharing::Sharing;
use crate::wake::Kind;
use crate::world::World;

/// A machine's network while it pulls.
#[derive(Clone, Debug)]
pub(super) struct Link {
    sharing: Sharing<PullKey>,
    generation: u16,
}

/// Lets a pull fetch bytes, at most so many a second. The network gives as much as the fastest of its pulls takes.
pub(super) fn join(w: &mut World, machine: MachineKey, pull: PullKey, bytes: u64, rate: f64) {
    let now = w.now;
    let link = w.registry.links.entry(machine).or_insert_with(|| Link {
        sharing: Sharing::new(rate),
        generation: 0,
    });
    let capacity = if link.sharing.is_idle() {
        rate
    } else {
        link.sharing.capacity().max(rate)
    };
    link.sharing.resize(now, capacity);
    link.sharing.join(now, pull, bytes as f64, rate);
    plan(w, machine);
}

fn plan(w: &mut World, machine: MachineKey) {
    let Some(link) = w.registry.links.get_mut(&machine) else {
        return;
    };
    link.generation = link.generation.wrapping_add(1);
    let generation = link.generation;
    if let Some(at) = link.sharing.next() {
        w.wake_at(at, Kind::Link, machine.slot(), generation);
    }
}

/// The first pull has its bytes.
pub(super) fn wake(w: &mut World, machine: MachineKey, generation: u16) {
    let now = w.now;
    let link = w.registry.links.get_mut(&machine);
    let Some(link) = link.filter(|l| l.generation == generation) else {
        return;
    };
    let done = link.sharing.done(now);
    plan(w, machine);
    for key in done {
        pull::fetched(w, key);
    }
}
