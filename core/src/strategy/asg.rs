//! Self-managed and replaceable: a launch template whose user data brings an instance up, an Auto Scaling group over two
//! zones, and a load balancer that asks each instance for its health.
//!
//! Every instance runs what can have copies; what keeps data, and jobs, stay on a data host beside the group. Nobody logs in
//! to change one: a new version is a new version of the template, and an instance refresh that goes back when it fails.

mod boot;
mod data;
mod ground;
pub(super) mod group;
mod look;
pub(super) mod parts;
mod refresh;
pub(super) mod template;

use std::borrow::Cow;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

pub(super) use boot::{USER_DATA_MOST, script_bytes};
pub(super) use data::{instance_type as data_instance_type, need as data_need};
pub(super) use ground::{instance_type, need};

use super::balancer::{self, Targets};
use super::ec2::launch::USER;
use super::ec2::{clean, launch, registry};
use super::names::{balancer_group, base};
use super::refusal::permitted;
use super::verify::ask_from_outside;
use super::{App, Care, Deployed, Ec2, RunWith, Status, Strategy, Way, network, secrets};
use crate::aws::autoscaling::LaunchTemplateSpecification;
use crate::aws::host::ExecOutput;
use crate::cloud::{Context, Patience};
use crate::error::{Cause, DeployError};
use crate::recipe::{Obstacle, Step};
use ground::Ground;

/// How an instance runs containers: as the careful way does.
const WAY: Ec2 = Ec2 {
    care: Care::Careful,
    run: RunWith::Compose,
};

/// The strategy of a group behind a load balancer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asg {
    /// How many instances the group has, until somebody scales it.
    pub instances: u32,
}

impl Default for Asg {
    /// Two instances, one in each zone: the fewest that outlast one of them.
    fn default() -> Self {
        Self { instances: 2 }
    }
}

/// The group's name.
pub(super) fn group_name(app: &App) -> String {
    format!("{}-group", base(app))
}

/// The application as one instance runs it: to how many copies somebody scaled a service says how many instances there are.
fn on_instance(app: &App) -> Cow<'_, App> {
    if app.scaled.is_empty() {
        return Cow::Borrowed(app);
    }
    let mut one = app.clone();
    one.scaled.clear();
    Cow::Owned(one)
}

impl Asg {
    /// How many instances there are when nothing fails. Each runs a copy of every service, so whoever scales one scales the
    /// group: the most that was asked for.
    #[must_use]
    pub fn instances_of(self, app: &App) -> u32 {
        let asked = app.scaled.values().copied().max();
        asked.unwrap_or(self.instances).max(1)
    }

    /// How many copies of a service run on all instances.
    #[must_use]
    pub fn copies_of(self, app: &App, service: &str) -> u32 {
        let copies = on_instance(app).replicas(service);
        if parts::stays(app, service) {
            copies
        } else {
            copies * self.instances_of(app)
        }
    }

    /// Tells whether a service runs once, on the data host, and not on every instance.
    #[must_use]
    pub fn stays(self, app: &App, service: &str) -> bool {
        parts::stays(app, service)
    }

    /// The services that have one copy, on the data host, although others have several.
    #[must_use]
    pub fn alone(self, app: &App) -> Vec<String> {
        let staying = parts::staying(app).into_iter();
        let lasting = staying.filter(|name| !app.is_job(name));
        lasting.map(str::to_owned).collect()
    }

