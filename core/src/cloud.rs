//! Somewhere operations can be sent, and how a strategy talks to it.

use std::net::Ipv4Addr;
use std::time::Duration;

use async_trait::async_trait;

use crate::aws::{Operation, Reply, Request};
use crate::error::{Cause, CloudError, DeployError, ErrorKind};
use crate::event::{EventKind, Observer};
use crate::facts::Quota;
use crate::recipe::{Stage, Wait};
use crate::time::Timestamp;

/// Somewhere operations can be sent: a simulated world, an emulator, an AWS account.
///
/// One method carries every operation, so that a layer (journal, retry, read-only) is a few lines
/// and works for all of them. The typed calls are in the views of [`crate::aws`].
#[async_trait]
pub trait Cloud: Send + Sync {
    /// Sends one operation and waits for its reply.
    ///
    /// # Errors
    /// Every refusal and failure, with the service's own code.
    async fn call(&self, request: Request) -> Result<Reply, CloudError>;

    /// The clock by which this cloud lives.
    fn clock(&self) -> &dyn Clock;

    /// Tells whether an operation (`ecs:CreateService`) can be expected to work here.
    fn supports(&self, operation: &str) -> bool {
        let _ = operation;
        true
    }

    /// What a quota of the account is, in its own unit, where that is known without asking: in a simulated account. None
    /// leaves it to AWS to refuse; Service Quotas is not modelled.
    fn quota(&self, quota: Quota) -> Option<u64> {
        let _ = quota;
        None
    }
}

/// A clock that can be waited on.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The time.
    fn now(&self) -> Timestamp;
    /// Returns after `duration`.
    async fn sleep(&self, duration: Duration);
}

#[async_trait]
impl<C: Cloud + ?Sized> Cloud for &C {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        (**self).call(request).await
    }
    fn clock(&self) -> &dyn Clock {
        (**self).clock()
    }
    fn supports(&self, operation: &str) -> bool {
        (**self).supports(operation)
    }
    fn quota(&self, quota: Quota) -> Option<u64> {
        (**self).quota(quota)
    }
}

/// Sends a typed operation. The views call this.
///
/// # Errors
/// What the cloud answers; `MismatchedReply` when a cloud answers with another operation's shape.
pub fn send<C: Cloud + ?Sized, O: Operation>(
    cloud: &C,
    input: O,
) -> impl Future<Output = Result<O::Output, CloudError>> + Send {
    let request: Request = input.into();
    async move {
        let reply = cloud.call(request).await?;
        O::output(reply).ok_or_else(|| {
            let message = "the cloud answered with another operation's shape";
            CloudError::refused(ErrorKind::Internal, O::NAME, "MismatchedReply", message)
        })
    }
}

/// How a wait polls and when it gives up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// The pause between two looks.
    pub every: Duration,
    /// The longest wait.
    pub limit: Duration,
}

impl Patience {
    /// Looks every `every` seconds for at most `limit` seconds.
    #[must_use]
    pub const fn secs(every: u64, limit: u64) -> Self {
        Self {
            every: Duration::from_secs(every),
            limit: Duration::from_secs(limit),
        }
    }
}

/// What one look at a cloud shows of an awaited condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Look<T> {
    /// It came true.
    Met(T),
    /// Not yet; what was seen instead.
    NotYet(String),
    /// It cannot come true any more; why.
    Never(Cause),
}

/// What a strategy holds while it works: the cloud and somebody who watches.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Where operations go.
    pub cloud: &'a dyn Cloud,
    /// Who hears of steps and waits.
    pub observer: &'a dyn Observer,
    /// The address from which the person works: the only one that may log in to a machine.
    pub caller: Ipv4Addr,
}

impl Context<'_> {
    /// Runs one named step of a recipe.
    ///
    /// # Errors
    /// The body's, with the step's name.
    pub async fn step<T>(
        &self,
        stage: impl Into<Stage> + Send,
        body: impl Future<Output = Result<T, Cause>> + Send,
    ) -> Result<T, DeployError> {
        let Stage { step, subgoal } = stage.into();
        self.observer
            .observe(EventKind::StepStarted { subgoal, step });
        let out = body.await;
        let error = out.as_ref().err().map(ToString::to_string);
        self.observer
            .observe(EventKind::StepFinished { step, error });
        out.map_err(|cause| cause.at(step))
    }

    /// Sends `probe` again and again until `look` is content with the reply.
    ///
    /// A retryable error counts as "not yet"; so does `NotFound`, because AWS shows new things late.
    ///
    /// # Errors
    /// [`Cause::TimedOut`] at the deadline, the cause of [`Look::Never`], any other refusal.
    pub async fn wait_until<O: Operation, T: Send>(
        &self,
        waiting_for: Wait,
        patience: Patience,
        probe: O,
        mut look: impl FnMut(O::Output) -> Look<T> + Send,
    ) -> Result<T, Cause> {
        let clock = self.cloud.clock();
        let began = clock.now();
        self.observer.observe(EventKind::WaitStarted {
            waiting_for,
            limit_s: patience.limit.as_secs(),
        });
        let finish = |met: bool, last_seen: String| {
            self.observer.observe(EventKind::WaitFinished {
                waiting_for,
                met,
                last_seen,
            });
        };
        loop {
            let last_seen = match send(self.cloud, probe.clone()).await {
                Ok(output) => match look(output) {
                    Look::Met(value) => {
                        finish(true, String::new());
                        return Ok(value);
                    }
                    Look::NotYet(seen) => seen,
                    Look::Never(cause) => {
                        finish(false, cause.to_string());
                        return Err(cause);
                    }
                },
                Err(e) if e.kind.retryable() || e.kind == ErrorKind::NotFound => e.to_string(),
                Err(e) => {
                    finish(false, e.to_string());
                    return Err(e.into());
                }
            };
            let waited = clock.now().since(began);
            if waited + patience.every > patience.limit {
                finish(false, last_seen.clone());
                return Err(Cause::TimedOut {
                    waiting_for,
                    waited_s: waited.as_secs(),
                    last_seen,
                    log: Vec::new(),
                });
            }
            clock.sleep(patience.every).await;
        }
    }

    /// Sends a request again and again while something else still depends on what it removes. What is gone already
    /// is as good as removed.
    ///
    /// # Errors
    /// [`Cause::TimedOut`] at the deadline, any other refusal.
    pub async fn once_possible(
        &self,
        waiting_for: Wait,
        patience: Patience,
        request: impl Into<Request>,
    ) -> Result<(), Cause> {
        let request: Request = request.into();
        let clock = self.cloud.clock();
        let began = clock.now();
        loop {
            let error = match self.cloud.call(request.clone()).await {
                Ok(_) => return Ok(()),
                Err(e) if e.kind == ErrorKind::NotFound => return Ok(()),
                Err(e) if e.kind == ErrorKind::InUse || e.kind.retryable() => e,
                Err(e) => return Err(e.into()),
            };
            let waited = clock.now().since(began);
            if waited + patience.every > patience.limit {
                return Err(Cause::TimedOut {
                    waiting_for,
                    waited_s: waited.as_secs(),
                    last_seen: error.to_string(),
                    log: Vec::new(),
                });
            }
            clock.sleep(patience.every).await;
        }
    }
}
