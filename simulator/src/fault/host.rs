//! Faults of what programs run on: instances, and the hosts of tasks.

use paperboat_core::event::EventId;
use paperboat_core::fault::{Disk, Fault};

use super::pick;
use super::strike::{Outcome, begin, struck};
use crate::id::InstanceKey;
use crate::world::World;
use crate::{ec2, ecs, host};

/// An instance boots again.
pub(super) fn reboots(w: &mut World, fault: &Fault) -> Outcome {
    instance(w, fault, ec2::reboot)
}

/// An instance is lost with its disk.
pub(super) fn dies(w: &mut World, fault: &Fault) -> Outcome {
    instance(w, fault, ec2::die)
}

/// The hardware under an instance fails.
pub(super) fn fails(w: &mut World, fault: &Fault) -> Outcome {
    instance(w, fault, ec2::darken)
}

fn instance(w: &mut World, fault: &Fault, effect: fn(&mut World, InstanceKey, EventId)) -> Outcome {
    let key = pick::instance(w, fault)?;
    let id = ec2::id_of(w, key);
    let event = begin(w, fault, &id);
    effect(w, key, event);
    struck(event, vec![id])
}

/// The hardware fails under an instance, or under a task where no instance runs.
pub(super) fn fails_under_anything(w: &mut World, fault: &Fault) -> Outcome {
    if !ec2::running(w).is_empty() {
        return fails(w, fault);
    }
    let Ok(key) = pick::task(w, fault) else {
        return Err("nothing-runs");
    };
    let name = ecs::resource_of(w, key);
    let event = begin(w, fault, &name);
    ecs::lose(w, key, event);
    struck(event, vec![name])
}

/// AWS retires the platform revision under all tasks.
pub(super) fn retires(w: &mut World, fault: &Fault) -> Outcome {
    if ecs::running(w).is_empty() {
        return Err("no-task");
    }
    let event = begin(w, fault, "fargate");
    let hit = ecs::retire(w, event);
    struck(event, hit)
}

/// The provider empties what programs run on.
pub(super) fn is_maintained(w: &mut World, fault: &Fault) -> Outcome {
    match (ec2::running(w).is_empty(), ecs::running(w).is_empty()) {
        (false, _) => reboots(w, fault),
        (true, false) => retires(w, fault),
        (true, true) => Err("nothing-runs"),
    }
}

/// An instance's disk runs full.
pub(super) fn runs_full(w: &mut World, fault: &Fault, what: Option<Disk>) -> Outcome {
    let key = pick::instance(w, fault)?;
    let machine = ec2::machine_in(w, key);
    let free = host::disk_free(w, machine);
    let filled = match what.unwrap_or(Disk::Images) {
        Disk::Images => host::fill_with_old_images(w, machine, free),
        Disk::Logs => host::fill_with_log(w, machine, free).is_some(),
    };
    if !filled {
        return Err("no-docker");
    }
    let id = ec2::id_of(w, key);
    let event = begin(w, fault, &id);
    w.weather.fill(machine, event);
    struck(event, vec![id])
}
