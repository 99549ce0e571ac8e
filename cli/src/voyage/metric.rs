//! What lanes are compared by, and who won.

use paperboat_core::money::Usd;
use serde::Serialize;

use super::lane::{LaneReport, Phase};

/// A number by which lanes are compared; less is better.
#[derive(Clone, Copy)]
pub struct Metric {
    /// The catalogue key.
    pub key: &'static str,
    /// The number; none when the lane did not get that far.
    pub of: fn(&LaneReport) -> Option<f64>,
}

impl std::fmt::Debug for Metric {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}

/// All metrics, in the order in which they are shown.
pub const METRICS: [Metric; 9] = [
    Metric {
        key: "metric-first-answer",
        of: |r| r.first_answer_s,
    },
    Metric {
        key: "metric-human-time",
        of: |r| r.first_answer_s.map(|_| r.work.human_s),
    },
    Metric {
        key: "metric-typed",
        of: |r| r.first_answer_s.map(|_| r.work.typed as f64),
    },
    Metric {
        key: "metric-unavailable-day",
        of: |r| phase(r, Phase::Serve, |p| p.unavailable_s),
    },
    Metric {
        key: "metric-unavailable-update",
        of: |r| phase(r, Phase::Update, |p| p.unavailable_s),
    },
    Metric {
        key: "metric-lost-update",
        of: |r| phase(r, Phase::Update, |p| p.lost),
    },
    Metric {
        key: "metric-unavailable-scale",
        of: |r| phase(r, Phase::Scale, |p| p.unavailable_s),
    },
    Metric {
        key: "metric-cost-month",
        // What a lane costs that is not what was asked for is no better for being less.
        of: |r| {
            let reached = r.first_answer_s.is_some() && r.failed_part().is_none();
            reached.then(|| total(r).as_f64())
        },
    },
    Metric {
        key: "metric-left-behind",
        of: |r| Some(r.left.len() as f64),
    },
];

fn phase(
    report: &LaneReport,
    wanted: Phase,
    of: impl Fn(&super::PhaseReport) -> f64,
) -> Option<f64> {
    let mut parts = report
        .phases
        .iter()
        .filter(|p| p.phase == wanted)
        .peekable();
    parts.peek()?;
    // A part that failed has no number to compare.
    parts.map(|p| p.error.is_none().then(|| of(p))).sum()
}

fn total(report: &LaneReport) -> Usd {
    report.running.monthly().values().copied().sum()
}

/// Who won by a metric, over several seeds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(
    tag = "verdict",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Verdict {
    /// One lane was better than all others under every seed.
    Won {
        /// The lane.
        lane: String,
    },
    /// Lanes were equal under every seed.
    Equal,
    /// The same lanes, but not all, were best and equal to each other under every seed.
    Tied {
        /// The lanes.
        lanes: Vec<String>,
    },
    /// The seed, which stands for the weather, decides.
    Depends {
        /// The lanes that were best under some seed.
        lanes: Vec<String>,
    },
    /// No lane got that far.
    Nobody,
}

/// Says who won by each metric; `voyages` holds the reports of all lanes for each seed.
#[must_use]
pub fn verdicts(voyages: &[&[LaneReport]]) -> Vec<(Metric, Verdict)> {
    METRICS.iter().map(|m| (*m, verdict(m, voyages))).collect()
}

fn verdict(metric: &Metric, voyages: &[&[LaneReport]]) -> Verdict {
    let mut best: Vec<Vec<&str>> = Vec::new();
    let mut lanes = 0;
    for reports in voyages {
        let numbers: Vec<(&str, f64)> = reports
            .iter()
            .filter_map(|r| Some((r.lane.as_str(), (metric.of)(r)?)))
            .collect();
        lanes = lanes.max(numbers.len());
        let least = numbers.iter().map(|n| n.1).fold(f64::INFINITY, f64::min);
        // What a reader cannot tell apart is equal: half a percent, or less than half of the unit.
        let near = |n: &&(&str, f64)| n.1 - least <= (least * 0.005).max(0.5e-2);
        best.push(numbers.iter().filter(near).map(|n| n.0).collect());
    }
    let mut all: Vec<String> = best.iter().flatten().map(|l| (*l).to_owned()).collect();
    all.sort();
    all.dedup();
    match all.as_slice() {
        [] => Verdict::Nobody,
        [lane] => Verdict::Won { lane: lane.clone() },
        _ if best.iter().all(|b| b.len() == lanes) => Verdict::Equal,
        _ if best.iter().all(|b| b.len() == all.len()) => Verdict::Tied { lanes: all },
        _ => Verdict::Depends { lanes: all },
    }
}
