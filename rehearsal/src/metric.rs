//! What lanes are compared by, and who won.

use paperboat_core::money::Usd;
use serde::Serialize;

use super::phase::{Phase, PhaseReport, Totals};
use super::report::LaneReport;

/// In what a metric is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Unit {
    /// Seconds.
    #[serde(rename = "s")]
    Seconds,
    /// A whole number of things.
    #[serde(rename = "count")]
    Count,
    /// US dollars.
    #[serde(rename = "USD")]
    Dollars,
}

/// A number by which lanes are compared; less is better.
#[derive(Clone, Copy)]
pub struct Metric {
    /// The catalogue key.
    pub key: &'static str,
    /// In what it is counted.
    pub unit: Unit,
    /// The part of the run that it is about, when users decide it: without users there is no such number.
    pub of_users: Option<Phase>,
    /// The number; none when the lane did not get that far.
    pub of: fn(&LaneReport) -> Option<f64>,
    /// Whether the lane did all that the number is about: one that failed on the way has less to show for it, and cannot
    /// win.
    pub earned: fn(&LaneReport) -> bool,
}

impl std::fmt::Debug for Metric {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key)
    }
}

/// All metrics, in the order in which they are shown.
pub const METRICS: [Metric; 17] = [
    Metric {
        key: "metric-first-answer",
        unit: Unit::Seconds,
        of_users: None,
        of: |r| r.first_answer_s,
        earned: LaneReport::answered,
    },
    Metric {
        key: "metric-human-time",
        unit: Unit::Seconds,
        of_users: None,
        of: |r| r.first_answer_s.map(|_| r.work.human_s),
        earned: LaneReport::did_all,
    },
    Metric {
        key: "metric-typed",
        unit: Unit::Count,
        of_users: None,
        of: |r| r.first_answer_s.map(|_| r.work.typed as f64),
        earned: LaneReport::did_all,
    },
    Metric {
        key: "metric-lost-day",
        unit: Unit::Count,
        of_users: Some(Phase::Serve),
        of: |r| phase(r, Phase::Serve, |t| t.lost),
        earned: LaneReport::answered,
    },
    Metric {
        key: "metric-downtime-day",
        unit: Unit::Seconds,
        of_users: Some(Phase::Serve),
        of: |r| phase(r, Phase::Serve, |t| t.downtime_s),
        earned: LaneReport::answered,
    },
    Metric {
        key: "metric-lost-faults",
        unit: Unit::Count,
        of_users: Some(Phase::Fault),
        of: |r| phase(r, Phase::Fault, |t| t.lost),
        earned: LaneReport::answered,
    },
    Metric {
        key: "metric-downtime-faults",
        unit: Unit::Seconds,
        of_users: Some(Phase::Fault),
        of: |r| phase(r, Phase::Fault, |t| t.downtime_s),
        earned: LaneReport::answered,
    },
    Metric {
        key: "metric-called",
        unit: Unit::Count,
        of_users: Some(Phase::Fault),
        of: |r| r.first_answer_s.map(|_| r.called() as f64),
        earned: LaneReport::answered,
    },
    Metric {
        key: "metric-lost-update",
        unit: Unit::Count,
        of_users: Some(Phase::Update),
        of: |r| phase(r, Phase::Update, |t| t.lost),
        earned: |r| r.worked(Phase::Update),
    },
    Metric {
        key: "metric-downtime-update",
        unit: Unit::Seconds,
        of_users: Some(Phase::Update),
        of: |r| phase(r, Phase::Update, |t| t.downtime_s),
        earned: |r| r.worked(Phase::Update),
    },
    Metric {
        key: "metric-lost-bad-update",
        unit: Unit::Count,
        of_users: Some(Phase::BadUpdate),
        of: |r| phase(r, Phase::BadUpdate, |t| t.lost),
        earned: LaneReport::answered,
    },
    Metric {
        key: "metric-downtime-bad-update",
        unit: Unit::Seconds,
        of_users: Some(Phase::BadUpdate),
        of: |r| phase(r, Phase::BadUpdate, |t| t.downtime_s),
        earned: LaneReport::answered,
    },
    Metric {
        key: "metric-downtime-scale",
        unit: Unit::Seconds,
        of_users: Some(Phase::Scale),
        of: |r| phase(r, Phase::Scale, |t| t.downtime_s),
        earned: |r| r.worked(Phase::Scale),
    },
    Metric {
        key: "metric-lost-rush",
        unit: Unit::Count,
        of_users: Some(Phase::Rush),
        of: |r| phase(r, Phase::Rush, |t| t.lost),
        earned: LaneReport::answered,
    },
    Metric {
        key: "metric-downtime-rush",
        unit: Unit::Seconds,
        of_users: Some(Phase::Rush),
        of: |r| phase(r, Phase::Rush, |t| t.downtime_s),
        earned: LaneReport::answered,
    },
    Metric {
        key: "metric-cost-month",
        unit: Unit::Dollars,
        of_users: None,
        of: |r| r.first_answer_s.map(|_| total(r).as_f64()),
        earned: LaneReport::did_all,
    },
    Metric {
        key: "metric-left-behind",
        unit: Unit::Count,
        of_users: None,
        of: |r| Some(r.left.len() as f64),
        earned: LaneReport::answered,
    },
];

impl Metric {
    /// Tells whether there is anything to compare: whether some lane had users in the part that it is about.
    #[must_use]
    pub fn applies(&self, lanes: &[LaneReport]) -> bool {
        self.of_users
            .is_none_or(|phase| lanes.iter().any(|lane| lane.had_users(phase)))
    }

