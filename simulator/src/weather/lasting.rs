//! Faults that last, and their end.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::event::{EventId, EventKind, FaultPhase};
use paperboat_core::fault::Fault;

use super::account::{self, Left};
use super::strike::{Outcome, begin, struck};
use super::{program, zone};
use crate::arena::{Arena, Key};
use crate::ec2::Closed;
use crate::id::MachineKey;
use crate::model::Limit;
use crate::wake::{Kind, Wake};
use crate::world::World;

/// What faults keep from being as it was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weather {
    /// The faults that last now.
    pub(super) lasting: Arena<Lasting>,
    /// Services whose programs take longer to start, with the factor and the fault.
    pub(super) slow: BTreeMap<String, (f64, EventId)>,
    /// Variables with values that nobody accepts any longer, with the fault.
    pub(super) expired: BTreeMap<(String, String), EventId>,
    /// Machines whose disks were filled.
    pub(super) disks: BTreeMap<MachineKey, EventId>,
    /// What the account's quotas leave, when somebody else has used them up.
    pub(super) quotas: Option<Left>,
}

/// A fault that lasts.
#[derive(Clone, Debug)]
pub(super) struct Lasting {
    fault: Fault,
    /// What it struck.
    subject: String,
    /// The event by which it began.
    pub(super) began: EventId,
    pub(super) effect: Effect,
}

/// What a fault that lasts does as long as it does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    /// A zone has no power.
    Zone(&'static str),
    /// Docker Hub refuses whoever has no login.
    HubLimited,
    /// Registries outside AWS do not answer.
    RegistriesOut,
    /// What comes from registries is so many times slower.
    Slow(f64),
    /// Rules that were taken away.
    Closed(Vec<Closed>),
    /// Calls are refused.
    Throttled,
    /// The programs of a service answer nobody.
    Deaf(String),
}

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
    let key = w.weather.lasting.insert(Lasting {
        fault: fault.clone(),
        subject: subject.to_owned(),
        began,
        effect,
    });
    let lasts = lasts.max(Duration::from_micros(1));
    w.wake_in(lasts, Kind::Weather, key.slot(), 0);
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

/// The first fault that lasts now and has an effect of some kind.
pub(super) fn now<'w, T>(
    w: &'w World,
    mut of: impl FnMut(&'w Effect) -> Option<T>,
) -> Option<(EventId, T)> {
    let mut lasting = w.weather.lasting.iter();
    lasting.find_map(|(_, l)| Some((l.began, of(&l.effect)?)))
}

/// The first fault that lasts now and has just this effect.
pub(super) fn lasts(w: &World, effect: &Effect) -> Option<EventId> {
    now(w, |now| (now == effect).then_some(())).map(|(fault, ())| fault)
}

/// A fault is over.
pub(crate) fn wake(w: &mut World, wake: Wake) {
    let Some(over) = w.weather.lasting.remove(Key::from_slot(wake.slot)) else {
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
        Effect::Closed(closed) => account::opens(w, closed, event),
        Effect::Deaf(service) => program::answers_again(w, &service, event),
        Effect::HubLimited | Effect::RegistriesOut | Effect::Slow(_) | Effect::Throttled => {}
    }
}
