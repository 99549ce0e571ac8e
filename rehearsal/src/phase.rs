//! The parts of a run, and what users noticed in each.

use std::time::Duration;

use paperboat_core::error::DeployError;
use paperboat_core::event::EventId;
use paperboat_core::scenario::{Act, Version};
use paperboat_core::time::{Timestamp, in_seconds};
use paperboat_simulator::traffic::{Downtime, EntryReport};
use paperboat_simulator::world::World;
use serde::Serialize;

use super::anew::Anew;
use super::failure::Failure;
use super::one_by_one::OneByOne;
use super::operator::Repair;
use super::recovery::Recovery;

/// A part of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// From nothing to the first answer of every public service.
    Deploy,
    /// Hours of users.
    Serve,
    /// Something happens to what was deployed, from outside.
    Fault,
    /// A new version, while users come.
    Update,
    /// A version that does not work, while users come.
    BadUpdate,
    /// The version before, while users come.
    Rollback,
    /// More replicas, while users come.
    Scale,
    /// Many times the users.
    Rush,
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
            Self::Fault => "fault",
            Self::Update => "update",
            Self::BadUpdate => "bad-update",
            Self::Rollback => "rollback",
            Self::Scale => "scale",
            Self::Rush => "rush",
            Self::Destroy => "destroy",
        }
    }

    /// The part of a run that an act of a scenario begins.
    #[must_use]
    pub fn of(act: &Act) -> Self {
        match act {
            Act::Fault(_) => Self::Fault,
            Act::Update(Version::Next) => Self::Update,
            Act::Update(Version::Missing | Version::Crashes) => Self::BadUpdate,
            Act::Rollback => Self::Rollback,
            Act::Scale { .. } => Self::Scale,
            Act::Rush { .. } => Self::Rush,
        }
    }

    /// Tells whether it lasts as long as users are watched, because nobody has anything to do in it.
    pub(super) fn is_of_users(self) -> bool {
        matches!(self, Self::Serve | Self::Fault | Self::Rush)
    }

    /// Tells whether users are watched in it.
    #[must_use]
    pub fn has_users(self) -> bool {
        !matches!(self, Self::Deploy | Self::Destroy)
    }
}

/// What a part of a run took, and what users noticed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhaseReport {
    /// Which part.
    pub phase: Phase,
    /// What it is called: the moment's name in the scenario, or the part's own word.
    pub name: String,
    /// When it began.
    #[serde(rename = "beganS", serialize_with = "in_seconds")]
    pub began: Timestamp,
    /// When it ended.
    #[serde(rename = "endedS", serialize_with = "in_seconds")]
    pub ended: Timestamp,
    /// Until when users were watched: till the next part.
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
    /// How its requests fared one by one, where somebody asked.
    #[serde(rename = "requests", skip_serializing_if = "Option::is_none")]
    pub one_by_one: Option<OneByOne>,
    /// What a person did because nothing answered.
    pub repairs: Vec<Repair>,
    /// How often somebody looked for what they had done wrong, because it failed, and did it again.
    #[serde(skip_serializing_if = "is_zero")]
    pub mended: u32,
    /// When somebody removed everything in it and began from nothing, and what was lost by that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub anew: Vec<Anew>,
    /// Whether less was answered in it than before, and how that ended.
    pub recovery: Recovery,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl PhaseReport {
    /// Tells whether users noticed anything: a request that was lost, or time without an answer. Less than half a request is
    /// the rounding of a rate.
    #[must_use]
    pub fn was_noticed(&self) -> bool {
        self.totals.lost >= 0.5 || self.totals.downtime_s > 0.0
    }

    /// A part that begins.
    pub(super) fn begin(phase: Phase, name: &str, now: Timestamp) -> Self {
        Self {
            phase,
            name: name.to_owned(),
            began: now,
            ended: now,
            watched_until: now,
            error: None,
            failure: None,
            failed_at: None,
            totals: Totals::default(),
            one_by_one: None,
            repairs: Vec::new(),
            mended: 0,
            anew: Vec::new(),
            recovery: Recovery::NotNeeded,
        }
    }
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
    /// What the users of one public service noticed; none when it is no public service.
    #[must_use]
    pub fn service(&self, name: &str) -> Option<&ServiceTotals> {
        self.services.iter().find(|s| s.service == name)
    }

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
