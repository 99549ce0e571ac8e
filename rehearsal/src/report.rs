//! What came of a run.

use paperboat_core::error::DeployError;
use paperboat_core::event::Event;
use paperboat_core::money::Usd;
use paperboat_core::strategy::{Endpoint, Follower};
use paperboat_simulator::meter::{Bill, Line};
use paperboat_simulator::topology::Topology;
use paperboat_simulator::traffic::EntryReport;
use serde::Serialize;

use super::capacity::Capacity;
use super::phase::{Phase, PhaseReport};
use super::slips::Slips;
use super::work::{TimedStep, Work};

/// What came of a lane.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LaneReport {
    /// The lane's name.
    pub lane: String,
    /// Services that have one task although the lane gives others several: a second one would spoil their data.
    pub alone: Vec<String>,
    /// Services whose tasks follow a metric, with how few and how many of them there may be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub followers: Vec<Follower>,
    /// The parts of the run that were come to.
    pub phases: Vec<PhaseReport>,
    /// The steps of all recipes, with human and machine time.
    pub steps: Vec<TimedStep>,
    /// Work of hands and calls.
    pub work: Work,
    /// What people did wrong; none when they never do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slips: Option<Slips>,
    /// Seconds from the first typed character until every public service had answered.
    pub first_answer_s: Option<f64>,
    /// What each public service answers as it was deployed, against the peak of its users.
    pub capacity: Vec<Capacity>,
    /// What became of users' requests, by entry and cause; the parts of the run hold it by service.
    #[serde(skip)]
    pub traffic: Vec<EntryReport>,
    /// What everything cost while it ran, taken before it was destroyed.
    pub running: Bill,
    /// What the whole run cost.
    #[serde(rename = "whole_run")]
    pub whole: Bill,
    /// What still costs money at the end.
    pub left: Vec<Line>,
    /// Where users came in.
    pub endpoints: Vec<Endpoint>,
    /// Who talked to whom before it was destroyed; none when nothing came up.
    #[serde(skip)]
    pub topology: Option<Topology>,
    /// Everything that happened; for `events` and `why`, not part of a report.
    #[serde(skip)]
    pub events: Vec<Event>,
}

impl LaneReport {
    /// The first part of the run that failed before everything was destroyed.
    #[must_use]
    pub fn failed_part(&self) -> Option<Phase> {
        let mut failed = self.failures().filter(|(p, _)| p.phase != Phase::Destroy);
        failed.next().map(|(p, _)| p.phase)
    }

    /// The parts of a kind that the run came to, in order.
    pub fn parts(&self, phase: Phase) -> impl Iterator<Item = &PhaseReport> {
        self.phases.iter().filter(move |p| p.phase == phase)
    }

    /// The parts in which users come, in order.
    pub fn parts_with_users(&self) -> impl Iterator<Item = &PhaseReport> {
        self.phases.iter().filter(|p| p.phase.has_users())
    }

    /// What a month with traffic costs.
    #[must_use]
    pub fn month(&self) -> Usd {
        self.running.monthly().values().copied().sum()
    }

    /// The first part of a kind, if the run came to one.
    #[must_use]
    pub fn part(&self, phase: Phase) -> Option<&PhaseReport> {
        self.parts(phase).next()
    }

    /// Forgets what happened step by step; the figures stay.
    pub(super) fn forget_log(&mut self) {
        self.events = Vec::new();
        self.steps = Vec::new();
        self.traffic = Vec::new();
    }

    /// How often a person was called because nothing answered.
    #[must_use]
    pub fn called(&self) -> usize {
        let mut calls: Vec<_> = self.phases.iter().flat_map(|p| &p.repairs).collect();
        // Who tries again was called once.
        calls.dedup_by_key(|repair| repair.called);
        calls.len()
    }

    /// Tells whether the run came to parts of a kind, and all of them worked.
    #[must_use]
    pub fn worked(&self, phase: Phase) -> bool {
        let mut parts = self.parts(phase).peekable();
        parts.peek().is_some() && parts.all(|p| p.error.is_none())
    }

    /// Tells whether users sent requests in a part.
    #[must_use]
    pub fn had_users(&self, phase: Phase) -> bool {
        self.parts(phase).any(|p| p.totals.asked > 0.0)
    }

    /// Tells whether the application came up.
    #[must_use]
    pub fn answered(&self) -> bool {
        self.first_answer_s.is_some()
    }

    /// The parts that failed, in order. A version that cannot work is meant to fail.
    pub fn failures(&self) -> impl Iterator<Item = (&PhaseReport, &DeployError)> {
        let meant = |p: &&PhaseReport| p.phase != Phase::BadUpdate;
        let parts = self.phases.iter().filter(meant);
        parts.filter_map(|p| Some((p, p.error.as_ref()?)))
    }

    /// Tells whether the application came up and everything that was tried before its end worked.
    #[must_use]
    pub fn did_all(&self) -> bool {
        self.answered() && self.failures().all(|(p, _)| p.phase == Phase::Destroy)
    }
}
