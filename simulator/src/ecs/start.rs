//! A task's way up: PROVISIONING, PENDING, ACTIVATING, RUNNING.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::aws::ecs::{ContainerCondition, ContainerDefinition, TaskStatus, TaskStopCode};
use paperboat_core::event::EventId;

use super::capacity::Host;
use super::target::Unhealthy;
use super::task::{self, Phase, TaskKey, definition, set_status};
use super::{engine, instance, order, scheduler, stop, target};
use crate::change::Subject;
use crate::container::{
    self, Change, ContainerKey, Exit, Health, HealthCheck, Owner, Pool, PoolKey, Spec,
};
use crate::ec2;
use crate::efs;
use crate::host;
use crate::logs;
use crate::model::{Limit, Rule, Timing};
use crate::net::Endpoint;
use crate::registry;
use crate::world::World;

/// The network interface is there, or cannot be.
pub(super) fn provisioned(w: &mut World, key: TaskKey) {
    let task = &w.ecs.tasks[key];
    let (network, last) = (std::sync::Arc::clone(&task.network), task.last);
    let subnet = task.subnet().to_owned();
    let label = super::describe::interface(&w.ecs.tasks[key]);
    let attached = ec2::attach_interface(
        w,
        Endpoint::Task(key),
        label,
        &subnet,
        &network.security_groups,
        network.public,
    );
    match attached {
        Ok((address, _)) => {
            w.ecs.tasks[key].address = Some(address);
            w.ecs.addresses.insert(address, key);
            set_status(w, key, TaskStatus::Pending, "", last);
            let timing = match w.ecs.tasks[key].host {
                Host::Fargate => Timing::FargateMachine,
                Host::Instance(_) | Host::Waiting => Timing::EcsAgentTold,
            };
            task::wait(w, key, Phase::Machine, timing);
        }
        Err(error) => {
            let reason = format!(
                "Unexpected EC2 error while attempting to Create Network Interface in subnet '{subnet}': {}",
                error.code
            );
            stop::stop(w, key, TaskStopCode::TaskFailedToStart, &reason, last);
        }
    }
}

/// The machine is there: secrets and mounts come next.
pub(super) fn machine_ready(w: &mut World, key: TaskKey) {
    match super::prepare::prepare(w, key) {
        Ok((prepared, takes)) => {
            w.ecs.tasks[key].prepared = Some(Box::new(prepared));
            task::wait_for(w, key, Phase::Preparing, takes);
        }
        Err((reason, after)) => fail_after(w, key, &reason, after),
    }
}

/// Lets a task fail with a reason after a time that its agent spends on attempts.
pub(super) fn fail_after(w: &mut World, key: TaskKey, reason: &str, after: Duration) {
    if let Some(member) = w.ecs.tasks[key].members.first_mut() {
        member.reason = reason.into();
    }
    task::wait_for(w, key, Phase::Failing, after);
}

/// The attempts are over.
pub(super) fn give_up(w: &mut World, key: TaskKey) {
    let task = &w.ecs.tasks[key];
    let reason = task
        .members
        .first()
        .map(|m| m.reason.clone())
        .unwrap_or_default();
    let last = task.last;
    stop::stop(w, key, TaskStopCode::TaskFailedToStart, &reason, last);
}

/// The images are there: containers are made, and those that wait for nobody start.
pub(super) fn containers(w: &mut World, key: TaskKey) {
    let own = own_pool(w, key);
    w.ecs.tasks[key].pool = own;
    let machine = instance::machine_of(w, key);
    let of_machine = machine.map(|machine| host::pool(w, machine));
    let pool = own.or(of_machine).expect("a pool of the task or its host");
    let shown = std::sync::Arc::clone(&definition(w, key).shown);
    let specs = shown.container_definitions.iter().enumerate();
    let specs: Vec<Spec> = specs.map(|(n, c)| spec(w, key, (n, c), pool)).collect();
    let cause = w.ecs.tasks[key].last;
    if let Some(machine) = engine::of_task(w, key) {
        if let Err((n, why)) = engine::make(w, key, machine, own, specs) {
            return not_started(w, key, n, why, cause);
        }
    } else {
        for (n, spec) in specs.into_iter().enumerate() {
            let container = container::create(w, spec, cause);
            w.ecs.tasks[key].members[n].container = Some(container);
        }
    }
    task::enter(w, key, Phase::Starting);
    start_ready(w, key, cause);
}

