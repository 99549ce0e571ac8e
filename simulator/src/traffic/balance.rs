//! Requests one by one: which program takes each, how long it waits and is worked at, and what becomes of it.

#[cfg(test)]
mod tests;

use super::Curve;
use super::arrival::{arrivals, exponential};
use super::requests::Requests;
use super::station::Station;
use crate::random::Random;

/// Who takes an entry's requests from a time on.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn<K> {
    /// From when on, in seconds since the traffic began.
    pub at: f64,
    /// Where requests are sent.
    pub targets: Vec<Target<K>>,
    /// Who took requests before, and answers nobody any more: what they were at is lost. Whoever is neither here nor among the
    /// targets gets no more requests and brings those to an end that it has.
    pub gone: Vec<K>,
}

/// A program to which requests are sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Target<K> {
    /// Which one.
    pub key: K,
    /// Its part of the requests; the parts of all targets add up to 1.
    pub share: f64,
    /// Requests a second that it answers; none when it answers nobody.
    pub rate: Option<f64>,
}

/// What decides how requests fare, besides who takes them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Manner {
    /// How many requests a program works at at the same time.
    pub workers: u32,
    /// After how many seconds users give up.
    pub patience_s: f64,
    /// Where the draws come from.
    pub random: Random,
}

/// Sends requests one by one: those that a share of a curve brings, from when the traffic began until an end, in seconds.
/// Gives what became of them by the part of the run in which they came; `parts` are the beginnings of the parts, in order.
///
/// A balancer goes round its targets in turn, which is what a load balancer of AWS does when nobody says otherwise, weighted by
/// their shares. A program works at a request for a time of exponential distribution, at such a mean that all its workers
/// together answer its rate. Requests wait in order of arrival. A user gives up after some time: a request that has not been begun by
/// then is taken out of the line, one that has is worked at in vain.
#[must_use]
pub fn balance<K: Copy + PartialEq>(
    (curve, share): (&Curve, f64),
    turns: &[Turn<K>],
    parts: &[f64],
    end: f64,
    (entry, manner): (&str, Manner),
) -> Vec<Requests> {
    let mut out = vec![Requests::default(); parts.len()];
    let mut came = manner.random.stream("request.arrival", entry);
    let mut worked = manner.random.stream("request.service", entry);
    let mut balancer = Balancer::new(manner.workers);
    let mut turns = turns.iter().peekable();
    let mut part = 0;
    for at in arrivals(curve, share, (0.0, end), &mut came) {
        while let Some(turn) = turns.next_if(|turn| turn.at <= at) {
            balancer.turn(turn, &mut out);
        }
        while parts.get(part + 1).is_some_and(|begins| *begins <= at) {
            part += 1;
        }
        if parts.get(part).is_none_or(|begins| at < *begins) {
            continue;
        }
        out[part].asked += 1;
        let takes = exponential(&mut worked);
        match balancer.takes(at, takes, manner.patience_s) {
            Some((begins, ends)) if ends - at <= manner.patience_s => {
                balancer.keep(
                    UnderWay {
                        part,
                        at,
                        begins,
                        ends,
                    },
                    &mut out,
                );
            }
            Some(_) | None => out[part].lost += 1,
        }
    }
    for turn in turns.filter(|turn| turn.at <= end) {
        balancer.turn(turn, &mut out);
    }
    balancer.end(end, &mut out);
    out
}

/// How many requests are noted at least before it is looked which of them are answered: they stay in the nearest cache.
const AT_ONCE: usize = 512;

/// A load balancer with its targets.
struct Balancer<K> {
    workers: u32,
    slots: Vec<Slot<K>>,
    /// The slot that took the last request.
    last: usize,
}

/// A target, with its line.
struct Slot<K> {
    key: K,
    share: f64,
    /// What it has been promised more than it got.
    credit: f64,
    /// Requests a second; none when it answers nobody.
    rate: Option<f64>,
    station: Station,
    /// What it is at, and what waits for it.
    under_way: Vec<UnderWay>,
    /// When so many are noted it is looked which of them are answered.
    looked_at: usize,
}

