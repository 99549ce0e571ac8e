//! What follows from what was measured: pure functions, without a world.

/// How a metric stands to the value near which it shall stay, period for period, as the two alarms of a policy count it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Streak {
    /// Periods in a row in which it was above the value.
    pub(super) above: u64,
    /// Periods in a row in which it was below the lower alarm's threshold.
    pub(super) below: u64,
}

impl Streak {
    /// Counts a period. One without a measurement breaks both: missing data scales nothing.
    pub(super) fn count(&mut self, metric: Option<f64>, value: f64, low: f64) {
        let above = metric.is_some_and(|m| m > value);
        let below = metric.is_some_and(|m| m < low);
        self.above = if above { self.above + 1 } else { 0 };
        self.below = if below { self.below + 1 } else { 0 };
    }
}

/// How many tasks bring the metric to its value, when `running` have it where it is: in proportion, rounded up.
pub(super) fn proportional(running: u32, metric: f64, value: f64) -> u32 {
    // A metric that is its value to the last bit but one asks for no further task.
    let wanted = (f64::from(running) * metric / value - 1e-9).ceil();
    wanted.clamp(0.0, f64::from(u32::MAX)) as u32
}

/// What a policy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// So many tasks at least.
    Out(u32),
    /// Not more than so many tasks.
    In(u32),
}

/// What is done about the wishes of all policies of a target: more tasks when any of them asks, fewer only when all do, and
/// then as many as the one that asks for most. None when the desired count stays.
pub(super) fn settle(wishes: &[Option<Wish>], desired: u32, min: u32, max: u32) -> Option<u32> {
    let out = wishes.iter().flatten().filter_map(|wish| match wish {
        Wish::Out(tasks) => Some(*tasks),
        Wish::In(_) => None,
    });
    if let Some(most) = out.max() {
        return Some(most.clamp(min, max)).filter(|wanted| *wanted > desired);
    }
    let inward = wishes.iter().map(|wish| match wish {
        Some(Wish::In(tasks)) => Some(*tasks),
        _ => None,
    });
    let most = inward.collect::<Option<Vec<u32>>>()?.into_iter().max()?;
    Some(most.clamp(min, max)).filter(|wanted| *wanted < desired)
}

#[cfg(test)]
mod tests {
    use super::Wish::{In, Out};
    use super::*;

    #[test]
    fn tasks_follow_the_metric_in_proportion() {
        assert_eq!(proportional(2, 140.0, 70.0), 4);
        assert_eq!(proportional(2, 71.0, 70.0), 3);
        assert_eq!(proportional(3, 70.0, 70.0), 3);
        assert_eq!(proportional(4, 10.0, 70.0), 1);
        assert_eq!(proportional(4, 0.0, 70.0), 0);
    }

    #[test]
    fn any_policy_brings_tasks_and_only_all_together_take_them_away() {
        assert_eq!(settle(&[Some(Out(5)), Some(In(1))], 2, 1, 10), Some(5));
        assert_eq!(settle(&[Some(Out(50))], 2, 1, 10), Some(10));
        assert_eq!(settle(&[Some(In(1)), None], 4, 1, 10), None);
        assert_eq!(settle(&[Some(In(1)), Some(In(3))], 4, 2, 10), Some(3));
        assert_eq!(settle(&[Some(In(0))], 4, 2, 10), Some(2));
        assert_eq!(settle(&[Some(Out(2))], 2, 1, 10), None);
        assert_eq!(settle(&[], 2, 1, 10), None);
    }

    #[test]
    fn a_period_without_a_measurement_breaks_a_streak() {
        let mut streak = Streak::default();
        for metric in [80.0, 90.0] {
            streak.count(Some(metric), 70.0, 63.0);
        }
        assert_eq!((streak.above, streak.below), (2, 0));
        streak.count(None, 70.0, 63.0);
        assert_eq!(streak, Streak::default());
        streak.count(Some(65.0), 70.0, 63.0);
        assert_eq!(streak, Streak::default());
    }
}
