//! The service scheduler: when it looks, what it sees, and how it carries out what was decided.

use std::sync::Arc;
use std::time::Duration;

use paperboat_core::aws::ecs::{HealthStatus, RolloutState, TaskStatus, TaskStopCode};
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::capacity::{Capacity, Host};
use super::decide::{Plan, Seen, Standing, View, Why, decide};
use super::instance;
use super::network::Network;
use super::service::{self, Service, ServiceKey, Status};
use super::target::{self, Unhealthy};
use super::task::{self, Task, TaskKey};
use super::{canary, deployment, events, grounds, lost, placing, service_deployment, stop, update};
use crate::model::{Limit, Timing};
use crate::wake::{Kind, Wake};
use crate::world::World;

/// Lets the scheduler look at a service after a drawn time. An earlier look stands.
pub(super) fn poke(w: &mut World, key: ServiceKey, timing: Timing) {
    let stream = w.ecs.services[key].resource();
    let delay = w.draw(timing, &stream);
    poke_at(w, key, w.now + delay);
}

fn poke_at(w: &mut World, key: ServiceKey, at: Timestamp) {
    let service = &mut w.ecs.services[key];
    if service.due.is_some_and(|due| due <= at) {
        return;
    }
    service.due = Some(at);
    service.generation = service.generation.wrapping_add(1);
    let generation = service.generation;
    w.wake_at(at, Kind::Scheduler, key.slot(), generation);
}

pub(super) fn wake(w: &mut World, wake: Wake) {
    let key = ServiceKey::from_slot(wake.slot);
    let Some(service) = w.ecs.services.get_mut(key) else {
        return;
    };
    if service.generation != wake.generation {
        return;
    }
    service.due = None;
    match service.status {
        Status::Active => look(w, key),
        Status::Draining => update::drained(w, key),
        Status::Inactive => {}
    }
}

/// Hears that a task runs.
pub(super) fn on_running(w: &mut World, key: TaskKey) {
    let Some((service, _)) = w.ecs.tasks[key].service() else {
        return;
    };
    w.ecs.services[service].start_failures = 0;
    poke(w, service, Timing::EcsSchedulerTick);
}

/// Hears that a task may count as healthy now.
pub(super) fn on_healthy(w: &mut World, key: TaskKey) {
    let Some((service, _)) = w.ecs.tasks[key].service() else {
        return;
    };
    let timing = match w.ecs.services[service].deployments.len() {
        1 => Timing::EcsSchedulerTick,
        _ => Timing::EcsReplacementToOldStopped,
    };
    poke(w, service, timing);
}

/// Hears that a health check has failed for a task; within the grace period that does not count.
pub(super) fn on_unhealthy(w: &mut World, key: TaskKey, unhealthy: Unhealthy) {
    let task = &mut w.ecs.tasks[key];
    let Some((service, _)) = task.service() else {
        return;
    };
    task.unhealthy = Some(Box::new(unhealthy));
    let started = task.times.started;
    let stream = w.ecs.services[service].resource();
    let delay = w.draw(Timing::EcsUnhealthyToReplacement, &stream);
    let grace_ends = started.unwrap_or(w.now) + grace(w, service);
    poke_at(w, service, w.now.max(grace_ends) + delay);
}

fn grace(w: &World, service: ServiceKey) -> Duration {
    let grace = w.ecs.services[service].grace_s.map(u64::from);
    Duration::from_secs(grace.unwrap_or_else(|| w.model.limit(Limit::EcsGracePeriodS)))
}

/// Hears that a task is on its way down.
pub(super) fn on_stopping(w: &mut World, key: TaskKey, event: EventId) {
    let task = &w.ecs.tasks[key];
    let Some((service, serial)) = task.service() else {
        return;
    };
    let stop = task.stop.as_ref().expect("a stopping task has a reason");
    let (code, ran) = (stop.code, stop.ran);
    // A task that ends by itself after RUNNING but before any check passed counts for the circuit breaker where there are
    // checks (aws/containers-roadmap issue 1206, a comment of staff: medium confidence).
    let unproven = ran && !task.was_healthy && has_checks(w, service, key);
    let owner = &mut w.ecs.services[service];
    owner.stopping.insert(key);
    if let Some(deployment) = owner.deployment(serial) {
        deployment.tasks.remove(&key);
        deployment.left = event;
    }
    owner.left = Some(event);
    if code == TaskStopCode::ServiceSchedulerInitiated {
        return;
    }
    owner.lost.push_back(event);
    if code != TaskStopCode::UserInitiated {
        service::task_failed(w, service, event);
    }
    if code != TaskStopCode::UserInitiated && !ran {
        throttle(w, service, event);
        deployment::failed(w, service, serial, event);
    } else if code != TaskStopCode::UserInitiated && unproven {
        deployment::failed(w, service, serial, event);
    }
    poke(w, service, Timing::EcsLostTaskToReplacement);
}

