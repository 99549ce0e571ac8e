//! Faults of programs.

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::event::EventId;
use paperboat_core::fault::Fault;

use super::lasting::last;
use super::pick;
use super::strike::{Outcome, begin, struck};
use crate::container::{self, ContainerKey};
use crate::model::{Limit, Rule};
use crate::weather::{self, Effect};
use crate::world::World;

/// A program ends.
pub(super) fn crashes(w: &mut World, fault: &Fault, service: Option<&str>) -> Outcome {
    one(w, fault, service, container::crash)
}

/// A program takes all the memory that there is.
pub(super) fn runs_full(w: &mut World, fault: &Fault, service: Option<&str>) -> Outcome {
    one(w, fault, service, container::leak)
}

fn one(
    w: &mut World,
    fault: &Fault,
    service: Option<&str>,
    effect: fn(&mut World, ContainerKey, EventId),
) -> Outcome {
    let key = pick::container(w, fault, service)?;
    let name = w.containers[key].spec.name.clone();
    let event = begin(w, fault, &name);
    effect(w, key, event);
    struck(event, vec![name])
}

/// From now on the programs of a service take longer to start.
pub(super) fn starts_slowly(
    w: &mut World,
    fault: &Fault,
    service: Option<&str>,
    factor: Option<f64>,
) -> Outcome {
    let key = pick::container(w, fault, service)?;
    let spec = &w.containers[key].spec;
    let name = spec.called.first().unwrap_or(&spec.name).clone();
    let factor = factor.unwrap_or_else(|| w.model.rule(Rule::WeatherSlowStartFactor));
    let event = begin(w, fault, &name);
    w.weather.slow_down(name.clone(), factor.max(1.0), event);
    struck(event, vec![name])
}

/// A database answers nobody, though it runs.
pub(super) fn falls_silent(
    w: &mut World,
    fault: &Fault,
    service: Option<&str>,
    lasts: Option<ComposeDuration>,
) -> Outcome {
    let (name, keys) = pick::database(w, fault, service)?;
    let lasts = (lasts, Limit::WeatherDatabaseDownS);
    let event = last(w, fault, &name, lasts, Effect::Deaf(name.clone()));
    for key in &keys {
        container::fall_silent(w, *key, Some(event), event);
    }
    let hit = keys.iter().map(|key| w.containers[*key].spec.name.clone());
    struck(event, hit.collect())
}

/// A database answers again, unless another fault keeps it from that.
pub(super) fn answers_again(w: &mut World, service: &str, cause: EventId) {
    let called = |key: &ContainerKey| w.containers[*key].spec.called.iter().any(|n| n == service);
    let keys: Vec<ContainerKey> = w.containers.keys().into_iter().filter(called).collect();
    for key in keys {
        let still = weather::database_is_down(w, &w.containers[key].spec.called);
        if w.containers[key].deaf.is_some() {
            container::fall_silent(w, key, still, cause);
        }
    }
}
