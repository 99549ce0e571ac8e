//! A program's line of requests: so many workers, and whoever comes while all of them work waits in order of arrival.

/// A program that works at so many requests at the same time, first come, first served.
///
/// It knows of each worker only when it is free again, which is all that an arrival has to know (the recursion of Kiefer and
/// Wolfowitz, 1955): a request costs one step through a heap, however many wait.
#[derive(Clone, Debug, PartialEq)]
pub struct Station {
    /// When each worker is free, in seconds; a heap with the earliest first.
    free: Vec<f64>,
}

impl Station {
    /// A program with so many workers, all of them free; with one at least.
    #[must_use]
    pub fn new(workers: u32) -> Self {
        Self {
            free: vec![f64::NEG_INFINITY; workers.max(1) as usize],
        }
    }

    /// When work at a request that comes at this time can begin, in seconds. Requests come in order of time.
    #[must_use]
    pub fn begins(&self, at: f64) -> f64 {
        self.free[0].max(at)
    }

    /// Lets a request have the first worker that is free, until a time.
    pub fn busy_until(&mut self, until: f64) {
        let free = &mut self.free;
        let mut place = 0;
        loop {
            let left = 2 * place + 1;
            let Some(mut child) = free.get(left).copied().map(|time| (left, time)) else {
                break;
            };
            if let Some(right) = free.get(left + 1).filter(|time| **time < child.1) {
                child = (left + 1, *right);
            }
            if child.1 >= until {
                break;
            }
            free[place] = child.1;
            place = child.0;
        }
        free[place] = until;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

    use super::Station;

    #[test]
    fn who_comes_while_all_work_waits_for_the_first_that_is_free() {
        let mut station = Station::new(2);
        for (at, takes, begins) in [
            (0.0, 10.0, 0.0),
            (1.0, 3.0, 1.0),
            (2.0, 5.0, 4.0),
            (3.0, 1.0, 9.0),
            (20.0, 1.0, 20.0),
        ] {
            assert_eq!(station.begins(at), begins);
            station.busy_until(begins + takes);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn it_is_a_line_of_which_the_first_goes_to_the_least_busy(workers in 1_u32..12, requests in proptest::collection::vec((0.0_f64..3.0, 0.0_f64..20.0), 1..200)) {
            let mut station = Station::new(workers);
            let mut sorted = vec![f64::NEG_INFINITY; workers as usize];
            let mut at = 0.0;
            for (pause, takes) in requests {
                at += pause;
                sorted.sort_by(f64::total_cmp);
                let begins = sorted[0].max(at);
                prop_assert_eq!(station.begins(at), begins);
                station.busy_until(begins + takes);
                sorted[0] = begins + takes;
            }
        }
    }
}
