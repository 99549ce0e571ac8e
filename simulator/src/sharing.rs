//! Processor sharing: jobs share one capacity evenly, each up to a bound of its own.
//!
//! Exact, and without ticks: what is left changes only when somebody joins or leaves, and the first end is known
//! ahead. Processors are shared so by booting containers, and a machine's network by its pulls.

use std::time::Duration;

use paperboat_core::time::Timestamp;

/// The longest time that is planned ahead, in seconds.
const LONGEST_S: f64 = 1e9;

/// Jobs and the capacity that they share. Work and capacity are in the same unit, the capacity by second.
#[derive(Clone, Debug)]
pub struct Sharing<K> {
    capacity: f64,
    jobs: Vec<Job<K>>,
    updated: Timestamp,
}

#[derive(Clone, Debug)]
struct Job<K> {
    key: K,
    left: f64,
    bound: f64,
}

impl<K: Copy + PartialEq> Sharing<K> {
    /// Begins without jobs.
    #[must_use]
    pub fn new(capacity: f64) -> Self {
        Self {
            capacity,
            jobs: Vec::new(),
            updated: Timestamp::ZERO,
        }
    }

    /// The capacity, by second.
    #[must_use]
    pub fn capacity(&self) -> f64 {
        self.capacity
    }

    /// Tells whether nobody works.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        self.jobs.is_empty()
    }

    /// Changes the capacity from now on.
    pub fn resize(&mut self, now: Timestamp, capacity: f64) {
        self.progress(now);
        self.capacity = capacity;
    }

    /// Adds a job that can use at most `bound` of the capacity.
    pub fn join(&mut self, now: Timestamp, key: K, work: f64, bound: f64) {
        self.progress(now);
        self.jobs.push(Job {
            key,
            left: work,
            bound,
        });
    }

    /// Takes a job out, done or not.
    pub fn leave(&mut self, now: Timestamp, key: K) {
        self.progress(now);
        self.jobs.retain(|job| job.key != key);
    }

    /// When the first job is done if nobody joins or leaves; none when none ever is.
    #[must_use]
    pub fn next(&self) -> Option<Timestamp> {
        let ends = self.jobs.iter().zip(self.rates()).map(|(job, rate)| {
            if job.left > 0.0 { job.left / rate } else { 0.0 }
        });
        let first = ends.min_by(f64::total_cmp).filter(|s| s.is_finite())?;
        let micros = (first.min(LONGEST_S) * 1e6).ceil() as u64;
        Some(self.updated + Duration::from_micros(micros))
    }

    /// Takes out the jobs that are done now, within a microsecond, in the order in which they joined.
    pub fn done(&mut self, now: Timestamp) -> Vec<K> {
        self.progress(now);
        let rates = self.rates();
        let mut done = Vec::new();
        let mut rates = rates.iter();
        self.jobs.retain(|job| {
            let rate = rates.next().copied().unwrap_or_default();
            let over = job.left <= rate * 1e-6;
            if over {
                done.push(job.key);
            }
            !over
        });
        done
    }

    /// The work that is left of all jobs together.
    #[must_use]
    pub fn left(&self) -> f64 {
        self.jobs.iter().map(|job| job.left).sum()
    }

    fn progress(&mut self, now: Timestamp) {
        let seconds = now.since(self.updated).as_secs_f64();
        self.updated = now;
        if seconds > 0.0 {
            let rates = self.rates();
            for (job, rate) in self.jobs.iter_mut().zip(rates) {
                job.left = (job.left - rate * seconds).max(0.0);
            }
        }
    }

    /// What each job gets: the tightest bounds first, and what they leave is shared by the others.
    fn rates(&self) -> Vec<f64> {
        let mut order: Vec<usize> = (0..self.jobs.len()).collect();
        order.sort_by(|a, b| self.jobs[*a].bound.total_cmp(&self.jobs[*b].bound));
        let mut rates = vec![0.0; self.jobs.len()];
        let mut free = self.capacity;
        for (before, i) in order.iter().enumerate() {
            let fair = free / (self.jobs.len() - before) as f64;
            rates[*i] = self.jobs[*i].bound.min(fair);
            free -= rates[*i];
        }
        rates
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use paperboat_core::time::Timestamp;
    use proptest::collection::vec;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::Sharing;

    /// Joins jobs at given seconds, looks at the given cuts, and says when each was done.
    fn run(capacity: f64, jobs: &[(u64, f64, f64)], cuts: &[u64]) -> Vec<(usize, Timestamp)> {
        let mut sharing = Sharing::new(capacity);
        let mut ends = Vec::new();
        let mut joins: Vec<(Timestamp, usize)> = jobs
            .iter()
            .enumerate()
            .map(|(i, job)| (Timestamp(job.0 * 1_000), i))
            .collect();
        joins.sort_unstable();
        let mut cuts: Vec<Timestamp> = cuts.iter().map(|ms| Timestamp(ms * 1_000)).collect();
        cuts.sort_unstable();
        loop {
            let join = joins.first().map(|j| j.0);
            let cut = cuts.first().copied();
            let due = [sharing.next(), join, cut].into_iter().flatten().min();
            let Some(now) = due else { return ends };
            ends.extend(sharing.done(now).into_iter().map(|key| (key, now)));
            if join == Some(now) {
                let (_, i) = joins.remove(0);
                sharing.join(now, i, jobs[i].1, jobs[i].2);
            } else if cut == Some(now) {
                cuts.remove(0);
                sharing.resize(now, capacity);
            }
        }
    }

    #[test]
    fn four_boots_on_two_processors_take_twice_as_long() {
        let ends = run(2.0, &[(0, 8.0, 1.0); 4], &[]);
        assert!(
            ends.iter().all(|end| end.1 == Timestamp(16_000_000)),
            "{ends:?}"
        );
        assert_eq!(run(2.0, &[(0, 8.0, 1.0)], &[])[0].1, Timestamp(8_000_000));
        assert_eq!(run(2.0, &[(0, 8.0, 0.25)], &[])[0].1, Timestamp(32_000_000));
    }

    #[test]
    fn what_a_bound_leaves_goes_to_the_others() {
        let ends = run(1.0, &[(0, 1.0, 0.25), (0, 3.0, 1.0)], &[]);
        assert!(
            ends.iter().all(|end| end.1 == Timestamp(4_000_000)),
            "{ends:?}"
        );
        assert_eq!(Sharing::<u8>::new(0.0).next(), None);
        assert_eq!(run(0.0, &[(0, 1.0, 1.0)], &[]), []);
    }

    proptest! {
        #[test]
        fn looking_changes_nothing(
            capacity in 0.1f64..8.0,
            jobs in vec((0u64..60_000, 0.0f64..30.0, 0.05f64..2.0), 0..8),
            cuts in vec(0u64..120_000, 0..20),
        ) {
            let (once, sliced) = (run(capacity, &jobs, &[]), run(capacity, &jobs, &cuts));
            prop_assert_eq!(once.len(), jobs.len());
            for (key, end) in &once {
                let other = sliced.iter().find(|s| s.0 == *key).expect("it ends").1;
                prop_assert!(end.0.abs_diff(other.0) <= 20, "{end} {other}");
            }
        }

        #[test]
        fn work_is_conserved(
            capacity in 0.1f64..8.0,
            jobs in vec((0.0f64..30.0, 0.05f64..2.0), 1..8),
            seconds in 0.0f64..20.0,
        ) {
            let mut sharing = Sharing::new(capacity);
            for (i, (work, bound)) in jobs.iter().enumerate() {
                sharing.join(Timestamp::ZERO, i, *work, *bound);
            }
            let before = sharing.left();
            let until = Timestamp::ZERO + Duration::from_secs_f64(seconds);
            while let Some(next) = sharing.next().filter(|next| *next <= until) {
                sharing.done(next);
            }
            sharing.resize(until, capacity);
            let done = before - sharing.left();
            let bounds: f64 = jobs.iter().map(|job| job.1).sum();
            prop_assert!(done >= -1e-9 && done <= capacity.min(bounds) * until.as_secs_f64() + 1e-3);
            let idle_at_worst = jobs.iter().map(|job| job.0 / job.1.min(capacity / jobs.len() as f64)).fold(0.0, f64::max);
            if until.as_secs_f64() > idle_at_worst + 1e-3 {
                prop_assert!(sharing.is_idle());
            }
        }
    }
}
