//! What decides a run besides the application and the lane.

use std::sync::Arc;

use paperboat_core::layer::Typing;
use paperboat_core::scenario::Scenario;
use paperboat_simulator::model::Model;

/// What decides a run besides the application and the lane.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The seed.
    pub seed: u64,
    /// All numbers.
    pub model: Arc<Model>,
    /// How fast the person types.
    pub typing: Typing,
    /// Requests a second at the day's peak.
    pub peak: f64,
    /// What happens while users come.
    pub scenario: Arc<Scenario>,
}

impl Settings {
    /// A rehearsal's: the first seed, and no users.
    #[must_use]
    pub fn quiet(model: Arc<Model>, typing: Typing) -> Self {
        Self {
            seed: 1,
            model,
            typing,
            peak: 1.0,
            scenario: Arc::new(Scenario::calm(1, 1)),
        }
    }
}
