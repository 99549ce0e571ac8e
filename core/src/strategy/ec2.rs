//! Self-managed: an instance, SSH, Docker, and the containers started by hand.
//!
//! Naive is what a first tutorial teaches; careful adds restart policies, an enabled daemon, health-gated start
//! order, least ingress, an address that stays and snapshots of the data.

pub(super) mod carry;
pub(super) mod clean;
pub(super) mod containers;
mod firewall;
pub(super) mod host;
pub(super) mod launch;
pub(super) mod layout;
pub(super) mod plain;
pub(super) mod registry;
mod release;

use crate::recipe::Step;
use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::refusal::permitted;
use super::verify::ask_from_outside;
use super::{App, Deployed, Status, Strategy, Way};
use crate::aws::host::ExecOutput;
use crate::cloud::Context;
use crate::error::{Cause, DeployError};
use crate::event::Subgoal;
pub use carry::{OVERRIDE as COMPOSE_OVERRIDE, adds_restart};
use host::Host;
pub use registry::REGISTRY_READ_POLICY;

/// How much care is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Care {
    /// What a first tutorial teaches.
    Naive,
    /// What experience adds.
    #[default]
    Careful,
}

/// How containers are started.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunWith {
    /// With `docker compose up`.
    #[default]
    Compose,
    /// With one `docker run` a container.
    Docker,
}

/// The self-managed strategy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Ec2 {
    /// How much care is taken.
    pub care: Care,
    /// How containers are started.
    pub run: RunWith,
}

impl Ec2 {
    fn careful(self) -> bool {
        self.care == Care::Careful
    }

    /// Gets the images of a version that is about to replace another.
    async fn pull(
        &self,
        cx: &Context<'_>,
        host: &Host<'_, '_>,
        app: &App,
    ) -> Result<(), DeployError> {
        if registry::is_private(app) {
            let body = registry::sign_in(host, app, *self);
            cx.step(Step::SignInRegistry, body).await?;
        }
        let body = containers::pull(host, app, *self);
        cx.step(Step::PullImages, body).await
    }

    async fn endpoints(&self, host: &Host<'_, '_>, app: &App) -> Result<Deployed, Cause> {
        let address = host.address.map(|a| a.to_string()).unwrap_or_default();
        Ok(Deployed::at(app, &address, host.instance_id.clone()))
    }
}