/// The processors and the memory of a task of which its definition says how much it gets: the agent gives its cgroup so
/// much, and no more. None where it says nothing, and its containers share those of their instance with all others.
fn own_pool(w: &mut World, key: TaskKey) -> Option<PoolKey> {
    let own = definition(w, key).size.own;
    let (hardware, speed) = match w.ecs.tasks[key].host {
        Host::Fargate => (None, w.model.rule(Rule::CpuFargateRelative)),
        Host::Instance(_) | Host::Waiting => {
            let machine = instance::machine_of(w, key)?;
            (Some(host::hardware(w, machine)), 1.0)
        }
    };
    if own.cpu.is_none() && own.memory_mib.is_none() {
        return None;
    }
    let all = hardware.map(|hardware| (f64::from(hardware.vcpus), hardware.memory_mib));
    let vcpus = own.cpu.map(|cpu| f64::from(cpu) / 1024.0);
    let vcpus = vcpus.or(all.map(|(vcpus, _)| vcpus))?;
    let memory = own.memory_mib.map(u64::from);
    let memory = memory.or(all.map(|(_, memory)| memory))?;
    Some(w.pools.insert(Pool::new(vcpus, memory, speed)))
}

/// A container of a task could not be made or started.
fn not_started(w: &mut World, key: TaskKey, n: usize, why: String, cause: EventId) {
    w.ecs.tasks[key].members[n].reason = why.into();
    let reason = "Task failed to start";
    stop::stop(w, key, TaskStopCode::TaskFailedToStart, reason, cause);
}

/// How long a container waits for those that it depends on when `startTimeout` does not say: ECS's agent takes three
/// minutes (amazon-ecs-agent README, `ECS_CONTAINER_START_TIMEOUT`).
const START_TIMEOUT_S: u32 = 180;

fn spec(w: &World, key: TaskKey, (n, c): (usize, &ContainerDefinition), pool: PoolKey) -> Spec {
    let task = &w.ecs.tasks[key];
    let mut environment: BTreeMap<String, String> = c
        .environment
        .iter()
        .map(|kv| (kv.name.clone(), kv.value.clone()))
        .collect();
    let prepared = task.prepared.as_deref();
    environment.extend(
        prepared
            .and_then(|p| p.secrets.get(n))
            .into_iter()
            .flatten()
            .cloned(),
    );
    let image = task.members[n].image.expect("an image that was pulled");
    let given = (!c.entry_point.is_empty()).then_some(c.entry_point.as_slice());
    let command = match &registry::image(w, image).profile.config {
        Some(own) => own.words(given, &c.command),
        None => [given.unwrap_or_default(), &c.command].concat(),
    };
    let limit = |limit: Limit| w.model.limit(limit) as u32;
    let seconds = |s: u32| Duration::from_secs(u64::from(s));
    let health = c.health_check.as_ref().filter(|h| h.command != ["NONE"]);
    let health = health.map(|h| HealthCheck {
        test: h.command.clone(),
        interval: seconds(h.interval.unwrap_or(limit(Limit::EcsHealthIntervalS))),
        timeout: seconds(h.timeout.unwrap_or(limit(Limit::EcsHealthTimeoutS))),
        retries: h.retries.unwrap_or(limit(Limit::EcsHealthRetries)),
        start_period: seconds(h.start_period.unwrap_or(0)),
    });
    Spec {
        owner: Owner::Task(key),
        name: format!("container/{}/{}", &task.id[..8], c.name),
        called: vec![c.name.clone()],
        image,
        environment,
        command: (!command.is_empty()).then_some(command),
        stdin: String::new(),
        init: c
            .linux_parameters
            .as_ref()
            .is_some_and(|p| p.init_process_enabled == Some(true)),
        pool,
        cpu_limit: None,
        memory_limit: c.memory.map(u64::from),
        health,
        listens: None,
        fresh_data: shares_of(w, key, c).all(|share| efs::is_fresh(w, share)),
        data: data_of(w, key, c),
    }
}