/// Tells whether anything checks the health of a service's task.
fn has_checks(w: &World, service: ServiceKey, task: TaskKey) -> bool {
    let mut containers = super::task::definition(w, task).containers().iter();
    !w.ecs.services[service].load_balancers().is_empty()
        || containers.any(|c| {
            c.health_check
                .as_ref()
                .is_some_and(|h| h.command != ["NONE"])
        })
}

/// Failures in a row, before RUNNING, after which a service says that it cannot start tasks: own estimate, AWS does not
/// publish it.
const SAID_AFTER: u32 = 3;

/// Tasks that fail again and again before they run are retried more and more slowly, up to every 15 minutes.
pub(super) fn throttle(w: &mut World, key: ServiceKey, event: EventId) {
    let first = w.model.timing(Timing::EcsThrottleFirst);
    let first = first.duration(w.random.draw("throttle", "", 0));
    let longest = w.model.seconds(Limit::EcsThrottleLongestS);
    let now = w.now;
    let service = &mut w.ecs.services[key];
    service.start_failures += 1;
    let doublings = (service.start_failures - 1).min(16);
    service.throttled_until = now + (first * (1 << doublings)).min(longest);
    if service.start_failures >= SAID_AFTER {
        events::say(
            w,
            key,
            event,
            "is unable to consistently start tasks successfully.",
        );
    }
}

/// Hears that a task of a service has ended.
pub(super) fn on_stopped(w: &mut World, key: TaskKey) {
    let Some((service, _)) = w.ecs.tasks[key].service() else {
        return;
    };
    let owner = &mut w.ecs.services[service];
    owner.stopping.remove(&key);
    if owner.status == Status::Draining && owner.stopping.is_empty() {
        poke(w, service, Timing::EcsServiceDelete);
    }
}

/// Looks at a service, and does what is to be done.
fn look(w: &mut World, key: ServiceKey) {
    service_deployment::looked(w, key);
    let mut again = None;
    let mut view = see(w, key, &mut again);
    if !view.held.is_empty() || w.ecs.services[key].deployments[0].shift.is_some() {
        let cause = grounds::of_look(w, key);
        if !canary::go_on(w, key, &view, cause, &mut again) {
            view.old.append(&mut view.held);
        }
    }
    let plan = decide(&view);
    let stopped = stop_tasks(w, key, &plan);
    placing::start_tasks(w, key, plan.launch, &mut again);
    deployment::drop_empty(w, key);
    if plan.stuck {
        let cause = grounds::of_look(w, key);
        let text = "was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.";
        events::say(w, key, cause, text);
    }
    settle(w, key, &view, &plan);
    if stopped {
        poke(w, key, Timing::EcsSchedulerTick);
    }
    if let Some(at) = again {
        poke_at(w, key, at);
    }
}

/// Says that the deployment is complete and the service steady, when that became true.
fn settle(w: &mut World, key: ServiceKey, view: &View, plan: &Plan) {
    let service = &w.ecs.services[key];
    let healthy = view.primary.iter().all(|s| s.standing == Standing::Healthy);
    let steady = service.deployments.len() == 1
        && service.deployments[0].tasks.len() == service.desired as usize
        && view.primary.len() == service.desired as usize
        && healthy
        && *plan == Plan::default();
    let rollout = service.deployments[0].rollout;
    let was = std::mem::replace(&mut w.ecs.services[key].steady, steady);
    if !steady || rollout == RolloutState::Failed {
        return;
    }
    w.ecs.services[key].lost.clear();
    // Most looks at a steady service find nothing to say, and nobody asks why nothing was said.
    if was && rollout != RolloutState::InProgress {
        return;
    }
    let mut cause = grounds::of_look(w, key);
    if rollout == RolloutState::InProgress {
        cause = deployment::complete(w, key, cause);
        if w.ecs.services[key].rebalance {
            poke(w, key, Timing::EcsSchedulerTick);
        }
    }
    if !was {
        events::say(w, key, cause, events::STEADY);
    }
}

