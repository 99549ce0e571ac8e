//! Who won by a metric.

use serde::Serialize;

use super::sample::Sample;

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

/// Says who won by the metric at a place; `seeds` holds the samples of all lanes for each seed.
#[must_use]
pub(super) fn verdict(place: usize, names: &[&str], seeds: &[&[Sample]]) -> Verdict {
    let mut best: Vec<Vec<&str>> = Vec::new();
    let mut lanes: Vec<&str> = Vec::new();
    for samples in seeds {
        let numbers: Vec<(&str, f64)> = names
            .iter()
            .zip(*samples)
            .filter_map(|(name, sample)| Some((*name, sample.numbers[place].competing()?)))
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
        [lane] if lanes.len() == 1 && !seeds.is_empty() && names.len() > 1 => {
            Verdict::Only { lane: lane.clone() }
        }
        [lane] if best.iter().all(|b| b.len() == 1) => Verdict::Won { lane: lane.clone() },
        _ if best.iter().all(|b| b.len() == lanes.len()) => Verdict::Equal,
        _ if best.iter().all(|b| b.len() == all.len()) => Verdict::Tied { lanes: all },
        _ => Verdict::Depends { lanes: all },
    }
}
