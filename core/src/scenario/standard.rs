//! The scenarios that the program has by itself.

use std::time::Duration;

use super::{Act, Moment, People, Scenario, Version};
use crate::fault::Fault;

/// An hour: long enough for every act of these scenarios to have shown what comes of it.
const HOUR: Duration = Duration::from_secs(3_600);

impl Scenario {
    /// Nothing but users, an update, and more replicas an hour later.
    #[must_use]
    pub fn calm(hours: u32, replicas: u32) -> Self {
        let day = HOUR * hours;
        let scale = Act::Scale {
            service: None,
            replicas,
        };
        Self::of(
            "calm",
            day + HOUR * 2,
            [(day, Act::Update(Version::Next)), (day + HOUR, scale)],
        )
    }

    /// Hours of users, then everything that separates one way from another, each with an hour or more to itself.
    ///
    /// The hours are those of the users' day when it begins at midnight: a crash at three at night, when nobody looks;
    /// maintenance and a zone without power in the morning; versions in the afternoon; the rush at the day's peak.
    #[must_use]
    pub fn standard(hours: u32, replicas: u32) -> Self {
        let day = HOUR * hours;
        let at = |hour: u32, act: Act| (day + HOUR * hour, act);
        let scale = Act::Scale {
            service: None,
            replicas,
        };
        // Ten times the peak for a quarter of an hour: what the course calls a rush (own choice).
        let rush = Act::Rush {
            factor: 10.0,
            lasts: HOUR / 4,
        };
        let outage = Fault::ZoneOutage {
            zone: None,
            lasts: None,
        };
        Self::of(
            "standard",
            day + HOUR * 21,
            [
                at(3, Act::Fault(Fault::ProcessCrash { service: None })),
                at(8, Act::Fault(Fault::Maintenance {})),
                at(10, Act::Fault(outage)),
                at(15, Act::Update(Version::Next)),
                at(16, Act::Update(Version::Crashes)),
                at(17, scale),
                at(20, rush),
            ],
        )
    }

    fn of<const N: usize>(name: &str, horizon: Duration, acts: [(Duration, Act); N]) -> Self {
        let moment = |(at, act): (Duration, Act)| Moment {
            at,
            name: act.word().to_owned(),
            act,
        };
        Self {
            name: name.to_owned(),
            app: None,
            lanes: Vec::new(),
            peak: None,
            horizon,
            timeline: acts.map(moment).to_vec(),
            people: People::default(),
            expectations: Vec::new(),
            named: Vec::new(),
        }
    }
}
