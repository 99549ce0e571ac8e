//! Managed: ECS services behind a load balancer, one for each Compose service, on Fargate or on instances of the account's own.
//!
//! One recipe does both; where its tasks run is its [`capacity`], and what only instances need is there.
//!
//! The environment of the Compose file stays as it is: Service Connect gives tasks the names that a Compose network
//! gives containers. Named volumes become access points of one EFS file system, passwords become secrets.

mod again;
mod capacity;
mod clean;
mod definition;
mod entrances;
mod express;
mod files;
mod health;
mod jobs;
mod look;
mod named;
mod namespace;
mod network;
mod possible;
mod quota;
mod roles;
mod rollout;
mod same;
mod scaling;
mod secrets;
mod service;
mod storage;
mod update;
mod ways;

use std::borrow::Cow;
use std::collections::BTreeMap;

use async_trait::async_trait;

pub(super) use capacity::too_large;
pub use express::INFRASTRUCTURE_POLICY;
pub(crate) use possible::{is_docker_socket, rights};
pub use roles::TASK_EXECUTION_POLICY;
pub(crate) use secrets::content;
pub use secrets::is_secret;
pub(crate) use service::aliases;
pub use ways::{EcsEc2, Express, Fargate, Follower};

use super::balancer::{self, Balancer, Targets};
use super::names::{base, marks};
use super::once::made;
use super::refusal::permit;
use super::verify::ask_from_outside;
use super::{App, Deployed, Replica, Status, Strategy, Way};
use crate::aws::ecs::{CreateCluster, Setting, Tag};
use crate::aws::host::ExecOutput;
use crate::aws::logs::{CreateLogGroup, PutRetentionPolicy};
use crate::aws::{Ecs as _, Logs as _};
use crate::cloud::Context;
use crate::error::{Cause, DeployError};
use crate::event::Subgoal;
use crate::recipe::{Obstacle, Step};
use capacity::Capacity;
use definition::Parts;
use network::{Groups, Network};

/// How long CloudWatch Logs keeps lines, in days (own choice; without one it keeps them for ever, and bills them).
const LOG_DAYS: u32 = 14;

/// How services are brought to ECS, wherever their tasks run: the strategy of both ways.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recipe {
    tasks: u32,
    max_tasks: Option<u32>,
    capacity: Capacity,
}

/// What services stand on.
struct Ground {
    network: Network,
    groups: Groups,
    balancer: Balancer,
    parts: Parts,
}

impl Recipe {
    /// The way that asks for it.
    fn way(self) -> Way {
        let (tasks, max_tasks) = (self.tasks, self.max_tasks);
        match self.capacity {
            Capacity::Fargate => Way::Fargate(Fargate { tasks, max_tasks }),
            Capacity::Instances => Way::EcsEc2(EcsEc2 { tasks, max_tasks }),
        }
    }

    /// How many tasks a service gets: what the file asks for, and more where this way gives more. What somebody scaled a
    /// service to stays, and so do services that cannot have copies.
    pub(super) fn tasks_of(self, app: &App, service: &str) -> u32 {
        let asked = app.replicas(service);
        let fixed = asked == 0
            || app.scaled.contains_key(service)
            || app.is_job(service)
            || app.keeps_data(service);
        if fixed { asked } else { asked.max(self.tasks) }
    }

