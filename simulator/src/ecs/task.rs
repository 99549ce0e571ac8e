//! A task: what it is, and how it changes its state.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::Duration;

use paperboat_core::aws::ecs::{HealthStatus, LoadBalancer, TaskStatus, TaskStopCode};
use paperboat_core::event::{EventId, Word};
use paperboat_core::time::Timestamp;

use super::capacity::Host;
use super::connect::Names;
use super::instance::{self, Rules};
use super::network::Network;
use super::prepare::Prepared;
use super::provider::{self, ProviderKey};
use super::service::ServiceKey;
use super::target::Unhealthy;
use super::taskdef::{Definition, DefinitionKey};
use crate::change::Subject;
use crate::container::{ContainerKey, Health, PoolKey};
use crate::host::{self, Binding};
use crate::id::arn;
use crate::model::Timing;
use crate::registry::ImageKey;
use crate::wake::Kind;
use crate::world::World;

/// Names a task.
pub use crate::id::TaskKey;

/// Who started a task.
#[derive(Clone, Debug)]
pub(crate) enum Starter {
    /// The scheduler, for a deployment of a service.
    Service(ServiceKey, u32),
    /// `RunTask`, with its group and who is said to have started it.
    Caller(Box<(String, String)>),
}

/// What a task waits for. Finer than its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// An instance of its capacity provider.
    Placing,
    /// Its network interface.
    Provisioning,
    /// Its machine.
    Machine,
    /// The end of attempts that will not succeed.
    Failing,
    /// Secrets and mounts.
    Preparing,
    /// Its images.
    Pulling,
    /// The start of its first containers.
    Pulled,
    /// Containers that others depend on.
    Starting,
    /// The end of ACTIVATING.
    Activating,
    /// Nothing: it runs.
    Running,
    /// Its targets' draining.
    Draining,
    /// The end of DEACTIVATING.
    Deactivating,
    /// Its containers' exits.
    Stopping,
    /// Its network interface's removal.
    Deprovisioning,
    /// ECS to learn that its host is gone.
    Lost,
    /// To be forgotten.
    Stopped,
}

/// A container of a task.
#[derive(Clone, Debug, Default)]
pub(crate) struct Member {
    pub(super) image: Option<ImageKey>,
    pub(super) container: Option<ContainerKey>,
    pub(super) asked_to_stop: bool,
    pub(super) exit_code: Option<i32>,
    /// Why it did not start, or died, in ECS's words.
    pub(super) reason: Box<str>,
    /// Its id in the engine of its instance; empty where no engine has it.
    pub(super) runtime_id: Box<str>,
    /// The ports of its instance behind which its own are, once it runs.
    pub(super) bindings: Vec<Binding>,
}

/// Why a task stops.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    pub(super) code: TaskStopCode,
    pub(super) reason: Box<str>,
    /// Whether it had reached RUNNING.
    pub(super) ran: bool,
}

/// When a task passed what `DescribeTasks` tells.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    pub(super) created: Timestamp,
    pub(super) pull_started: Option<Timestamp>,
    pub(super) pull_stopped: Option<Timestamp>,
    pub(super) started: Option<Timestamp>,
    pub(super) stopping: Option<Timestamp>,
    pub(super) execution_stopped: Option<Timestamp>,
    pub(super) stopped: Option<Timestamp>,
}

