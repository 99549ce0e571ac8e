//! Containers of tasks that run in the Docker engine of their instance: those of the network modes `bridge`, `host` and
//! `none`. The agent is one client of the engine among others, so whoever logs in to the machine sees them, and can end them.
//!
//! Not modelled: the endpoint of the task's metadata and credentials, and what the agent sets of the environment for it.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::aws::ecs::{ContainerDefinition, TaskDefinition};
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;
use paperboat_core::workload::HealthConfig;

use super::mode::Mode;
use super::ports::Protocol;
use super::task::{Member, TaskKey, definition};
use super::{instance, order};
use crate::container::{ContainerKey, PoolKey, Spec};
use crate::host::{self, Binding, Handed, Ordered, OrderedNetwork};
use crate::id::MachineKey;
use crate::model::Limit;
use crate::wake::Kind;
use crate::world::World;

/// A container of a task that has ended, until the agent removes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leftover {
    machine: MachineKey,
    due: Timestamp,
    /// The event by which its task was over.
    cause: EventId,
}

/// The machine in whose engine a task's containers run; none where they share a network interface of the task's.
pub(super) fn of_task(w: &World, key: TaskKey) -> Option<MachineKey> {
    if definition(w, key).mode.has_interface() {
        return None;
    }
    instance::machine_of(w, key)
}

/// The task of a container in an engine; none where no agent made it.
pub(crate) fn task_in_engine(w: &World, container: ContainerKey) -> Option<TaskKey> {
    w.ecs.in_engine.get(&container).map(|(task, _)| *task)
}

/// The task of a container in an engine and its place there, while its agent can tell of it: a machine that is down tells
/// nothing.
pub(super) fn member_in_engine(w: &World, container: ContainerKey) -> Option<(TaskKey, usize)> {
    let (key, n) = *w.ecs.in_engine.get(&container)?;
    let machine = instance::machine_of(w, key)?;
    let told = host::is_up(w, machine) && !w.ecs.tasks.get(key)?.is_lost();
    told.then_some((key, n))
}

/// The name of a container or volume in the engine: family, revision, own name, and twenty digits (amazon-ecs-agent,
/// `dockerContainerName`).
fn name(w: &mut World, shown: &TaskDefinition, own: &str) -> String {
    let digits = w.ids.hex(20);
    format!("ecs-{}-{}-{own}-{digits}", shown.family, shown.revision)
}

/// What the agent writes on each container (ECS guide, "Amazon ECS Docker labels").
fn labels(w: &World, key: TaskKey, c: &ContainerDefinition) -> BTreeMap<String, String> {
    let task = &w.ecs.tasks[key];
    let shown = &definition(w, key).shown;
    let own = [
        ("cluster", task.cluster.to_string()),
        ("container-name", c.name.clone()),
        ("task-arn", task.arn()),
        ("task-definition-family", shown.family.clone()),
        ("task-definition-version", shown.revision.to_string()),
    ];
    let own = own.map(|(name, value)| (format!("com.amazonaws.ecs.{name}"), value));
    c.docker_labels.clone().into_iter().chain(own).collect()
}

/// The volumes of a task by the names that they have in the engine.
fn volumes(w: &mut World, shown: &TaskDefinition) -> BTreeMap<String, String> {
    let names = shown.volumes.iter().map(|v| v.name.clone());
    let mut all = BTreeMap::new();
    for own in names {
        let engines = name(w, shown, &own);
        all.insert(own, engines);
    }
    all
}

fn network(mode: Mode) -> OrderedNetwork {
    match mode {
        Mode::Bridge | Mode::AwsVpc => OrderedNetwork::Bridge,
        Mode::Host => OrderedNetwork::Host,
        Mode::None => OrderedNetwork::None,
    }
}

/// The ports of a container as its definition wants them.
fn mappings(c: &ContainerDefinition) -> impl Iterator<Item = Binding> {
    c.port_mappings.iter().map(|p| Binding {
        container_port: p.container_port,
        host_port: p.host_port.unwrap_or(0),
        protocol: Protocol::of(p).word().to_owned(),
    })
}

/// What the kernel and the log writer are told of a container.
fn handed(c: &ContainerDefinition) -> Handed {
    let drops = c.linux_parameters.as_ref();
    let drops = drops.and_then(|l| l.capabilities.as_ref());
    let limits = c.ulimits.iter();
    let log = c.log_configuration.as_ref();
    Handed {
        cap_drop: drops.map_or_else(Vec::new, |k| k.drop.clone()),
        ulimits: limits
            .map(|l| (l.name.clone(), (l.soft_limit, l.hard_limit)))
            .collect(),
        reservation_mib: c.memory_reservation,
        log: log.map(|log| (log.log_driver.clone(), log.options.clone())),
    }
}