    /// The application with the tasks that this way gives its services.
    fn spread(self, app: &App) -> Cow<'_, App> {
        let names = app.project.services.keys();
        let given = names.map(|name| (name, self.tasks_of(app, name)));
        let more = given.filter(|(name, tasks)| *tasks > app.replicas(name));
        let more: Vec<(String, u32)> = more.map(|(name, tasks)| (name.clone(), tasks)).collect();
        if more.is_empty() && self.max_tasks.is_none() {
            return Cow::Borrowed(app);
        }
        let mut spread = app.clone();
        spread.scaled.extend(more);
        spread.most_tasks = self.most_tasks(app);
        Cow::Owned(spread)
    }

    /// The services whose tasks follow a metric, each with the most tasks that it may come to. Users must call it, through the load
    /// balancer: what else a program uses of its processor nobody can know beforehand.
    fn most_tasks(self, app: &App) -> BTreeMap<String, u32> {
        let Some(most) = self.max_tasks else {
            return BTreeMap::new();
        };
        let names = app.project.services.keys();
        let follows =
            |name: &&String| app.is_entered(name) && !app.keeps_data(name) && !app.is_job(name);
        let bound = |name: &String| (name.clone(), most.max(self.tasks_of(app, name)));
        names.filter(follows).map(bound).collect()
    }

    /// Refuses tasks that shall follow a metric where no service has such tasks.
    fn permit_scaling(self, app: &App) -> Result<(), Cause> {
        if self.max_tasks.is_some() && app.most_tasks.is_empty() {
            return Err(Cause::impossible(Obstacle::NobodyToScale, &app.name));
        }
        Ok(())
    }

    /// Lets tasks follow a metric where this way says so; a step of its own.
    async fn follow(&self, cx: &Context<'_>, app: &App) -> Result<(), DeployError> {
        if self.max_tasks.is_none() {
            return Ok(());
        }
        cx.step(Step::RegisterScalableTargets, scaling::follow(cx, app))
            .await
    }

    /// The application with so many tasks of a service. Where its tasks follow a metric they are its least ones.
    fn scaled(self, app: &App, service: &str, replicas: u32) -> App {
        let mut wanted = app.scaled_to(service, replicas);
        wanted.most_tasks = self.most_tasks(&wanted);
        wanted
    }

    /// The services whose tasks follow a metric.
    pub(super) fn followers(self, app: &App) -> Vec<Follower> {
        let most_tasks = self.most_tasks(app).into_iter();
        let follower = |(service, most): (String, u32)| Follower {
            least: self.tasks_of(app, &service),
            service,
            most,
        };
        most_tasks.map(follower).collect()
    }

    /// The services that have one task although this way gives others several: a second one would spoil the data that the
    /// first keeps on a volume.
    pub(super) fn alone(self, app: &App) -> Vec<String> {
        if self.tasks < 2 {
            return Vec::new();
        }
        let names = app.project.services.keys();
        let alone = names.filter(|name| app.keeps_data(name) && !app.is_job(name));
        alone.cloned().collect()
    }

    /// Makes everything that services need, unless it is there.
    async fn prepare(&self, cx: &Context<'_>, app: &App) -> Result<Ground, DeployError> {
        cx.step(Step::CheckApplication, async {
            permit(app, self.way())?;
            self.permit_scaling(app)?;
            quota::permit(cx, app, self.capacity, &[])
        })
        .await?;
        let with_secrets = !secrets::wanted(app).is_empty();
        let with_files = !storage::volumes(app).is_empty();
        cx.step(Step::CreateCluster, cluster(cx, app)).await?;
        let roles = cx
            .step(Step::CreateRoles, roles::make(cx, app, with_secrets))
            .await?;
        cx.step(Step::CreateLogGroups, log_groups(cx, app)).await?;
        let mut parts = Parts {
            execution_role: roles.execution,
            task_role: roles.task,
            capacity: self.capacity,
            ..Parts::default()
        };
        if with_secrets {
            parts.secrets = cx
                .step(Step::StoreSecrets, secrets::store(cx, app, false))
                .await?;
        }
        let network = cx.step(Step::FindNetwork, network::find(cx)).await?;
        let body = network::groups(cx, app, &network, with_files, self.capacity);
        let groups = cx.step(Step::OpenFirewall, body).await?;
        parts.region.clone_from(&network.region);
        if with_files {
            let body = storage::make(cx, app, &network, &groups);
            let storage = cx.step(Step::CreateFileSystem, body).await?;
            parts.file_system = storage.file_system;
            parts.access_points = storage.access_points;
        }
        cx.step(Step::CreateNamespace, namespace::create(cx, app))
            .await?;
        let body = balancer::make(cx, app, &network, &groups.balancer, Targets::Tasks);
        let balancer = cx.step(Step::CreateLoadBalancer, body).await?;
        if self.capacity == Capacity::Instances {
            capacity::make(cx, app, &network, &groups).await?;
        }
        Ok(Ground {
            network,
            groups,
            balancer,
            parts,
        })
    }

    /// Brings the services and jobs up on ground that is prepared, and asks them from outside.
    async fn run(
        &self,
        cx: &Context<'_>,
        app: &App,
        ground: &Ground,
    ) -> Result<Deployed, DeployError> {
        let Ground {
            network,
            groups,
            balancer,
            parts,
        } = ground;
        let body = update::register_all(cx, app, parts);
        let revisions = cx.step(Step::RegisterTaskDefinitions, body).await?;
        let body = service::make_all(cx, app, self.capacity, network, groups, balancer);
        cx.step(Step::CreateServices, body).await?;
        let body = rollout::start_all(cx, app, &revisions, balancer);
        cx.step(Step::StartServices, body).await?;
        self.follow(cx, app).await?;
        let jobs = jobs::by_themselves(app);
        if !jobs.is_empty() {
            let body = jobs::run_all(cx, app, &jobs, self.capacity, network, groups);
            cx.step(Step::RunJobs, body).await?;
        }
        cx.step(Step::WaitLoadBalancer, balancer::wait_active(cx, app))
            .await?;
        let deployed = deployed(app, &balancer.dns_name);
        cx.step(Step::AskFromOutside, ask_from_outside(cx, app, &deployed))
            .await?;
        Ok(deployed)
    }

    /// An update that makes what is missing on the way, and then brings every service that differs to its new revision.
    async fn update_all(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        let ground = self.prepare(cx, app).await?;
        let deployed = self.run(cx, app, &ground).await?;
        let body = service::others(cx, app);
        let dropped = cx.step(Step::CompareVersions, body).await?;
        drop_services(cx, app, &dropped).await?;
        let body = balancer::tidy(cx, app, Targets::Tasks);
        cx.step(Step::CloseOldEntrances, body).await?;
        Ok(deployed)
    }

    async fn look(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, Cause> {
        let balancer = balancer::find(cx, app).await?;
        Ok(deployed(
            app,
            &balancer.map(|b| b.dns_name).unwrap_or_default(),
        ))
    }
}