/// Sees how each task stands; tasks that failed their checks beyond the grace period are given up here.
fn see(w: &mut World, key: ServiceKey, again: &mut Option<Timestamp>) -> View {
    let service = &w.ecs.services[key];
    let held = service.deployments[0]
        .shift
        .as_ref()
        .map(|shift| shift.from);
    let tasks: Vec<(u32, TaskKey)> = service
        .deployments
        .iter()
        .flat_map(|d| d.tasks.iter().map(|t| (d.serial, *t)))
        .collect();
    let serial = service.deployments[0].serial;
    let zones = Zones::of(w, service);
    let mut view = View::default();
    for (owner, task) in tasks {
        let standing = standing(w, key, task, again);
        let seen = Seen {
            key: task,
            standing,
            zone: zones.place(w, &w.ecs.tasks[task]),
        };
        if owner == serial {
            view.primary.push(seen);
        } else if Some(owner) == held {
            view.held.push(seen);
        } else {
            view.old.push(seen);
        }
    }
    let room = has_room(w, key, &zones, &view);
    // Giving a task up can fail the deployment and make another one PRIMARY.
    let service = &w.ecs.services[key];
    if service.deployments[0].serial != serial {
        let now_primary = &service.deployments[0].tasks;
        let others = view.old.drain(..).chain(view.held.drain(..));
        let all: Vec<Seen> = view.primary.drain(..).chain(others).collect();
        (view.primary, view.old) = all.into_iter().partition(|s| now_primary.contains(&s.key));
    }
    View {
        desired: service.desired as usize,
        minimum_percent: service.minimum_percent,
        maximum_percent: service.maximum_percent,
        may_launch: deployment::may_launch(service),
        zones: zones.names.len(),
        // A rollout comes to its end first; evening out the zones is another activity.
        rebalance: room
            && service.rebalance
            && service.deployments[0].rollout == RolloutState::Completed
            && service.deployments[0].network.all_powered(w),
        ..view
    }
}

/// Tells whether the zone with the fewest tasks has room for one more: on container instances it may be full.
fn has_room(w: &World, key: ServiceKey, zones: &Zones, view: &View) -> bool {
    let service = &w.ecs.services[key];
    if service.capacity == Capacity::Fargate || !service.rebalance {
        return true;
    }
    let count = |zone: &usize| view.primary.iter().filter(|s| s.zone == *zone).count();
    let least = (0..zones.names.len()).min_by_key(count);
    let definition = service.deployments[0].definition;
    least.is_some_and(|zone| {
        let mut there = instance::active_in(w, &service.cluster, &zones.names[zone]);
        there.any(|instance| instance::holds_one(w, instance, definition))
    })
}

/// The zones of a network, and the place of each of its subnets among them.
struct Zones {
    network: Arc<Network>,
    names: Vec<String>,
    of_subnets: Vec<usize>,
}

impl Zones {
    /// On container instances only the zones count in which there are some.
    fn of(w: &World, service: &Service) -> Self {
        let network = &service.deployments[0].network;
        let mut names: Vec<String> = network.zones().into_iter().map(str::to_owned).collect();
        if network.is_of_instances() {
            names = instance::zones_of(w, &service.cluster);
        }
        if service.capacity != Capacity::Fargate {
            let has = |zone: &String| {
                instance::active_in(w, &service.cluster, zone)
                    .next()
                    .is_some()
            };
            names.retain(has);
        }
        let place = |zone: &String| names.iter().position(|name| name == zone);
        let of_subnets = network.subnets.iter();
        let of_subnets = of_subnets.map(|(_, zone)| place(zone).unwrap_or(usize::MAX));
        Self {
            of_subnets: of_subnets.collect(),
            network: Arc::clone(network),
            names,
        }
    }

    /// The place of a task's zone; none of them when the network has another.
    fn place(&self, w: &World, task: &Task) -> usize {
        if Arc::ptr_eq(&self.network, &task.network) && !task.network.is_of_instances() {
            return self.of_subnets[task.subnet];
        }
        let place = self.names.iter().position(|name| name == task.zone(w));
        place.unwrap_or(usize::MAX)
    }
}