/// A request that will be answered.
struct UnderWay {
    part: usize,
    at: f64,
    begins: f64,
    ends: f64,
}

impl<K: Copy + PartialEq> Balancer<K> {
    fn new(workers: u32) -> Self {
        Self {
            workers,
            slots: Vec::new(),
            last: 0,
        }
    }

    /// Others take the requests from now on.
    fn turn(&mut self, turn: &Turn<K>, out: &mut [Requests]) {
        for slot in &mut self.slots {
            slot.answered_by(turn.at, out);
            let target = turn.targets.iter().find(|target| target.key == slot.key);
            slot.share = target.map_or(0.0, |target| target.share);
            slot.rate = target.and_then(|target| target.rate);
            let gone = turn.gone.contains(&slot.key);
            if gone || target.is_some_and(|target| target.rate.is_none()) {
                for lost in slot.under_way.drain(..) {
                    out[lost.part].lost += 1;
                }
                slot.station = Station::new(self.workers);
            }
        }
        let named = |slot: &Slot<K>| turn.targets.iter().any(|target| target.key == slot.key);
        self.slots
            .retain(|slot| named(slot) || !slot.under_way.is_empty());
        for target in &turn.targets {
            if !self.slots.iter().any(|slot| slot.key == target.key) {
                self.slots.push(Slot {
                    key: target.key,
                    share: target.share,
                    credit: 0.0,
                    rate: target.rate,
                    station: Station::new(self.workers),
                    under_way: Vec::new(),
                    looked_at: AT_ONCE,
                });
            }
        }
    }

    /// Sends a request to the target whose turn it is; when it begins and ends to work at it. None when it answers nobody, or
    /// begins so late that the user has given up.
    fn takes(&mut self, at: f64, work: f64, patience_s: f64) -> Option<(f64, f64)> {
        for slot in &mut self.slots {
            slot.credit += slot.share;
        }
        // The last of those that have as much: there is one wherever there is a target.
        let places = self
            .slots
            .iter()
            .enumerate()
            .filter(|(_, slot)| slot.share > 0.0);
        let (next, _) = places.max_by(|a, b| a.1.credit.total_cmp(&b.1.credit))?;
        self.last = next;
        let slot = &mut self.slots[next];
        slot.credit -= 1.0;
        let rate = slot.rate.filter(|rate| *rate > 0.0)?;
        let begins = slot.station.begins(at);
        if begins - at > patience_s {
            return None;
        }
        let ends = begins + work * f64::from(self.workers) / rate;
        slot.station.busy_until(ends);
        Some((begins, ends))
    }

    /// Remembers a request that will be answered by the target that took it.
    fn keep(&mut self, request: UnderWay, out: &mut [Requests]) {
        let now = request.at;
        let slot = &mut self.slots[self.last];
        slot.under_way.push(request);
        if slot.under_way.len() >= slot.looked_at {
            slot.answered_by(now, out);
            slot.looked_at = 2 * slot.under_way.len() + AT_ONCE;
        }
    }

    /// Counts what is still waited for at the end.
    fn end(&mut self, end: f64, out: &mut [Requests]) {
        for slot in &mut self.slots {
            slot.answered_by(end, out);
            for waiting in slot.under_way.drain(..) {
                out[waiting.part].waiting += 1;
            }
        }
    }
}

impl<K> Slot<K> {
    /// Counts what was answered up to a time.
    fn answered_by(&mut self, time: f64, out: &mut [Requests]) {
        self.under_way.retain(|request| {
            let answered = request.ends <= time;
            if answered {
                let UnderWay {
                    part,
                    at,
                    begins,
                    ends,
                } = *request;
                out[part].answer(begins - at, ends - at);
            }
            !answered
        });
    }
}
