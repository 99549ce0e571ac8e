//! How long things take.

use std::time::Duration;

use crate::random::Unit;

/// Names a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Timing {
    /// The latency of an API call.
    ApiCall,
}

impl Timing {
    /// The key under which the model lists it.
    #[must_use]
    pub fn key(self) -> &'static str {
        "api.call"
    }

    /// The latency of an operation such as `ec2:RunInstances`.
    #[must_use]
    pub fn of_call(operation: &str) -> Self {
        let _ = operation;
        Self::ApiCall
    }
}

/// A distribution of durations.
#[derive(Clone, Debug)]
pub struct Distribution;

impl Distribution {
    /// The duration at a quantile.
    #[must_use]
    pub fn duration(&self, unit: Unit) -> Duration {
        Duration::from_secs_f64(0.1 + 0.2 * unit.get())
    }
}

/// All numbers of the world.
#[derive(Clone, Debug, Default)]
pub struct Model;

impl Model {
    /// The distribution of a duration.
    #[must_use]
    pub fn timing(&self, timing: Timing) -> &Distribution {
        let _ = timing;
        &Distribution
    }
}
