//! A cloud in virtual time: a world, and the smallest executor that drives futures over it.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use async_trait::async_trait;
use paperboat_core::aws::{Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::CloudError;
use paperboat_core::event::{EventKind, Observer};
use paperboat_core::time::Timestamp;

use crate::world::World;

#[derive(Clone, Debug)]
struct Shared {
    world: World,
    sleeps: BTreeSet<Timestamp>,
}

/// A [`Cloud`] over a [`World`] whose time runs as fast as it can. Clones of it share the world.
#[derive(Clone, Debug)]
pub struct Sim(Arc<Mutex<Shared>>);

impl Sim {
    /// Drives a world.
    #[must_use]
    pub fn new(world: World) -> Self {
        Self(Arc::new(Mutex::new(Shared {
            world,
            sleeps: BTreeSet::new(),
        })))
    }

    /// Another world that stands where this one stands now; what happens in one does not happen in the other.
    #[must_use]
    pub fn fork(&self) -> Self {
        Self(Arc::new(Mutex::new(self.lock().clone())))
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Looks at the world, or changes it.
    pub fn with<T>(&self, f: impl FnOnce(&mut World) -> T) -> T {
        f(&mut self.lock().world)
    }

    /// Runs a future to its end in virtual time.
    ///
    /// # Panics
    /// When the future waits for something that can never happen.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> T {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        loop {
            if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
                return value;
            }
            let mut shared = self.lock();
            let sleep = shared.sleeps.first().copied();
            let due = match (sleep, shared.world.next_at()) {
                (Some(a), Some(b)) => a.min(b),
                (Some(a), None) | (None, Some(a)) => a,
                (None, None) => panic!("the future waits for something that will never happen"),
            };
            shared.world.advance(due);
            while shared.sleeps.first().is_some_and(|at| *at <= due) {
                shared.sleeps.pop_first();
            }
        }
    }
}

#[async_trait]
impl Clock for Sim {
    fn now(&self) -> Timestamp {
        self.lock().world.now()
    }

    async fn sleep(&self, duration: Duration) {
        let until = self.now() + duration;
        std::future::poll_fn(|_| {
            let mut shared = self.lock();
            if shared.world.now() >= until {
                return Poll::Ready(());
            }
            shared.sleeps.insert(until);
            Poll::Pending
        })
        .await;
    }
}

#[async_trait]
impl Cloud for Sim {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let id = {
            let mut shared = self.lock();
            let now = shared.world.now();
            shared.world.call(now, request)
        };
        std::future::poll_fn(|_| match self.lock().world.answer(id) {
            Some(answer) => Poll::Ready(answer),
            None => Poll::Pending,
        })
        .await
    }

    fn clock(&self) -> &dyn Clock {
        self
    }
}

/// A strategy's steps and waits go into the world's own log, on the same clock as everything else.
impl Observer for Sim {
    fn observe(&self, kind: EventKind) {
        let mut shared = self.lock();
        let now = shared.world.now();
        shared.world.note(now, kind);
    }
}
