//! A cloud in virtual time: a world, and the smallest executor that drives futures over it.

use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use async_trait::async_trait;
use paperboat_core::aws::{Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::{Cause, CloudError, DeployError};
use paperboat_core::event::{EventKind, Observer};
use paperboat_core::facts::Quota;
use paperboat_core::recipe::{Step, Wait};
use paperboat_core::time::Timestamp;

use crate::model::Limit;
use crate::world::World;

#[derive(Clone, Debug)]
struct Shared {
    world: World,
    sleeps: BTreeSet<Timestamp>,
}

/// A [`Cloud`] over a [`World`] whose time runs as fast as it can. Clones of it share the world.
///
/// Code that is written for AWS runs on it unchanged, and its waits pass in no time:
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use paperboat_core::aws::{Ec2 as _, ec2};
/// use paperboat_core::cloud::{Clock as _, Cloud as _};
/// use paperboat_simulator::model::Model;
/// use paperboat_simulator::sim::Sim;
/// use paperboat_simulator::world::World;
///
/// let sim = Sim::new(World::new(1, Arc::new(Model::default()), Vec::new()));
/// let made = sim.run(async {
///     sim.clock().sleep(Duration::from_secs(3_600)).await;
///     sim.create_key_pair(ec2::CreateKeyPair { key_name: "mine".into(), ..Default::default() }).await
/// });
/// let pair = made.expect("not stuck").expect("not refused");
/// assert_eq!(pair.key_name, "mine");
/// assert!(sim.clock().now().as_secs_f64() > 3_600.0);
/// ```
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

    /// The world, at the end of the drive. Where a clone of this still shares it, it is copied.
    #[must_use]
    pub fn into_world(self) -> World {
        match Arc::try_unwrap(self.0) {
            Ok(alone) => alone.into_inner().unwrap_or_else(PoisonError::into_inner),
            Err(shared) => Self(shared).lock().clone(),
        }
        .world
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
    /// # Errors
    /// [`Stuck`] when nothing is due that could let it go on, or when it takes longer than the model's `world.verb_s`.
    /// What it had begun stays begun.
    pub fn run<T>(&self, future: impl Future<Output = T>) -> Result<T, Stuck> {
        let mut future = pin!(future);
        let mut context = Context::from_waker(Waker::noop());
        let began = self.now();
        let limit = self.with(|w| Duration::from_secs(w.model.limit(Limit::WorldVerbS)));
        loop {
            if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
                return Ok(value);
            }
            let mut shared = self.lock();
            let sleep = shared.sleeps.first().copied();
            let due = match (sleep, shared.world.next_at()) {
                (Some(a), Some(b)) => a.min(b),
                (Some(a), None) | (None, Some(a)) => a,
                (None, None) => return Err(Stuck::of(&shared.world, began, "nothing is due")),
            };
            if due > began + limit {
                shared.sleeps.clear();
                return Err(Stuck::of(&shared.world, began, "it goes on and on"));
            }
            shared.world.advance(due);
            while shared.sleeps.first().is_some_and(|at| *at <= due) {
                shared.sleeps.pop_first();
            }
        }
    }

    /// Runs a verb of a strategy to its end. One that gets stuck has failed in the step in which it stands.
    ///
    /// # Errors
    /// The verb's own, or the one that [`Stuck`] makes.
    pub fn verb<T>(
        &self,
        verb: impl Future<Output = Result<T, DeployError>>,
    ) -> Result<T, DeployError> {
        self.run(verb)
            .unwrap_or_else(|stuck| Err(stuck.failure(self)))
    }
}

/// A future waits for something that does not come: the simulator found no way on for it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("stuck in step {} after {waited_s} s: {last_seen}", step.map_or("", Step::key))]
pub struct Stuck {
    /// The step that was begun last. Every verb begins with one; a future that is no verb has none.
    pub step: Option<Step>,
    /// Whether that step had not ended.
    pub open: bool,
    /// How long the future had run, in seconds.
    pub waited_s: u64,
    /// The operations that have no answer, and why none can come.
    pub last_seen: String,
}

impl Stuck {
    fn of(world: &World, began: Timestamp, why: &str) -> Self {
        let open = world.unanswered().join(", ");
        let last = world.events().iter().rev().find_map(|event| {
            let EventKind::State { resource, to, .. } = &event.kind else {
                return None;
            };
            Some(format!("; the last change was {resource}: {to}"))
        });
        let last_step = last_step(world);
        Self {
            step: last_step.map(|(step, _)| step),
            open: last_step.is_some_and(|(_, open)| open),
            waited_s: world.now().since(began).as_secs(),
            last_seen: match open.as_str() {
                "" => format!("{why}{}", last.unwrap_or_default()),
                open => format!("no answer to {open}: {why}{}", last.unwrap_or_default()),
            },
        }
    }

    /// The failure of the verb that got stuck; `observer` hears that its step has ended.
    #[must_use]
    pub fn failure(self, observer: &dyn Observer) -> DeployError {
        let cause = Cause::TimedOut {
            waiting_for: Wait::WayOn,
            waited_s: self.waited_s,
            last_seen: self.last_seen,
            log: Vec::new(),
        };
        // A verb that has begun no step is at its first one, which looks at the application.
        let step = self.step.unwrap_or(Step::CheckApplication);
        if self.open {
            observer.observe(EventKind::StepFinished {
                step,
                error: Some(cause.to_string()),
            });
        }
        cause.at(step)
    }
}

/// The step that was begun last, and whether it has not ended.
fn last_step(world: &World) -> Option<(Step, bool)> {
    let mut steps = world.events().iter().rev();
    steps.find_map(|event| match &event.kind {
        EventKind::StepStarted { step, .. } => Some((*step, true)),
        EventKind::StepFinished { step, .. } => Some((*step, false)),
        _ => None,
    })
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

    fn quota(&self, quota: Quota) -> Option<u64> {
        let limit = match quota {
            Quota::FargateVcpu => Limit::FargateVcpuQuota,
            Quota::Ec2StandardVcpu => Limit::Ec2VcpuQuota,
        };
        Some(self.lock().world.model.limit(limit))
    }
}

/// A strategy's steps and waits go into the world's own log, on the same clock as everything else.
impl Observer for Sim {
    fn observe(&self, kind: EventKind) {
        let mut shared = self.lock();
        let now = shared.world.now();
        shared.world.note(now, kind);
    }

    fn reads_words(&self) -> bool {
        self.lock().world.keeps_words()
    }
}
