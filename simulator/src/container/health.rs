//! Health checks of containers: computed from what the program is doing, not polled.

use std::time::Duration;

/// What a health check says of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// There is no health check.
    None,
    /// No verdict yet.
    Starting,
    /// The last check passed.
    Healthy,
    /// Too many checks in a row failed.
    Unhealthy,
}

/// A container health check, as Docker and ECS have it.
#[derive(Clone, Debug, PartialEq)]
pub struct HealthCheck {
    /// The command, `CMD` and `CMD-SHELL` included.
    pub test: Vec<String>,
    /// Between two checks; the first comes one interval after the start.
    pub interval: Duration,
    /// How long a check may take.
    pub timeout: Duration,
    /// Failures in a row that make it unhealthy.
    pub retries: u32,
    /// Failures within this time after the start do not count.
    pub start_period: Duration,
}
