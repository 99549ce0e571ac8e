//! Tasks whose host is lost, and tasks that AWS retires.

use paperboat_core::aws::ecs::{TaskStatus, TaskStopCode};
use paperboat_core::event::EventId;

use super::capacity::Host;
use super::task::{self, Phase, Starter, TaskKey};
use super::{engine, scheduler, service, stop};
use crate::change::Subject;
use crate::container;
use crate::model::Timing;
use crate::world::World;

/// Why `DescribeTasks` says that a task was stopped for its host (ECS guide, "Task retirement and maintenance": the same
/// words in every such case).
pub(super) const MAINTENANCE: &str =
    "ECS is performing maintenance on the underlying infrastructure hosting the task";

/// The tasks on Fargate that are RUNNING and meant to go on, in the order of their start.
pub(crate) fn running(w: &World) -> Vec<TaskKey> {
    let tasks = w.ecs.tasks.iter();
    let running = tasks.filter(|(_, t)| t.host == Host::Fargate);
    let running =
        running.filter(|(_, t)| t.status == TaskStatus::Running && t.wanted() && !t.is_lost());
    running.map(|(key, _)| key).collect()
}

/// Tells whether a task's host is gone, so that nothing there answers.
pub(crate) fn is_lost(w: &World, key: TaskKey) -> bool {
    w.ecs.tasks.get(key).is_some_and(task::Task::is_lost)
}

/// Takes the host away under a task. ECS learns of it from what checks the task, or else when it has not heard of the host
/// for long; until then it says what it said before.
pub(crate) fn lose(w: &mut World, key: TaskKey, cause: EventId) {
    if take_host(w, key, cause) {
        task::wait(w, key, Phase::Lost, Timing::EcsHostLostToStopped);
    }
}

/// What becomes of a task and its containers in the moment in which its host is gone; tells whether the task was wanted.
pub(super) fn take_host(w: &mut World, key: TaskKey, cause: EventId) -> bool {
    let task = &mut w.ecs.tasks[key];
    task.lost = Some(cause);
    let (wanted, phase) = (task.wanted(), task.phase);
    w.mark(Subject::Task(key), cause);
    w.changes.everything();
    // The engine of a machine that is down has ended its containers itself.
    if engine::of_task(w, key).is_some() {
        if phase == Phase::Stopping {
            stop::stop_containers(w, key, cause);
        }
        return wanted;
    }
    let containers: Vec<_> = task::containers_of(w, key).collect();
    for container in containers {
        if phase == Phase::Stopping {
            container::lose(w, container, cause);
        } else {
            container::vanish(w, container, cause);
        }
    }
    wanted
}

/// ECS has not heard of a task's host for too long.
pub(super) fn given_up(w: &mut World, key: TaskKey) {
    let task = &w.ecs.tasks[key];
    let cause = task.lost.unwrap_or(task.last);
    let code = TaskStopCode::InfrastructureHealth;
    stop::stop(w, key, code, MAINTENANCE, cause);
}

/// A zone loses its power: every task of Fargate there is lost; others go with their instances. Gives their names.
pub(crate) fn lose_zone(w: &mut World, zone: &str, cause: EventId) -> Vec<String> {
    let mut hit = Vec::new();
    for key in w.ecs.tasks.keys() {
        let task = &w.ecs.tasks[key];
        let over = matches!(
            task.status,
            TaskStatus::Deprovisioning | TaskStatus::Stopped
        );
        if task.host == Host::Fargate && task.zone(w) == zone && !over && !task.is_lost() {
            hit.push(task.resource());
            lose(w, key, cause);
        }
    }
    hit
}

/// A zone has its power back: services may even out their zones again.
pub(crate) fn restore_zone(w: &mut World) {
    for key in w.ecs.services.keys() {
        if w.ecs.services[key].status == service::Status::Active {
            scheduler::poke(w, key, Timing::EcsSchedulerTick);
        }
    }
}

/// Retires the platform revision on which tasks run: services replace theirs, tasks of nobody are stopped. Gives the names
/// of all.
pub(crate) fn retire(w: &mut World, cause: EventId) -> Vec<String> {
    let all = running(w);
    for key in &all {
        match w.ecs.tasks[*key].starter {
            Starter::Service(service, _) => {
                w.ecs.tasks[*key].retiring = Some(cause);
                w.ecs.services[service].lost.push_back(cause);
                scheduler::poke(w, service, Timing::EcsSchedulerTick);
            }
            Starter::Caller(_) => {
                let code = TaskStopCode::TerminationNotice;
                stop::stop(w, *key, code, MAINTENANCE, cause);
            }
        }
    }
    all.into_iter()
        .map(|key| w.ecs.tasks[key].resource())
        .collect()
}
