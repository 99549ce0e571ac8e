//! Starting, replacing and counting tasks, and saying why it failed.

use crate::recipe::{Obstacle, Wait};
use std::collections::BTreeMap;

use super::scaling::Bounds;
use super::update::Revisions;
use super::{health, named, service};
use crate::aws::Ecs as _;
use crate::aws::ecs::{
    DescribeServices, DescribeTasks, ListTasks, LoadBalancer, RolloutState, Service, Task,
    UpdateService,
};
use crate::aws::logs::FilterLogEvents;
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;
use crate::strategy::App;
use crate::strategy::balancer::Balancer;
use crate::strategy::names::base;

/// How long a rollout may take: three failed tasks of a slow image, and the way back.
const ROLLOUT: Patience = Patience::secs(10, 1_800);
/// Log lines in an error.
const LINES: usize = 5;

/// Deployments by service, as begun.
pub(super) type Begun = BTreeMap<String, String>;

/// What a service shall come to.
#[derive(Debug)]
pub(super) struct Aim<'a> {
    /// The ARN of its task definition.
    pub(super) revision: &'a str,
    /// Whether its tasks are started anew though they have this definition.
    pub(super) again: bool,
    /// Where its tasks shall be registered; none to leave that as it is.
    pub(super) load_balancers: Option<Vec<LoadBalancer>>,
}

/// Brings every service to its revision and count, in the order in which they need each other, each after what it needs
/// is complete.
pub(super) async fn start_all(
    cx: &Context<'_>,
    app: &App,
    revisions: &Revisions,
    balancer: &Balancer,
) -> Result<(), Cause> {
    let mut waiting = Begun::new();
    for name in revisions.order(app) {
        let needs = app.needs(name);
        let first: Begun = needs
            .iter()
            .filter_map(|need| waiting.remove_entry(*need))
            .collect();
        wait(cx, app, &first).await?;
        let request = DescribeServices {
            cluster: base(app),
            services: vec![named::service(name)],
            ..DescribeServices::default()
        };
        let looked = cx.cloud.describe_services(request).await?;
        let current = looked.services.into_iter().find(|s| s.status == "ACTIVE");
        let current = current.ok_or_else(|| Cause::impossible(Obstacle::NotDeployed, name))?;
        let wanted = service::load_balancers(name, balancer);
        let mut registered = current.load_balancers.clone();
        registered.sort_by_key(|lb| lb.container_port);
        let aim = Aim {
            load_balancers: (registered != wanted).then_some(wanted),
            ..revisions.aim(name)
        };
        if let Some(id) = reach(cx, app, name, &aim, &current).await? {
            waiting.insert(name.to_owned(), id);
        }
    }
    wait(cx, app, &waiting).await
}

/// Begins what a service lacks to run a revision in its number of copies; gives the deployment to wait for, none when
/// there is nothing to do or it is done. One that was begun before and goes on is not begun again.
pub(super) async fn reach(
    cx: &Context<'_>,
    app: &App,
    name: &str,
    aim: &Aim<'_>,
    current: &Service,
) -> Result<Option<String>, Cause> {
    let replicas = kept(app, name, current);
    let revision = aim.revision;
    let elsewhere = aim.load_balancers.is_some();
    // A service at zero has never been started: the names that its tasks know are those of its first deployment.
    if current.task_definition != revision || current.desired_count == 0 {
        if replicas == 0 && current.task_definition == revision && !elsewhere {
            return Ok(None);
        }
        return begin(cx, app, name, aim, current).await.map(Some);
    }
    if aim.again || elsewhere {
        return begin(cx, app, name, aim, current).await.map(Some);
    }
    let primary = current.deployments.iter().find(|d| d.status == "PRIMARY");
    match primary.map(|p| (p, p.rollout_state)) {
        Some((_, RolloutState::Completed)) if current.desired_count != replicas => {
            scale(cx, app, name, replicas).await?;
            Ok(None)
        }
        Some((_, RolloutState::Completed)) if current.running_count == replicas => Ok(None),
        // Those that a metric has just brought are on their way.
        Some((_, RolloutState::Completed))
            if Bounds::of(app, name).is_some_and(|b| current.running_count >= b.min) =>
        {
            Ok(None)
        }
        Some((primary, RolloutState::InProgress)) if current.desired_count == replicas => {
            Ok(Some(primary.id.clone()))
        }
        _ => begin(cx, app, name, aim, current).await.map(Some),
    }
}

