//! Sends again what was throttled or not answered, when that is safe.

use std::time::Duration;

use async_trait::async_trait;

use crate::aws::{Reply, Request};
use crate::cloud::{Clock, Cloud};
use crate::error::CloudError;
use crate::event::{EventKind, Observer, micros};
use crate::facts::Quota;

/// How often and after which pauses a call is sent again.
///
/// The pause before attempt `n` is a random part of `first` doubled `n` times, at most `longest`: full jitter, as
/// the AWS SDKs do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The most times that a call is sent.
    pub attempts: u32,
    /// The longest first pause.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
}

impl Default for Backoff {
    /// Three attempts, 1 s doubled, at most 20 s: the standard mode of the AWS SDKs.
    fn default() -> Self {
        Self {
            attempts: 3,
            first: Duration::from_secs(1),
            longest: Duration::from_secs(20),
        }
    }
}

/// Repeats refused calls that may work later. Commands on machines are not repeated: they are not its business.
pub struct Retry<'a, C> {
    cloud: C,
    backoff: Backoff,
    /// Gives a number from 0 to 1 at each call.
    jitter: &'a (dyn Fn() -> f64 + Send + Sync),
    observer: &'a dyn Observer,
}

impl<'a, C: Cloud> Retry<'a, C> {
    /// Repeats by `backoff`; `jitter` gives a number from 0 to 1 at each call; `observer` hears of each repetition.
    pub fn new(
        cloud: C,
        backoff: Backoff,
        jitter: &'a (dyn Fn() -> f64 + Send + Sync),
        observer: &'a dyn Observer,
    ) -> Self {
        Self {
            cloud,
            backoff,
            jitter,
            observer,
        }
    }

    fn pause(&self, sent: u32) -> Duration {
        let doubled = self.backoff.first.saturating_mul(1 << sent.min(16));
        doubled
            .min(self.backoff.longest)
            .mul_f64((self.jitter)().clamp(0.0, 1.0))
    }
}

#[async_trait]
impl<C: Cloud> Cloud for Retry<'_, C> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let on_machine = matches!(request, Request::Host(_));
        if on_machine {
            return self.cloud.call(request).await;
        }
        let mut sent = 0;
        loop {
            let error = match self.cloud.call(request.clone()).await {
                Err(error) if error.kind.retryable() => error,
                answer => return answer,
            };
            sent += 1;
            let unsafe_to_repeat = error.maybe_sent && !request.repeatable();
            if unsafe_to_repeat || sent >= self.backoff.attempts {
                return Err(error);
            }
            let pause = self.pause(sent - 1);
            self.observer.observe(EventKind::Repeated {
                operation: error.operation,
                code: error.code,
                sent,
                pause_us: micros(pause),
            });
            self.clock().sleep(pause).await;
        }
    }

    fn clock(&self) -> &dyn Clock {
        self.cloud.clock()
    }

    fn supports(&self, operation: &str) -> bool {
        self.cloud.supports(operation)
    }

    fn quota(&self, quota: Quota) -> Option<u64> {
        self.cloud.quota(quota)
    }
}
