//! Points in time, as counted by a cloud's own clock.

use std::fmt;
use std::ops::{Add, Sub};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A point in time: microseconds since the clock's own beginning.
///
/// On the simulator the beginning is the birth of the world; on a real cloud it is the Unix epoch.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// The clock's beginning.
    pub const ZERO: Self = Self(0);

    /// Counts whole and broken seconds since the beginning.
    #[must_use]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// Measures the time since `earlier`; zero when `earlier` is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}

impl Add<Duration> for Timestamp {
    type Output = Self;
    fn add(self, rhs: Duration) -> Self {
        let micros = u64::try_from(rhs.as_micros()).unwrap_or(u64::MAX);
        Self(self.0.saturating_add(micros))
    }
}

impl Sub for Timestamp {
    type Output = Duration;
    fn sub(self, rhs: Self) -> Duration {
        self.since(rhs)
    }
}

impl fmt::Display for Timestamp {
    /// Writes `1d 02:03:04.567`, leaving out the days when there are none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millis = self.0 / 1_000;
        let (days, rest) = (millis / 86_400_000, millis % 86_400_000);
        let (h, m) = (rest / 3_600_000, rest / 60_000 % 60);
        let (s, ms) = (rest / 1_000 % 60, rest % 1_000);
        if days > 0 {
            write!(f, "{days}d ")?;
        }
        write!(f, "{h:02}:{m:02}:{s:02}.{ms:03}")
    }
}

/// Writes a point in time as seconds since its clock's beginning; for serde's `serialize_with`.
///
/// # Errors
/// Of the serializer.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
pub fn in_seconds<S: serde::Serializer>(at: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(at.as_secs_f64())
}
