//! From one version to the next: what runs, what the new version needs, and a rollout of each service that changed.

use std::collections::{BTreeMap, BTreeSet};

use super::again::Again;
use super::capacity::Capacity;
use super::definition::{self, Parts};
use super::network::Groups;
use super::rollout::Aim;
use super::same::is_same;
use super::{again, entrances, jobs, named, network, quota, rollout, secrets, service, storage};
use crate::aws::Ecs as _;
use crate::aws::ecs::{DescribeTaskDefinition, RegisterTaskDefinition, Service, TaskDefinition};
use crate::cloud::Context;
use crate::error::Cause;
use crate::strategy::App;
use crate::strategy::once::found;

/// What the services shall run.
#[derive(Debug, Default)]
pub(super) struct Revisions {
    /// ARNs of task definitions, by Compose service.
    definitions: BTreeMap<String, String>,
    /// The services whose tasks are started anew though their definition runs already.
    again: Again,
}

impl Revisions {
    /// The services in the order in which they are brought to what they shall run.
    pub(super) fn order<'a>(&self, app: &'a App) -> Vec<&'a str> {
        self.again.order(app)
    }

    /// What one service shall come to, where its tasks stay registered where they are.
    pub(super) fn aim(&self, name: &str) -> Aim<'_> {
        Aim {
            revision: &self.definitions[name],
            again: self.again.has(name),
            load_balancers: None,
        }
    }
}

/// A service as it runs, and the definition of its newest deployment.
pub(super) struct Run {
    pub(super) service: Service,
    pub(super) definition: TaskDefinition,
}

/// What runs, by Compose service.
pub(super) type Running = BTreeMap<String, Run>;

/// What a new version finds, where that is all it needs.
pub(super) struct Found {
    running: Running,
    pub(super) parts: Parts,
    /// Services of the version before that the new one does not have.
    pub(super) dropped: Vec<String>,
}

/// Looks at the services and at the definitions with which they run.
async fn running(cx: &Context<'_>, app: &App) -> Result<Running, Cause> {
    let known = service::describe(cx, app).await?;
    let mut all = Running::new();
    for name in service::lasting(app) {
        let ours = |s: &&Service| s.service_name == named::service(name) && s.status == "ACTIVE";
        let Some(service) = known.iter().find(ours) else {
            continue;
        };
        let arn = service.task_definition.clone();
        if let Some(definition) = registered(cx, arn).await? {
            let service = service.clone();
            all.insert(
                name.to_owned(),
                Run {
                    service,
                    definition,
                },
            );
        }
    }
    Ok(all)
}

/// A task definition by its ARN, or the newest of a family; none when there is none.
async fn registered(
    cx: &Context<'_>,
    task_definition: String,
) -> Result<Option<TaskDefinition>, Cause> {
    let request = DescribeTaskDefinition {
        task_definition,
        ..DescribeTaskDefinition::default()
    };
    let answer = found(cx.cloud.describe_task_definition(request).await)?;
    Ok(answer.map(|answer| answer.task_definition))
}

/// Finds what the new version can stand on; none when it needs things that were never made: names, volumes, ports, log
/// groups, a role that reads secrets.
pub(super) async fn look(
    cx: &Context<'_>,
    app: &App,
    capacity: Capacity,
) -> Result<Option<Found>, Cause> {
    let running = running(cx, app).await?;
    let mut parts = Parts {
        capacity,
        ..Parts::default()
    };
    for run in running.values() {
        parts.take(&run.definition);
    }
    let read = running.values().any(|run| reads_secrets(&run.definition));
    let all = service::lasting(app).iter().all(|name| {
        running
            .get(*name)
            .is_some_and(|run| suffices(app, name, &parts, &run.definition))
    });
    if !all || (!read && !secrets::wanted(app).is_empty()) {
        return Ok(None);
    }
    let services = running
        .iter()
        .map(|(name, run)| (name.as_str(), &run.service));
    if entrances::differ(cx, app, &services.collect()).await? {
        return Ok(None);
    }
    for job in jobs::by_themselves(app) {
        if registered(cx, named::family(app, job)).await?.is_none() {
            return Ok(None);
        }
    }
    let rolling = rolling(app, &parts, &running)?;
    quota::permit(cx, app, capacity, &rolling)?;
    Ok(Some(Found {
        dropped: service::others(cx, app).await?,
        running,
        parts,
    }))
}

/// The services that will be rolled for certain: whether a secret changed is only known once it was read, so those that
/// read secrets as files are left out.
fn rolling<'a>(app: &'a App, parts: &Parts, running: &Running) -> Result<Vec<&'a str>, Cause> {
    let mut names = Vec::new();
    let again = again::services(app, running);
    for name in service::lasting(app) {
        let Some(run) = running.get(name) else {
            continue;
        };
        if again.has(name) {
            names.push(name);
            continue;
        }
        if !app.project.services[name].secrets.is_empty() {
            continue;
        }
        let mut new = definition::of(app, name, parts)?;
        let mut old = run.definition.clone();
        for container in new
            .container_definitions
            .iter_mut()
            .chain(&mut old.container_definitions)
        {
            container.secrets.clear();
        }
        if !is_same(&new, &old) {
            names.push(name);
        }
    }
    Ok(names)
}

