//! Faults that last, and what else they leave behind.

use std::collections::BTreeMap;

use paperboat_core::event::EventId;
use paperboat_core::fault::Fault;

use super::account::Left;
use crate::arena::{Arena, Key};
use crate::id::MachineKey;
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

impl Weather {
    /// Lets a fault last from now on; gives the slot by which it ends.
    pub(crate) fn begin(&mut self, lasting: Lasting) -> u32 {
        self.lasting.insert(lasting).slot()
    }

    /// Ends a fault that lasts; none when it is over already.
    pub(crate) fn end(&mut self, slot: u32) -> Option<Lasting> {
        self.lasting.remove(Key::from_slot(slot))
    }

    /// Has the programs of a service take so many times longer to start from now on.
    pub(crate) fn slow_down(&mut self, service: String, factor: f64, fault: EventId) {
        self.slow.insert(service, (factor, fault));
    }

    /// Has nobody accept a value of a variable any longer.
    pub(crate) fn expire(&mut self, name: String, value: String, fault: EventId) {
        self.expired.insert((name, value), fault);
    }

    /// Keeps that a machine's disk was filled.
    pub(crate) fn fill(&mut self, machine: MachineKey, fault: EventId) {
        self.disks.insert(machine, fault);
    }

    /// Leaves an application so much of the account's quotas.
    pub(crate) fn leave(&mut self, left: Left) {
        self.quotas = Some(left);
    }
}

/// A fault that lasts.
#[derive(Clone, Debug)]
pub(crate) struct Lasting {
    pub(crate) fault: Fault,
    /// What it struck.
    pub(crate) subject: String,
    /// The event by which it began.
    pub(crate) began: EventId,
    pub(crate) effect: Effect,
}

/// What a fault that lasts does as long as it does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Effect {
    /// A zone has no power.
    Zone(&'static str),
    /// Docker Hub refuses whoever has no login.
    HubLimited,
    /// Registries outside AWS do not answer.
    RegistriesOut,
    /// What comes from registries is so many times slower.
    Slow(f64),
    /// Rules that were taken away.
    Closed,
    /// Calls are refused.
    Throttled,
    /// The programs of a service answer nobody.
    Deaf(String),
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

/// Tells whether a zone has no power now.
pub(crate) fn zone_is_out(w: &World, zone: &str) -> bool {
    let this = |effect: &Effect| matches!(effect, Effect::Zone(out) if *out == zone);
    now(w, |effect| this(effect).then_some(())).is_some()
}
