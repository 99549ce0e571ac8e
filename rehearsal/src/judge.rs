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
    let service = expected.service.as_deref();
    let (noticed, worst) = (noticed(&parts, service), worst(&parts, service));
    match &expected.what {
        What::CostBelow(limit) if report.answered() => {
            let value = report.month().as_f64();
            Judged::of(value < *limit, Found::Dollars { value })
        }
        What::FirstAnswerWithin(limit) => match report.first_answer_s {
            Some(value) => Judged::of(value <= limit.as_secs_f64(), Found::Seconds { value }),
            None => not_reached.because(failed),
        },
        What::Seen(pattern) => seen(pattern, report, &parts, true),
        What::NeverSeen(pattern) => seen(pattern, report, &parts, false),
        _ if parts.is_empty() => not_reached.because(failed),
        What::Available(least) => {
            let mut time = 0.0;
            for part in &parts {
                time += part.watched_until.since(part.began).as_secs_f64();
            }
            let down = noticed.downtime_s;
            let value = if time > 0.0 { 1.0 - down / time } else { 1.0 };
            // A sum of floats: a millionth is no outage.
            let met = value + 1e-9 >= *least;
            Judged::of(met, Found::Part { value }).because(worst)
        }
        What::LostBelow(limit) => {
            let value = noticed.lost;
            Judged::of(value < *limit, Found::Requests { value }).because(worst)
        }
        What::LostPartBelow(limit) => {
            let value = if noticed.asked > 0.0 {
                noticed.lost / noticed.asked
            } else {
                0.0
            };
            Judged::of(value < *limit, Found::Part { value }).because(worst)
        }
        What::RecoveredWithin(limit) => recovered(&parts, *limit),
        What::CostBelow(_) => not_reached.because(failed),
    }
}

/// The parts of a run that an expectation is about.
fn parts<'a>(expected: &Expectation, report: &'a LaneReport) -> Vec<&'a PhaseReport> {
    let about = |part: &&PhaseReport| expected.after.as_ref().is_none_or(|n| part.name == *n);
    report.parts_with_users().filter(about).collect()
}

/// What users noticed in all these parts, or the users of one service.
fn noticed(parts: &[&PhaseReport], service: Option<&str>) -> Totals {
    let mut sum = Totals::default();
    for totals in parts.iter().map(|part| &part.totals) {
        let (asked, lost, downtime_s) = match service {
            None => (totals.asked, totals.lost, totals.downtime_s),
            Some(name) => totals
                .service(name)
                .map_or((0.0, 0.0, 0.0), |s| (s.asked, s.lost, s.downtime_s)),
        };
        sum.asked += asked;
        sum.lost += lost;
        sum.downtime_s += downtime_s;
    }
    sum
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
    let users = report.parts_with_users().count();
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