/// A task.
#[derive(Clone, Debug)]
pub struct Task {
    pub(super) id: Box<str>,
    pub(super) cluster: Arc<str>,
    pub(super) definition: DefinitionKey,
    pub(super) starter: Starter,
    /// What it runs on.
    pub(super) host: Host,
    /// How its container instance is chosen; none on Fargate.
    pub(super) rules: Option<Arc<Rules>>,
    pub(super) network: Arc<Network>,
    /// The place of its subnet in the network.
    pub(super) subnet: usize,
    pub(super) exec: bool,
    /// The names that it can call by Service Connect: its deployment's, also when that is gone before it.
    pub(super) names: Option<Arc<Names>>,
    /// Where it is registered: as its deployment's tasks, also when that is gone before it.
    pub(super) load_balancers: Arc<[LoadBalancer]>,
    pub(super) status: TaskStatus,
    pub(super) phase: Phase,
    pub(super) generation: u16,
    /// Its own address.
    pub(super) address: Option<Ipv4Addr>,
    /// The address of its instance, behind which its containers' ports are reached, where it has none of its own and they run.
    pub(super) behind: Option<Ipv4Addr>,
    pub(super) pool: Option<PoolKey>,
    pub(super) members: Vec<Member>,
    pub(super) prepared: Option<Box<Prepared>>,
    pub(super) times: Times,
    pub(super) stop: Option<Box<Stop>>,
    /// What found it unhealthy, while it is.
    pub(super) unhealthy: Option<Box<Unhealthy>>,
    /// Whether the scheduler has given it up for being unhealthy.
    pub(super) condemned: bool,
    /// Whether the scheduler has ever counted it as healthy.
    pub(super) was_healthy: bool,
    /// Whether its targets and names are registered.
    pub(super) registered: bool,
    /// The fault that took its host away, when one did.
    pub(super) lost: Option<EventId>,
    /// The fault for which its host is to be emptied, when there is one.
    pub(super) retiring: Option<EventId>,
    /// The event that put it into its state.
    pub(super) last: EventId,
}

impl Task {
    /// Tells whether its host is gone.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.is_some()
    }

    /// The resource's name in events.
    pub(super) fn resource(&self) -> String {
        format!("task/{}", self.id)
    }

    pub(super) fn arn(&self) -> String {
        arn("ecs", &format!("task/{}/{}", self.cluster, self.id))
    }

    /// The subnet of its interface; empty where it has none.
    pub(super) fn subnet(&self) -> &str {
        let subnet = self.network.subnets.get(self.subnet);
        subnet.map_or("", |(subnet, _)| subnet)
    }

    /// The zone of its interface, or else of its instance; empty while it waits for one.
    pub(super) fn zone<'w>(&'w self, w: &'w World) -> &'w str {
        match self.network.subnets.get(self.subnet) {
            Some((_, zone)) => zone,
            None => {
                let instance = self.host.instance();
                instance.map_or("", |instance| w.ecs.instances[instance].zone)
            }
        }
    }

    /// Its capacity provider; none where it was launched by launch type.
    pub(super) fn provider(&self) -> Option<ProviderKey> {
        self.rules.as_ref()?.provider()
    }

    /// Tells whether it is meant to run on.
    pub(super) fn wanted(&self) -> bool {
        self.stop.is_none()
    }

    pub(super) fn service(&self) -> Option<(ServiceKey, u32)> {
        match self.starter {
            Starter::Service(service, deployment) => Some((service, deployment)),
            Starter::Caller(_) => None,
        }
    }

    /// The name under which the task's times are drawn: equal things draw from one stream.
    pub(super) fn stream(&self, w: &World) -> String {
        match &self.starter {
            Starter::Service(service, _) => w.ecs.services[*service].resource(),
            Starter::Caller(_) => {
                format!("family/{}", w.ecs.definitions[self.definition].shown.family)
            }
        }
    }
}

/// What a new task is made from.
pub(super) struct Launch {
    pub(super) cluster: Arc<str>,
    pub(super) definition: DefinitionKey,
    pub(super) starter: Starter,
    pub(super) host: Host,
    pub(super) rules: Option<Arc<Rules>>,
    pub(super) network: Arc<Network>,
    pub(super) subnet: usize,
    pub(super) exec: bool,
}