    /// The number with which a lane competes; none when it did not earn it.
    #[must_use]
    pub fn competing(&self, lane: &LaneReport) -> Option<f64> {
        (self.of)(lane).filter(|_| (self.earned)(lane))
    }
}

/// The sum over all parts of a kind; none when the run came to none.
fn phase(report: &LaneReport, wanted: Phase, of: fn(&Totals) -> f64) -> Option<f64> {
    let parts = report.phases.iter().filter(|p| p.phase == wanted);
    let of_part = |p: &PhaseReport| of(&p.totals);
    parts.map(of_part).reduce(|a, b| a + b)
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
    /// One lane has a number, and no other got that far under any seed.
    Only {
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

/// A lane's number, under the first seed and over all of them.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// The lane.
    pub lane: String,
    /// The number under the first seed; none when the lane did not get that far.
    pub value: Option<f64>,
    /// Whether it competes: whether the lane did all that the number is about, under the first seed.
    pub competes: bool,
    /// Under how many seeds there is a number.
    pub seeds: u64,
    /// The least of them.
    pub min: Option<f64>,
    /// The greatest of them.
    pub max: Option<f64>,
    /// The middle one.
    pub median: Option<f64>,
    /// The one below which a twentieth of them lies.
    pub p5: Option<f64>,
    /// The one above which a twentieth of them lies.
    pub p95: Option<f64>,
}

/// A metric, with every lane's number and who won.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// The metric's catalogue key.
    pub metric: &'static str,
    /// In what it is counted.
    pub unit: Unit,
    /// The lanes' numbers, in the order of the lanes.
    pub figures: Vec<Figure>,
    /// Who won.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// Compares by each metric that applies; `runs` holds the reports of all lanes for each seed, the first seed first.
#[must_use]
pub fn rows(runs: &[&[LaneReport]]) -> Vec<Row> {
    let Some(first) = runs.first() else {
        return Vec::new();
    };
    let applies = METRICS.iter().filter(|m| m.applies(first));
    applies
        .map(|m| Row {
            metric: m.key,
            unit: m.unit,
            figures: (0..first.len()).map(|n| figure(m, n, runs)).collect(),
            verdict: verdict(m, runs),
        })
        .collect()
}

fn figure(metric: &Metric, lane: usize, runs: &[&[LaneReport]]) -> Figure {
    let numbers = runs.iter().map(|reports| reports.get(lane));
    let mut all: Vec<f64> = numbers.filter_map(|r| (metric.of)(r?)).collect();
    all.sort_by(f64::total_cmp);
    let first = &runs[0][lane];
    Figure {
        lane: first.lane.clone(),
        value: (metric.of)(first),
        competes: metric.competing(first).is_some(),
        seeds: all.len() as u64,
        min: all.first().copied(),
        max: all.last().copied(),
        median: quantile(&all, 0.5),
        p5: quantile(&all, 0.05),
        p95: quantile(&all, 0.95),
    }
}

/// The number below which a part of sorted numbers lies, between two of them as far as it lies between their places.
fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = part * last as f64;
    let below = place as usize;
    let above = (below + 1).min(last);
    let share = place - below as f64;
    Some(sorted[below] + (sorted[above] - sorted[below]) * share)
}

/// Says who won by a metric; `runs` holds the reports of all lanes for each seed.
#[must_use]
pub fn verdict(metric: &Metric, runs: &[&[LaneReport]]) -> Verdict {
    let mut best: Vec<Vec<&str>> = Vec::new();
    let mut lanes: Vec<&str> = Vec::new();
    for reports in runs {
        let numbers: Vec<(&str, f64)> = reports
            .iter()
            .filter_map(|r| Some((r.lane.as_str(), metric.competing(r)?)))
            .collect();
        lanes.extend(numbers.iter().map(|n| n.0));
        let least = numbers.iter().map(|n| n.1).fold(f64::INFINITY, f64::min);
        // What a reader cannot tell apart is equal: half a percent, or less than half of the unit.
        let near = |n: &&(&str, f64)| n.1 - least <= (least * 0.005).max(0.5e-2);
        best.push(numbers.iter().filter(near).map(|n| n.0).collect());
    }
    lanes.sort_unstable();
    lanes.dedup();
    let mut all: Vec<String> = best.iter().flatten().map(|l| (*l).to_owned()).collect();
    all.sort();
    all.dedup();
    match all.as_slice() {
        [] => Verdict::Nobody,
        [lane] if lanes.len() == 1 && runs.iter().any(|reports| reports.len() > 1) => {
            Verdict::Only { lane: lane.clone() }
        }
        [lane] if best.iter().all(|b| b.len() == 1) => Verdict::Won { lane: lane.clone() },
        _ if best.iter().all(|b| b.len() == lanes.len()) => Verdict::Equal,
        _ if best.iter().all(|b| b.len() == all.len()) => Verdict::Tied { lanes: all },
        _ => Verdict::Depends { lanes: all },
    }
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn quantiles_lie_where_they_should() {
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7.0], 0.95), Some(7.0));
        let five = [1.0, 2.0, 3.0, 4.0, 5.0];
        assert_eq!(quantile(&five, 0.5), Some(3.0));
        assert_eq!(quantile(&five, 0.05), Some(1.2));
        assert_eq!(quantile(&five, 1.0), Some(5.0));
        assert_eq!(quantile(&[1.0, 2.0], 0.5), Some(1.5));
    }
}
