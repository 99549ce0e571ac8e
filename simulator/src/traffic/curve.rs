//! How many requests come when.

use serde::{Deserialize, Serialize};

const DAY: f64 = 86_400.0;

/// A request rate that repeats every day, straight lines between points, with rushes laid over it.
///
/// Times are seconds since the traffic began, rates are requests a second.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    points: Vec<(f64, f64)>,
    /// Spans in which so many times the users come; they do not repeat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rushes: Vec<Rush>,
}

/// A span in which so many times the users of that hour come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Rush {
    from: f64,
    to: f64,
    factor: f64,
}

impl Curve {
    /// Makes a curve that goes through these points and repeats after 24 hours. Points outside the day,
    /// out of order or with a negative rate are left out.
    #[must_use]
    pub fn new(points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let mut kept: Vec<(f64, f64)> = Vec::new();
        for (t, rate) in points {
            let in_order = kept.last().is_none_or(|last| t > last.0);
            if (0.0..DAY).contains(&t) && rate >= 0.0 && rate.is_finite() && in_order {
                kept.push((t, rate));
            }
        }
        Self {
            points: kept,
            rushes: Vec::new(),
        }
    }

    /// The same curve with `factor` times the users for `lasts` seconds from `at` on, once. Rushes that overlap multiply.
    ///
    /// A rush that is no span of time, or whose factor is negative or not finite, changes nothing.
    #[must_use]
    pub fn with_rush(mut self, at: f64, lasts: f64, factor: f64) -> Self {
        let sound = at >= 0.0 && lasts > 0.0 && (at + lasts).is_finite();
        if sound && factor >= 0.0 && factor.is_finite() {
            self.rushes.push(Rush {
                from: at,
                to: at + lasts,
                factor,
            });
        }
        self
    }

    /// The same curve without its rushes: what a day is like as a rule.
    #[must_use]
    pub fn without_rushes(&self) -> Self {
        Self {
            points: self.points.clone(),
            rushes: Vec::new(),
        }
    }

    /// Makes the curve of an ordinary day: quiet at night, two humps by day, `peak` at its highest.
    ///
    /// The shape is an own estimate: 10 % of the peak at 4 h, 80 % at 11 h, 60 % at 15 h, the peak at 20 h.
    #[must_use]
    pub fn day(peak: f64) -> Self {
        let shape = [
            (0.0, 0.35),
            (4.0, 0.10),
            (7.0, 0.25),
            (11.0, 0.80),
            (15.0, 0.60),
            (20.0, 1.0),
            (23.0, 0.5),
        ];
        Self::new(shape.map(|(hour, part)| (hour * 3_600.0, part * peak)))
    }

    /// Makes a curve that never changes.
    #[must_use]
    pub fn constant(rate: f64) -> Self {
        Self::new([(0.0, rate)])
    }

    /// The rate at a time, in requests a second.
    #[must_use]
    pub fn rate(&self, t: f64) -> f64 {
        self.usual(t) * self.factor(t)
    }

    /// By how much rushes multiply the rate at a time.
    fn factor(&self, t: f64) -> f64 {
        let now = self.rushes.iter().filter(|r| (r.from..r.to).contains(&t));
        now.map(|r| r.factor).product()
    }

    /// The rate at a time without rushes.
    fn usual(&self, t: f64) -> f64 {
        let Some((first, last)) = self.points.first().zip(self.points.last()) else {
            return 0.0;
        };
        let t = t % DAY;
        let next = self.points.partition_point(|p| p.0 <= t);
        let (a, b) = match next {
            0 => ((last.0 - DAY, last.1), *first),
            n if n == self.points.len() => (*last, (first.0 + DAY, first.1)),
            n => (self.points[n - 1], self.points[n]),
        };
        a.1 + (b.1 - a.1) * (t - a.0) / (b.0 - a.0)
    }

    /// The highest rate of a day without rushes.
    #[must_use]
    pub fn peak(&self) -> f64 {
        self.points.iter().map(|p| p.1).fold(0.0, f64::max)
    }

    /// Walks over the straight pieces between two times: begin, end, rate at the begin, rate at the end.
    pub(super) fn pieces(&self, from: f64, to: f64) -> impl Iterator<Item = (f64, f64, f64, f64)> {
        let mut at = from;
        std::iter::from_fn(move || {
            if at >= to || self.points.is_empty() {
                return None;
            }
            let midnight = (at / DAY).floor() * DAY;
            let bend = self
                .points
                .iter()
                .map(|p| midnight + p.0)
                .find(|bend| *bend > at);
            let end = bend.unwrap_or(midnight + DAY + self.points[0].0).min(to);
            let edges = self.rushes.iter().flat_map(|r| [r.from, r.to]);
            let end = edges.filter(|edge| *edge > at).fold(end, f64::min);
            let begin = std::mem::replace(&mut at, end);
            // Rushes begin and end at once: within a piece their factor is the one at its begin.
            let factor = self.factor(begin);
            let (first, last) = (self.usual(begin), self.usual(end));
            Some((begin, end, first * factor, last * factor))
        })
    }

    /// The times up to a last one at which the rate is no longer on the same straight line, in seconds, beginning with 0.
    #[must_use]
    pub fn bends(&self, until: f64) -> Vec<f64> {
        let pieces = self.pieces(0.0, until);
        std::iter::once(0.0)
            .chain(pieces.map(|piece| piece.1))
            .collect()
    }