    /// Makes everything that instances need, unless it is there.
    async fn prepare(self, cx: &Context<'_>, app: &App) -> Result<Ground, DeployError> {
        let body = ground::choose(cx, app, self);
        let site = cx.step(Step::ChooseMachine, body).await?;
        let body = launch::key_pair(cx, app);
        cx.step(Step::MakeKeyPair, body).await?;
        let body = ground::find_network(cx);
        let network = cx.step(Step::FindNetwork, body).await?;
        let body = async {
            let (entrance, machines) = ground::firewall(cx, app, &network).await?;
            let data_group = ground::data_firewall(cx, app, &network, &machines).await?;
            Ok((entrance, machines, data_group))
        };
        let (entrance, machines, data_group) = cx.step(Step::OpenFirewall, body).await?;
        let mut ground = Ground {
            data_group,
            site,
            network,
            entrance,
            machines,
            ..Ground::default()
        };
        let wanted = boot::secrets(app);
        if !wanted.is_empty() {
            let body = secrets::store(cx, app, &wanted, false);
            ground.secrets = cx.step(Step::StoreSecrets, body).await?;
        }
        if ground::needs_role(app) {
            let body = ground::make_role(cx, app);
            ground.profile = cx.step(Step::CreateRole, body).await?;
        }
        let body = balancer::make(
            cx,
            app,
            &ground.network,
            &ground.entrance,
            Targets::Instances,
        );
        ground.balancer = cx.step(Step::CreateLoadBalancer, body).await?;
        Ok(ground)
    }

    /// Brings every instance to the application's version: makes the group where there is none, or refreshes it.
    async fn bring(
        self,
        cx: &Context<'_>,
        app: &App,
        ground: &Ground,
    ) -> Result<Deployed, DeployError> {
        let one = &*on_instance(app);
        let host = match ground.data_group {
            Some(_) => Some(data::bring(cx, one, ground).await?),
            None => None,
        };
        let body = template::make(cx, one, ground, host);
        let template: LaunchTemplateSpecification =
            cx.step(Step::WriteLaunchTemplate, body).await?;
        let known = group::find(cx, app).await;
        let known = known.map_err(|cause| cause.at(Step::CreateGroup))?;
        if known.is_none() {
            let body = group::make(cx, app, self, ground, &template);
            cx.step(Step::CreateGroup, body).await?;
        } else {
            let refreshed = refresh::to(cx, app, &template).await;
            if let (Err(_), Some(before)) = (&refreshed, &app.before) {
                self.give_back_data(cx, app, before, ground).await?;
            }
            refreshed?;
        }
        let body = async {
            let waited = group::wait(cx, app).await;
            // Whoever reads that an instance does not answer wants to know what it said while it booted.
            match waited {
                Err(Cause::TimedOut {
                    waiting_for,
                    waited_s,
                    last_seen,
                    ..
                }) => Err(Cause::TimedOut {
                    waiting_for,
                    waited_s,
                    last_seen,
                    log: look::boot_log(cx, app, &template).await,
                }),
                other => other,
            }
        };
        cx.step(Step::WaitForInstances, body).await?;
        let body = balancer::wait_active(cx, app);
        cx.step(Step::WaitLoadBalancer, body).await?;
        self.asked(cx, app).await
    }

    /// Puts the data host's services back where the version that failed had changed them.
    async fn give_back_data(
        self,
        cx: &Context<'_>,
        app: &App,
        before: &App,
        ground: &Ground,
    ) -> Result<(), DeployError> {
        let part = |app: &App| parts::only(app, &parts::staying(app)).project.services;
        let (new, old) = (part(app), part(before));
        if old.is_empty() || old == new || ground.data_group.is_none() {
            return Ok(());
        }
        data::bring(cx, &on_instance(before), ground)
            .await
            .map(drop)
    }

    /// Asks every public service from outside.
    async fn asked(self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        let body = self.found(cx, app);
        let deployed = cx.step(Step::LookAtLoadBalancer, body).await?;
        let body = ask_from_outside(cx, app, &deployed);
        cx.step(Step::AskFromOutside, body).await?;
        Ok(deployed)
    }

    async fn found(self, cx: &Context<'_>, app: &App) -> Result<Deployed, Cause> {
        let balancer = balancer::find(cx, app).await?;
        let host = balancer.map(|b| b.dns_name).unwrap_or_default();
        Ok(Deployed::at(app, &host, group_name(app)))
    }
}

