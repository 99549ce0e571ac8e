//! What Application Auto Scaling sees of a service, and changes.

use paperboat_core::aws::ecs::TaskStatus;
use paperboat_core::event::EventId;

use super::engine::task_in_engine;
use super::service::{self, ServiceKey, Status};
use super::{scheduler, update};
use crate::container::{ContainerKey, Owner};
use crate::model::Timing;
use crate::world::World;

/// The service of a name in a cluster, as long as it is ACTIVE.
pub(crate) fn active_service(w: &World, cluster: &str, service: &str) -> Option<ServiceKey> {
    let key = service::look_up(w, cluster, service)?;
    (w.ecs.services[key].status == Status::Active).then_some(key)
}

/// The service of the task in which a container runs.
pub(crate) fn service_of(w: &World, container: ContainerKey) -> Option<ServiceKey> {
    let task = match w.containers[container].spec.owner {
        Owner::Task(task) => task,
        Owner::Docker(_) => task_in_engine(w, container)?,
    };
    w.ecs.tasks.get(task)?.service().map(|(service, _)| service)
}

/// How many tasks of a service are RUNNING.
pub(crate) fn running_tasks(w: &World, key: ServiceKey) -> u32 {
    let deployments = w.ecs.services[key].deployments.iter();
    let tasks = deployments.flat_map(|d| &d.tasks);
    let running = tasks.filter(|task| w.ecs.tasks[**task].status == TaskStatus::Running);
    u32::try_from(running.count()).unwrap_or(u32::MAX)
}

/// The desired count of a service.
pub(crate) fn desired(w: &World, key: ServiceKey) -> u32 {
    w.ecs.services[key].desired
}

/// Tells whether tasks of an older version are there still.
pub(crate) fn is_rolling(w: &World, key: ServiceKey) -> bool {
    w.ecs.services[key].deployments.len() > 1
}

/// The names of the target groups with which tasks of a service are registered.
pub(crate) fn group_names(w: &World, key: ServiceKey) -> Vec<String> {
    let balancers = w.ecs.services[key].load_balancers().iter();
    let name = |arn: &str| arn.split('/').nth(1).unwrap_or_default().to_owned();
    balancers.map(|lb| name(&lb.target_group_arn)).collect()
}

/// Sets the desired count of a service for what happened.
pub(crate) fn scale(w: &mut World, key: ServiceKey, desired: u32, cause: EventId) {
    update::want(w, key, desired, cause);
    scheduler::poke(w, key, Timing::EcsServiceReaction);
}
