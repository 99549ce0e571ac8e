//! What seeds leave open: means, medians and paired differences, each with the interval in which it lies.
//!
//! Every interval is one of 95 %. Sums go in the order of the seeds and use nothing but the operations that IEEE 754 rounds
//! in one way, so that two machines read the same digits.

use serde::Serialize;

/// The quantile of the normal distribution between whose negative and itself 95 % lie.
const Z: f64 = 1.959_963_984_540_054;

/// The quantiles of Student's t for 95 % at 1 to 9 degrees of freedom, where the expansion below is too coarse
/// (tables of Student's t, for example NIST/SEMATECH's).
const T: [f64; 9] = [
    12.706_204_736,
    4.302_652_730,
    3.182_446_305,
    2.776_445_105,
    2.570_581_836,
    2.446_911_851,
    2.364_624_252,
    2.306_004_135,
    2.262_157_163,
];

/// The part of the greatest number by which differences vary because of their rounding, and not because of the weather.
const ROUNDING: f64 = 1e-9;

/// Up to so many numbers the probabilities of the ranks of a median are added up; of more, a power of one half falls below
/// the least float, and the normal distribution is as good.
const ADDED_UP: usize = 1_000;

/// Where a value lies, as far as the seeds tell.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

impl Interval {
    /// How far its ends are from its middle.
    #[must_use]
    pub fn half_width(&self) -> f64 {
        (self.high - self.low) / 2.0
    }
}

/// A mean with its interval, which takes two numbers at least.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(super) struct Mean {
    /// The mean.
    pub mean: f64,
    /// Where the mean of all seeds that there are lies, by Student's t.
    pub interval: Option<Interval>,
}

/// How two lanes differ under the same seeds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Paired {
    /// Under how many seeds both have a number.
    pub seeds: u64,
    /// The mean of the first one's number minus the second one's.
    pub mean: Mean,
    /// How many times as many seeds it would take if each lane had a weather of its own: the sum of both variances
    /// divided by that of the differences. None where the differences do not vary, or there are not two of them.
    pub variance_factor: Option<f64>,
}

/// The mean of numbers; none of none.
pub(super) fn mean(numbers: &[f64]) -> Option<Mean> {
    let mean = average(numbers)?;
    let interval = variance(numbers).map(|variance| {
        let count = numbers.len();
        let half = student(count - 1) * (variance / count as f64).sqrt();
        Interval {
            low: mean - half,
            high: mean + half,
        }
    });
    Some(Mean { mean, interval })
}

/// How pairs of numbers differ; none of no pair.
pub(super) fn paired(pairs: &[(f64, f64)]) -> Option<Paired> {
    let [mut first, mut second, mut differences] = [const { Vec::new() }; 3];
    for (a, b) in pairs {
        first.push(*a);
        second.push(*b);
        differences.push(a - b);
    }
    let mean = mean(&differences)?;
    let size = |sum: f64, number: &f64| sum.max(number.abs());
    let rounding = ROUNDING * first.iter().chain(&second).fold(0.0, size);
    let factor = || {
        let apart = variance(&first)? + variance(&second)?;
        let together = variance(&differences)?;
        (together > rounding * rounding).then(|| apart / together)
    };
    Some(Paired {
        seeds: pairs.len() as u64,
        mean,
        variance_factor: factor(),
    })
}

/// The number below which a part of sorted numbers lies, between two of them as far as it lies between their places.
pub(super) fn quantile(sorted: &[f64], part: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = part * last as f64;
    let below = place as usize;
    let above = (below + 1).min(last);
    let share = place - below as f64;
    Some(sorted[below] + (sorted[above] - sorted[below]) * share)
}

/// Where the median lies, by the ranks of sorted numbers: whatever they are distributed like. None of less than six, of
/// which even the least and the most enclose it too seldom.
pub(super) fn median_interval(sorted: &[f64]) -> Option<Interval> {
    let rank = rank(sorted.len()).checked_sub(1)?;
    Some(Interval {
        low: sorted[rank],
        high: sorted[sorted.len() - 1 - rank],
    })
}

/// The greatest rank, from 1, below which the median lies with a probability of 2.5 % at most; 0 when there is none.
fn rank(count: usize) -> usize {
    if count > ADDED_UP {
        return ((count as f64 - Z * (count as f64).sqrt()) / 2.0) as usize;
    }
    let mut probability = 1.0_f64;
    for _ in 0..count {
        probability /= 2.0;
    }
    let mut below = probability;
    let mut rank = 0;
    while below <= 0.025 {
        rank += 1;
        probability *= (count + 1 - rank) as f64 / rank as f64;
        below += probability;
    }
    rank
}

