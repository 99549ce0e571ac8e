//! What became of requests that were looked at one by one.

/// What became of requests that were looked at one by one. Each of them was answered, lost, or is waited for at the end.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requests {
    /// Requests that came.
    pub asked: u64,
    /// Requests that nobody answered, or not while the user waited.
    pub lost: u64,
    /// Requests that were under way at the end.
    pub waiting: u64,
    /// Seconds that answered requests waited before anybody worked at them, all together.
    pub waited_s: f64,
    /// Seconds from each answered request to its answer.
    latencies: Vec<f64>,
}

impl Requests {
    /// Requests that were answered.
    #[must_use]
    pub fn served(&self) -> u64 {
        self.latencies.len() as u64
    }

    /// The seconds within which parts of the answers came (each 0 to 1): the least time that so many of them took at most.
    /// None without answers.
    #[must_use]
    pub fn within<const N: usize>(&self, parts: [f64; N]) -> Option<[f64; N]> {
        let last = self.latencies.len().checked_sub(1)?;
        let mut latencies = self.latencies.clone();
        Some(parts.map(|part| {
            let rank = (part * latencies.len() as f64).ceil() as usize;
            let place = rank.saturating_sub(1).min(last);
            *latencies.select_nth_unstable_by(place, f64::total_cmp).1
        }))
    }

    /// The mean seconds from a request to its answer.
    #[must_use]
    pub fn mean_s(&self) -> Option<f64> {
        let sum = self
            .latencies
            .iter()
            .fold(0.0, |sum, seconds| sum + seconds);
        (!self.latencies.is_empty()).then(|| sum / self.latencies.len() as f64)
    }

    /// The mean seconds that a request waited before anybody worked at it.
    #[must_use]
    pub fn mean_wait_s(&self) -> Option<f64> {
        (!self.latencies.is_empty()).then(|| self.waited_s / self.latencies.len() as f64)
    }

    /// Adds what became of others.
    pub fn add(&mut self, other: &Self) {
        self.asked += other.asked;
        self.lost += other.lost;
        self.waiting += other.waiting;
        self.waited_s += other.waited_s;
        self.latencies.extend(&other.latencies);
    }

    pub(super) fn answer(&mut self, waited_s: f64, latency_s: f64) {
        self.waited_s += waited_s;
        self.latencies.push(latency_s);
    }
}
