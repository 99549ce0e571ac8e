//! A task's way down: DEACTIVATING, STOPPING, DEPROVISIONING, STOPPED.

use std::time::Duration;

use paperboat_core::aws::ecs::{TaskStatus, TaskStopCode};
use paperboat_core::event::EventId;

use super::capacity::Host;
use super::task::{self, Phase, Stop, TaskKey, definition, set_status};
use super::{engine, instance, order, scheduler, target};
use crate::container::{self, ContainerKey, State};
use crate::ec2;
use crate::meter;
use crate::model::{Limit, Timing};
use crate::net::Endpoint;
use crate::world::World;

/// Stops a task that is meant to run; why is told once.
pub(super) fn stop(w: &mut World, key: TaskKey, code: TaskStopCode, reason: &str, cause: EventId) {
    let now = w.now;
    let task = &mut w.ecs.tasks[key];
    if task.stop.is_some() {
        return;
    }
    let (status, phase) = (task.status, task.phase);
    task.stop = Some(Box::new(Stop {
        code,
        reason: reason.into(),
        ran: status == TaskStatus::Running,
    }));
    task.times.stopping = Some(now);
    // Where the machine is gone there is nothing left to drain.
    let gone = task.host != Host::Fargate && task.is_lost();
    let died = gone || code == TaskStopCode::EssentialContainerExited;
    let event = match status {
        TaskStatus::Provisioning | TaskStatus::Pending if phase != Phase::Starting => {
            deprovision(w, key, reason, cause)
        }
        TaskStatus::Pending => stopping(w, key, reason, cause),
        _ if died => {
            target::deregister_soon(w, key);
            stopping(w, key, reason, cause)
        }
        _ => {
            let event = set_status(w, key, TaskStatus::Deactivating, reason.to_owned(), cause);
            if target::deregister_soon(w, key) {
                // Whoever deletes the group first leaves nobody to say that the draining is over.
                let most = w.model.seconds(Limit::ElbDeregistrationDelayMostS);
                task::wait_for(w, key, Phase::Draining, most);
            } else {
                task::wait(w, key, Phase::Deactivating, Timing::EcsDeactivating);
            }
            event
        }
    };
    scheduler::on_stopping(w, key, event);
    if w.ecs.tasks[key].phase == Phase::Stopping {
        stop_containers(w, key, event);
    }
}

/// The targets have drained.
pub(super) fn drained(w: &mut World, key: TaskKey, cause: EventId) {
    w.ecs.tasks[key].last = cause;
    task::wait(w, key, Phase::Deactivating, Timing::EcsDeactivating);
}

/// Nobody said that the targets have drained.
pub(super) fn gone(w: &mut World, key: TaskKey) {
    let last = w.ecs.tasks[key].last;
    drained(w, key, last);
}

/// DEACTIVATING is over: the containers are asked to end.
pub(super) fn deactivated(w: &mut World, key: TaskKey) {
    let last = w.ecs.tasks[key].last;
    let event = stopping(w, key, "", last);
    stop_containers(w, key, event);
}

fn stopping(w: &mut World, key: TaskKey, reason: &str, cause: EventId) -> EventId {
    task::enter(w, key, Phase::Stopping);
    set_status(w, key, TaskStatus::Stopping, reason.to_owned(), cause)
}

fn runs(w: &World, container: Option<ContainerKey>) -> bool {
    let container = container.and_then(|c| w.containers.get(c));
    container.is_some_and(|c| !matches!(c.state, State::Created | State::Exited(_)))
}