/// The folder on EFS that holds a database's data.
fn data_of(w: &World, key: TaskKey, c: &ContainerDefinition) -> Option<container::DataPlace> {
    let mut mounts = c.mount_points.iter();
    let mount = mounts.find(|m| container::is_data_directory(&m.container_path))?;
    let prepared = w.ecs.tasks[key].prepared.as_deref()?;
    let share = prepared.shares.get(&mount.source_volume)?;
    let (file_system, path) = (share.file_system_id.clone(), share.path.clone());
    Some(container::DataPlace::Share(file_system, path))
}

/// The folders on EFS that a container mounts.
fn shares_of<'w>(
    w: &'w World,
    key: TaskKey,
    c: &'w ContainerDefinition,
) -> impl Iterator<Item = &'w efs::Share> {
    let prepared = w.ecs.tasks[key].prepared.as_deref();
    c.mount_points
        .iter()
        .filter_map(move |m| prepared?.shares.get(&m.source_volume))
}

/// What a container that another depends on has come to.
fn satisfied(w: &World, container: Option<ContainerKey>, condition: ContainerCondition) -> bool {
    let Some(container) = container.and_then(|c| w.containers.get(c)) else {
        return false;
    };
    let exit = match &container.state {
        container::State::Created => return false,
        container::State::Exited(exit) => Some(exit.code),
        _ => None,
    };
    match condition {
        ContainerCondition::Start => true,
        ContainerCondition::Complete => exit.is_some(),
        ContainerCondition::Success => exit == Some(0),
        ContainerCondition::Healthy => exit.is_none() && container.health == Health::Healthy,
    }
}

/// Starts what may start now; when all have started the task activates.
fn start_ready(w: &mut World, key: TaskKey, cause: EventId) {
    let shown = std::sync::Arc::clone(&definition(w, key).shown);
    let all = &shown.container_definitions;
    let named = |w: &World, name: &str| {
        let n = all.iter().position(|c| c.name == name)?;
        w.ecs.tasks[key].members[n].container
    };
    let mut waiting = None;
    let machine = engine::of_task(w, key);
    for n in order::in_order(all) {
        let c = &all[n];
        let Some(container) = w.ecs.tasks[key].members[n].container else {
            continue;
        };
        // Whoever is on the machine may have removed what its engine has.
        let state = w.containers.get(container).map(|c| &c.state);
        if state != Some(&container::State::Created) {
            continue;
        }
        if order::needs(c).all(|(name, condition)| satisfied(w, named(w, name), condition)) {
            match machine {
                None => container::start(w, container, cause),
                Some(machine) => {
                    let begun = engine::start(w, (key, n), machine, container, cause);
                    if let Err(why) = begun {
                        return not_started(w, key, n, why, cause);
                    }
                }
            }
            if w.ecs.tasks[key].phase != Phase::Starting {
                return;
            }
            continue;
        }
        waiting = waiting.max(Some(c.start_timeout.unwrap_or(START_TIMEOUT_S)));
    }
    match waiting {
        None => {
            set_status(w, key, TaskStatus::Activating, "", cause);
            task::wait(w, key, Phase::Activating, Timing::EcsActivating);
        }
        Some(timeout) => {
            let timeout = Duration::from_secs(u64::from(timeout));
            task::wait_for(w, key, Phase::Starting, timeout);
        }
    }
}

/// A container has waited for too long for those that it depends on.
pub(super) fn starting_took_too_long(w: &mut World, key: TaskKey) {
    // Who is waited for did something else than what is waited for: that came last.
    let members = w.ecs.tasks[key].members.iter();
    let containers = members.filter_map(|m| m.container);
    let waited = containers.filter_map(|c| w.changes.of(&Subject::Container(c)));
    let last = waited.max().unwrap_or(w.ecs.tasks[key].last);
    let reason = "Task failed to start";
    stop::stop(w, key, TaskStopCode::TaskFailedToStart, reason, last);
}

