//! Registering tasks with target groups and names, and taking them out again.

use std::net::Ipv4Addr;

use paperboat_core::aws::ecs::TaskStatus;
use paperboat_core::aws::elbv2::TargetHealthStateEnum;
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::mode::Mode;
use super::task::{Phase, TaskKey};
use super::{engine, events, instance, invalid, scheduler, stop};
use crate::model::Timing;
use crate::net::Endpoint;
use crate::wake::Kind;
use crate::world::World;
use crate::{ec2, elbv2, servicediscovery};

/// What found a task unhealthy.
#[derive(Clone, Debug)]
pub(crate) struct Unhealthy {
    /// The event that showed it.
    pub(super) event: EventId,
    /// The target group and the reason; none for a container health check.
    pub(super) target: Option<(String, u16, String)>,
}

/// Checks that a target group exists, takes what tasks of a network mode are registered as, and belongs to a load balancer.
pub(super) fn check_group(
    w: &World,
    operation: &str,
    arn: &str,
    mode: Mode,
) -> Result<(), CloudError> {
    let own = mode.has_interface();
    elbv2::for_tasks(w, arn, own, mode.word()).map_err(|words| invalid(operation, words))
}

/// The target groups of a task's service, and the ports by which the task is registered there: its own, or those of its
/// instance behind which its own are; none of those that are not known yet.
fn groups(w: &World, key: TaskKey) -> impl Iterator<Item = (&str, u16)> {
    let task = &w.ecs.tasks[key];
    let containers = w.ecs.definitions[task.definition].containers();
    task.load_balancers.iter().filter_map(move |lb| {
        let port = if task.network.is_of_instances() {
            let n = containers
                .iter()
                .position(|c| c.name == lb.container_name)?;
            engine::host_port(&task.members, n, lb.container_port)?
        } else {
            lb.container_port
        };
        Some((lb.target_group_arn.as_str(), port))
    })
}

/// The address by which a task is registered: its own, or its instance's.
fn address_of(w: &World, key: TaskKey) -> Option<Ipv4Addr> {
    let task = &w.ecs.tasks[key];
    task.address.or(task.behind)
}

/// The same, for who changes the world while it goes through them.
fn own_groups(w: &World, key: TaskKey) -> Vec<(String, u16)> {
    groups(w, key)
        .map(|(arn, port)| (arn.to_owned(), port))
        .collect()
}

fn registries(w: &World, key: TaskKey) -> Vec<String> {
    let Some((service, _)) = w.ecs.tasks[key].service() else {
        return Vec::new();
    };
    let registries = w.ecs.services[service].registries.iter();
    registries.map(|r| r.registry_arn.clone()).collect()
}

/// Has a task registered after the scheduler's next look.
pub(super) fn register_soon(w: &mut World, key: TaskKey) {
    if groups(w, key).next().is_some() || !registries(w, key).is_empty() {
        soon(w, key, Timing::EcsRunningToRegistered);
    }
}

/// Has a task deregistered after the scheduler's next look; tells whether there are targets to drain.
pub(super) fn deregister_soon(w: &mut World, key: TaskKey) -> bool {
    let registered = w.ecs.tasks[key].registered;
    if registered {
        soon(w, key, Timing::EcsStopToDeregistered);
    }
    registered && groups(w, key).next().is_some()
}

fn soon(w: &mut World, key: TaskKey, timing: Timing) {
    let stream = w.ecs.tasks[key].stream(w);
    let delay = w.draw(timing, &stream);
    w.wake_in(delay, Kind::TaskTarget, key.slot(), 0);
}

pub(super) fn wake(w: &mut World, key: TaskKey) {
    let Some(task) = w.ecs.tasks.get(key) else {
        return;
    };
    match (task.wanted(), task.registered) {
        (true, false) if task.status == TaskStatus::Running => register(w, key),
        (false, true) => deregister(w, key),
        _ => {}
    }
}

fn register(w: &mut World, key: TaskKey) {
    let task = &mut w.ecs.tasks[key];
    task.registered = true;
    let mut cause = task.last;
    let service = task.service();
    for arn in registries(w, key) {
        servicediscovery::register(w, &arn, key);
    }
    behind_instance(w, key);
    let (Some(address), Some((service, _))) = (address_of(w, key), service) else {
        return;
    };
    let instance = instance_of(w, key);
    for (arn, port) in own_groups(w, key) {
        let text = format!("registered 1 targets in (target-group {arn})");
        cause = events::say(w, service, cause, &text);
        let id = instance.clone().unwrap_or_else(|| address.to_string());
        elbv2::register(w, &arn, (id, address, port), cause);
    }
    scheduler::on_healthy(w, key);
}