/// Makes a task: PROVISIONING, until its network interface is attached; PENDING at once where it has none.
pub(super) fn launch(w: &mut World, launch: Launch, cause: EventId) -> TaskKey {
    let definition = &w.ecs.definitions[launch.definition];
    let members = vec![Member::default(); definition.containers().len()];
    let size = definition.size;
    let deployment = match launch.starter {
        Starter::Service(service, serial) => w.ecs.services[service].deployment_of(serial),
        Starter::Caller(_) => None,
    };
    let names = deployment.map(|d| Arc::clone(&d.names));
    let load_balancers = deployment.map(|d| Arc::clone(&d.load_balancers));
    // Without an interface of its own, a task that has its instance waits for its agent alone.
    let told = launch.network.is_of_instances() && launch.host.instance().is_some();
    let status = if told {
        TaskStatus::Pending
    } else {
        TaskStatus::Provisioning
    };
    let key = w.ecs.tasks.insert(Task {
        names,
        load_balancers: load_balancers.unwrap_or_default(),
        id: w.ids.hex(32).into(),
        cluster: launch.cluster,
        definition: launch.definition,
        starter: launch.starter,
        host: launch.host,
        rules: launch.rules,
        network: launch.network,
        subnet: launch.subnet,
        exec: launch.exec,
        status,
        phase: Phase::Provisioning,
        generation: 0,
        address: None,
        behind: None,
        pool: None,
        members,
        prepared: None,
        times: Times {
            created: w.now,
            ..Times::default()
        },
        stop: None,
        unhealthy: None,
        condemned: false,
        was_healthy: false,
        registered: false,
        lost: None,
        retiring: None,
        last: cause,
    });
    let task = &w.ecs.tasks[key];
    let (resource, id, name) = (task.resource(), task.id.clone(), task.cluster.to_string());
    if launch.host == Host::Fargate {
        w.ecs.cpu_in_use += u64::from(size.cpu);
    }
    instance::occupy(w, key);
    w.ecs.task_ids.insert(id, key);
    if let Some(cluster) = w.ecs.clusters.get_mut(&name) {
        cluster.tasks.insert(key);
        cluster.moved(None, Some(status));
    }
    let last = w.state_of_task(key, Some(cause), &resource, "", status.word(), "");
    mark(w, key, last);
    w.ecs.tasks[key].last = last;
    if launch.host == Host::Waiting {
        w.ecs.waiting.insert(key);
        enter(w, key, Phase::Placing);
        if let Some(provider) = w.ecs.tasks[key].provider() {
            provider::look_soon(w, provider, last);
        }
    } else if told {
        wait(w, key, Phase::Machine, Timing::EcsAgentTold);
    } else {
        wait(w, key, Phase::Provisioning, Timing::EcsEniAttach);
    }
    key
}

/// Lets a task wait for a drawn time; what it waited for before is void.
pub(super) fn wait(w: &mut World, key: TaskKey, phase: Phase, timing: Timing) {
    let stream = w.ecs.tasks[key].stream(w);
    let delay = w.draw(timing, &stream);
    wait_for(w, key, phase, delay);
}

/// Lets a task wait for a given time.
pub(super) fn wait_for(w: &mut World, key: TaskKey, phase: Phase, delay: Duration) {
    enter(w, key, phase);
    let generation = w.ecs.tasks[key].generation;
    w.wake_in(delay, Kind::TaskState, key.slot(), generation);
}

/// Lets a task wait for something else than a time.
pub(super) fn enter(w: &mut World, key: TaskKey, phase: Phase) {
    let task = &mut w.ecs.tasks[key];
    task.phase = phase;
    task.generation = task.generation.wrapping_add(1);
}

