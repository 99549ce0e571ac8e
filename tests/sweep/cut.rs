//! Clouds that end early, and clouds that refuse.

use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use paperboat_core::aws::{Reply, Request, is_read};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_simulator::sim::Sim;

/// Lets a number of writes through; the answer of the last one never arrives, and nothing is sent after it.
pub(crate) struct Cut<'a> {
    sim: &'a Sim,
    after: usize,
    sent: AtomicUsize,
}

impl<'a> Cut<'a> {
    pub(crate) fn after(sim: &'a Sim, after: usize) -> Self {
        Self {
            sim,
            after,
            sent: AtomicUsize::new(0),
        }
    }

    pub(crate) fn never(sim: &'a Sim) -> Self {
        Self::after(sim, usize::MAX)
    }

    /// The writes that were sent.
    pub(crate) fn writes(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }
}

fn killed(request: &Request) -> CloudError {
    CloudError::refused(
        ErrorKind::Denied,
        request.name(),
        "Killed",
        "the process has ended",
    )
}

#[async_trait]
impl Cloud for Cut<'_> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let name = request.name();
        if self.writes() >= self.after {
            return Err(killed(&request));
        }
        if is_read(name) || name.starts_with("host:") {
            return self.sim.call(request).await;
        }
        let last = self.sent.fetch_add(1, Ordering::Relaxed) + 1 == self.after;
        let answer = self.sim.call(request.clone()).await;
        if last { Err(killed(&request)) } else { answer }
    }

    fn clock(&self) -> &dyn Clock {
        self.sim.clock()
    }
}

/// Refuses some operations, as an account without the permission does.
pub(crate) struct Deny<'a>(pub(crate) &'a Sim, pub(crate) &'a [&'a str]);

#[async_trait]
impl Cloud for Deny<'_> {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let name = request.name();
        if self.1.contains(&name) {
            let words = "not authorized to perform this operation";
            return Err(CloudError::refused(
                ErrorKind::Denied,
                name,
                "AccessDenied",
                words,
            ));
        }
        self.0.call(request).await
    }

    fn clock(&self) -> &dyn Clock {
        self.0.clock()
    }
}