    /// Counts the requests between two times.
    #[must_use]
    pub fn requests(&self, from: f64, to: f64) -> f64 {
        self.pieces(from, to)
            .map(|(a, b, r0, r1)| (b - a) * (r0 + r1) / 2.0)
            .sum()
    }

    /// Counts the requests that `share` of the rate brings above `capacity` requests a second, exactly.
    #[must_use]
    pub fn excess(&self, from: f64, to: f64, share: f64, capacity: f64) -> f64 {
        self.pieces(from, to)
            .map(|(a, b, r0, r1)| above(b - a, share * r0 - capacity, share * r1 - capacity))
            .sum()
    }

    /// Measures for how many seconds `share` of the rate is above `capacity`.
    #[must_use]
    pub fn seconds_above(&self, from: f64, to: f64, share: f64, capacity: f64) -> f64 {
        let part = |e0: f64, e1: f64| match (e0 > 0.0, e1 > 0.0) {
            (true, true) => 1.0,
            (false, false) => 0.0,
            (true, false) => e0 / (e0 - e1),
            (false, true) => e1 / (e1 - e0),
        };
        self.pieces(from, to)
            .map(|(a, b, r0, r1)| (b - a) * part(share * r0 - capacity, share * r1 - capacity))
            .sum()
    }
}

/// The area above zero of a straight line over a length, from its heights at both ends.
fn above(length: f64, e0: f64, e1: f64) -> f64 {
    match (e0 > 0.0, e1 > 0.0) {
        (true, true) => length * (e0 + e1) / 2.0,
        (false, false) => 0.0,
        (true, false) => length * e0 * e0 / (e0 - e1) / 2.0,
        (false, true) => length * e1 * e1 / (e1 - e0) / 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{ProptestConfig, prop_assert, proptest};

    #[test]
    fn a_constant_curve_is_constant() {
        let curve = Curve::constant(3.0);
        assert!((curve.requests(10.0, 200_000.0) - 3.0 * 199_990.0).abs() < 1e-6);
        assert!((curve.excess(0.0, 100.0, 1.0, 2.0) - 100.0).abs() < 1e-9);
        assert_eq!(curve.excess(0.0, 100.0, 1.0, 3.0), 0.0);
        assert_eq!(Curve::default().requests(0.0, 100.0), 0.0);
    }

    #[test]
    fn a_day_has_its_peak_at_twenty_hours_and_repeats() {
        let curve = Curve::day(20.0);
        assert!((curve.rate(20.0 * 3_600.0) - 20.0).abs() < 1e-9);
        assert!((curve.rate(4.0 * 3_600.0 + DAY) - 2.0).abs() < 1e-9);
        assert!((curve.requests(0.0, DAY) - curve.requests(DAY, 2.0 * DAY)).abs() < 1e-3);
        let hours = curve.bends(DAY + 1.0).into_iter().map(|s| s / 3_600.0);
        let bends = [
            0.0,
            4.0,
            7.0,
            11.0,
            15.0,
            20.0,
            23.0,
            24.0,
            24.0 + 1.0 / 3_600.0,
        ];
        assert_eq!(hours.collect::<Vec<_>>(), bends);
    }

    #[test]
    fn a_rush_multiplies_its_span_and_nothing_else() {
        let curve = Curve::constant(2.0).with_rush(100.0, 50.0, 10.0);
        assert!((curve.requests(0.0, 300.0) - (2.0 * 250.0 + 20.0 * 50.0)).abs() < 1e-9);
        assert!((curve.excess(0.0, 300.0, 1.0, 5.0) - 15.0 * 50.0).abs() < 1e-9);
        assert!((curve.seconds_above(120.0, 300.0, 1.0, 5.0) - 30.0).abs() < 1e-9);
        assert_eq!(
            (curve.rate(99.0), curve.rate(100.0), curve.rate(150.0)),
            (2.0, 20.0, 2.0)
        );
        // A day later there is none.
        assert!((curve.requests(DAY, DAY + 300.0) - 600.0).abs() < 1e-9);
        assert_eq!(curve.without_rushes(), Curve::constant(2.0));
        assert_eq!(
            Curve::constant(1.0).with_rush(5.0, -1.0, 3.0),
            Curve::constant(1.0)
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn integrals_add_up_and_agree_with_a_sum(cut in 1.0f64..170_000.0, capacity in 0.0f64..25.0, share in 0.1f64..1.0, rush in 0u32..16_000, factor in 0.0f64..12.0) {
            let curve = Curve::day(20.0).with_rush(f64::from(rush) * 10.0, 3_600.0, factor);
            let whole = curve.excess(0.0, 172_800.0, share, capacity);
            let parts = curve.excess(0.0, cut, share, capacity) + curve.excess(cut, 172_800.0, share, capacity);
            prop_assert!((whole - parts).abs() < 1e-6 * whole.max(1.0));
            let sum: f64 = (0..17_280)
                .map(|i| (share * curve.rate(f64::from(i) * 10.0 + 5.0) - capacity).max(0.0) * 10.0)
                .sum();
            prop_assert!((whole - sum).abs() < 1e-3 * whole.max(100.0));
            prop_assert!(whole <= share * curve.requests(0.0, 172_800.0) + 1e-6);
        }
    }
}
