//! Checks that lie on a grid: how many have found what, and which one changes a verdict.

use std::time::Duration;

use paperboat_core::aws::elbv2::TargetHealthStateEnum;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::health_check::HealthCheck;
use super::probe::Finding;
use crate::change::Dependencies;

use TargetHealthStateEnum::{Healthy, Initial, Unhealthy};

/// The checks of one target.
#[derive(Clone, Debug)]
pub(super) struct Checks {
    /// When the next check starts that is not counted yet.
    next: Timestamp,
    /// What a check finds since the last look.
    pub(super) finding: Finding,
    /// What the last look at them depended on.
    pub(super) on: Dependencies,
    /// The event since which they pass, or do not; the one by which they began as long as that has not changed.
    pub(super) cause: EventId,
    /// Whether a check would ever have passed.
    ever_passing: bool,
    /// Counted checks in a row that passed (or failed).
    passed: bool,
    in_a_row: u32,
}

impl Checks {
    /// Begins with a first check at `first`.
    pub(super) fn new(first: Timestamp, finding: Finding, cause: EventId) -> Self {
        Self {
            next: first,
            finding,
            on: Dependencies::default(),
            cause,
            ever_passing: finding.passes(),
            passed: finding.passes(),
            in_a_row: 0,
        }
    }

    /// The checks find something else from now on; `cause` when it is known why.
    pub(super) fn change(&mut self, finding: Finding, cause: Option<EventId>) {
        if finding.passes() != self.finding.passes() {
            self.cause = cause.unwrap_or(self.cause);
        }
        self.finding = finding;
        self.ever_passing |= finding.passes();
    }

    /// Tells whether a check would ever have passed.
    pub(super) fn were_passing(&self) -> bool {
        self.ever_passing
    }

    /// Counts the checks that have started until `now`; they found what was true since the last look.
    pub(super) fn count(&mut self, now: Timestamp, interval: Duration) {
        if self.next > now {
            return;
        }
        let every = u64::try_from(interval.as_micros())
            .unwrap_or(u64::MAX)
            .max(1);
        let started = (now.0 - self.next.0) / every + 1;
        self.next = Timestamp(self.next.0 + started * every);
        let started = u32::try_from(started).unwrap_or(u32::MAX);
        if self.passed == self.finding.passes() {
            self.in_a_row = self.in_a_row.saturating_add(started);
        } else {
            self.passed = self.finding.passes();
            self.in_a_row = started;
        }
    }

    /// How many checks in a row, of the kind that is found now, change what is said of a target; none when
    /// nothing changes. A new target is healthy after one.
    pub(super) fn needed(
        &self,
        state: TargetHealthStateEnum,
        reason: &str,
        check: &HealthCheck,
    ) -> Option<u32> {
        match (state, self.finding.passes()) {
            (Initial, true) => Some(1),
            (Unhealthy, true) => Some(check.healthy),
            (Initial | Healthy, false) => Some(check.unhealthy),
            (Unhealthy, false) => (reason != self.finding.reason().0).then_some(1),
            _ => None,
        }
    }

    /// Tells whether the first check has started.
    pub(super) fn begun(&self, now: Timestamp) -> bool {
        self.in_a_row > 0 || self.next <= now
    }

    /// Tells whether so many checks in a row have found what is found now.
    pub(super) fn have(&self, needed: u32) -> bool {
        self.passed == self.finding.passes() && self.in_a_row >= needed
    }

    /// When the last of so many checks in a row has its answer, if things stay as they are.
    pub(super) fn answered_at(&self, needed: u32, check: &HealthCheck) -> Timestamp {
        let same = self.passed == self.finding.passes();
        let have = if same { self.in_a_row } else { 0 };
        let more = needed.saturating_sub(have).max(1);
        let started = self.next + check.interval() * (more - 1);
        if self.finding == Finding::TimedOut {
            started + check.timeout()
        } else {
            started
        }
    }
}

#[cfg(test)]
mod tests {
    use paperboat_core::aws::elbv2::CreateTargetGroup;
    use proptest::prelude::{any, prop_assert_eq, proptest};