fn reads_secrets(definition: &TaskDefinition) -> bool {
    let mut containers = definition.container_definitions.iter();
    containers.any(|container| !container.secrets.is_empty())
}

/// Tells whether all that the new version of a service refers to exists.
fn suffices(app: &App, name: &str, parts: &Parts, old: &TaskDefinition) -> bool {
    let stated = &app.project.services[name];
    let volumes =
        storage::named_mounts(stated).all(|(key, ..)| parts.access_points.contains_key(key));
    let main = old.container_definitions.iter().find(|c| c.name == name);
    let open: BTreeSet<u16> = main
        .into_iter()
        .flat_map(|c| c.port_mappings.iter().map(|p| p.container_port))
        .collect();
    let ports = app.ports(name).into_iter().all(|port| open.contains(&port));
    let known = |job: &str| old.container_definitions.iter().any(|c| c.name == job);
    volumes && ports && jobs::awaited(app, name).all(known)
}

/// Registers the definitions of all services and jobs, except those that run already.
pub(super) async fn register_all(
    cx: &Context<'_>,
    app: &App,
    parts: &Parts,
) -> Result<Revisions, Cause> {
    let running = running(cx, app).await?;
    let revisions = register(cx, app, parts, &running).await?;
    for job in jobs::by_themselves(app) {
        registration(cx, definition::of(app, job, parts)?).await?;
    }
    Ok(revisions)
}

async fn register(
    cx: &Context<'_>,
    app: &App,
    parts: &Parts,
    running: &Running,
) -> Result<Revisions, Cause> {
    let mut revisions = Revisions {
        again: again::services(app, running),
        ..Revisions::default()
    };
    for name in service::lasting(app) {
        let request = definition::of(app, name, parts)?;
        let old = running.get(name).map(|run| &run.definition);
        let arn = match old.filter(|old| is_same(&request, old)) {
            Some(old) => old.task_definition_arn.clone(),
            None => registration(cx, request).await?,
        };
        revisions.definitions.insert(name.to_owned(), arn);
    }
    Ok(revisions)
}

async fn registration(cx: &Context<'_>, request: RegisterTaskDefinition) -> Result<String, Cause> {
    let registered = cx.cloud.register_task_definition(request).await?;
    Ok(registered.task_definition.task_definition_arn)
}

/// What an update registered.
pub(super) struct Changes {
    /// What each service shall run.
    revisions: Revisions,
    /// The jobs that nobody awaits whose definition is new.
    pub(super) jobs: Vec<String>,
}

/// Registers what differs from what runs.
pub(super) async fn register_changes(
    cx: &Context<'_>,
    app: &App,
    found: &Found,
) -> Result<Changes, Cause> {
    let revisions = register(cx, app, &found.parts, &found.running).await?;
    let mut changed = Vec::new();
    for job in jobs::by_themselves(app) {
        let request = definition::of(app, job, &found.parts)?;
        let old = registered(cx, named::family(app, job)).await?;
        let same = old.is_some_and(|old| is_same(&request, &old));
        if !same {
            registration(cx, request).await?;
        }
        if !same || app.renewed.contains(job) {
            changed.push(job.to_owned());
        }
    }
    Ok(Changes {
        revisions,
        jobs: changed,
    })
}

/// Rolls each service that does not run what it shall, after the services that it needs.
pub(super) async fn roll(
    cx: &Context<'_>,
    app: &App,
    found: &Found,
    changes: &Changes,
) -> Result<(), Cause> {
    for name in changes.revisions.order(app) {
        let current = &found.running[name].service;
        let aim = changes.revisions.aim(name);
        if let Some(id) = rollout::reach(cx, app, name, &aim, current).await? {
            let begun = [(name.to_owned(), id)].into();
            rollout::wait(cx, app, &begun).await?;
        }
    }
    Ok(())
}

/// Runs the jobs whose definition is new, in the network of the services.
pub(super) async fn run_jobs(
    cx: &Context<'_>,
    app: &App,
    jobs: &[String],
    capacity: Capacity,
) -> Result<(), Cause> {
    let network = network::find(cx).await?;
    let tasks = network::find_group(cx, &named::task_group(app)).await?;
    let groups = Groups {
        tasks: tasks.map(|group| group.group_id).unwrap_or_default(),
        ..Groups::default()
    };
    let jobs: Vec<&str> = jobs.iter().map(String::as_str).collect();
    jobs::run_all(cx, app, &jobs, capacity, &network, &groups).await
}