/// How many tasks a service shall have: what the application says, or what a metric has brought it to.
fn kept(app: &App, name: &str, current: &Service) -> u32 {
    let replicas = app.replicas(name);
    // A service at zero has never been started.
    let follows = Bounds::of(app, name).filter(|_| current.desired_count > 0);
    follows.map_or(replicas, |bounds| bounds.keep(current.desired_count))
}

/// Begins a deployment of a service; gives its id.
async fn begin(
    cx: &Context<'_>,
    app: &App,
    name: &str,
    aim: &Aim<'_>,
    current: &Service,
) -> Result<String, Cause> {
    let percents = service::percents(app, name);
    let desired = kept(app, name, current);
    // A number that a metric has brought, and may be changing now, is left alone.
    let stays = Bounds::of(app, name).is_some() && desired == current.desired_count;
    let request = UpdateService {
        cluster: base(app),
        service: named::service(name),
        desired_count: (!stays).then_some(desired),
        task_definition: aim.revision.to_owned(),
        deployment_configuration: (current.deployment_configuration != percents)
            .then_some(percents),
        force_new_deployment: true,
        service_connect_configuration: Some(service::names(app, name)),
        health_check_grace_period_seconds: (aim.load_balancers.as_ref())
            .filter(|groups| !groups.is_empty())
            .map(|_| health::grace_seconds(app, name)),
        load_balancers: aim.load_balancers.clone(),
        ..UpdateService::default()
    };
    let updated = cx.cloud.update_service(request).await?.service;
    let primary = updated
        .deployments
        .into_iter()
        .find(|d| d.status == "PRIMARY");
    Ok(primary.map(|d| d.id).unwrap_or_default())
}

/// Waits until each of these deployments is complete.
///
/// One that fails, or gives way to an older one, is [`Cause::RolledBack`] with the reason of a stopped task and the
/// last lines that it wrote.
pub(super) async fn wait(cx: &Context<'_>, app: &App, begun: &Begun) -> Result<(), Cause> {
    for (name, deployment) in begun {
        let probe = DescribeServices {
            cluster: base(app),
            services: vec![named::service(name)],
            ..DescribeServices::default()
        };
        let waited = cx.wait_until(Wait::RolloutComplete, ROLLOUT, probe, |found| {
            match found.services.first() {
                Some(service) => progress(service, deployment),
                None => Look::NotYet(String::new()),
            }
        });
        if let Err(cause) = waited.await {
            return Err(explained(cx, app, name, cause).await);
        }
    }
    Ok(())
}

fn progress(service: &Service, deployment: &str) -> Look<()> {
    let failed = |reason: &str| {
        Look::Never(Cause::RolledBack {
            what: service.service_name.clone(),
            reason: reason.to_owned(),
            log: Vec::new(),
        })
    };
    let seen = || {
        let newest = service.events.first().map(|e| e.message.clone());
        newest.unwrap_or_else(|| format!("{} of {}", service.running_count, service.desired_count))
    };
    match service.deployments.iter().find(|d| d.id == deployment) {
        Some(ours) if ours.rollout_state == RolloutState::Completed => Look::Met(()),
        Some(ours) if ours.rollout_state == RolloutState::Failed => {
            failed(&ours.rollout_state_reason)
        }
        Some(ours) if ours.status != "PRIMARY" => {
            let primary = service.deployments.iter().find(|d| d.status == "PRIMARY");
            failed(primary.map_or("", |d| d.rollout_state_reason.as_str()))
        }
        Some(_) => Look::NotYet(seen()),
        None => failed(&seen()),
    }
}

/// Adds what a stopped task and its log say.
async fn explained(cx: &Context<'_>, app: &App, name: &str, cause: Cause) -> Cause {
    let stopped = stopped_task(cx, app, name)
        .await
        .map(|task| why_stopped(&task));
    let lines = last_lines(cx, app, name).await;
    match cause {
        Cause::RolledBack { what, reason, .. } => Cause::RolledBack {
            what,
            reason: [Some(reason), stopped]
                .into_iter()
                .flatten()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join("; "),
            log: lines,
        },
        Cause::TimedOut {
            waiting_for,
            waited_s,
            last_seen,
            ..
        } => Cause::TimedOut {
            waiting_for,
            waited_s,
            last_seen: stopped.unwrap_or(last_seen),
            log: lines,
        },
        other => other,
    }
}

