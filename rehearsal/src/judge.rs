//! Whether a run met what its scenario expects.

use std::time::Duration;

use paperboat_core::event::{Event, EventId};
use paperboat_core::scenario::{Expectation, Pattern, What};
use paperboat_core::time::Timestamp;
use serde::Serialize;

use super::phase::{PhaseReport, Totals};
use super::recovery::Recovery;
use super::report::LaneReport;

/// What was found where something was expected.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(
    tag = "found",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Found {
    /// A part of the time, or of the requests: 0 to 1.
    Part {
        /// The part.
        value: f64,
    },
    /// A number of requests.
    Requests {
        /// The number.
        value: f64,
    },
    /// A time.
    Seconds {
        /// In seconds.
        value: f64,
    },
    /// A cost a month.
    Dollars {
        /// In USD.
        value: f64,
    },
    /// Nothing was interrupted.
    NotInterrupted,
    /// It had not come back when the next thing happened.
    NotYet,
    /// Such an event.
    Seen {
        /// The first one.
        event: EventId,
    },
    /// No such event.
    NotSeen,
    /// The run did not come to what it is about: the deployment failed, or nothing was done at that moment.
    NotReached,
}

/// An expectation, held against one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Whether it was met.
    pub met: bool,
    /// What was found.
    pub found: Found,
    /// An event to begin with when one asks why.
    pub event: Option<EventId>,
}

impl Judged {
    fn of(met: bool, found: Found) -> Self {
        Self {
            met,
            found,
            event: None,
        }
    }

    fn because(mut self, event: Option<EventId>) -> Self {
        self.event = event;
        self
    }
}

/// Holds an expectation against a run.
#[must_use]
pub fn judge(expected: &Expectation, report: &LaneReport) -> Judged {
    let not_reached = Judged::of(false, Found::NotReached);
    let parts = parts(expected, report);
    let failed = report.phases.iter().find_map(|part| part.failed_at);
    match &expected.what {
        What::CostBelow(limit) if report.answered() => {
            let month: f64 = report
                .running
                .monthly()
                .values()
                .map(|usd| usd.as_f64())
                .sum();
            Judged::of(month < *limit, Found::Dollars { value: month })
        }
        What::FirstAnswerWithin(limit) => match report.first_answer_s {
            Some(value) => Judged::of(value <= limit.as_secs_f64(), Found::Seconds { value }),
            None => not_reached.because(failed),
        },
        What::Seen(pattern) => seen(pattern, report, &parts, true),
        What::NeverSeen(pattern) => seen(pattern, report, &parts, false),
        _ if parts.is_empty() => not_reached.because(failed),
        What::Available(least) => {
            let service = expected.service.as_deref();
            let (mut time, mut down) = (0.0, 0.0);
            for part in &parts {
                time += part.watched_until.since(part.began).as_secs_f64();
                down += downtime(&part.totals, service);
            }
            let value = if time > 0.0 { 1.0 - down / time } else { 1.0 };
            // A sum of floats: a millionth is no outage.
            let met = value + 1e-9 >= *least;
            Judged::of(met, Found::Part { value }).because(worst(&parts, service))
        }
        What::LostBelow(limit) => {
            let (lost, _) = requests(&parts, expected.service.as_deref());
            let found = Judged::of(lost < *limit, Found::Requests { value: lost });
            found.because(worst(&parts, expected.service.as_deref()))
        }
        What::LostPartBelow(limit) => {
            let (lost, asked) = requests(&parts, expected.service.as_deref());
            let value = if asked > 0.0 { lost / asked } else { 0.0 };
            let found = Judged::of(value < *limit, Found::Part { value });
            found.because(worst(&parts, expected.service.as_deref()))
        }
        What::RecoveredWithin(limit) => recovered(&parts, *limit),
        What::CostBelow(_) => not_reached.because(failed),
    }
}

/// The parts of a run that an expectation is about.
fn parts<'a>(expected: &Expectation, report: &'a LaneReport) -> Vec<&'a PhaseReport> {
    let with_users = report.phases.iter().filter(|p| p.phase.has_users());
    let about = |part: &&PhaseReport| expected.after.as_ref().is_none_or(|n| part.name == *n);
    with_users.filter(about).collect()
}

fn downtime(totals: &Totals, service: Option<&str>) -> f64 {
    match service {
        None => totals.downtime_s,
        Some(name) => {
            let mut of = totals.services.iter().filter(|s| s.service == name);
            of.next().map_or(0.0, |s| s.downtime_s)
        }
    }
}

/// Requests that were lost, and that were sent.
fn requests(parts: &[&PhaseReport], service: Option<&str>) -> (f64, f64) {
    let of = |part: &&PhaseReport| match service {
        None => (part.totals.lost, part.totals.asked),
        Some(name) => {
            let mut of = part.totals.services.iter().filter(|s| s.service == name);
            of.next().map_or((0.0, 0.0), |s| (s.lost, s.asked))
        }
    };
    let all = parts.iter().map(of);
    all.fold((0.0, 0.0), |(a, b), (c, d)| (a + c, b + d))
}

/// The event that began the greatest loss.
fn worst(parts: &[&PhaseReport], service: Option<&str>) -> Option<EventId> {
    let services = parts.iter().flat_map(|p| &p.totals.services);
    let ours = services.filter(|s| service.is_none_or(|name| s.service == name));
    let losses = ours.flat_map(|s| &s.losses);
    let worst = losses.max_by(|a, b| a.requests.total_cmp(&b.requests));
    worst.and_then(|loss| loss.cause)
}

fn recovered(parts: &[&PhaseReport], limit: Duration) -> Judged {
    let Some(part) = parts.first() else {
        return Judged::of(false, Found::NotReached);
    };
    match part.recovery {
        Recovery::NotNeeded => Judged::of(true, Found::NotInterrupted),
        Recovery::Recovered { seconds, event, .. } => {
            let met = seconds <= limit.as_secs_f64();
            Judged::of(met, Found::Seconds { value: seconds }).because(Some(event))
        }
        Recovery::NotYet { event } => Judged::of(false, Found::NotYet).because(Some(event)),
    }
}

/// Looks for an event: in the parts that are meant, or in the whole run when no moment is named.
fn seen(pattern: &Pattern, report: &LaneReport, parts: &[&PhaseReport], wanted: bool) -> Judged {
    let users = report.phases.iter().filter(|p| p.phase.has_users()).count();
    let within = |at: Timestamp| {
        parts.len() == users || parts.iter().any(|p| p.began <= at && at < p.watched_until)
    };
    let like = |event: &&Event| within(event.at) && pattern.is_like(event);
    match report.events.iter().find(like) {
        Some(event) => {
            let found = Judged::of(wanted, Found::Seen { event: event.id });
            found.because(Some(event.id))
        }
        None => Judged::of(!wanted, Found::NotSeen),
    }
}