/// Moves a task to a state, because of an event.
pub(super) fn set_status(
    w: &mut World,
    key: TaskKey,
    status: TaskStatus,
    reason: impl Into<Word>,
    cause: EventId,
) -> EventId {
    let task = &mut w.ecs.tasks[key];
    let from = std::mem::replace(&mut task.status, status);
    let (resource, name) = (task.resource(), task.cluster.to_string());
    if let Some(cluster) = w.ecs.clusters.get_mut(&name) {
        cluster.moved(Some(from), Some(status));
    }
    let event = w.state_of_task(
        key,
        Some(cause),
        &resource,
        from.word(),
        status.word(),
        reason,
    );
    w.ecs.tasks[key].last = event;
    mark(w, key, event)
}

/// Keeps that an event changed a task, and so which tasks stand behind its service's names.
fn mark(w: &mut World, key: TaskKey, event: EventId) -> EventId {
    if let Starter::Service(service, _) = w.ecs.tasks[key].starter {
        w.mark(Subject::Service(service), event);
    }
    w.mark(Subject::Task(key), event)
}

/// The definition that a task was started from.
pub(super) fn definition(w: &World, key: TaskKey) -> &Definition {
    &w.ecs.definitions[w.ecs.tasks[key].definition]
}

/// What a member's health check says: UNKNOWN without one.
pub(super) fn member_health(w: &World, member: &Member) -> HealthStatus {
    let container = member.container.and_then(|c| w.containers.get(c));
    match container.map_or(Health::None, |c| c.health) {
        Health::Healthy => HealthStatus::Healthy,
        Health::Unhealthy => HealthStatus::Unhealthy,
        Health::None | Health::Starting => HealthStatus::Unknown,
    }
}

/// What the health checks of a task's essential containers say together; none when none has a check.
pub(super) fn health(w: &World, key: TaskKey) -> Option<HealthStatus> {
    let task = &w.ecs.tasks[key];
    let containers = w.ecs.definitions[task.definition].containers();
    let checked = containers
        .iter()
        .zip(&task.members)
        .filter(|(c, _)| c.essential == Some(true))
        .filter(|(c, _)| {
            c.health_check
                .as_ref()
                .is_some_and(|h| h.command != ["NONE"])
        });
    let all: Vec<_> = checked.map(|(_, m)| member_health(w, m)).collect();
    let has = |status| all.contains(&status);
    match () {
        () if all.is_empty() => None,
        () if has(HealthStatus::Unhealthy) => Some(HealthStatus::Unhealthy),
        () if has(HealthStatus::Unknown) => Some(HealthStatus::Unknown),
        () => Some(HealthStatus::Healthy),
    }
}

/// The containers of a task that run in its one network namespace.
pub(crate) fn containers_of(w: &World, task: TaskKey) -> impl Iterator<Item = ContainerKey> {
    let members = w.ecs.tasks.get(task).map(|t| t.members.as_slice());
    let members = members.unwrap_or_default().iter();
    members.filter_map(|m| m.container)
}

/// The architecture of a task as Docker calls it.
pub(super) fn architecture(w: &World, task: TaskKey) -> &'static str {
    if let Some(machine) = instance::machine_of(w, task) {
        return host::architecture(w, machine);
    }
    let definition = w
        .ecs
        .tasks
        .get(task)
        .map(|t| &w.ecs.definitions[t.definition]);
    if definition.is_some_and(|d| d.size.arm) {
        "arm64"
    } else {
        "amd64"
    }
}

/// A task's name in events.
pub(crate) fn resource_of(w: &World, task: TaskKey) -> String {
    w.ecs
        .tasks
        .get(task)
        .map(Task::resource)
        .unwrap_or_default()
}

/// The last event of a task, by ARN or id; none when it is not known.
pub(crate) fn last_of_task(w: &World, arn: &str) -> Option<EventId> {
    let id = arn.rsplit('/').next().unwrap_or(arn);
    let key = w.ecs.task_ids.get(id)?;
    Some(w.ecs.tasks.get(*key)?.last)
}

/// Tells whether a task is meant to run on.
pub(crate) fn is_wanted(w: &World, task: TaskKey) -> bool {
    w.ecs.tasks.get(task).is_some_and(Task::wanted)
}
