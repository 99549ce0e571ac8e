//! Faults of programs.

use paperboat_core::event::EventId;
use paperboat_core::fault::Fault;

use super::pick;
use super::strike::{Strike, begin, missed, struck};
use crate::container::{self, ContainerKey};
use crate::world::World;

/// A program ends.
pub(super) fn crashes(w: &mut World, fault: &Fault, service: Option<&str>) -> Strike {
    one(w, fault, service, container::crash)
}

/// A program takes all the memory that there is.
pub(super) fn runs_full(w: &mut World, fault: &Fault, service: Option<&str>) -> Strike {
    one(w, fault, service, container::leak)
}

fn one(
    w: &mut World,
    fault: &Fault,
    service: Option<&str>,
    effect: fn(&mut World, ContainerKey, EventId),
) -> Strike {
    let key = match pick::container(w, fault, service) {
        Ok(key) => key,
        Err(why) => return missed(w, fault, why),
    };
    let name = w.containers[key].spec.name.clone();
    let event = begin(w, fault, &name);
    effect(w, key, event);
    struck(event, vec![name])
}
