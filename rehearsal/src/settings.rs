//! What decides a run besides the application and the lane.

use std::sync::Arc;

use paperboat_core::people::People;
use paperboat_core::scenario::{Act, Moment, Scenario};
use paperboat_simulator::model::Model;
use paperboat_simulator::traffic::Curve;

/// What decides a run besides the application and the lane.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The seed.
    pub seed: u64,
    /// All numbers.
    pub model: Arc<Model>,
    /// Who works, and how.
    pub people: People,
    /// Requests a second at the day's peak.
    pub peak: f64,
    /// What happens while users come.
    pub scenario: Arc<Scenario>,
}

impl Settings {
    /// A rehearsal's: the first seed, and no users.
    #[must_use]
    pub fn quiet(model: Arc<Model>, people: impl Into<People>) -> Self {
        Self {
            seed: 1,
            model,
            people: people.into(),
            peak: 1.0,
            scenario: Arc::new(Scenario::calm(1, 1)),
        }
    }

    /// The rate of users' requests, in seconds since they came, with so many a second at the day's peak.
    #[must_use]
    pub fn curve(&self, peak: f64) -> Curve {
        let rush = |curve: Curve, moment: &Moment| match moment.act {
            Act::Rush { factor, lasts } => {
                curve.with_rush(moment.at.as_secs_f64(), lasts.as_secs_f64(), factor)
            }
            _ => curve,
        };
        self.scenario.timeline.iter().fold(Curve::day(peak), rush)
    }
}