#[async_trait]
impl Strategy for Recipe {
    fn name(&self) -> &'static str {
        self.way().name()
    }

    async fn deploy(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        let app = &*self.spread(app);
        let ground = self.prepare(cx, app).await?;
        self.run(cx, app, &ground).await
    }

    async fn update(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
        let app = &*self.spread(app);
        let body = async {
            permit(app, self.way())?;
            self.permit_scaling(app)?;
            update::look(cx, app, self.capacity).await
        };
        let found = cx.step(Step::CompareVersions, body).await?;
        let Some(mut found) = found else {
            // The new version needs more than the old one had: names, volumes, ports, jobs, the right to read secrets.
            return self.update_all(cx, app).await;
        };
        if !secrets::wanted(app).is_empty() {
            found.parts.secrets = cx
                .step(Step::StoreSecrets, secrets::store(cx, app, true))
                .await?;
        }
        let body = update::register_changes(cx, app, &found);
        let changes = cx.step(Step::RegisterTaskDefinitions, body).await?;
        if balancer::asks_otherwise(app) {
            let body = balancer::ask_otherwise(cx, app, Targets::Tasks);
            cx.step(Step::ChangeHealthCheck, body).await?;
        }
        let body = update::roll(cx, app, &found, &changes);
        cx.step(Step::RollServices, body).await?;
        self.follow(cx, app).await?;
        if !changes.jobs.is_empty() {
            let body = update::run_jobs(cx, app, &changes.jobs, self.capacity);
            cx.step(Step::RunJobs, body).await?;
        }
        drop_services(cx, app, &found.dropped).await?;
        let deployed = cx
            .step(
                Step::LookAtLoadBalancer.towards(Subgoal::Expose),
                self.look(cx, app),
            )
            .await?;
        cx.step(Step::AskFromOutside, ask_from_outside(cx, app, &deployed))
            .await?;
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
        let app = &*self.spread(app);
        let body = async {
            super::known(app, service)?;
            super::answered(&app.scaled_to(service, replicas))?;
            if replicas > 1 && app.keeps_data(service) {
                return Err(Cause::impossible(Obstacle::DataCannotBeShared, service));
            }
            let wanted = self.scaled(app, service, replicas);
            quota::permit(cx, &wanted, self.capacity, &[])?;
            if self.capacity == Capacity::Instances {
                capacity::resize(cx, &wanted).await?;
            }
            scaling::scale(cx, &wanted, service).await
        };
        if let Err(error) = cx.step(Step::StartReplicas, body).await {
            let back = scaling::scale(cx, app, service);
            return Err(super::unscaled(cx, service, error, back).await);
        }
        let deployed = cx
            .step(
                Step::LookAtLoadBalancer.towards(Subgoal::Expose),
                self.look(cx, app),
            )
            .await?;
        cx.step(Step::AskFromOutside, ask_from_outside(cx, app, &deployed))
            .await?;
        Ok(deployed)
    }

    async fn status(&self, cx: &Context<'_>, app: &App) -> Result<Status, DeployError> {
        let deployed = cx
            .step(Step::LookAtLoadBalancer, self.look(cx, app))
            .await?;
        let replicas = cx.step(Step::ListTasks, list(cx, app)).await?;
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
        let body = look::exec(cx, app, target, command);
        cx.step(Step::RunCommand, body).await
    }

    async fn destroy(&self, cx: &Context<'_>, app: &App) -> Result<(), DeployError> {
        let app = &*self.spread(app);
        if self.max_tasks.is_some() {
            // First: a target whose service has fewer tasks than its minimum gives it some.
            let body = scaling::leave(cx, app);
            cx.step(Step::DeregisterScalableTargets, body).await?;
        }
        cx.step(Step::DeleteServices, clean::services(cx, app))
            .await?;
        if self.capacity == Capacity::Instances {
            capacity::remove(cx, app).await?;
        }
        cx.step(
            Step::DeleteLoadBalancer,
            balancer::remove(cx, app, Targets::Tasks),
        )
        .await?;
        cx.step(Step::DeleteCluster, clean::cluster(cx, app))
            .await?;
        cx.step(Step::DeleteFileSystem, clean::file_system(cx, app))
            .await?;
        cx.step(Step::DeleteSecretsAndLogs, clean::secrets_and_logs(cx, app))
            .await?;
        cx.step(Step::DeleteNamespace, clean::namespace(cx, app))
            .await?;
        cx.step(Step::DeleteRoles, clean::access(cx, app)).await?;
        cx.step(
            Step::DeleteFirewall,
            clean::firewalls(cx, app, self.capacity),
        )
        .await
    }
}

