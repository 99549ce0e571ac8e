//! Tasks that wait for an instance of their provider, and instances that wait for their tasks to leave.

use paperboat_core::aws::ecs::{ContainerInstanceStatus, TaskStatus};
use paperboat_core::event::EventId;

use super::{ProviderKey, look_soon, of_instance};
use crate::autoscaling;
use crate::ecs::capacity::Host;
use crate::ecs::instance::{self, ContainerInstanceKey, Wants};
use crate::ecs::task::{self, Phase, TaskKey};
use crate::model::Timing;
use crate::world::World;

/// The tasks that wait for an instance of a provider, in the order of their birth.
pub(super) fn of_provider(w: &World, key: ProviderKey) -> Vec<TaskKey> {
    let tasks = w.ecs.waiting.iter().copied();
    let ours = tasks.filter(|t| w.ecs.tasks[*t].provider() == Some(key));
    ours.collect()
}

/// What a task takes of an instance.
pub(super) fn wants(w: &World, key: TaskKey) -> Wants {
    Wants::of(task::definition(w, key))
}

/// Places the tasks of a cluster that wait, as far as there is room.
pub(in crate::ecs) fn place_waiting(w: &mut World, cluster: &str) {
    let tasks = w.ecs.waiting.iter().copied();
    let tasks: Vec<_> = tasks
        .filter(|t| *w.ecs.tasks[*t].cluster == *cluster)
        .collect();
    for key in tasks {
        let task = &w.ecs.tasks[key];
        let Some(rules) = task.rules.clone().filter(|_| task.wanted()) else {
            continue;
        };
        let (definition, starter) = (task.definition, task.starter.clone());
        let network = std::sync::Arc::clone(&task.network);
        let place = instance::place(w, cluster, definition, &network, &starter, &rules);
        let Ok((instance, subnet)) = place else {
            continue;
        };
        w.ecs.waiting.remove(&key);
        let (came, to) = (
            w.ecs.instances[instance].last,
            w.ecs.instances[instance].resource(),
        );
        let task = &mut w.ecs.tasks[key];
        task.host = Host::Instance(instance);
        task.subnet = subnet;
        let (resource, cause) = (format!("{}/place", task.resource()), task.last.max(came));
        let event = w.state_of_task(key, Some(cause), &resource, "", to, "");
        w.ecs.tasks[key].last = event;
        instance::occupy(w, key);
        if network.is_of_instances() {
            task::set_status(w, key, TaskStatus::Pending, "", event);
            task::wait(w, key, Phase::Machine, Timing::EcsAgentTold);
        } else {
            task::wait(w, key, Phase::Provisioning, Timing::EcsEniAttach);
        }
    }
}

/// Hears that there is more room on an instance, or less work: tasks that wait may come, and the group may shrink.
pub(in crate::ecs) fn room_came(w: &mut World, key: ContainerInstanceKey, cause: EventId) {
    let cluster = std::sync::Arc::clone(&w.ecs.instances[key].cluster);
    place_waiting(w, &cluster);
    if let Some(provider) = of_instance(w, key) {
        look_soon(w, provider, cause);
    }
    let instance = &w.ecs.instances[key];
    if instance.status == ContainerInstanceStatus::Draining {
        let id = instance.ec2_instance.clone();
        autoscaling::on_instance(w, &id, cause);
    }
}

/// The container instance on an EC2 instance whose provider empties it before its group ends it.
fn emptied_first(w: &World, id: &str) -> Option<ContainerInstanceKey> {
    let mut all = w.ecs.instances.iter();
    let (key, _) = all.find(|(_, i)| i.ec2_instance == id && i.registered() && i.connected)?;
    let provider = of_instance(w, key)?;
    w.ecs.providers[provider].draining.then_some(key)
}

/// Tells whether a group waits with the end of an instance, because tasks run there that are to leave it first.
pub(crate) fn holds(w: &World, id: &str) -> bool {
    let busy = |key| {
        let mut tasks = w.ecs.instances[key].tasks.iter();
        tasks.any(|t| !w.ecs.tasks[*t].is_lost())
    };
    emptied_first(w, id).is_some_and(busy)
}

/// Hears that a group is about to end an instance: its tasks leave it first.
pub(crate) fn drain_for_group(w: &mut World, id: &str, cause: EventId) {
    if let Some(key) = emptied_first(w, id) {
        instance::drain(w, key, true, cause);
    }
}
