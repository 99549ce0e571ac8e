//! Who brought a service back after each fault, over all seeds.

use serde::Serialize;

use super::sample::{Sample, Who};
use super::statistics::quantile;

/// How a fault ended in each lane, over all seeds.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Endings {
    /// What the moment is called in the scenario.
    pub fault: String,
    /// The lanes, in their order.
    pub lanes: Vec<Ending>,
}

/// How a fault ended in a lane, over all seeds.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Ending {
    /// The lane.
    pub lane: String,
    /// Seeds under which users noticed nothing.
    pub unnoticed: u64,
    /// Seeds under which what runs the application brought it back.
    pub itself: u64,
    /// Seeds under which the person who was called did.
    pub person: u64,
    /// Seeds under which it had not come back when the next thing happened.
    pub not_yet: u64,
    /// The middle one of the seconds from the fault on, of the seeds under which it came back.
    #[serde(rename = "medianS")]
    pub median: Option<f64>,
    /// The one below which a twentieth of them lies, in seconds.
    #[serde(rename = "p5S")]
    pub p5: Option<f64>,
    /// The one above which a twentieth of them lies, in seconds.
    #[serde(rename = "p95S")]
    pub p95: Option<f64>,
}

/// Counts how each fault ended, in the order in which the first seed met them; `seeds` holds the samples of all lanes for
/// each seed.
#[must_use]
pub(super) fn endings(lanes: &[&str], seeds: &[Vec<Sample>]) -> Vec<Endings> {
    let mut faults: Vec<&str> = Vec::new();
    for end in seeds.iter().flatten().flat_map(|sample| &sample.ends) {
        if !faults.contains(&end.name.as_str()) {
            faults.push(&end.name);
        }
    }
    let of = |fault: &str| Endings {
        fault: fault.to_owned(),
        lanes: lanes
            .iter()
            .enumerate()
            .map(|(place, lane)| ending(fault, place, lane, seeds))
            .collect(),
    };
    faults.into_iter().map(of).collect()
}

fn ending(fault: &str, place: usize, lane: &str, seeds: &[Vec<Sample>]) -> Ending {
    let samples = seeds.iter().map(|lanes| &lanes[place]);
    let ends: Vec<_> = samples
        .filter_map(|sample| sample.ends.iter().find(|end| end.name == fault))
        .collect();
    let count = |who: Who| ends.iter().filter(|end| end.by == who).count() as u64;
    let mut times: Vec<f64> = ends
        .iter()
        .filter_map(|end| end.seconds.map(|seconds| seconds.0))
        .collect();
    times.sort_by(f64::total_cmp);
    Ending {
        lane: lane.to_owned(),
        unnoticed: count(Who::Unnoticed),
        itself: count(Who::Itself),
        person: count(Who::Person),
        not_yet: count(Who::NotYet),
        median: quantile(&times, 0.5),
        p5: quantile(&times, 0.05),
        p95: quantile(&times, 0.95),
    }
}
