//! When users' requests come, one by one.

use libm::{log, sqrt};

use super::Curve;
use crate::random::Stream;

/// The times of requests between two times, in seconds since the traffic began: a Poisson process whose rate is a share of
/// the curve's.
///
/// Times are those at which the integral of the rate reaches those of a process of rate 1 (inversion; Çinlar, 1975), so that
/// each request takes one draw, and twice the users meet the same luck.
pub(super) fn arrivals<'a>(
    curve: &'a Curve,
    share: f64,
    (from, to): (f64, f64),
    draws: &'a mut Stream,
) -> impl Iterator<Item = f64> + 'a {
    let mut pieces = curve.pieces(from, to);
    let mut piece = pieces.next();
    // How much of the piece's integral lies before the next request.
    let mut mass = exponential(draws);
    std::iter::from_fn(move || {
        loop {
            let (begin, end, first, last) = piece?;
            let (first, last) = (share * first, share * last);
            let length = end - begin;
            let whole = length * (first + last) / 2.0;
            if mass >= whole {
                mass -= whole;
                piece = pieces.next();
                continue;
            }
            // The root of a quadratic, in the form that a rate of zero at either end does not spoil.
            let slope = (last - first) / length;
            let root = sqrt((first * first + 2.0 * slope * mass).max(0.0));
            let at = begin + 2.0 * mass / (first + root);
            mass += exponential(draws);
            return Some(at.min(end));
        }
    })
}

/// A draw of mean 1.
pub(super) fn exponential(draws: &mut Stream) -> f64 {
    -log(draws.draw().get())
}

#[cfg(test)]
mod tests {
    use super::arrivals;
    use crate::random::Random;
    use crate::traffic::Curve;

    #[test]
    fn as_many_come_as_the_curve_says_and_when_it_says() {
        let curve = Curve::day(20.0).with_rush(43_200.0, 3_600.0, 3.0);
        let mut draws = Random::new(7).stream("arrival", "web");
        let day = 86_400.0;
        let times: Vec<f64> = arrivals(&curve, 0.5, (0.0, day), &mut draws).collect();
        assert!(times.is_sorted() && times.iter().all(|t| (0.0..=day).contains(t)));
        for (from, to) in [
            (0.0, day),
            (10_800.0, 18_000.0),
            (43_200.0, 46_800.0),
            (70_000.0, 70_600.0),
        ] {
            let expected = 0.5 * curve.requests(from, to);
            let found = times.iter().filter(|t| (from..to).contains(*t)).count() as f64;
            // A Poisson number: four standard deviations.
            assert!(
                (found - expected).abs() < 4.0 * expected.sqrt(),
                "{found} of {expected}"
            );
        }
    }

    #[test]
    fn nobody_comes_where_the_rate_is_nothing() {
        let mut draws = Random::new(1).stream("arrival", "web");
        assert_eq!(
            arrivals(&Curve::constant(0.0), 1.0, (0.0, 1e5), &mut draws).count(),
            0
        );
        assert_eq!(
            arrivals(&Curve::default(), 1.0, (0.0, 1e5), &mut draws).count(),
            0
        );
        let ramp = Curve::new([(0.0, 0.0), (100.0, 10.0)]);
        let first = arrivals(&ramp, 1.0, (0.0, 100.0), &mut draws)
            .next()
            .expect("one");
        assert!(first > 0.0 && first < 100.0);
    }
}
