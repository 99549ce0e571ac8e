//! Who took users' requests when, remembered so that requests can be looked at one by one afterwards.

use paperboat_core::time::Timestamp;

use super::balance::{Manner, Target, Turn, balance};
use super::{Curve, Plan, Requests};
use crate::change::Trail;
use crate::container::{self, ContainerKey};
use crate::model::Limit;
use crate::world::World;

/// Who took the requests of each entry since users came.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    curve: Curve,
    began: Timestamp,
    entries: Vec<Entry>,
}

/// Who took the requests of an entry. A program behind no address that answers is none.
#[derive(Clone, Debug)]
struct Entry {
    service: String,
    share: f64,
    turns: Vec<Turn<Option<ContainerKey>>>,
}

/// A target as the bookkeeping of served and lost requests finds it: which program, its part, what it answers a second.
pub(super) type Found = (Option<ContainerKey>, f64, Option<f64>);

impl Ledger {
    pub(super) fn of(plan: &Plan, began: Timestamp) -> Self {
        let entry = |entry: &super::Entry| Entry {
            service: entry.service.clone(),
            share: entry.share,
            turns: Vec::new(),
        };
        Self {
            curve: plan.curve.clone(),
            began,
            entries: plan.entries.iter().map(entry).collect(),
        }
    }
}

/// Remembers who takes an entry's requests from now on, if somebody wants to know.
pub(super) fn note(w: &mut World, place: usize, found: impl Iterator<Item = Found>) {
    let Some(ledger) = &w.traffic.ledger else {
        return;
    };
    let mut targets: Vec<Target<Option<ContainerKey>>> = Vec::new();
    for (key, share, rate) in found {
        match targets.iter_mut().find(|target| target.key == key) {
            Some(target) => target.share += share,
            None => targets.push(Target { key, share, rate }),
        }
    }
    let before = ledger.entries[place].turns.last();
    let before: &[_] = before.map_or(&[], |turn| &turn.targets);
    if before == targets {
        return;
    }
    let left = before.iter().map(|target| target.key);
    let left = left.filter(|key| !targets.iter().any(|target| target.key == *key));
    let dead = |key: &Option<ContainerKey>| {
        key.is_some_and(|key| container::serving(w, key, &mut Trail::off()).is_err())
    };
    let gone = left.filter(dead).collect();
    let at = w.now.since(ledger.began).as_secs_f64();
    if let Some(ledger) = &mut w.traffic.ledger {
        ledger.entries[place].turns.push(Turn { at, targets, gone });
    }
}

impl World {
    /// Remembers who takes users' requests, from the next time on that users come: for [`World::requests`].
    pub fn remember_targets(&mut self) {
        self.traffic.remembers = true;
    }

    /// What became of the requests of each entry, looked at one by one, until a time: by the part of the run in which they
    /// came, of which `parts` are the beginnings, in order. Empty when nobody has asked to remember who took them.
    ///
    /// It changes nothing in the world: what requests do to one another is not fed back into who serves.
    #[must_use]
    pub fn requests(&self, parts: &[Timestamp], end: Timestamp) -> Vec<(String, Vec<Requests>)> {
        let Some(ledger) = &self.traffic.ledger else {
            return Vec::new();
        };
        let since = |at: &Timestamp| at.since(ledger.began).as_secs_f64();
        let parts: Vec<f64> = parts.iter().map(since).collect();
        let manner = Manner {
            workers: u32::try_from(self.model.limit(Limit::WorkloadWorkers)).unwrap_or(u32::MAX),
            patience_s: self.model.seconds(Limit::WorldUsersPatienceS).as_secs_f64(),
            random: self.random,
        };
        let of = |entry: &Entry| {
            let curve = (&ledger.curve, entry.share);
            let who = (entry.service.as_str(), manner);
            let requests = balance(curve, &entry.turns, &parts, since(&end), who);
            (entry.service.clone(), requests)
        };
        ledger.entries.iter().map(of).collect()
    }
}
