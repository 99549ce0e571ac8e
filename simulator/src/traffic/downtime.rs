//! Time without an answer, by wall clock.

use std::collections::BTreeMap;
use std::time::Duration;

/// How long users got no answer at all.
///
/// A service is down while one of its public ports answers nobody. The application is down while at least one of its
/// public services is: two services that are down at the same time make the application down once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Downtime {
    /// Time in which the application was down.
    pub application: Duration,
    /// Time in which each public service was down; all services are listed, also those that never were.
    pub services: BTreeMap<String, Duration>,
}

impl Downtime {
    /// Counts a span in which nothing changed: whether each service was down in it.
    pub(super) fn count<'a>(
        &mut self,
        span: Duration,
        entries: impl Iterator<Item = (&'a str, bool)>,
    ) {
        let mut services: BTreeMap<&str, bool> = BTreeMap::new();
        for (service, down) in entries {
            *services.entry(service).or_default() |= down;
        }
        for (service, down) in &services {
            let sum = self.services.entry((*service).to_owned()).or_default();
            *sum += if *down { span } else { Duration::ZERO };
        }
        if services.values().any(|down| *down) {
            self.application += span;
        }
    }

    /// What was added since an earlier count.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let before = |service: &String| earlier.services.get(service).copied().unwrap_or_default();
        let services = self.services.iter();
        Self {
            application: self.application.saturating_sub(earlier.application),
            services: services
                .map(|(service, sum)| (service.clone(), sum.saturating_sub(before(service))))
                .collect(),
        }
    }

    /// Adds another span's downtime.
    pub fn add(&mut self, other: &Self) {
        self.application += other.application;
        for (service, more) in &other.services {
            *self.services.entry(service.clone()).or_default() += *more;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

    use super::Downtime;

    const NAMES: [&str; 3] = ["api", "shop", "api"];

    #[test]
    fn services_that_are_down_together_are_one_downtime() {
        let mut downtime = Downtime::default();
        let second = Duration::from_secs(1);
        downtime.count(second * 34, [("api", true), ("shop", true)].into_iter());
        downtime.count(second * 2, [("api", false), ("shop", true)].into_iter());
        downtime.count(second * 5, [("api", false), ("shop", false)].into_iter());
        assert_eq!(downtime.application, second * 36);
        assert_eq!(downtime.services["api"], second * 34);
        assert_eq!(downtime.services["shop"], second * 36);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]
        #[test]
        fn downtime_is_time(spans in proptest::collection::vec((0u64..90_000_000, any::<[bool; 3]>()), 0..40), cut in 0usize..40) {
            let mut downtime = Downtime::default();
            let mut before = Downtime::default();
            let mut passed = Duration::ZERO;
            for (n, (micros, down)) in spans.iter().enumerate() {
                if n == cut {
                    before = downtime.clone();
                }
                let span = Duration::from_micros(*micros);
                passed += span;
                downtime.count(span, NAMES.into_iter().zip(*down));
            }
            prop_assert!(downtime.application <= passed);
            let sum: Duration = downtime.services.values().sum();
            prop_assert!(downtime.application <= sum);
            for service in downtime.services.values() {
                prop_assert!(*service <= downtime.application);
            }
            let mut whole = downtime.since(&before);
            whole.add(&before);
            prop_assert_eq!(whole, downtime);
        }
    }
}