/// Deletes services that the new version does not have, once the others run.
async fn drop_services(cx: &Context<'_>, app: &App, dropped: &[String]) -> Result<(), DeployError> {
    if dropped.is_empty() {
        return Ok(());
    }
    let body = clean::dropped(cx, app, dropped);
    cx.step(Step::DeleteServices.towards(Subgoal::Update), body)
        .await
}

fn deployed(app: &App, host: &str) -> Deployed {
    Deployed::at(app, host, base(app))
}

async fn cluster(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let tags = marks(app).map(|(key, value)| Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    });
    let request = CreateCluster {
        cluster_name: base(app),
        settings: vec![Setting {
            name: "containerInsights".to_owned(),
            value: "disabled".to_owned(),
        }],
        tags: tags.collect(),
    };
    made(cx.cloud.create_cluster(request).await).map(drop)
}

async fn log_groups(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    for service in app.project.services.keys() {
        let log_group_name = named::log_group(app, service);
        let tags = marks(app).map(|(key, value)| (key.to_owned(), value.to_owned()));
        let request = CreateLogGroup {
            log_group_name: log_group_name.clone(),
            tags: tags.collect(),
        };
        made(cx.cloud.create_log_group(request).await)?;
        let request = PutRetentionPolicy {
            log_group_name,
            retention_in_days: LOG_DAYS,
        };
        cx.cloud.put_retention_policy(request).await?;
    }
    Ok(())
}

/// Lists the tasks of all services. A service that is gone has one line, in the word that ECS has for it.
async fn list(cx: &Context<'_>, app: &App) -> Result<Vec<Replica>, Cause> {
    let known = service::describe(cx, app).await?;
    let lasting = service::lasting(app);
    if known.is_empty() && !lasting.is_empty() {
        return Err(Cause::impossible(Obstacle::NotDeployed, &app.name));
    }
    let mut replicas = Vec::new();
    for name in lasting {
        let service_name = named::service(name);
        if !known.iter().any(|s| s.service_name == service_name) {
            replicas.push(Replica {
                service: name.to_owned(),
                state: "MISSING".to_owned(),
                ..Replica::default()
            });
            continue;
        }
        for task in rollout::tasks(cx, app, name, "RUNNING").await? {
            let image = task
                .containers
                .iter()
                .find(|c| c.name == name || c.name == express::CONTAINER)
                .map(|c| c.image.clone());
            let id = task.task_arn.rsplit_once('/').map(|(_, id)| id.to_owned());
            replicas.push(Replica {
                service: name.to_owned(),
                id: id.unwrap_or(task.task_arn),
                state: task.last_status.to_string(),
                health: task.health_status.to_string(),
                image: image.unwrap_or_default(),
            });
        }
    }
    Ok(replicas)
}