/// Has the engine make the containers of a task, in the order in which they can name each other.
///
/// # Errors
/// The place of the container that cannot be made, and why, in the agent's words.
pub(super) fn make(
    w: &mut World,
    key: TaskKey,
    machine: MachineKey,
    pool: Option<PoolKey>,
    specs: Vec<Spec>,
) -> Result<(), (usize, String)> {
    let shown = std::sync::Arc::clone(&definition(w, key).shown);
    let mode = definition(w, key).mode;
    let all = &shown.container_definitions;
    let volumes = volumes(w, &shown);
    let mut names: BTreeMap<&str, String> = BTreeMap::new();
    for n in order::in_order(all) {
        let c = &all[n];
        let links = c.links.iter().map(|link| {
            let (of, alias) = order::link_of(link);
            (names.get(of).cloned().unwrap_or_default(), alias.to_owned())
        });
        let links = links.collect();
        let mounts = c.mount_points.iter().filter_map(|m| {
            let volume = volumes.get(&m.source_volume)?;
            Some((volume.clone(), m.container_path.clone(), m.read_only))
        });
        let name = name(w, &shown, &c.name);
        names.insert(&c.name, name.clone());
        let spec = &specs[n];
        let ordered = Ordered {
            name,
            called: c.name.clone(),
            image: spec.image,
            reference: c.image.clone(),
            environment: spec.environment.clone(),
            entrypoint: (!c.entry_point.is_empty()).then(|| c.entry_point.clone()),
            command: c.command.clone(),
            user: c.user.clone(),
            working_dir: c.working_directory.clone(),
            labels: labels(w, key, c),
            health: spec.health.as_ref().map(|h| HealthConfig {
                test: h.test.clone(),
                interval: Some(h.interval),
                timeout: Some(h.timeout),
                start_period: Some(h.start_period),
                retries: Some(h.retries),
            }),
            init: spec.init,
            read_only: c.readonly_root_filesystem,
            handed: handed(c),
            memory_mib: c.memory,
            network: network(mode),
            publish: match mode {
                Mode::Bridge => mappings(c).collect(),
                Mode::AwsVpc | Mode::Host | Mode::None => Vec::new(),
            },
            links,
            volumes: mounts.collect(),
            pool,
        };
        let cause = w.ecs.tasks[key].last;
        let made = host::docker_make(w, machine, ordered, cause);
        let (container, id) = made.map_err(|why| (n, worded("CannotCreateContainerError", why)))?;
        w.ecs.in_engine.insert(container, (key, n));
        let member = &mut w.ecs.tasks[key].members[n];
        member.container = Some(container);
        member.runtime_id = id.into();
    }
    Ok(())
}

/// A refusal as the agent words it; what is not modelled is not said in its name.
fn worded(error: &str, why: String) -> String {
    if why.starts_with("paperboat:") {
        return why;
    }
    format!("{error}: {why}")
}

/// Has the engine start a container of a task.
///
/// # Errors
/// Why it cannot, in the agent's words.
pub(super) fn start(
    w: &mut World,
    (key, n): (TaskKey, usize),
    machine: MachineKey,
    container: ContainerKey,
    cause: EventId,
) -> Result<(), String> {
    let begun = host::docker_begin(w, machine, container, cause);
    let bound = begun.map_err(|why| worded("CannotStartContainerError", why))?;
    let definition = definition(w, key);
    let bindings = match definition.mode {
        // Docker binds nothing there: what the definition says is what is taken.
        Mode::Host => mappings(&definition.containers()[n]).collect(),
        Mode::Bridge | Mode::AwsVpc | Mode::None => bound,
    };
    w.ecs.tasks[key].members[n].bindings = bindings;
    Ok(())
}

/// Asks a container of a task to end.
pub(super) fn end(
    w: &mut World,
    machine: MachineKey,
    container: ContainerKey,
    grace: Duration,
    cause: EventId,
) {
    host::docker_end(w, machine, container, grace, cause);
}

/// The port of its instance behind which a port of a container is, once it runs.
pub(super) fn host_port(members: &[Member], n: usize, container_port: u16) -> Option<u16> {
    let mut bindings = members.get(n)?.bindings.iter();
    let bound = bindings.find(|b| b.container_port == container_port && b.protocol == "tcp");
    bound.map(|b| b.host_port)
}

/// A task is over: its containers stay until the agent cleans up, for whoever wants to read their logs.
pub(super) fn leave(
    w: &mut World,
    machine: MachineKey,
    containers: Vec<ContainerKey>,
    cause: EventId,
) {
    let due = w.now + w.model.seconds(Limit::EcsTaskCleanupS);
    for container in containers {
        w.ecs.in_engine.remove(&container);
        let leftover = Leftover {
            machine,
            due,
            cause,
        };
        w.ecs.leftovers.insert(container, leftover);
        w.wake_at(due, Kind::TaskCleanup, container.slot(), 0);
    }
}

/// The time for which a container of a task that has ended was kept is over.
pub(super) fn wake(w: &mut World, container: ContainerKey) {
    let Some(leftover) = w.ecs.leftovers.get(&container).copied() else {
        return;
    };
    // The agent of a machine that is down cleans up when it is back.
    if host::is_up(w, leftover.machine) || w.containers.get(container).is_none() {
        forget(w, container);
    }
}

/// Removes what an agent that is back would have removed.
pub(super) fn clean_up(w: &mut World, machine: MachineKey) {
    let now = w.now;
    let overdue = w.ecs.leftovers.iter();
    let overdue = overdue.filter(|(_, l)| l.machine == machine && l.due <= now);
    let overdue: Vec<_> = overdue.map(|(container, _)| *container).collect();
    for container in overdue {
        forget(w, container);
    }
}

fn forget(w: &mut World, container: ContainerKey) {
    if let Some(leftover) = w.ecs.leftovers.remove(&container) {
        host::docker_forget(w, leftover.machine, container, leftover.cause);
    }
}
