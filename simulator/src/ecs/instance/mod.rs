//! Container instances: machines whose agent has registered them with a cluster, and what they have left for tasks.

mod agent;
mod attribute;
mod loss;
mod operation;
mod place;
mod query;
mod room;

use std::collections::{BTreeMap, BTreeSet};
use std::net::Ipv4Addr;
use std::sync::Arc;

use paperboat_core::aws::ecs::ContainerInstanceStatus;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::capacity::Host;
use super::provider;
use super::task::TaskKey;
use crate::ec2;
use crate::id::MachineKey;
use crate::id::arn;
use crate::net::Endpoint;
use crate::registry::ImageKey;
use crate::world::World;

pub(super) use agent::Agent;
pub(super) use agent::empty_share;
pub(crate) use agent::{agent_started, agent_stopped, wake};
pub(super) use attribute::{
    delete as delete_attributes, list as list_attributes, put as put_attributes,
};
pub(crate) use loss::{machine_down, on_instance};
pub(super) use operation::{deregister, describe, drain, list, update_state};
pub(super) use place::{Lacks, NoPlace, Rules, place};
pub(super) use room::{Room, Share, Wants, holds_one, left};

/// Names a container instance.
pub(crate) type ContainerInstanceKey = crate::arena::Key<ContainerInstance>;

/// A machine that an agent has registered with a cluster.
#[derive(Clone, Debug)]
pub(crate) struct ContainerInstance {
    pub(super) id: Box<str>,
    pub(super) cluster: Arc<str>,
    pub(super) machine: MachineKey,
    /// The id of its EC2 instance.
    pub(super) ec2_instance: String,
    pub(super) instance_type: String,
    pub(super) zone: &'static str,
    pub(super) status: ContainerInstanceStatus,
    /// Whether ECS hears of its agent.
    pub(super) connected: bool,
    pub(super) registered_at: Timestamp,
    /// What tasks can have of it together.
    pub(super) capacity: Share,
    /// Its tasks that are not STOPPED.
    pub(super) tasks: BTreeSet<TaskKey>,
    /// Attributes of the account's own: name and value.
    pub(super) attributes: BTreeMap<String, String>,
    /// What the references that were pulled onto it meant: its agent takes them where a registry does not answer.
    pub(super) images: BTreeMap<String, ImageKey>,
    /// The event that put it into its state.
    pub(super) last: EventId,
}

impl ContainerInstance {
    /// The resource's name in events.
    pub(super) fn resource(&self) -> String {
        format!("container-instance/{}", self.id)
    }

    pub(super) fn arn(&self) -> String {
        arn(
            "ecs",
            &format!("container-instance/{}/{}", self.cluster, self.id),
        )
    }

    /// Whether it counts as one of its cluster's.
    pub(super) fn registered(&self) -> bool {
        self.status != ContainerInstanceStatus::Inactive
    }
}

/// The container instances of a cluster, in the order of their registration.
pub(super) fn of_cluster<'w>(
    w: &'w World,
    cluster: &'w str,
) -> impl Iterator<Item = (ContainerInstanceKey, &'w ContainerInstance)> {
    let all = w.ecs.instances.iter();
    all.filter(move |(_, i)| i.registered() && *i.cluster == *cluster)
}

/// The zones in which a cluster has container instances, each once, in order.
pub(super) fn zones_of(w: &World, cluster: &str) -> Vec<String> {
    let zones: BTreeSet<&str> = of_cluster(w, cluster).map(|(_, i)| i.zone).collect();
    zones.into_iter().map(str::to_owned).collect()
}

/// The container instances of a cluster in a zone that take tasks.
pub(super) fn active_in<'w>(
    w: &'w World,
    cluster: &'w str,
    zone: &'w str,
) -> impl Iterator<Item = ContainerInstanceKey> + use<'w> {
    let all = of_cluster(w, cluster);
    let takes = all.filter(move |(_, i)| {
        i.status == ContainerInstanceStatus::Active && i.connected && i.zone == zone
    });
    takes.map(|(key, _)| key)
}

/// The machine that a task runs on; none on Fargate.
pub(super) fn machine_of(w: &World, task: TaskKey) -> Option<MachineKey> {
    let key = w.ecs.tasks.get(task)?.host.instance()?;
    Some(w.ecs.instances[key].machine)
}

/// The tasks on the container instance that has an address and is theirs too.
pub(super) fn tasks_at(w: &World, address: Ipv4Addr) -> impl Iterator<Item = TaskKey> + use<'_> {
    let machine = match ec2::endpoint_at(w, address) {
        Some(Endpoint::Machine(machine)) => Some(machine),
        _ => None,
    };
    let agent = machine.and_then(|machine| w.ecs.agents.get(&machine));
    let instance = agent.and_then(|agent| agent.instance);
    let tasks = instance.map(|key| &w.ecs.instances[key].tasks);
    let tasks = tasks.into_iter().flatten().copied();
    tasks.filter(move |t| w.ecs.tasks[*t].behind == Some(address))
}

/// Keeps that a task takes its share of its host.
pub(super) fn occupy(w: &mut World, key: TaskKey) {
    if let Host::Instance(instance) = w.ecs.tasks[key].host {
        w.ecs.instances[instance].tasks.insert(key);
    }
}

/// Gives back what a task took of its host.
pub(super) fn vacate(w: &mut World, key: TaskKey) {
    if let Host::Instance(instance) = w.ecs.tasks[key].host {
        let cause = w.ecs.tasks[key].last;
        w.ecs.instances[instance].tasks.remove(&key);
        provider::room_came(w, instance, cause);
    }
    w.ecs.waiting.remove(&key);
}

/// Has the services of a cluster that run on instances looked at: what its instances offer has changed.
fn poke_services(w: &mut World, cluster: &str) {
    provider::place_waiting(w, cluster);
    let Some(cluster) = w.ecs.clusters.get(cluster) else {
        return;
    };
    let keys: Vec<_> = cluster.services.values().copied().collect();
    for key in keys {
        if w.ecs.services[key].capacity.launch_type() == super::capacity::LaunchType::Ec2 {
            super::scheduler::poke(w, key, crate::model::Timing::EcsSchedulerTick);
        }
    }
}
