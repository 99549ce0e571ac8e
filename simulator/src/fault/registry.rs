//! Faults of registries, and of the way to them.

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::fault::Fault;

use super::lasting::over_all;
use super::pick;
use super::strike::{Outcome, begin, struck};
use crate::model::{Limit, Rule};
use crate::registry::{self, Spoilt};
use crate::weather::Effect;
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
    let repository = registry::image(w, image).repository.clone();
    let event = begin(w, fault, &format!("image/{repository}"));
    registry::spoil_next(w, &repository, spoilt, event);
    struck(event, vec![repository])
}
