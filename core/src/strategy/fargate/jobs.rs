//! Services that do their work and end: before those that await them, in their tasks; or once, by themselves.

use super::capacity::Capacity;
use super::definition::{Parts, container};
use super::network::{Groups, Network};
use super::service::network_configuration;
use super::{named, rollout};
use crate::app::service::Condition;
use crate::aws::Ecs as _;
use crate::aws::ecs::{
    ContainerCondition, ContainerDefinition, ContainerDependency, DescribeTasks,
    RegisterTaskDefinition, RunTask, TaskStatus,
};
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;
use crate::recipe::Wait;
use crate::strategy::App;
use crate::strategy::names::base;

/// The jobs whose success a service awaits.
pub(super) fn awaited<'a>(app: &'a App, service: &str) -> impl Iterator<Item = &'a str> {
    let dependencies = app.project.services.get(service).map(|s| &s.depends_on);
    dependencies
        .into_iter()
        .flatten()
        .filter(|(_, d)| d.condition == Condition::ServiceCompletedSuccessfully)
        .map(|(name, _)| name.as_str())
        .filter(|name| app.project.services.contains_key(*name))
}

/// Adds the jobs that a service awaits to its task. A task started by hand would not know the services' names;
/// containers of a service's task do.
pub(super) fn add(
    app: &App,
    service: &str,
    parts: &Parts,
    main: &mut ContainerDefinition,
    definition: &mut RegisterTaskDefinition,
) {
    for job in awaited(app, service) {
        let mut first = container(app, job, parts);
        first.essential = Some(false);
        first.health_check = None;
        first.port_mappings.clear();
        first.mount_points.clear();
        main.depends_on.push(ContainerDependency {
            container_name: job.to_owned(),
            condition: ContainerCondition::Success,
        });
        definition.container_definitions.push(first);
    }
}

/// The jobs that nobody awaits, in the order in which they start.
pub(super) fn by_themselves(app: &App) -> Vec<&str> {
    let mut jobs: Vec<&str> = app.project.start_order();
    jobs.retain(|job| app.is_job(job) && !app.project.is_awaited(job));
    jobs
}

/// Runs jobs that nobody awaits, one after the other, each once, and waits for their ends.
pub(super) async fn run_all(
    cx: &Context<'_>,
    app: &App,
    jobs: &[&str],
    capacity: Capacity,
    network: &Network,
    groups: &Groups,
) -> Result<(), Cause> {
    for job in jobs {
        run(cx, app, job, capacity, (network, groups)).await?;
    }
    Ok(())
}

async fn run(
    cx: &Context<'_>,
    app: &App,
    job: &str,
    capacity: Capacity,
    (network, groups): (&Network, &Groups),
) -> Result<(), Cause> {
    let cluster = base(app);
    let request = RunTask {
        cluster: cluster.clone(),
        task_definition: named::family(app, job),
        count: Some(1),
        launch_type: capacity.launch_type(),
        capacity_provider_strategy: capacity.strategy(app),
        network_configuration: Some(network_configuration(capacity, network, groups)),
        started_by: base(app),
        ..RunTask::default()
    };
    let started = cx.cloud.run_task(request).await?;
    let Some(task) = started.tasks.into_iter().next() else {
        let reason = started.failures.into_iter().next().map(|f| f.reason);
        return Err(Cause::RolledBack {
            what: job.to_owned(),
            reason: reason.unwrap_or_default(),
            log: Vec::new(),
        });
    };
    let probe = DescribeTasks {
        cluster,
        tasks: vec![task.task_arn],
    };
    let ended = cx.wait_until(
        Wait::JobEnded,
        Patience::secs(5, 900),
        probe,
        |found| match found.tasks.into_iter().next() {
            Some(task) if task.last_status == TaskStatus::Stopped => Look::Met(task),
            Some(task) => Look::NotYet(task.last_status.to_string()),
            None => Look::NotYet(String::new()),
        },
    );
    let task = ended.await?;
    let code = task
        .containers
        .iter()
        .find(|c| c.name == job)
        .and_then(|c| c.exit_code);
    if code == Some(0) {
        return Ok(());
    }
    Err(Cause::RolledBack {
        what: job.to_owned(),
        reason: rollout::why_stopped(&task),
        log: rollout::last_lines(cx, app, job).await,
    })
}