#[async_trait]
impl Strategy for Asg {
    fn name(&self) -> &'static str {
        "ec2-asg"
    }

    async fn deploy(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        permitted(cx, app, Way::Asg(*self)).await?;
        let ground = self.prepare(cx, app).await?;
        self.bring(cx, app, &ground).await
    }

    async fn update(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        permitted(cx, app, Way::Asg(*self)).await?;
        let body = async { group::require(cx, app).await.map(drop) };
        cx.step(Step::LookAtGroup, body).await?;
        let ground = self.prepare(cx, app).await?;
        let deployed = self.bring(cx, app, &ground).await?;
        let body = balancer::tidy(cx, app, Targets::Instances);
        cx.step(Step::CloseOldEntrances, body).await?;
        Ok(deployed)
    }

    async fn rollback(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        self.update(cx, app).await
    }

    async fn scale(
        &self,
        cx: &Context<'_>,
        app: &App,
        service: &str,
        replicas: u32,
    ) -> Result<Deployed, DeployError> {
        let wanted = app.scaled_to(service, replicas);
        let (before, after) = (self.instances_of(app), self.instances_of(&wanted));
        let body = async {
            super::known(app, service)?;
            super::answered(&wanted)?;
            if parts::stays(app, service) {
                return Err(Cause::impossible(Obstacle::DataCannotBeShared, service));
            }
            if replicas == 0 {
                return Err(Cause::impossible(Obstacle::NoCopyAnswers, service));
            }
            ground::permit(cx, app, after)?;
            group::require(cx, app).await?;
            group::resize(cx, app, after).await?;
            group::wait(cx, app).await
        };
        if let Err(failed) = cx.step(Step::StartReplicas, body).await {
            let back = group::resize(cx, app, before);
            return Err(super::unscaled(cx, service, failed, back).await);
        }
        self.asked(cx, app).await
    }

    async fn status(&self, cx: &Context<'_>, app: &App) -> Result<Status, DeployError> {
        let body = self.found(cx, app);
        let deployed = cx.step(Step::LookAtLoadBalancer, body).await?;
        let body = look::replicas(cx, app);
        let replicas = cx.step(Step::ListContainers, body).await?;
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
        let app = &*on_instance(app);
        let body = look::lines(cx, app, service, tail);
        cx.step(Step::ReadLogs, body).await
    }

    async fn exec(
        &self,
        cx: &Context<'_>,
        app: &App,
        target: &str,
        command: &[String],
    ) -> Result<ExecOutput, DeployError> {
        let app = &*on_instance(app);
        let body = look::exec(cx, app, target, command);
        cx.step(Step::RunCommand, body).await
    }

    async fn destroy(&self, cx: &Context<'_>, app: &App) -> Result<(), DeployError> {
        let body = data::terminate(cx, app);
        cx.step(Step::TerminateInstance, body).await?;
        let body = group::remove(cx, app);
        cx.step(Step::DeleteGroup, body).await?;
        let body = template::remove(cx, app);
        cx.step(Step::DeleteLaunchTemplate, body).await?;
        let body = balancer::remove(cx, app, Targets::Instances);
        cx.step(Step::DeleteLoadBalancer, body).await?;
        let names = boot::secrets(app).into_keys();
        let body = secrets::remove(cx, app, names);
        cx.step(Step::DeleteSecrets, body).await?;
        // The images of a version before may have come from ECR too.
        let body = super::role::remove_handed_over(cx, registry::role_name(app));
        cx.step(Step::DeleteRole, body).await?;
        let body = clean::snapshots(cx, app);
        cx.step(Step::DeleteSnapshots, body).await?;
        let body = firewalls(cx, app);
        cx.step(Step::DeleteFirewall, body).await?;
        let body = clean::key_pair(cx, app);
        cx.step(Step::DeleteKeyPair, body).await
    }
}

/// Deletes the security groups, those that others refer to last.
async fn firewalls(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let names = [
        data::name(app),
        ground::machine_group(app),
        balancer_group(app),
    ];
    network::delete_groups(cx, &names, Patience::secs(5, 900)).await
}
