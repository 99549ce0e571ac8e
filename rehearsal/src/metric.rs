//! What lanes are compared by.

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
    /// What people did wrong, where they do.
    Slips,
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
pub const METRICS: [Metric; 18] = [
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
    Metric {
        key: "metric-slips",
        unit: Unit::Count,
        of: Of::Slips,
        earned: ALL,
    },
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
            Of::Slips => lanes.iter().any(|lane| lane.slips.is_some()),
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
            Of::Slips => lane
                .slips
                .as_ref()
                .map(|slips| slips.unnoticed.len() as f64),
        }
    }

    /// The number with which a lane competes; none when it did not earn it.
    #[must_use]
    pub fn competing(&self, lane: &LaneReport) -> Option<f64> {
        self.of(lane).filter(|_| (self.earned)(lane))
    }
}
