//! Whether what was lost came back, how fast, and by whose hand.

use std::collections::BTreeMap;

use paperboat_core::event::{Event, EventId, EventKind};
use paperboat_core::time::Timestamp;
use serde::Serialize;

use super::phase::PhaseReport;

/// How an interruption ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(
    tag = "outcome",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Recovery {
    /// Every service answered as much as before, all the time.
    NotNeeded,
    /// Every service answered as much as before again.
    Recovered {
        /// Seconds from the part's beginning.
        seconds: f64,
        /// Whose hand did it.
        by: Hand,
        /// The event with which it was done, for `why`.
        event: EventId,
    },
    /// When the part ended, some service still answered less than before, or nobody, as it had since before the part.
    NotYet {
        /// The event since which it was so, for `why`.
        event: EventId,
    },
}

/// Who brings something back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hand {
    /// What runs it: a restart policy, a unit, a scheduler, a load balancer.
    Itself,
    /// The person who was called.
    Person,
}

/// Reads off the log how each part's interruptions ended.
pub(super) fn recoveries(parts: &mut [PhaseReport], events: &[Event]) {
    let mut answers = Answers::default();
    let mut events = events.iter().peekable();
    for part in parts.iter_mut().filter(|part| part.phase.has_users()) {
        let before = |at: Timestamp| move |e: &&Event| e.at < at;
        while let Some(event) = events.next_if(before(part.began)) {
            answers.take(event);
        }
        let usual = answers.clone();
        let mut last: Option<(Recovery, Timestamp)> = None;
        while let Some(event) = events.next_if(before(part.watched_until)) {
            if !answers.take(event) {
                continue;
            }
            let at = event.at;
            if answers.as_much_as(&usual) {
                let person = part.repairs.iter().any(|repair| repair.began <= at);
                let by = if person { Hand::Person } else { Hand::Itself };
                // As long as it did not get less there is nothing to recover from.
                last = last.map(|_| {
                    let seconds = at.since(part.began).as_secs_f64();
                    let event = event.id;
                    (Recovery::Recovered { seconds, by, event }, at)
                });
            } else if !matches!(last, Some((Recovery::NotYet { .. }, _))) {
                last = Some((Recovery::NotYet { event: event.id }, at));
            }
        }
        // Who answered nobody before has nothing to lose, and is not back either.
        let still = || answers.silent().map(|event| Recovery::NotYet { event });
        let found = last.map(|(recovery, _)| recovery).or_else(still);
        part.recovery = found.unwrap_or(Recovery::NotNeeded);
    }
}

/// Requests a second that each public service answers at most, each with the event since which it is so.
#[derive(Clone, Debug, Default)]
struct Answers(BTreeMap<String, (f64, EventId)>);

impl Answers {
    /// Takes what an event says; tells whether it says anything of it.
    fn take(&mut self, event: &Event) -> bool {
        let EventKind::Serving {
            service,
            capacity_rps,
            ..
        } = &event.kind
        else {
            return false;
        };
        self.0.insert(service.clone(), (*capacity_rps, event.id));
        true
    }

    /// Tells whether every service answers as much as it did then. A thousandth less is no change: rates are floats.
    fn as_much_as(&self, then: &Self) -> bool {
        then.0.iter().all(|(service, (rate, _))| {
            let now = self.0.get(service).map_or(0.0, |(now, _)| *now);
            now >= rate * 0.999
        })
    }

    /// The event since which a service answers nobody; none while each answers somebody.
    fn silent(&self) -> Option<EventId> {
        let silent = self.0.values().filter(|(rate, _)| *rate <= 0.0);
        silent.map(|(_, since)| *since).min()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use paperboat_core::fault::Fault;

    use super::super::phase::Phase;
    use super::*;

    fn at(seconds: u64) -> Timestamp {
        Timestamp::ZERO + Duration::from_secs(seconds)
    }

    /// How four parts of a hundred seconds each end, when a service comes to answer so much at these times.
    fn found(changes: &[(u64, f64)]) -> Vec<Recovery> {
        let serving = |(n, (seconds, rate)): (usize, &(u64, f64))| Event {
            id: EventId(n as u32),
            at: at(*seconds),
            cause: None,
            kind: EventKind::Serving {
                service: "web".to_owned(),
                capacity_rps: *rate,
                why: String::new(),
            },
        };
        let events: Vec<Event> = changes.iter().enumerate().map(serving).collect();
        let part = |n: u64| PhaseReport {
            watched_until: at(n * 100 + 100),
            ..PhaseReport::begin(Phase::Fault, Fault::ALL[0].name, at(n * 100))
        };
        let mut parts: Vec<PhaseReport> = (0..4).map(part).collect();
        recoveries(&mut parts, &events);
        parts.into_iter().map(|part| part.recovery).collect()
    }

    /// It was said to be untouched, beside all requests lost.
    #[test]
    fn who_answered_nobody_before_is_not_untouched() {
        let down = Recovery::NotYet { event: EventId(1) };
        let first = Recovery::NotNeeded;
        assert_eq!(
            found(&[(0, 50.0), (150, 0.0)]),
            [first, down.clone(), down.clone(), down]
        );
    }

    #[test]
    fn who_is_back_is_untouched_by_what_comes_later() {
        let event = EventId(2);
        let (seconds, by) = (60.0, Hand::Itself);
        let back = Recovery::Recovered { seconds, by, event };
        let fine = Recovery::NotNeeded;
        assert_eq!(
            found(&[(0, 50.0), (150, 0.0), (160, 50.0)]),
            [fine.clone(), back, fine.clone(), fine]
        );
    }

    /// Less than all is not nobody: a part that finds half of the replicas gone and loses none is untouched.
    #[test]
    fn who_answers_less_than_at_first_is_untouched_if_it_stays_so() {
        let event = EventId(1);
        let fine = Recovery::NotNeeded;
        assert_eq!(
            found(&[(0, 50.0), (150, 25.0)])[1..],
            [Recovery::NotYet { event }, fine.clone(), fine]
        );
    }
}