/// The EC2 instance of a task without an interface of its own.
fn instance_of(w: &World, key: TaskKey) -> Option<String> {
    let machine = engine::of_task(w, key)?;
    ec2::instance_on(w, machine).map(str::to_owned)
}

/// Keeps behind which address a task without an interface of its own is: its instance may be gone before it.
fn behind_instance(w: &mut World, key: TaskKey) {
    let machine = engine::of_task(w, key);
    let found = machine.and_then(|m| w.addresses(Endpoint::Machine(m)));
    w.ecs.tasks[key].behind = found.map(|(private, _)| private);
}

fn deregister(w: &mut World, key: TaskKey) {
    let address = address_of(w, key);
    let task = &mut w.ecs.tasks[key];
    task.registered = false;
    let cause = task.last;
    let service = task.service();
    for arn in registries(w, key) {
        servicediscovery::deregister(w, &arn, key);
    }
    let (Some(address), Some((service, _))) = (address, service) else {
        return;
    };
    let groups = own_groups(w, key);
    for (arn, port) in &groups {
        let text = format!("deregistered 1 targets in (target-group {arn})");
        let said = events::say(w, service, cause, &text);
        elbv2::deregister(w, arn, address, *port, said);
    }
    if !groups.is_empty() {
        let text = "has begun draining connections on 1 tasks.";
        events::say(w, service, cause, text);
    }
    drained(w, key, cause);
}

/// Tells whether a target group has a task's address.
pub(super) fn is_target(w: &World, key: TaskKey) -> bool {
    let Some(address) = address_of(w, key) else {
        return false;
    };
    let there = |(arn, port)| elbv2::health_of(w, arn, address, port).is_some();
    groups(w, key).any(there)
}

/// Lets a task that drains go on when the last of its targets is gone.
fn drained(w: &mut World, key: TaskKey, cause: EventId) {
    let task = &w.ecs.tasks[key];
    let Some(address) =
        address_of(w, key).filter(|_| task.phase == Phase::Draining && !task.registered)
    else {
        return;
    };
    let gone = |(arn, port)| elbv2::health_of(w, arn, address, port).is_none();
    if groups(w, key).all(gone) {
        stop::drained(w, key, cause);
    }
}

/// Hears what a target group thinks of an address now; no state when the address has left the group.
pub(crate) fn on_target(
    w: &mut World,
    target_group_arn: &str,
    address: Ipv4Addr,
    port: u16,
    state: Option<TargetHealthStateEnum>,
    reason: &str,
    cause: EventId,
) {
    let own = w.ecs.addresses.get(address).copied();
    let behind = || {
        let mut tasks = instance::tasks_at(w, address);
        tasks.find(|t| groups(w, *t).any(|group| group == (target_group_arn, port)))
    };
    let Some(key) = own.or_else(behind) else {
        return;
    };
    match state {
        None => drained(w, key, cause),
        Some(TargetHealthStateEnum::Healthy) => {
            w.ecs.tasks[key].unhealthy = None;
            scheduler::on_healthy(w, key);
        }
        // A target that is never checked is given up like one whose checks fail: re:Post, "fargate-nlb-health-checks".
        Some(state)
            if state == TargetHealthStateEnum::Unhealthy || reason == elbv2::OUT_OF_ZONES =>
        {
            let target = Some((target_group_arn.to_owned(), port, reason.to_owned()));
            let event = cause;
            scheduler::on_unhealthy(w, key, Unhealthy { event, target });
        }
        Some(TargetHealthStateEnum::Unused) => scheduler::on_healthy(w, key),
        Some(_) => {}
    }
}

/// The events by which target groups came to think what they think of a task.
pub(super) fn last_verdicts(w: &World, key: TaskKey) -> impl Iterator<Item = EventId> {
    let address = address_of(w, key);
    groups(w, key).filter_map(move |(arn, port)| elbv2::last_verdict(w, arn, address?, port))
}

/// Tells whether every target of a task is healthy; none when it has no targets that anybody checks.
///
/// A group that no load balancer uses any more has no say: a service whose target was `unused` for that reason was seen
/// with a COMPLETED rollout (a deployment log on GitHub: low confidence).
pub(super) fn health(w: &World, key: TaskKey) -> Option<bool> {
    let address = address_of(w, key);
    let states = groups(w, key).map(|(arn, port)| elbv2::health_of(w, arn, address?, port));
    let checked = states.filter(|state| *state != Some(TargetHealthStateEnum::Unused));
    let healthy = checked.map(|state| state == Some(TargetHealthStateEnum::Healthy));
    healthy.reduce(|all, one| all && one)
}