#[async_trait]
impl Strategy for Ec2 {
    fn name(&self) -> &'static str {
        "ec2"
    }

    async fn deploy(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        permitted(cx, app, Way::Ec2(*self)).await?;
        let site = cx
            .step(Step::ChooseMachine, launch::choose(cx, app, *self))
            .await?;
        cx.step(Step::MakeKeyPair, launch::key_pair(cx, app))
            .await?;
        let group = cx
            .step(Step::OpenFirewall, firewall::open(cx, app, *self, &site))
            .await?;
        if registry::is_private(app) {
            let body = registry::make_role(cx, app, *self);
            cx.step(Step::CreateRole, body).await?;
        }
        let id = cx
            .step(
                Step::LaunchInstance,
                launch::launch(cx, app, *self, &site, &group),
            )
            .await?;
        cx.step(Step::WaitRunning, launch::wait_running(cx, &id))
            .await?;
        if self.careful() {
            let body = launch::fix_address(cx, app, &id);
            cx.step(Step::FixAddress, body).await?;
        }
        let host = cx.step(Step::LogIn, Host::log_in(cx, app, &id)).await?;
        cx.step(Step::InstallDocker, host.install_docker(app, *self))
            .await?;
        cx.step(Step::CarryFiles, carry::carry(&host, app, *self))
            .await?;
        self.pull(cx, &host, app).await?;
        cx.step(Step::StartContainers, containers::start(&host, app, *self))
            .await?;
        let deployed = self
            .endpoints(&host, app)
            .await
            .map_err(|cause| cause.at(Step::AskFromOutside))?;
        cx.step(Step::AskFromOutside, ask_from_outside(cx, app, &deployed))
            .await?;
        if self.careful() {
            cx.step(Step::TakeSnapshot, launch::snapshot(cx, app, &id))
                .await?;
        }
        Ok(deployed)
    }

    async fn update(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        permitted(cx, app, Way::Ec2(*self)).await?;
        let host = cx.step(Step::LogIn, Host::find(cx, app)).await?;
        if self.careful() {
            cx.step(
                Step::TakeSnapshot,
                launch::snapshot(cx, app, &host.instance_id),
            )
            .await?;
        }
        cx.step(Step::OpenFirewall, firewall::open_more(cx, app, *self))
            .await?;
        if registry::is_private(app) {
            let body = registry::renew_role(cx, app, *self, &host.instance_id);
            cx.step(Step::CreateRole, body).await?;
        }
        cx.step(Step::KeepOldRelease, release::keep(&host, app))
            .await?;
        cx.step(
            Step::CarryFiles.towards(Subgoal::Update),
            carry::carry(&host, app, *self),
        )
        .await?;
        let pulled = self.pull(cx, &host, app).await;
        if let Err(error) = pulled {
            if self.careful() {
                release::keep_on(cx, &host, app).await;
            }
            return Err(error);
        }
        let started = cx
            .step(
                Step::ReplaceContainers,
                containers::replace(&host, app, *self),
            )
            .await;
        let deployed = self
            .endpoints(&host, app)
            .await
            .map_err(|cause| cause.at(Step::AskFromOutside))?;
        let answered = match started {
            Ok(()) => {
                cx.step(Step::AskFromOutside, ask_from_outside(cx, app, &deployed))
                    .await
            }
            Err(error) => Err(error),
        };
        match answered {
            Ok(()) => Ok(deployed),
            Err(error) if self.careful() => {
                Err(release::give_back(cx, &host, app, *self, error).await)
            }
            Err(error) => Err(error),
        }
    }

    async fn rollback(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        let host = cx.step(Step::LogIn, Host::find(cx, app)).await?;
        cx.step(
            Step::CarryFiles.towards(Subgoal::Update),
            carry::carry(&host, app, *self),
        )
        .await?;
        cx.step(
            Step::ReplaceContainers,
            containers::replace(&host, app, *self),
        )
        .await?;
        let deployed = self
            .endpoints(&host, app)
            .await
            .map_err(|cause| cause.at(Step::AskFromOutside))?;
        cx.step(Step::AskFromOutside, ask_from_outside(cx, app, &deployed))
            .await?;
        Ok(deployed)
    }

    async fn scale(
        &self,
        cx: &Context<'_>,
        app: &App,
        service: &str,
        replicas: u32,
    ) -> Result<Deployed, DeployError> {
        super::known(app, service).map_err(|cause| cause.at(Step::StartReplicas))?;
        let wanted = &app.scaled_to(service, replicas);
        super::answered(wanted).map_err(|cause| cause.at(Step::StartReplicas))?;
        let host = cx.step(Step::LogIn, Host::find(cx, app)).await?;
        if carry::proxied(wanted, *self).next().is_some() {
            let body = carry::carry_proxies(&host, wanted, *self);
            cx.step(Step::PutProxyBefore, body).await?;
        }
        let started = cx
            .step(Step::StartReplicas, containers::scale(&host, wanted, *self))
            .await;
        let deployed = self
            .endpoints(&host, app)
            .await
            .map_err(|cause| cause.at(Step::AskFromOutside))?;
        let answered = match started {
            Ok(()) => {
                let body = ask_from_outside(cx, app, &deployed);
                cx.step(Step::AskFromOutside, body).await
            }
            Err(error) => Err(error),
        };
        match answered {
            Ok(()) => Ok(deployed),
            Err(error) if self.careful() && self.run == RunWith::Compose => {
                Err(release::undo_scaling(cx, &host, app, *self, error).await)
            }
            Err(error) => Err(error),
        }
    }

    async fn status(&self, cx: &Context<'_>, app: &App) -> Result<Status, DeployError> {
        let host = cx.step(Step::LookAtInstance, Host::find(cx, app)).await?;
        let replicas = cx
            .step(Step::ListContainers, containers::list(&host, app, *self))
            .await?;
        let deployed = self
            .endpoints(&host, app)
            .await
            .map_err(|cause| cause.at(Step::ListContainers))?;
        Ok(Status {
            endpoints: deployed.endpoints,
            platform: deployed.platform,
            replicas,
        })
    }

    async fn logs(
        &self,
        cx: &Context<'_>,
        app: &App,
        service: &str,
        tail: u32,
    ) -> Result<Vec<String>, DeployError> {
        let host = cx.step(Step::LookAtInstance, Host::find(cx, app)).await?;
        let body = containers::logs(&host, app, *self, service, tail);
        cx.step(Step::ReadLogs, body).await
    }

    async fn exec(
        &self,
        cx: &Context<'_>,
        app: &App,
        target: &str,
        command: &[String],
    ) -> Result<ExecOutput, DeployError> {
        let host = cx.step(Step::LookAtInstance, Host::find(cx, app)).await?;
        let body = containers::exec(&host, app, *self, target, command);
        cx.step(Step::RunCommand, body).await
    }

    async fn destroy(&self, cx: &Context<'_>, app: &App) -> Result<(), DeployError> {
        let had_role = cx
            .step(Step::TerminateInstance, clean::terminate(cx, app))
            .await?;
        // The images of a version before may have come from ECR too.
        if had_role || registry::is_private(app) {
            let body = registry::remove_role(cx, app);
            cx.step(Step::DeleteRole, body).await?;
        }
        cx.step(Step::DeleteSnapshots, clean::snapshots(cx, app))
            .await?;
        cx.step(Step::ReleaseAddress, clean::address(cx, app))
            .await?;
        cx.step(Step::DeleteFirewall, clean::firewall(cx, app))
            .await?;
        cx.step(Step::DeleteKeyPair, clean::key_pair(cx, app)).await
    }
}
