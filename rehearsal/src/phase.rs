//! The parts of a run, and what users noticed in each.

use std::time::Duration;

use paperboat_core::error::DeployError;
use paperboat_core::event::EventId;
use paperboat_core::time::{Timestamp, in_seconds};
use paperboat_simulator::traffic::{Downtime, EntryReport};
use paperboat_simulator::world::World;
use serde::Serialize;

use super::failure::Failure;

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// From nothing to the first answer of every public service.
    Deploy,
    /// Hours of users.
    Serve,
    /// A new image, while users come.
    Update,
    /// More replicas, while users come.
    Scale,
    /// Everything removed.
    Destroy,
}

impl Phase {
    /// The catalogue key and wire name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::Serve => "serve",
            Self::Update => "update",
            Self::Scale => "scale",
            Self::Destroy => "destroy",
        }
    }
}

/// What a part of a run took, and what users noticed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhaseReport {
    /// Which part.
    pub phase: Phase,
    /// When it began.
    #[serde(rename = "beganS", serialize_with = "in_seconds")]
    pub began: Timestamp,
    /// When it ended.
    #[serde(rename = "endedS", serialize_with = "in_seconds")]
    pub ended: Timestamp,
    /// Until when users were watched; after an update or a scaling, for an hour after its end.
    #[serde(rename = "watchedUntilS", serialize_with = "in_seconds")]
    pub watched_until: Timestamp,
    /// Why it failed, when it did.
    #[serde(skip)]
    pub error: Option<DeployError>,
    /// The same in a person's language; whoever speaks it fills it in.
    #[serde(rename = "error")]
    pub failure: Option<Failure>,
    /// The event with which it failed; `why` follows it to its cause.
    #[serde(skip)]
    pub failed_at: Option<EventId>,
    /// What users noticed from `began` to `watched_until`.
    #[serde(flatten)]
    pub totals: Totals,
}

/// What users noticed in a span of time.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Totals {
    /// Requests that users sent.
    pub asked: f64,
    /// Requests that were lost.
    pub lost: f64,
    /// Seconds by wall clock in which at least one public service answered nobody.
    pub downtime_s: f64,
    /// Each public service apart.
    pub services: Vec<ServiceTotals>,
}

/// What the users of one public service noticed in a span of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServiceTotals {
    /// The Compose service.
    pub service: String,
    /// Requests that users sent.
    pub asked: f64,
    /// Requests that were lost.
    pub lost: f64,
    /// Seconds by wall clock in which one of its public ports answered nobody.
    pub downtime_s: f64,
    /// The losses by cause, in order of time.
    pub losses: Vec<Lost>,
}

/// Requests that were lost for one reason in a span of time.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Lost {
    /// A catalogue key that says why.
    pub why: String,
    /// The event that began it; none when it was so when the traffic began.
    pub cause: Option<EventId>,
    /// When it began; it may have begun before the span.
    #[serde(rename = "sinceS", serialize_with = "in_seconds")]
    pub since: Timestamp,
    /// For how many seconds of the span.
    #[serde(rename = "lastedS")]
    pub seconds: f64,
    /// How many requests.
    pub requests: f64,
}

/// What users had noticed at a moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Count {
    reports: Vec<EntryReport>,
    downtime: Downtime,
}

impl Count {
    pub(super) fn of(w: &World) -> Self {
        Self {
            reports: w.traffic_report(),
            downtime: w.downtime(),
        }
    }

    /// What users noticed since an earlier count. Entries and their losses are only ever added to.
    pub(super) fn since(&self, earlier: &Self) -> Totals {
        let downtime = self.downtime.since(&earlier.downtime);
        let mut totals = Totals {
            downtime_s: downtime.application.as_secs_f64(),
            ..Totals::default()
        };
        let none = EntryReport::default();
        for (n, report) in self.reports.iter().enumerate() {
            let before = earlier.reports.get(n).unwrap_or(&none);
            let (asked, lost) = (report.asked - before.asked, report.lost - before.lost);
            totals.asked += asked;
            totals.lost += lost;
            let service = totals.of_service(&report.service);
            service.asked += asked;
            service.lost += lost;
            service.losses.extend(losses(report, before));
            let down = downtime.services.get(&report.service);
            service.downtime_s = down.map_or(0.0, Duration::as_secs_f64);
        }
        totals
    }
}

/// The losses that came since an earlier report of the same entry.
fn losses(report: &EntryReport, before: &EntryReport) -> impl Iterator<Item = Lost> {
    let more = |(n, loss): (usize, &paperboat_simulator::traffic::Loss)| {
        let (requests, seconds) = before
            .losses
            .get(n)
            .map_or((0.0, 0.0), |l| (l.requests, l.seconds));
        let lost = Lost {
            why: loss.why.clone(),
            cause: loss.cause,
            since: loss.since,
            seconds: loss.seconds - seconds,
            requests: loss.requests - requests,
        };
        (lost.requests > 0.0).then_some(lost)
    };
    report.losses.iter().enumerate().filter_map(more)
}

impl Totals {
    fn of_service(&mut self, name: &str) -> &mut ServiceTotals {
        let at = self.services.iter().position(|s| s.service == name);
        let at = at.unwrap_or_else(|| {
            self.services.push(ServiceTotals {
                service: name.to_owned(),
                asked: 0.0,
                lost: 0.0,
                downtime_s: 0.0,
                losses: Vec::new(),
            });
            self.services.len() - 1
        });
        &mut self.services[at]
    }
}