    use super::*;
    use crate::model::Model;

    const SECOND: u64 = 1_000_000;

    fn check(interval: u32, healthy: u32, unhealthy: u32) -> HealthCheck {
        let request = CreateTargetGroup {
            health_check_interval_seconds: Some(interval),
            health_check_timeout_seconds: Some(2),
            healthy_threshold_count: Some(healthy),
            unhealthy_threshold_count: Some(unhealthy),
            ..CreateTargetGroup::default()
        };
        HealthCheck::of(&Model::default(), &request).unwrap()
    }

    fn finding(passes: bool) -> Finding {
        if passes {
            Finding::Passed
        } else {
            Finding::NoAnswer
        }
    }

    /// A verdict by looking at every check.
    fn polled(flips: &[u64], first: u64, end: u64, check: &HealthCheck) -> Vec<(u64, bool)> {
        let every = check.interval().as_micros() as u64;
        let (mut state, mut row, mut verdicts) = (Initial, (true, 0), Vec::new());
        for at in (first..=end).step_by(every as usize) {
            // A flip at the time of a check comes after it.
            let passes = flips.iter().filter(|f| **f < at).count() % 2 == 1;
            row = if row.0 == passes {
                (passes, row.1 + 1)
            } else {
                (passes, 1)
            };
            let to = match (state, passes) {
                (Initial, true) => Healthy,
                (Unhealthy, true) if row.1 >= check.healthy => Healthy,
                (Initial | Healthy, false) if row.1 >= check.unhealthy => Unhealthy,
                _ => continue,
            };
            state = to;
            verdicts.push((at, to == Healthy));
        }
        verdicts
    }

    /// The same verdicts, computed from one change to the next.
    fn computed(flips: &[u64], first: u64, end: u64, check: &HealthCheck) -> Vec<(u64, bool)> {
        let mut checks = Checks::new(Timestamp(first), finding(false), EventId(0));
        let (mut state, mut reason, mut verdicts) = (Initial, "", Vec::new());
        let mut flips = flips.iter().copied().peekable();
        loop {
            let needed = checks.needed(state, reason, check);
            let due = needed.map(|n| (checks.answered_at(n, check), n));
            match (flips.peek().copied(), due) {
                (flip, Some((at, needed))) if flip.is_none_or(|f| at.0 <= f) => {
                    if at.0 > end {
                        return verdicts;
                    }
                    checks.count(at, check.interval());
                    assert!(checks.have(needed), "the planned check changes the verdict");
                    state = if checks.finding.passes() {
                        Healthy
                    } else {
                        Unhealthy
                    };
                    reason = checks.finding.reason().0;
                    verdicts.push((at.0, state == Healthy));
                }
                (Some(flip), _) => {
                    flips.next();
                    checks.count(Timestamp(flip), check.interval());
                    checks.finding = finding(!checks.finding.passes());
                }
                (None, _) => return verdicts,
            }
        }
    }

    proptest! {
        #[test]
        fn computed_verdicts_are_the_polled_ones(
            mut flips in proptest::collection::vec(0..600 * SECOND, 0..20),
            first in 0..10 * SECOND,
            interval in 5_u32..40,
            healthy in 2_u32..6,
            unhealthy in 2_u32..6,
            on_the_grid in any::<bool>(),
        ) {
            if on_the_grid {
                let every = u64::from(interval) * SECOND;
                for flip in &mut flips {
                    *flip = first + *flip / every * every;
                }
            }
            flips.sort_unstable();
            let (check, end) = (check(interval, healthy, unhealthy), 900 * SECOND);
            let by_looking = polled(&flips, first, end, &check);
            prop_assert_eq!(computed(&flips, first, end, &check), by_looking);
        }
    }

    #[test]
    fn a_check_without_an_answer_fails_after_its_timeout() {
        let check = check(10, 2, 3);
        let checks = Checks::new(Timestamp(SECOND), Finding::TimedOut, EventId(0));
        let needed = checks.needed(Initial, "", &check).unwrap();
        assert_eq!(checks.answered_at(needed, &check), Timestamp(23 * SECOND));
    }
}
