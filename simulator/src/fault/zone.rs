//! A zone without power.

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::event::EventId;
use paperboat_core::fault::Fault;

use super::lasting::last;
use super::pick;
use super::strike::{Outcome, struck};
use crate::id::ZONES;
use crate::model::Limit;
use crate::weather::{Effect, zone_is_out};
use crate::world::World;
use crate::{ec2, ecs};

/// A zone loses its power.
pub(super) fn goes_out(
    w: &mut World,
    fault: &Fault,
    named: Option<&str>,
    lasts: Option<ComposeDuration>,
) -> Outcome {
    let drawn = pick::one_of(w, fault, "zone", &ZONES);
    let zone = match named {
        None => drawn,
        Some(name) => ZONES.into_iter().find(|zone| *zone == name),
    };
    let Some(zone) = zone else {
        return Err("no-zone");
    };
    let lasts = (lasts, Limit::WeatherZoneOutageS);
    let event = last(w, fault, zone, lasts, Effect::Zone(zone));
    let mut hit = ec2::lose_zone(w, zone, event);
    hit.extend(ecs::lose_zone(w, zone, event));
    struck(event, hit)
}

/// A zone has its power back, unless another outage of it goes on.
pub(super) fn comes_back(w: &mut World, zone: &str, cause: EventId) {
    if !zone_is_out(w, zone) {
        ec2::restore_zone(w, zone, cause);
        ecs::restore_zone(w);
    }
}
