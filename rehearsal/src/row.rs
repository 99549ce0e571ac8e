//! What each lane came to by each metric, over all seeds, and how lanes differ.

use serde::Serialize;

use super::metric::{METRICS, Metric, Unit};
use super::report::LaneReport;
use super::sample::Sample;
use super::statistics::{Interval, Paired, mean, median_interval, paired, quantile};
use super::verdict::{Verdict, verdict};

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
    /// Where the middle one of all seeds that there are lies, with 95 %; none of less than six.
    pub median_interval: Option<Interval>,
    /// Their mean.
    pub mean: Option<f64>,
    /// Where the mean of all seeds that there are lies, with 95 %; none of less than two.
    pub mean_interval: Option<Interval>,
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
    /// How each pair of lanes differs, seed by seed: each lane from each one before it.
    pub differences: Vec<Difference>,
    /// Who won.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// How a lane differs from another one under the same seeds, which stand for the same weather.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// The lane.
    pub lane: String,
    /// The lane that is taken off.
    pub from: String,
    /// Under how many seeds both have a number.
    pub seeds: u64,
    /// The mean of the differences.
    pub mean: f64,
    /// Where the mean of all seeds that there are lies, with 95 %; none of less than two.
    pub interval: Option<Interval>,
    /// How many times as many seeds it would take if each lane had a weather of its own; none where differences do not vary.
    pub variance_factor: Option<f64>,
}

/// Compares by each metric that applies: `first` holds the reports of all lanes under the first seed, `seeds` the samples of
/// all lanes for each seed, the first one first.
#[must_use]
pub(super) fn rows(first: &[LaneReport], seeds: &[Vec<Sample>]) -> Vec<Row> {
    let names: Vec<&str> = first.iter().map(|report| report.lane.as_str()).collect();
    let samples: Vec<&[Sample]> = seeds.iter().map(Vec::as_slice).collect();
    let applies = METRICS.iter().enumerate();
    let applies = applies.filter(|(_, metric)| metric.applies(first));
    applies
        .map(|(place, metric)| row(place, metric, &names, &samples))
        .collect()
}

fn row(place: usize, metric: &Metric, names: &[&str], samples: &[&[Sample]]) -> Row {
    let of = |lane: usize| {
        samples
            .iter()
            .map(move |all| all[lane].numbers[place].value)
    };
    let figure = |(lane, name): (usize, &&str)| {
        let mut all: Vec<f64> = of(lane).flatten().collect();
        let mean = mean(&all);
        all.sort_by(f64::total_cmp);
        let first = samples[0][lane].numbers[place];
        Figure {
            lane: (*name).to_owned(),
            value: first.value,
            competes: first.competing().is_some(),
            seeds: all.len() as u64,
            min: all.first().copied(),
            max: all.last().copied(),
            median: quantile(&all, 0.5),
            p5: quantile(&all, 0.05),
            p95: quantile(&all, 0.95),
            median_interval: median_interval(&all),
            mean: mean.map(|found| found.mean),
            mean_interval: mean.and_then(|found| found.interval),
        }
    };
    let difference = |(lane, from): (usize, usize)| {
        let both = of(lane).zip(of(from));
        let pairs: Vec<(f64, f64)> = both.filter_map(|(a, b)| Some((a?, b?))).collect();
        let Paired {
            seeds,
            mean,
            variance_factor,
        } = paired(&pairs)?;
        Some(Difference {
            lane: names[lane].to_owned(),
            from: names[from].to_owned(),
            seeds,
            mean: mean.mean,
            interval: mean.interval,
            variance_factor,
        })
    };
    let pairs = (0..names.len()).flat_map(|lane| (0..lane).map(move |from| (lane, from)));
    Row {
        metric: metric.key,
        unit: metric.unit,
        figures: names.iter().enumerate().map(figure).collect(),
        differences: pairs.filter_map(difference).collect(),
        verdict: verdict(place, names, samples),
    }
}
