//! What lanes are compared by, and who won.

use serde::Serialize;

use super::phase::{Phase, Totals};
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
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// The catalogue key.
    pub key: &'static str,
    /// In what it is counted.
    pub unit: Unit,
    /// What is counted.
    of: Of,
    /// Whether the lane did all that the number is about: one that failed on the way has less to show for it, and cannot
    /// win.
    earned: fn(&LaneReport) -> bool,
}

/// What a metric counts.
#[derive(Clone, Copy, Debug)]
enum Of {
    /// Something of the whole lane; none when the lane did not get that far.
    Lane(fn(&LaneReport) -> Option<f64>),
    /// Something that users notice in all parts of a kind.
    Users(Phase, fn(&Totals) -> f64),
    /// Calls to a person, in a lane with parts of a kind.
    Calls(Phase),
}

impl Metric {
    const fn lane(
        key: &'static str,
        unit: Unit,
        of: fn(&LaneReport) -> Option<f64>,
        earned: fn(&LaneReport) -> bool,
    ) -> Self {
        let of = Of::Lane(of);
        Self {
            key,
            unit,
            of,
            earned,
        }
    }

    const fn lost(key: &'static str, phase: Phase, earned: fn(&LaneReport) -> bool) -> Self {
        Self {
            key,
            unit: Unit::Count,
            of: Of::Users(phase, |t| t.lost),
            earned,
        }
    }

    const fn downtime(key: &'static str, phase: Phase, earned: fn(&LaneReport) -> bool) -> Self {
        Self {
            key,
            unit: Unit::Seconds,
            of: Of::Users(phase, |t| t.downtime_s),
            earned,
        }
    }
}

/// Whether the application came up.
const UP: fn(&LaneReport) -> bool = LaneReport::answered;
/// Whether everything worked that was tried.
const ALL: fn(&LaneReport) -> bool = LaneReport::did_all;

/// All metrics, in the order in which they are shown.
pub const METRICS: [Metric; 17] = [
    Metric::lane(
        "metric-first-answer",
        Unit::Seconds,
        |r| r.first_answer_s,
        UP,
    ),
    Metric::lane(
        "metric-human-time",
        Unit::Seconds,
        |r| once_up(r, r.work.human_s),
        ALL,
    ),
    Metric::lane(
        "metric-typed",
        Unit::Count,
        |r| once_up(r, r.work.typed as f64),
        ALL,
    ),
    Metric::lost("metric-lost-day", Phase::Serve, UP),
    Metric::downtime("metric-downtime-day", Phase::Serve, UP),
    Metric::lost("metric-lost-faults", Phase::Fault, UP),
    Metric::downtime("metric-downtime-faults", Phase::Fault, UP),
    Metric {
        key: "metric-called",
        unit: Unit::Count,
        of: Of::Calls(Phase::Fault),
        earned: UP,
    },
    Metric::lost("metric-lost-update", Phase::Update, |r| {
        r.worked(Phase::Update)
    }),
    Metric::downtime("metric-downtime-update", Phase::Update, |r| {
        r.worked(Phase::Update)
    }),
    Metric::lost("metric-lost-bad-update", Phase::BadUpdate, UP),
    Metric::downtime("metric-downtime-bad-update", Phase::BadUpdate, UP),
    Metric::downtime("metric-downtime-scale", Phase::Scale, |r| {
        r.worked(Phase::Scale)
    }),
    Metric::lost("metric-lost-rush", Phase::Rush, UP),
    Metric::downtime("metric-downtime-rush", Phase::Rush, UP),
    Metric::lane(
        "metric-cost-month",
        Unit::Dollars,
        |r| once_up(r, r.month().as_f64()),
        ALL,
    ),
    Metric::lane(
        "metric-left-behind",
        Unit::Count,
        |r| Some(r.left.len() as f64),
        UP,
    ),
];

/// A number of a lane whose application came up; there is none of another.
fn once_up(report: &LaneReport, number: f64) -> Option<f64> {
    report.answered().then_some(number)
}

impl Metric {
    /// Tells whether there is anything to compare: whether some lane had users in the part that it is about.
    #[must_use]
    pub fn applies(&self, lanes: &[LaneReport]) -> bool {
        match self.of {
            Of::Lane(_) => true,
            Of::Users(phase, _) | Of::Calls(phase) => {
                lanes.iter().any(|lane| lane.had_users(phase))
            }
        }
    }

    /// The number of a lane; none when the lane did not get that far.
    #[must_use]
    pub fn of(&self, lane: &LaneReport) -> Option<f64> {
        match self.of {
            Of::Lane(of) => of(lane),
            Of::Users(phase, of) => {
                let parts = lane.parts(phase).map(|part| of(&part.totals));
                parts.reduce(|a, b| a + b)
            }
            Of::Calls(_) => once_up(lane, lane.called() as f64),
        }
    }

    /// The number with which a lane competes; none when it did not earn it.
    #[must_use]
    pub fn competing(&self, lane: &LaneReport) -> Option<f64> {
        self.of(lane).filter(|_| (self.earned)(lane))
    }
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
    let mut all: Vec<f64> = numbers.filter_map(|r| metric.of(r?)).collect();
    all.sort_by(f64::total_cmp);
    let first = &runs[0][lane];
    Figure {
        lane: first.lane.clone(),
        value: metric.of(first),
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
