//! The clock on the wall.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use paperboat_core::cloud::Clock;
use paperboat_core::time::Timestamp;

/// The system's clock, counted from the Unix epoch; its sleeps are tokio's, so they need a tokio runtime with a timer.
///
/// It is the operating system's idea of the time: it jumps when that is set, and is zero before 1970.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WallClock;

#[async_trait]
impl Clock for WallClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        Timestamp(u64::try_from(since.as_micros()).unwrap_or(u64::MAX))
    }

    async fn sleep(&self, duration: Duration) {
        tokio::time::sleep(duration).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_counts_from_the_epoch_and_moves_while_it_sleeps() {
        let before = WallClock.now();
        WallClock.sleep(Duration::from_millis(20)).await;
        let waited = WallClock.now().since(before);
        assert!(
            before.as_secs_f64() > 1.7e9,
            "{before:?} is before the year 2023"
        );
        assert!(waited >= Duration::from_millis(19), "{waited:?}");
    }
}