pub(super) fn sooner(again: &mut Option<Timestamp>, at: Timestamp) {
    *again = Some(again.map_or(at, |other| other.min(at)));
}

fn standing(
    w: &mut World,
    service: ServiceKey,
    key: TaskKey,
    again: &mut Option<Timestamp>,
) -> Standing {
    let task = &w.ecs.tasks[key];
    let Some(started) = task
        .times
        .started
        .filter(|_| task.status == TaskStatus::Running)
    else {
        return Standing::Starting;
    };
    if task.unhealthy.is_some() {
        let counts_from = started + grace(w, service);
        if w.now >= counts_from {
            condemn(w, service, key);
            return Standing::Unhealthy;
        }
        sooner(again, counts_from);
        return Standing::Young;
    }
    w.ecs.tasks[key].condemned = false;
    let healthy = match (target::health(w, key), task::health(w, key)) {
        (None, None) => {
            let from = started + w.model.seconds(Limit::EcsHealthyAfterRunningS);
            if w.now < from {
                sooner(again, from);
            }
            w.now >= from
        }
        (target, container) => {
            target != Some(false) && container.is_none_or(|h| h == HealthStatus::Healthy)
        }
    };
    if !healthy {
        return Standing::Young;
    }
    let task = &mut w.ecs.tasks[key];
    if !std::mem::replace(&mut task.was_healthy, true)
        && let Some((_, serial)) = task.service()
        && let Some(deployment) = w.ecs.services[service].deployment(serial)
    {
        deployment.failed = 0;
    }
    if w.ecs.tasks[key].retiring.is_some() {
        Standing::Retiring
    } else {
        Standing::Healthy
    }
}

/// Gives a task up for being unhealthy: it is said once, and counts as failed.
fn condemn(w: &mut World, service: ServiceKey, key: TaskKey) {
    let task = &mut w.ecs.tasks[key];
    if std::mem::replace(&mut task.condemned, true) {
        return;
    }
    let (Some(unhealthy), Some((_, serial))) = (task.unhealthy.clone(), task.service()) else {
        return;
    };
    let id = task.id.clone();
    let text = match &unhealthy.target {
        Some((arn, port, reason)) => format!(
            "(task {id}) (port {port}) is unhealthy in (target-group {arn}) due to (reason {reason})"
        ),
        None => format!("(task {id}) failed container health checks."),
    };
    let event = events::say(w, service, unhealthy.event, &text);
    service::task_failed(w, service, event);
    w.ecs.services[service].lost.push_back(event);
    deployment::failed(w, service, serial, event);
}

/// Stops tasks; tells whether there were any.
fn stop_tasks(w: &mut World, key: ServiceKey, plan: &Plan) -> bool {
    if plan.stop.is_empty() {
        return false;
    }
    let cause = grounds::of_look(w, key);
    let service = &w.ecs.services[key];
    let scaling = format!(
        "Scaling activity initiated by (deployment {})",
        service.deployments[0].id
    );
    let ids: Vec<_> = plan
        .stop
        .iter()
        .map(|(t, _)| w.ecs.tasks[*t].id.clone())
        .collect();
    for (task, why) in &plan.stop {
        let given_up = *why == Why::Unhealthy;
        let retiring = w.ecs.tasks[*task].retiring.filter(|_| given_up);
        let unhealthy = w.ecs.tasks[*task].unhealthy.clone().filter(|_| given_up);
        let (reason, cause) = match (retiring, unhealthy) {
            (Some(fault), _) if w.ecs.tasks[*task].host == Host::Fargate => {
                (lost::MAINTENANCE.to_owned(), fault)
            }
            // Its container instance drains.
            (Some(drained), _) => (scaling.clone(), drained),
            (None, None) => (scaling.clone(), cause),
            (None, Some(u)) => match &u.target {
                Some((arn, ..)) => (
                    format!("Task failed ELB health checks in (target-group {arn})"),
                    u.event,
                ),
                None => ("Task failed container health checks".to_owned(), u.event),
            },
        };
        stop::stop(
            w,
            *task,
            TaskStopCode::ServiceSchedulerInitiated,
            &reason,
            cause,
        );
    }
    let last = w.ecs.tasks[plan.stop[plan.stop.len() - 1].0].last;
    let text = format!(
        "has stopped {} running tasks: {}.",
        ids.len(),
        events::tasks(&ids)
    );
    events::say(w, key, last, &text);
    true
}