/// The newest task of a service that stopped, as far as ECS remembers.
async fn stopped_task(cx: &Context<'_>, app: &App, name: &str) -> Option<Task> {
    let tasks = tasks(cx, app, name, "STOPPED").await.ok()?;
    tasks.into_iter().max_by_key(|task| task.stopped_at)
}

/// The tasks of a service with a desired status (`RUNNING`, `STOPPED`).
pub(super) async fn tasks(
    cx: &Context<'_>,
    app: &App,
    name: &str,
    desired: &str,
) -> Result<Vec<Task>, Cause> {
    let request = ListTasks {
        cluster: base(app),
        service_name: named::service(name),
        desired_status: desired.to_owned(),
        ..ListTasks::default()
    };
    let tasks = crate::aws::all(cx.cloud, request).await?.task_arns;
    if tasks.is_empty() {
        return Ok(Vec::new());
    }
    let request = DescribeTasks {
        cluster: base(app),
        tasks: tasks.into_iter().take(100).collect(),
    };
    Ok(cx.cloud.describe_tasks(request).await?.tasks)
}

/// Why a task stopped: its own reason, and those of its containers with their exit codes. A pull that failed is the
/// reason of both, and is told once.
pub(super) fn why_stopped(task: &Task) -> String {
    let container = |c: &crate::aws::ecs::Container| match (c.exit_code, c.reason.as_str()) {
        (None | Some(0), "") => None,
        (None, reason) if task.stopped_reason.contains(reason) => None,
        (None, reason) => Some(format!("{}: {reason}", c.name)),
        (Some(code), "") => Some(format!("{}: exit code {code}", c.name)),
        (Some(code), reason) => Some(format!("{}: exit code {code}, {reason}", c.name)),
    };
    let mut parts = vec![task.stopped_reason.clone()];
    parts.extend(task.containers.iter().filter_map(container));
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

/// The last lines of a service's log; none when there is no log to read.
pub(super) async fn last_lines(cx: &Context<'_>, app: &App, name: &str) -> Vec<String> {
    let request = FilterLogEvents {
        log_group_name: named::log_group(app, name),
        ..FilterLogEvents::default()
    };
    let Ok(found) = crate::aws::all(cx.cloud, request).await else {
        return Vec::new();
    };
    let lines: Vec<String> = found
        .events
        .into_iter()
        .map(|event| event.message)
        .collect();
    lines[lines.len().saturating_sub(LINES)..].to_vec()
}

/// Runs `replicas` tasks of a service, and waits until they run.
pub(super) async fn scale(
    cx: &Context<'_>,
    app: &App,
    name: &str,
    replicas: u32,
) -> Result<(), Cause> {
    let request = UpdateService {
        cluster: base(app),
        service: named::service(name),
        desired_count: Some(replicas),
        ..UpdateService::default()
    };
    cx.cloud.update_service(request).await?;
    wait_replicas(cx, app, name, replicas).await
}

/// Waits until `replicas` tasks of a service run; more where a metric may have asked for them.
pub(super) async fn wait_replicas(
    cx: &Context<'_>,
    app: &App,
    name: &str,
    replicas: u32,
) -> Result<(), Cause> {
    let probe = DescribeServices {
        cluster: base(app),
        services: vec![named::service(name)],
        ..DescribeServices::default()
    };
    let follows = Bounds::of(app, name).is_some();
    let waited = cx.wait_until(Wait::ReplicasRun, ROLLOUT, probe, |found| {
        match found.services.iter().find(|s| s.status == "ACTIVE") {
            Some(s) if s.running_count == replicas && s.pending_count == 0 => Look::Met(()),
            // A metric may have asked for more meanwhile.
            Some(s) if follows && s.running_count >= replicas => Look::Met(()),
            Some(s) => {
                let newest = s.events.first().map_or("", |e| e.message.as_str());
                Look::NotYet(format!("{} of {replicas}; {newest}", s.running_count))
            }
            None => Look::Never(Cause::impossible(Obstacle::NotDeployed, name)),
        }
    });
    match waited.await {
        Ok(()) => Ok(()),
        Err(cause) => Err(explained(cx, app, name, cause).await),
    }
}
