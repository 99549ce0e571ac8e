//! Container instances that go down, are stopped or end, and their tasks with them.

use paperboat_core::aws::ec2::InstanceStateName;
use paperboat_core::aws::ecs::{ContainerInstanceStatus, TaskStopCode};
use paperboat_core::event::EventId;

use super::agent::{self, Doing};
use super::{ContainerInstanceKey, poke_services};
use crate::ecs::task::{self, Phase, TaskKey};
use crate::ecs::{lost, stop};
use crate::id::MachineKey;
use crate::model::Timing;
use crate::world::World;

/// How an instance left, as EC2 tells ECS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ecs) enum Left {
    Stopped,
    Terminated,
}

impl Left {
    fn word(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Terminated => "terminated",
        }
    }
}

/// A machine goes down: its agent is not heard of, and its containers have ended. ECS says of its tasks what it said
/// before, until the agent is back or EC2 tells that the instance was stopped or has ended.
pub(crate) fn machine_down(w: &mut World, machine: MachineKey, cause: EventId) {
    let Some(agent) = w.ecs.agents.get_mut(&machine) else {
        return;
    };
    if agent.doing == Doing::Registering {
        agent.doing = Doing::Nothing;
        agent.generation = agent.generation.wrapping_add(1);
    }
    let Some(key) = agent.instance else {
        return;
    };
    agent::disconnect(w, machine, cause);
    let tasks: Vec<TaskKey> = w.ecs.instances[key].tasks.iter().copied().collect();
    let ecs = &mut *w.ecs;
    ecs.pulls.retain(|_, (task, _)| !tasks.contains(task));
    for task in tasks {
        // Its agent's news end the waiting, and no timer does.
        if lost::take_host(w, task, cause) {
            task::enter(w, task, Phase::Lost);
        }
    }
}

/// Hears that an EC2 instance enters a state.
pub(crate) fn on_instance(
    w: &mut World,
    machine: MachineKey,
    state: InstanceStateName,
    cause: EventId,
) {
    let known = w.ecs.agents.get(&machine);
    if known.is_none_or(|agent| agent.instance.is_none()) {
        return;
    }
    let left = match state {
        InstanceStateName::Stopping => Left::Stopped,
        InstanceStateName::ShuttingDown => Left::Terminated,
        _ => return,
    };
    let (doing, timing) = (Doing::Leaving(left), Timing::EcsInstanceEvent);
    agent::plan(w, machine, doing, timing, cause);
}

/// ECS has learnt that an instance was stopped, or ends for good.
pub(super) fn left(w: &mut World, machine: MachineKey, left: Left, cause: EventId) {
    let Some(agent) = w.ecs.agents.get_mut(&machine) else {
        return;
    };
    agent.doing = Doing::Nothing;
    let Some(key) = agent.instance else { return };
    let ec2_instance = &w.ecs.instances[key].ec2_instance;
    let reason = format!("Host EC2 (instance {ec2_instance}) {}.", left.word());
    let code = TaskStopCode::InfrastructureHealth;
    stop_all(w, key, (code, &reason), cause);
    if left == Left::Terminated {
        retire(w, key, cause);
    }
    let cluster = std::sync::Arc::clone(&w.ecs.instances[key].cluster);
    poke_services(w, &cluster);
}

/// Stops every task of a container instance.
pub(super) fn stop_all(
    w: &mut World,
    key: ContainerInstanceKey,
    (code, reason): (TaskStopCode, &str),
    cause: EventId,
) {
    let tasks: Vec<_> = w.ecs.instances[key].tasks.iter().copied().collect();
    for task in tasks {
        stop::stop(w, task, code, reason, cause);
    }
}

/// A container instance is none of its cluster's any longer.
pub(super) fn retire(w: &mut World, key: ContainerInstanceKey, cause: EventId) {
    let instance = &w.ecs.instances[key];
    if !instance.registered() {
        return;
    }
    let (resource, from) = (instance.resource(), instance.status.word());
    let event = w.state(Some(cause), &resource, from, "INACTIVE", "");
    let instance = &mut w.ecs.instances[key];
    instance.status = ContainerInstanceStatus::Inactive;
    instance.connected = false;
    instance.last = event;
}
