//! When there are seeds enough.

use super::metric::Unit;
use super::row::Row;

/// How many seeds a comparison takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seeds {
    /// At most so many; one at least.
    pub most: u64,
    /// To what part of the figures the differences are to be known, such as 0.05; fewer seeds are taken when they are. None:
    /// all are.
    pub precision: Option<f64>,
}

/// After so many seeds it is looked for the first time whether they are enough, and then each time that they have doubled:
/// whoever looks after each one stops at a lucky one (own choice; twenty are the least of which a twentieth is one).
const FIRST_LOOK: u64 = 20;

impl Seeds {
    /// All of so many.
    #[must_use]
    pub fn all(most: u64) -> Self {
        Self {
            most,
            precision: None,
        }
    }

    /// The numbers of seeds after which it is looked whether they are enough, the last one being the most.
    pub(super) fn looks(self) -> Vec<u64> {
        let most = self.most.max(1);
        let doubled = std::iter::successors(Some(FIRST_LOOK), |seeds| seeds.checked_mul(2));
        let before = doubled.take_while(|seeds| *seeds < most);
        let before = before.filter(|_| self.precision.is_some());
        before.chain([most]).collect()
    }
}

impl Row {
    /// Tells whether it is known to a part of its figures: the interval of each difference between lanes, or of the mean
    /// where there is one lane only, reaches no further to either side than this part of the greater of both means, or than
    /// a reader can tell apart.
    #[must_use]
    pub fn is_known_to(&self, part: f64) -> bool {
        let apart = self.unit.told_apart();
        let mean = |lane: &str| {
            let figures = self.figures.iter();
            let mut found = figures.filter(|figure| figure.lane == lane);
            found.next().and_then(|figure| figure.mean).unwrap_or(0.0)
        };
        let enough = |half: f64, size: f64| half <= (size * part).max(apart);
        if let [only] = self.figures.as_slice() {
            let half = only
                .mean_interval
                .map_or(0.0, |interval| interval.half_width());
            return enough(half, only.mean.unwrap_or(0.0).abs());
        }
        self.differences.iter().all(|difference| {
            let size = mean(&difference.lane)
                .abs()
                .max(mean(&difference.from).abs());
            let half = difference
                .interval
                .map_or(0.0, |interval| interval.half_width());
            enough(half, size)
        })
    }
}

impl Unit {
    /// What is half of the last digit in which figures of it are shown.
    fn told_apart(self) -> f64 {
        match self {
            Self::Seconds => 0.05,
            Self::Count => 0.5,
            Self::Dollars => 0.005,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Seeds;

    #[test]
    fn it_is_looked_when_seeds_have_doubled() {
        let looks = |most, precision| Seeds { most, precision }.looks();
        assert_eq!(looks(1_000, None), [1_000]);
        assert_eq!(looks(100, Some(0.05)), [20, 40, 80, 100]);
        assert_eq!(looks(40, Some(0.05)), [20, 40]);
        assert_eq!(looks(5, Some(0.05)), [5]);
        assert_eq!(looks(0, None), [1]);
    }
}
