//! A cloud that answers what it was told to, and keeps what it was asked.

use std::sync::Mutex;
use std::time::Duration;

use async_trait::async_trait;
use paperboat_core::aws::{Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::time::Timestamp;

pub(super) struct Answers<F> {
    answer: F,
    pub(super) asked: Mutex<Vec<&'static str>>,
}

impl<F: Fn(&Request) -> Option<Reply>> Answers<F> {
    /// Refuses what `answer` has no answer to.
    pub(super) fn new(answer: F) -> Self {
        Self {
            answer,
            asked: Mutex::default(),
        }
    }
}

#[async_trait]
impl<F: Fn(&Request) -> Option<Reply> + Send + Sync> Cloud for Answers<F> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        self.asked.lock().expect("no panic").push(request.name());
        (self.answer)(&request).ok_or_else(|| {
            let (kind, code) = (ErrorKind::Unsupported, "NotImplemented");
            CloudError::refused(kind, request.name(), code, "not implemented")
        })
    }
    fn clock(&self) -> &dyn Clock {
        &Standing
    }
}

struct Standing;

#[async_trait]
impl Clock for Standing {
    fn now(&self) -> Timestamp {
        Timestamp::ZERO
    }
    async fn sleep(&self, _: Duration) {}
}