/// ACTIVATING is over: the task runs.
pub(super) fn activated(w: &mut World, key: TaskKey) {
    let now = w.now;
    let task = &mut w.ecs.tasks[key];
    task.times.started = Some(now);
    let cause = task.last;
    set_status(w, key, TaskStatus::Running, "", cause);
    task::enter(w, key, Phase::Running);
    target::register_soon(w, key);
    scheduler::on_running(w, key);
}

fn member_of(w: &World, container: ContainerKey) -> Option<(TaskKey, usize)> {
    let Owner::Task(key) = w.containers.get(container)?.spec.owner else {
        return engine::member_in_engine(w, container);
    };
    let members = &w.ecs.tasks.get(key)?.members;
    let n = members
        .iter()
        .position(|m| m.container == Some(container))?;
    Some((key, n))
}

/// Hears of a change of a container of a task.
pub(crate) fn on_change(w: &mut World, container: ContainerKey, change: Change, cause: EventId) {
    let Some((key, n)) = member_of(w, container) else {
        return;
    };
    match change {
        Change::Ready => on_ready(w, key, n),
        Change::Health(health) => {
            if w.ecs.tasks[key].phase == Phase::Starting {
                start_ready(w, key, cause);
            }
            on_health(w, key, n, health, cause);
        }
        Change::Exited(exit) => on_exit(w, key, n, &exit, cause),
    }
}

/// A program that answers has written its first data to its volumes.
fn on_ready(w: &mut World, key: TaskKey, n: usize) {
    let shown = std::sync::Arc::clone(&definition(w, key).shown);
    let shares: Vec<_> = shares_of(w, key, &shown.container_definitions[n])
        .cloned()
        .collect();
    let bytes = w.model.limit(Limit::EfsFirstDataBytes);
    for share in shares {
        efs::written(w, &share, bytes);
    }
}

fn on_health(w: &mut World, key: TaskKey, n: usize, health: Health, cause: EventId) {
    let definition = &definition(w, key).containers()[n];
    // A check that the image declares is Docker's business alone (ECS API reference, `HealthCheck`).
    if definition.essential != Some(true) || definition.health_check.is_none() {
        return;
    }
    if let Some(container) = w.ecs.tasks[key].members[n].container {
        w.mark(Subject::Health(container), cause);
    }
    match health {
        Health::Unhealthy => {
            let unhealthy = Unhealthy {
                event: cause,
                target: None,
            };
            scheduler::on_unhealthy(w, key, unhealthy);
        }
        Health::Healthy => {
            w.ecs.tasks[key].unhealthy = None;
            scheduler::on_healthy(w, key);
        }
        Health::None | Health::Starting => {}
    }
}

fn on_exit(w: &mut World, key: TaskKey, n: usize, exit: &Exit, cause: EventId) {
    let essential = definition(w, key).containers()[n].essential == Some(true);
    let task = &mut w.ecs.tasks[key];
    task.members[n].exit_code = Some(exit.code);
    if exit.oom_killed {
        let reason = "OutOfMemoryError: Container killed due to memory usage";
        task.members[n].reason = reason.into();
    }
    if task.phase == Phase::Stopping {
        stop::stop_containers(w, key, cause);
    } else if essential && task.wanted() {
        let reason = "Essential container in task exited";
        stop::stop(
            w,
            key,
            TaskStopCode::EssentialContainerExited,
            reason,
            cause,
        );
    } else if task.phase == Phase::Starting {
        start_ready(w, key, cause);
    }
}

/// Hears of a line that a container of a task wrote, for its log stream.
pub(crate) fn on_line(w: &mut World, container: ContainerKey, line: &str) {
    let Some((key, n)) = member_of(w, container) else {
        return;
    };
    let c = &definition(w, key).containers()[n];
    let Some(log) = c
        .log_configuration
        .as_ref()
        .filter(|l| l.log_driver == "awslogs")
    else {
        return;
    };
    let option = |name: &str| log.options.get(name).cloned().unwrap_or_default();
    let (group, prefix) = (option("awslogs-group"), option("awslogs-stream-prefix"));
    let stream = format!("{prefix}/{}/{}", c.name, w.ecs.tasks[key].id);
    logs::put(w, &group, &stream, line);
}
