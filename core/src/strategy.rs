//! The ways to deploy an application: one recipe each, in real operations.
//!
//! A strategy is one file in a folder of its own name, and one line in [`NAMES`] and [`Way`]. It does not know
//! which cloud it drives, keeps nothing between calls, and finds what it made by name and tag: so every verb can be
//! repeated, also after a kill between any two calls.

mod app;
pub(crate) mod architecture;
mod asg;
mod balancer;
mod ec2;
mod fargate;
pub(crate) mod mounts;
mod names;
mod network;
mod once;
mod outcome;
mod passage;
mod protocol;
mod published;
mod push;
pub mod refusal;
mod remains;
mod role;
mod secrets;
mod shell;
mod sizing;
mod verify;
mod way;

use crate::recipe::{Obstacle, Step};
use async_trait::async_trait;

pub(crate) use app::split_reference;
pub use app::{App, Entrance};
pub use asg::Asg;
pub use ec2::{COMPOSE_OVERRIDE, Care, Ec2, REGISTRY_READ_POLICY, RunWith, adds_restart};
pub use fargate::{
    EcsEc2, Express, Fargate, Follower, INFRASTRUCTURE_POLICY, TASK_EXECUTION_POLICY, is_secret,
};
pub(crate) use fargate::{aliases, content, is_docker_socket, rights};
pub use mounts::{MissingSource, missing_sources};
pub use names::{EXPIRES, LOG_STEM, STEM, TAG};
pub use outcome::{Deployed, Endpoint, Replica, Status};
pub use push::Said;
pub use refusal::{Refusal, Why, other_logins, refusals};
pub(crate) use refusal::{lacking_tool, localhost};
pub use remains::Remains;
pub(crate) use sizing::patience_seconds;
pub use sizing::{
    FargateNeed, HostNeed, adds_start_period, fargate_need, fargate_size, host_need, instance_for,
    instance_with,
};
pub use way::{NoRange, Way};

use crate::aws::host::ExecOutput;
use crate::cloud::Context;
use crate::error::{Cause, DeployError};
use crate::event::Subgoal;

/// A way to deploy an application.
///
/// Every verb is idempotent. A verb that fails names its step; what it had made is found again by the next one.
#[async_trait]
pub trait Strategy: Send + Sync {
    /// The name that a person types.
    fn name(&self) -> &'static str;

    /// Brings the application up, and asks each public service until it answers.
    ///
    /// # Errors
    /// The step that did not reach its goal, and why.
    async fn deploy(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError>;

    /// Replaces what runs by `app`, which has other images or other settings.
    ///
    /// # Errors
    /// The step that did not reach its goal; [`Cause::RolledBack`] when the old
    /// version was put back. What is left of it tells [`Remains`].
    async fn update(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError>;

    /// Goes back to `app`, the version that ran before.
    ///
    /// # Errors
    /// As [`Strategy::update`].
    async fn rollback(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError>;

    /// Runs `replicas` copies of a service.
    ///
    /// # Errors
    /// The step that did not reach its goal; a refusal by Docker or AWS.
    async fn scale(
        &self,
        cx: &Context<'_>,
        app: &App,
        service: &str,
        replicas: u32,
    ) -> Result<Deployed, DeployError>;

    /// Looks at what runs. Changes nothing.
    ///
    /// # Errors
    /// The look that failed.
    async fn status(&self, cx: &Context<'_>, app: &App) -> Result<Status, DeployError>;

    /// Reads the last lines that a service's containers wrote. Changes nothing.
    ///
    /// # Errors
    /// The look that failed.
    async fn logs(
        &self,
        cx: &Context<'_>,
        app: &App,
        service: &str,
        tail: u32,
    ) -> Result<Vec<String>, DeployError>;

    /// Runs a command in a container of a service, or on the machine ([`MACHINE`]) where there is one.
    ///
    /// # Errors
    /// There is no such container or machine; what the command ends with is no error.
    async fn exec(
        &self,
        cx: &Context<'_>,
        app: &App,
        target: &str,
        command: &[String],
    ) -> Result<ExecOutput, DeployError>;

    /// Removes everything that the strategy made for the application, also after a failed deployment.
    ///
    /// # Errors
    /// The first thing that could not be removed, after all others were tried.
    async fn destroy(&self, cx: &Context<'_>, app: &App) -> Result<(), DeployError>;
}

/// Refuses a service that the application does not have.
fn known(app: &App, service: &str) -> Result<(), Cause> {
    if app.project.services.contains_key(service) {
        return Ok(());
    }
    Err(Cause::impossible(Obstacle::NoSuchService, service))
}

/// Refuses what would leave users without anybody who answers.
fn answered(app: &App) -> Result<(), Cause> {
    match app.unanswered() {
        Some(service) => Err(Cause::impossible(Obstacle::NoCopyAnswers, service)),
        None => Ok(()),
    }
}

/// The target of [`Strategy::exec`] that means the machine itself.
pub const MACHINE: &str = "host";

/// The target that means the machine itself even where a service is called [`MACHINE`]: no service's name begins so.
pub const MACHINE_ITSELF: &str = "@host";

/// Tells whether a target means the machine, and not a service.
#[must_use]
pub fn is_machine(app: &App, target: &str) -> bool {
    target == MACHINE_ITSELF || target == MACHINE && !app.project.services.contains_key(MACHINE)
}

/// The names of all strategies, in the order in which they are compared.
pub const NAMES: &[&str] = &["ec2", "ec2-asg", "fargate", "ecs-ec2", "express"];

/// The strategies that are asked where nobody says which.
pub const USUAL: &[&str] = &["ec2", "ec2-asg", "fargate"];

/// Goes back to what ran before a scaling that failed; gives the failure.
async fn unscaled(
    cx: &Context<'_>,
    service: &str,
    failed: DeployError,
    back: impl Future<Output = Result<(), Cause>> + Send,
) -> DeployError {
    // What was refused before anything was sent has changed nothing.
    if matches!(
        failed.cause,
        Cause::Impossible { .. } | Cause::Refused { .. }
    ) {
        return failed;
    }
    let step = Step::GiveBackOldRelease.towards(Subgoal::Scale);
    match cx.step(step, back).await {
        Ok(()) => Cause::GivenBack {
            what: service.to_owned(),
            because: Box::new(failed.cause),
            log: Vec::new(),
        }
        .at(failed.step),
        Err(second) => second,
    }
}
