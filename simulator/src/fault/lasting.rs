//! Faults that last, and their end.

use std::time::Duration;

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::event::{EventId, EventKind, FaultPhase};
use paperboat_core::fault::Fault;

use super::strike::{Outcome, begin, struck};
use super::{program, zone};
use crate::ec2;
use crate::model::Limit;
use crate::wake::{Kind, Wake};
use crate::weather::{Effect, Lasting};
use crate::world::World;

/// Begins a fault that lasts as long as it says, or as the model's row does; gives its event.
pub(super) fn last(
    w: &mut World,
    fault: &Fault,
    subject: &str,
    (lasts, usually): (Option<ComposeDuration>, Limit),
    effect: Effect,
) -> EventId {
    let event = begin(w, fault, subject);
    last_on(w, fault, (subject, event), (lasts, usually), effect);
    event
}

/// Lets a fault last that has begun with an event.
pub(super) fn last_on(
    w: &mut World,
    fault: &Fault,
    (subject, began): (&str, EventId),
    (lasts, usually): (Option<ComposeDuration>, Limit),
    effect: Effect,
) {
    let lasts = lasts.map_or_else(|| w.model.seconds(usually), ComposeDuration::to_std);
    let slot = w.weather.begin(Lasting {
        fault: fault.clone(),
        subject: subject.to_owned(),
        began,
        effect,
    });
    let lasts = lasts.max(Duration::from_micros(1));
    w.wake_in(lasts, Kind::Weather, slot, 0);
}

/// Begins a fault of something that everybody shares, which is what it hits.
pub(super) fn over_all(
    w: &mut World,
    fault: &Fault,
    subject: &str,
    lasts: (Option<ComposeDuration>, Limit),
    effect: Effect,
) -> Outcome {
    let event = last(w, fault, subject, lasts, effect);
    struck(event, vec![subject.to_owned()])
}

/// A fault is over.
pub(crate) fn wake(w: &mut World, wake: Wake) {
    let Some(over) = w.weather.end(wake.slot) else {
        return;
    };
    let kind = EventKind::Fault {
        fault: over.fault,
        subject: over.subject,
        phase: FaultPhase::Ends,
        missed: None,
    };
    let event = w.emit(Some(over.began), kind);
    w.changes.everything();
    match over.effect {
        Effect::Zone(zone) => zone::comes_back(w, zone, event),
        Effect::Closed => ec2::open_again(w, over.began, event),
        Effect::Deaf(service) => program::answers_again(w, &service, event),
        Effect::HubLimited | Effect::RegistriesOut | Effect::Slow(_) | Effect::Throttled => {}
    }
}
