//! A person at the keyboard, who needs time for each command.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;

use crate::aws::{Reply, Request, typed_command};
use crate::cloud::{Clock, Cloud};
use crate::error::CloudError;
use crate::event::{EventKind, Observer, micros};
use crate::facts::{HumanTimes, Practice, Quota};

/// How fast somebody works, by the keystroke-level model: a command is typed, (M + K x characters) x factor, or
/// pasted and looked over, (2 M + 2 P) x factor, whichever is faster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Typing {
    /// Seconds of preparation before each command (M).
    pub mental_s: f64,
    /// Seconds a keystroke (K).
    pub keystroke_s: f64,
    /// Seconds to move the pointer to something (P).
    pub pointing_s: f64,
    /// How much longer than a practised person: 1 practised, 2 with a tutorial at hand, 4 the first time.
    pub factor: f64,
}

impl Typing {
    /// How fast somebody with this practice works, by the table of human times.
    #[must_use]
    pub fn of(practice: Practice) -> Self {
        let times = HumanTimes::get();
        let factor = match practice {
            Practice::FirstTime => &times.first_time,
            Practice::TutorialAtHand => &times.tutorial_at_hand,
            Practice::Practised => &times.practised,
        };
        Self {
            mental_s: times.mental_preparation.value,
            keystroke_s: times.keystroke.value,
            pointing_s: times.point_with_mouse.value,
            factor: factor.value,
        }
    }

    /// The time that a command takes.
    #[must_use]
    pub fn time(&self, command: &str) -> Duration {
        let keys = command.chars().count() as f64;
        let typed = self.mental_s + self.keystroke_s * keys;
        let pasted = 2.0 * (self.mental_s + self.pointing_s);
        Duration::from_secs_f64((typed.min(pasted) * self.factor).clamp(0.0, 86_400.0))
    }
}

/// Lets the time of typing pass before each call.
///
/// A call equal to the one before it is a look repeated while waiting: nobody types it again.
pub struct Hands<'a, C> {
    cloud: C,
    typing: Typing,
    observer: &'a dyn Observer,
    last: Mutex<Option<Request>>,
}

impl<'a, C: Cloud> Hands<'a, C> {
    /// Puts a person before `cloud`; `observer` hears of every typed command.
    pub fn new(cloud: C, typing: Typing, observer: &'a dyn Observer) -> Self {
        Self {
            cloud,
            typing,
            observer,
            last: Mutex::new(None),
        }
    }

    fn is_repeated(&self, request: &Request) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.replace(request.clone()).as_ref() == Some(request)
    }
}

#[async_trait]
impl<C: Cloud> Cloud for Hands<'_, C> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        if !self.is_repeated(&request) {
            let command = typed_command(&request);
            let took = self.typing.time(&command);
            self.clock().sleep(took).await;
            let took_us = micros(took);
            self.observer.observe(EventKind::Typed { command, took_us });
        }
        self.cloud.call(request).await
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