fn average(numbers: &[f64]) -> Option<f64> {
    let sum = numbers.iter().fold(0.0, |sum, number| sum + number);
    (!numbers.is_empty()).then(|| sum / numbers.len() as f64)
}

/// The variance of what numbers are a sample of; none of less than two.
fn variance(numbers: &[f64]) -> Option<f64> {
    let mean = average(numbers)?;
    let squares = numbers
        .iter()
        .map(|number| (number - mean) * (number - mean));
    let sum = squares.fold(0.0, |sum, square| sum + square);
    (numbers.len() > 1).then(|| sum / (numbers.len() - 1) as f64)
}

/// The quantile of Student's t for 95 %, by Fisher's expansion about the normal one (Abramowitz and Stegun 26.7.5), which is
/// right to a ten-thousandth from ten degrees of freedom on.
fn student(freedom: usize) -> f64 {
    if let Some(known) = freedom.checked_sub(1).and_then(|n| T.get(n)) {
        return *known;
    }
    let n = freedom as f64;
    let z2 = Z * Z;
    let first = Z * (z2 + 1.0) / 4.0;
    let second = Z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let third = Z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    let fourth =
        Z * ((((79.0 * z2 + 776.0) * z2 + 1_482.0) * z2 - 1_920.0) * z2 - 945.0) / 92_160.0;
    Z + (first + (second + (third + fourth / n) / n) / n) / n
}

#[cfg(test)]
mod tests {
    use super::{mean, median_interval, paired, quantile, rank, student};

    #[test]
    fn students_quantiles_are_those_of_the_tables() {
        let known = [
            (1, 12.706),
            (4, 2.776),
            (5, 2.571),
            (7, 2.365),
            (10, 2.228),
            (30, 2.042),
            (100, 1.984),
            (1_000, 1.962),
        ];
        for (freedom, wanted) in known {
            let found = student(freedom);
            assert!((found - wanted).abs() < 6e-4, "{freedom}: {found}");
        }
    }

    #[test]
    fn a_mean_has_the_interval_of_a_worked_example() {
        // Mean 5, standard deviation 2.5820, of 4: 3.1824 x 2.5820 / 2.
        let found = mean(&[2.0, 4.0, 6.0, 8.0]).expect("numbers");
        let interval = found.interval.expect("more than one");
        assert_eq!(found.mean, 5.0);
        assert!(
            (interval.half_width() - 4.108_51).abs() < 1e-4,
            "{interval:?}"
        );
        assert_eq!(mean(&[3.0]).expect("a number").interval, None);
        assert_eq!(mean(&[]), None);
    }

    #[test]
    fn weather_in_common_is_taken_off_a_difference() {
        // The second lane is the first and a little noise: both vary by 250, the difference by hardly anything.
        let pairs: Vec<(f64, f64)> = (0..10)
            .map(|n| (f64::from(n) * 10.0, f64::from(n) * 10.0 + f64::from(n % 2)))
            .collect();
        let found = paired(&pairs).expect("pairs");
        assert!((found.mean.mean + 0.5).abs() < 1e-12);
        assert!(found.variance_factor.expect("it varies") > 1_000.0);
        // Where nothing is in common, there is nothing to take off.
        let crossed = [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)];
        let factor = paired(&crossed).and_then(|found| found.variance_factor);
        assert!((factor.expect("it varies") - 1.0).abs() < 1e-12);
        // One third is no binary fraction: what differs by it varies in the last digit only.
        let third = [
            (1.0 / 3.0 + 7.0, 7.0),
            (1.0 / 3.0, 0.0),
            (1.0 / 3.0 + 1e5, 1e5),
        ];
        assert_eq!(paired(&third).and_then(|found| found.variance_factor), None);
        let steady = paired(&[(1.0, 0.0), (2.0, 1.0)]).expect("pairs");
        assert_eq!((steady.variance_factor, steady.mean.mean), (None, 1.0));
        assert!(paired(&[]).is_none());
    }

    #[test]
    fn medians_lie_between_the_ranks_of_the_tables() {
        // Sign test at 5 % on two sides (tables of the binomial distribution).
        let known = [
            (5, 0),
            (6, 1),
            (8, 1),
            (9, 2),
            (12, 3),
            (20, 6),
            (50, 18),
            (100, 40),
        ];
        assert_eq!(known.map(|(count, _)| (count, rank(count))), known);
        // Where the sum ends, the normal distribution goes on.
        assert!(rank(1_001).abs_diff(rank(1_000)) <= 1);
        let six = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let interval = median_interval(&six).expect("six are enough");
        assert_eq!((interval.low, interval.high), (1.0, 6.0));
        assert_eq!(median_interval(&six[..5]), None);
    }

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
