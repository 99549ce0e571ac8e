//! Faults that last, and their end.

use std::time::Duration;

use paperboat_core::app::duration::ComposeDuration;
use paperboat_core::event::{EventId, EventKind, FaultPhase};
use paperboat_core::fault::Fault;

use super::zone;
use crate::arena::{Arena, Key};
use crate::model::Limit;
use crate::wake::{Kind, Wake};
use crate::world::World;

/// The faults that last now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weather {
    pub(super) lasting: Arena<Lasting>,
}

/// A fault that lasts.
#[derive(Clone, Debug)]
pub(super) struct Lasting {
    fault: Fault,
    /// What it struck.
    pub(super) subject: String,
    /// The event by which it began.
    began: EventId,
    pub(super) effect: Effect,
}

/// What a fault that lasts keeps from being as it was.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Effect {
    /// A zone has no power.
    Zone(&'static str),
}

/// Lets a fault last that has begun: as long as it says, or as the model's row does.
pub(super) fn last(
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
    w.wake_in(
        lasts.max(Duration::from_micros(1)),
        Kind::Weather,
        key.slot(),
        0,
    );
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
    }
}
