//! Faults of registries, and of the way to them.

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::event::EventId;
use paperboat_core::fault::Fault;
use paperboat_core::reference::Reference;

use super::lasting::{Effect, lasts, over_all};
use super::pick;
use super::strike::{Outcome, begin, struck};
use crate::model::{Limit, Rule};
use crate::registry::Spoilt;
use crate::world::World;

/// Docker Hub's limit is used up.
pub(super) fn limits(w: &mut World, fault: &Fault, lasts: Option<ComposeDuration>) -> Outcome {
    let lasts = (lasts, Limit::WeatherRegistryRateLimitS);
    over_all(w, fault, "docker.io", lasts, Effect::HubLimited)
}

/// Registries do not answer.
pub(super) fn goes_out(w: &mut World, fault: &Fault, lasts: Option<ComposeDuration>) -> Outcome {
    let lasts = (lasts, Limit::WeatherRegistryOutageS);
    over_all(w, fault, "registries", lasts, Effect::RegistriesOut)
}

/// The way to the registries is slow.
pub(super) fn slows(
    w: &mut World,
    fault: &Fault,
    factor: Option<f64>,
    lasts: Option<ComposeDuration>,
) -> Outcome {
    let factor = factor.unwrap_or_else(|| w.model.rule(Rule::WeatherSlowNetworkFactor));
    let lasts = (lasts, Limit::WeatherSlowNetworkS);
    over_all(w, fault, "registries", lasts, Effect::Slow(factor.max(1.0)))
}

/// The next version of a service's image has something wrong with it.
pub(super) fn spoils(
    w: &mut World,
    fault: &Fault,
    service: Option<&str>,
    spoilt: Spoilt,
) -> Outcome {
    let key = pick::container(w, fault, service)?;
    let image = w.containers[key].spec.image;
    let repository = w.registry.images[image].repository.clone();
    let event = begin(w, fault, &format!("image/{repository}"));
    w.registry.spoil_next(&repository, spoilt, event);
    struck(event, vec![repository])
}

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
