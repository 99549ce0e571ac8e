//! What decides a run besides the application and the lane.

use std::sync::Arc;

use paperboat_core::layer::Typing;
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
    /// Hours of traffic before the update.
    pub hours: u32,
    /// Replicas to which a public service is scaled.
    pub replicas: u32,
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
            hours: 1,
            replicas: 1,
        }
    }
}
