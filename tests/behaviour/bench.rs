//! What a case works with: a cloud, names of its own, what it found, and what it has to clear away.

use std::fmt::Display;
use std::net::Ipv4Addr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use paperboat_core::aws::{Operation, Request};
use paperboat_core::cloud::{Cloud, Context, Look, Patience, send};
use paperboat_core::error::{Cause, CloudError, DeployError};
use paperboat_core::event::EventKind;
use paperboat_core::recipe::Wait;

/// The longest that a case waits for anything, looking every other second.
pub(crate) const PATIENCE: Patience = Patience::secs(2, 900);

/// Where the person works who runs the suite on the simulator.
pub(crate) const CALLER: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 10);

/// Why a case could not go on, without what differs from run to run.
#[derive(Debug)]
pub(crate) struct Stop(pub(crate) String);

impl From<CloudError> for Stop {
    fn from(error: CloudError) -> Self {
        Self(format!("{} ends with {}", error.operation, error.code))
    }
}

impl From<Cause> for Stop {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Call { error } => error.into(),
            Cause::TimedOut {
                waiting_for,
                last_seen,
                ..
            } => Self(format!("{waiting_for}: never; last seen: {last_seen}")),
            Cause::Command { exit_code, .. } => Self(format!("a command ends with {exit_code}")),
            other => Self(other.to_string()),
        }
    }
}

impl From<DeployError> for Stop {
    fn from(error: DeployError) -> Self {
        let Self(why) = error.cause.into();
        Self(format!("step {}: {why}", error.step))
    }
}

/// What a case works with.
pub(crate) struct Bench<'a> {
    /// The cloud that is asked.
    pub(crate) cloud: &'a dyn Cloud,
    stem: String,
    differences: Mutex<Vec<String>>,
    later: Mutex<Vec<Request>>,
}

fn open<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'a> Bench<'a> {
    /// Sets up a case whose names begin with `stem`.
    pub(crate) fn new(cloud: &'a dyn Cloud, stem: impl Into<String>) -> Self {
        Self {
            cloud,
            stem: stem.into(),
            differences: Mutex::default(),
            later: Mutex::default(),
        }
    }

    /// A name that no other case has.
    pub(crate) fn name(&self, what: &str) -> String {
        format!("{}-{what}", self.stem)
    }

    /// How a strategy would look at this cloud.
    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            cloud: self.cloud,
            observer: &silence,
            caller: CALLER,
        }
    }

    /// Notes what differs from what AWS documents; `seen` without what differs from run to run.
    pub(crate) fn check(&self, expected: &str, holds: bool, seen: impl Display) {
        if !holds {
            let line = format!("{expected}; seen: {seen}");
            let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
            open(&self.differences).push(line);
        }
    }

    /// Expects a member to have a value.
    pub(crate) fn same<T: PartialEq + Display>(&self, what: &str, seen: T, expected: T) {
        self.check(
            &format!("{what} is `{expected}`"),
            seen == expected,
            format!("`{seen}`"),
        );
    }

    /// Expects a member to be there.
    pub(crate) fn there(&self, what: &str, seen: &str) {
        self.check(&format!("{what} is there"), !seen.is_empty(), "nothing");
    }

    /// Expects a text to begin with AWS's own prefix.
    pub(crate) fn begins(&self, what: &str, seen: &str, prefix: &str) {
        let line = seen.lines().next().unwrap_or_default();
        let head: String = line.chars().take(prefix.len()).collect();
        self.check(
            &format!("{what} begins with `{prefix}`"),
            head == prefix,
            format!("`{head}`"),
        );
    }

    /// Expects a refusal with AWS's code; gives the reply where the request was accepted.
    pub(crate) async fn refused<O: Operation>(
        &self,
        what: &str,
        request: O,
        code: &str,
    ) -> Option<O::Output> {
        let expected = format!("{what} is refused with `{code}` ({})", O::NAME);
        match send(self.cloud, request).await {
            Ok(reply) => {
                self.check(&expected, false, "accepted");
                Some(reply)
            }
            Err(error) => {
                self.check(&expected, error.code == code, format!("`{}`", error.code));
                None
            }
        }
    }

    /// Waits until a look is content; otherwise the case ends with what was last seen.
    pub(crate) async fn until<O: Operation>(
        &self,
        what: &str,
        probe: O,
        mut content: impl FnMut(&O::Output) -> Result<(), String> + Send,
    ) -> Result<O::Output, Stop> {
        let look = |output: O::Output| match content(&output) {
            Ok(()) => Look::Met(output),
            Err(seen) => Look::NotYet(seen),
        };
        let context = self.context();
        let waited = context.wait_until(Wait::WayOn, PATIENCE, probe, look).await;
        waited.map_err(|cause| match cause {
            Cause::TimedOut { last_seen, .. } => {
                Stop(format!("{what}: never; last seen: {last_seen}"))
            }
            other => other.into(),
        })
    }

    /// Lets time pass.
    pub(crate) async fn pass(&self, seconds: u64) {
        let time = std::time::Duration::from_secs(seconds);
        self.cloud.clock().sleep(time).await;
    }

    /// Clears something away when the case is over, however it ends; the newest first.
    pub(crate) fn later(&self, request: impl Into<Request>) {
        open(&self.later).push(request.into());
    }

    /// Clears everything away. What is gone already is well; what does not go is waited for a while.
    pub(crate) async fn clear(&self) {
        loop {
            let Some(request) = open(&self.later).pop() else {
                return;
            };
            let clock = self.cloud.clock();
            let began = clock.now();
            while let Err(error) = self.cloud.call(request.clone()).await {
                let waits =
                    error.kind == paperboat_core::error::ErrorKind::InUse || error.kind.retryable();
                if !waits || clock.now().since(began) > PATIENCE.limit {
                    break;
                }
                self.pass(PATIENCE.every.as_secs()).await;
            }
        }
    }

    /// What was found.
    pub(crate) fn differences(self) -> Vec<String> {
        self.differences
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn silence(_: EventKind) {}

/// Content when two words are the same.
pub(crate) fn is(seen: impl Display, wanted: impl Display) -> Result<(), String> {
    let (seen, wanted) = (seen.to_string(), wanted.to_string());
    if seen == wanted { Ok(()) } else { Err(seen) }
}