/// Asks those containers to end that no running container depends on; when none runs, the machine goes.
pub(super) fn stop_containers(w: &mut World, key: TaskKey, cause: EventId) {
    let shown = std::sync::Arc::clone(&definition(w, key).shown);
    let all = &shown.container_definitions;
    let machine = engine::of_task(w, key);
    let default = w.model.limit(Limit::EcsStopTimeoutS) as u32;
    for (n, c) in all.iter().enumerate() {
        let members = &w.ecs.tasks[key].members;
        let needed = all.iter().zip(members).any(|(other, m)| {
            runs(w, m.container) && order::needs(other).any(|(name, _)| name == c.name)
        });
        let Some(container) = members[n]
            .container
            .filter(|_| !members[n].asked_to_stop && !needed)
        else {
            continue;
        };
        if runs(w, Some(container)) {
            w.ecs.tasks[key].members[n].asked_to_stop = true;
            let grace = Duration::from_secs(u64::from(c.stop_timeout.unwrap_or(default)));
            match machine {
                None => container::stop(w, container, grace, cause),
                Some(machine) => engine::end(w, machine, container, grace, cause),
            }
        }
    }
    let task = &w.ecs.tasks[key];
    if task.phase == Phase::Stopping && !task.members.iter().any(|m| runs(w, m.container)) {
        let now = w.now;
        w.ecs.tasks[key].times.execution_stopped = Some(now);
        deprovision(w, key, "", cause);
    }
}

/// Takes away what a task had of its own: its network interface, or nothing, and only ECS has to hear of its end.
fn deprovision(w: &mut World, key: TaskKey, reason: &str, cause: EventId) -> EventId {
    let task = &w.ecs.tasks[key];
    if task.network.is_of_instances() {
        let event = match task.status {
            TaskStatus::Stopping => cause,
            _ => set_status(w, key, TaskStatus::Stopping, reason.to_owned(), cause),
        };
        w.ecs.tasks[key].last = event;
        task::wait(w, key, Phase::Deprovisioning, Timing::EcsAgentTold);
        return event;
    }
    let event = set_status(w, key, TaskStatus::Deprovisioning, reason.to_owned(), cause);
    let timing = match w.ecs.tasks[key].host {
        Host::Fargate => Timing::FargateDeprovisioning,
        Host::Instance(_) | Host::Waiting => Timing::EcsEniDetach,
    };
    task::wait(w, key, Phase::Deprovisioning, timing);
    event
}

/// The machine and its network interface are gone: the task is STOPPED, and shown for an hour.
pub(super) fn deprovisioned(w: &mut World, key: TaskKey) {
    let now = w.now;
    let cpu = definition(w, key).size.cpu;
    let task = &mut w.ecs.tasks[key];
    task.times.stopped = Some(now);
    let (arn, cause) = (task.arn(), task.last);
    let reason = task
        .stop
        .as_ref()
        .map(|s| s.reason.clone())
        .unwrap_or_default();
    let containers: Vec<_> = task
        .members
        .iter_mut()
        .filter_map(|m| m.container.take())
        .collect();
    let (pool, address, host) = (task.pool.take(), task.address, task.host);
    if let Some(address) = address {
        w.ecs.addresses.remove(address);
        ec2::detach_interface(w, Endpoint::Task(key));
    }
    // A target that is left at its address belongs to no task now.
    if target::is_target(w, key) {
        w.changes.everything();
    }
    match engine::of_task(w, key) {
        Some(machine) => engine::leave(w, machine, containers, cause),
        None => {
            for container in containers {
                container::remove(w, container);
            }
        }
    }
    if let Some(pool) = pool {
        w.pools.remove(pool);
    }
    meter::close(w, &arn);
    if host == Host::Fargate {
        w.ecs.cpu_in_use -= u64::from(cpu);
    }
    instance::vacate(w, key);
    set_status(w, key, TaskStatus::Stopped, String::from(reason), cause);
    let visible = w.model.seconds(Limit::EcsStoppedVisibleS);
    task::wait_for(w, key, Phase::Stopped, visible);
    scheduler::on_stopped(w, key);
}

/// A stopped task is not shown any longer.
pub(super) fn forget(w: &mut World, key: TaskKey) {
    let Some(task) = w.ecs.tasks.remove(key) else {
        return;
    };
    w.ecs.task_ids.remove(&task.id);
    if let Some(cluster) = w.ecs.clusters.get_mut(&*task.cluster) {
        cluster.tasks.remove(&key);
    }
}
