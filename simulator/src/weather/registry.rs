//! Registries in bad weather, and the way to them.

use paperboat_core::event::EventId;
use paperboat_core::reference::Reference;

use super::lasting::{Effect, lasts};
use crate::world::World;

/// The fault for which Docker Hub refuses whoever has no login.
pub(crate) fn hub_is_limited(w: &World) -> Option<EventId> {
    lasts(w, &Effect::HubLimited)
}

/// The fault for which the registry of a reference does not answer. AWS's own registries go on.
pub(crate) fn registry_is_out(w: &World, reference: &Reference) -> Option<EventId> {
    let of_aws = reference.on_ecr() || reference.parts().0 == "public.ecr.aws";
    lasts(w, &Effect::RegistriesOut).filter(|_| !of_aws)
}

/// How many times slower than usual a pull is that begins now.
pub(crate) fn network_slowed(w: &World) -> f64 {
    let lasting = w.weather.lasting.iter();
    let factors = lasting.filter_map(|(_, l)| match l.effect {
        Effect::Slow(factor) => Some(factor),
        _ => None,
    });
    factors.fold(1.0, f64::max)
}
