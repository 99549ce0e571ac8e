//! The agent on a machine of the ECS-optimised image: it registers the machine with a cluster, and answers for its tasks.

use std::sync::Arc;

use paperboat_core::aws::ecs::{ContainerInstanceStatus, TaskStopCode};
use paperboat_core::event::{EventId, EventKind};
use paperboat_core::facts::InstanceType;

use super::loss::{self, Left};
use super::{ContainerInstance, ContainerInstanceKey, Share, poke_services};
use crate::ecs::{cluster, engine, provider, stop};
use crate::host::{self, MachineKey};
use crate::model::{Limit, Timing};
use crate::net::Endpoint;
use crate::wake::Kind;
use crate::world::World;
use crate::{ec2, iam};

/// What an agent is about to do, or ECS about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ecs) enum Doing {
    Nothing,
    /// It registers its machine.
    Registering,
    /// ECS hears that the instance was stopped or terminated.
    Leaving(Left),
}

/// The agent of a machine.
#[derive(Clone, Debug)]
pub(in crate::ecs) struct Agent {
    pub(in crate::ecs) doing: Doing,
    pub(in crate::ecs) generation: u16,
    /// The container instance that it registered.
    pub(in crate::ecs) instance: Option<ContainerInstanceKey>,
    /// The event since which it does what it does.
    pub(in crate::ecs) last: EventId,
    /// What it wrote last of an attempt that failed: said once.
    said: String,
}

/// Its configuration: a shell's assignments, a line each.
const CONFIG: &str = "/etc/ecs/ecs.config";
/// The permission without which it cannot register.
const ACTION: &str = "ecs:RegisterContainerInstance";

/// Lets an agent do something after a drawn time; what it was about to do is void.
pub(super) fn plan(
    w: &mut World,
    machine: MachineKey,
    doing: Doing,
    timing: Timing,
    cause: EventId,
) {
    let agent = w.ecs.agents.entry(machine).or_insert_with(|| Agent {
        doing,
        generation: 0,
        instance: None,
        last: cause,
        said: String::new(),
    });
    agent.doing = doing;
    agent.last = cause;
    agent.generation = agent.generation.wrapping_add(1);
    let generation = agent.generation;
    let delay = w.draw(timing, "agent");
    w.wake_in(delay, Kind::ContainerAgent, machine.slot(), generation);
}

/// The unit of the agent runs on a machine.
pub(crate) fn agent_started(w: &mut World, machine: MachineKey, cause: EventId) {
    plan(
        w,
        machine,
        Doing::Registering,
        Timing::EcsAgentRegister,
        cause,
    );
}

/// The unit of the agent does not run any longer. Its tasks do: only ECS hears nothing of them.
pub(crate) fn agent_stopped(w: &mut World, machine: MachineKey, cause: EventId) {
    let Some(agent) = w.ecs.agents.get_mut(&machine) else {
        return;
    };
    if matches!(agent.doing, Doing::Registering) {
        agent.doing = Doing::Nothing;
        agent.generation = agent.generation.wrapping_add(1);
    }
    disconnect(w, machine, cause);
}

/// ECS hears nothing of a machine's agent any longer.
pub(super) fn disconnect(w: &mut World, machine: MachineKey, cause: EventId) {
    let known = w.ecs.agents.get(&machine).and_then(|a| a.instance);
    let Some(key) = known.filter(|key| w.ecs.instances[*key].connected) else {
        return;
    };
    let resource = format!("{}/agent", w.ecs.instances[key].resource());
    let event = w.state(Some(cause), &resource, "connected", "disconnected", "");
    let instance = &mut w.ecs.instances[key];
    instance.connected = false;
    instance.last = event;
}

/// What an agent was about to do is due.
pub(crate) fn wake(w: &mut World, machine: MachineKey, generation: u16) {
    let Some(agent) = w.ecs.agents.get(&machine) else {
        return;
    };
    if agent.generation != generation {
        return;
    }
    let cause = agent.last;
    match agent.doing {
        Doing::Nothing => {}
        Doing::Leaving(left) => loss::left(w, machine, left, cause),
        Doing::Registering => match register(w, machine, cause) {
            Ok(()) => {
                if let Some(agent) = w.ecs.agents.get_mut(&machine) {
                    agent.doing = Doing::Nothing;
                    agent.said.clear();
                }
            }
            Err(words) => {
                say(w, machine, words, cause);
                let (doing, retry) = (Doing::Registering, Timing::EcsAgentRetry);
                plan(w, machine, doing, retry, cause);
            }
        },
    }
}

/// Writes why an attempt failed, once for each reason.
fn say(w: &mut World, machine: MachineKey, words: String, cause: EventId) {
    let Some(agent) = w.ecs.agents.get_mut(&machine) else {
        return;
    };
    if agent.said == words {
        return;
    }
    agent.said.clone_from(&words);
    let id = ec2::instance_on(w, machine).unwrap_or_default();
    let resource = format!("{id}/ecs-agent");
    let text = format!("Unable to register as a container instance with ECS: {words}");
    host::unit_writes(w, machine, host::AGENT, &text);
    w.emit(Some(cause), EventKind::Message { resource, text });
}

/// A setting of the agent; the last line that has it counts.
fn setting(w: &World, machine: MachineKey, name: &str) -> Option<String> {
    let text = host::text_of(w, machine, CONFIG)?;
    let lines = text.lines().map(str::trim).rev();
    let found = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix('='));
    let value = found.map(|value| value.trim_matches(['"', '\''])).next()?;
    Some(value.to_owned()).filter(|value| !value.is_empty())
}

/// Registers a machine, or tells of it again.
///
/// # Errors
/// In the words that the agent logs.
fn register(w: &mut World, machine: MachineKey, cause: EventId) -> Result<(), String> {
    if !host::runs_docker(w, machine) {
        return Err("the Docker engine does not run".to_owned());
    }
    let id = ec2::instance_on(w, machine)
        .ok_or("no instance")?
        .to_owned();
    let endpoint = Endpoint::Machine(machine);
    if !ec2::addresses_of(w, endpoint).any(|(_, public)| public.is_some()) {
        return Err("RequestError: send request failed: dial tcp: i/o timeout".to_owned());
    }
    let name = setting(w, machine, "ECS_CLUSTER").unwrap_or_else(|| "default".to_owned());
    let role =
        ec2::role_on(w, machine).ok_or("NoCredentialProviders: no valid providers in chain")?;
    let resource = cluster::cluster_arn(&name);
    iam::allows(w, &role, ACTION, &resource).map_err(|words| {
        let (account, role) = (crate::id::ACCOUNT, role.rsplit('/').next().unwrap_or(&role));
        format!(
            "AccessDeniedException: User: arn:aws:sts::{account}:assumed-role/{role}/{id} {words}"
        )
    })?;
    let known = w.ecs.agents.get(&machine).and_then(|a| a.instance);
    let known = known.filter(|key| w.ecs.instances[*key].registered());
    let key = match known {
        Some(key) => key,
        None => {
            let found = cluster::find(w, "RegisterContainerInstance", &name);
            let cluster = found.map_err(|e| format!("{}: {}", e.code, e.message))?;
            let cluster = Arc::clone(&cluster.name);
            let instance = made(w, machine, &cluster, id, cause)?;
            let key = w.ecs.instances.insert(instance);
            let resource = w.ecs.instances[key].resource();
            let last = w.state(Some(cause), &resource, "", "ACTIVE", "");
            w.ecs.instances[key].last = last;
            key
        }
    };
    if let Some(agent) = w.ecs.agents.get_mut(&machine) {
        agent.instance = Some(key);
    }
    let (from, last) = (w.ecs.instances[key].connected, w.ecs.instances[key].last);
    if !from {
        let resource = format!("{}/agent", w.ecs.instances[key].resource());
        let event = w.state(Some(cause.max(last)), &resource, "", "connected", "");
        let instance = &mut w.ecs.instances[key];
        instance.connected = true;
        instance.last = event;
    }
    tell_of_tasks(w, key);
    engine::clean_up(w, machine);
    let event = w.ecs.instances[key].last;
    provider::room_came(w, key, event);
    let cluster = Arc::clone(&w.ecs.instances[key].cluster);
    poke_services(w, &cluster);
    Ok(())
}

/// A machine as its agent registers it.
fn made(
    w: &mut World,
    machine: MachineKey,
    cluster: &Arc<str>,
    id: String,
    cause: EventId,
) -> Result<ContainerInstance, String> {
    let name = ec2::type_on(w, machine).ok_or("the instance is not there any longer")?;
    let reserved = setting(w, machine, "ECS_RESERVED_MEMORY");
    let reserved = reserved.and_then(|mib| mib.parse().ok()).unwrap_or(0);
    let mut capacity = empty_share(w, &name).ok_or("an unknown instance type")?;
    capacity.memory_mib = capacity.memory_mib.saturating_sub(reserved);
    let endpoint = Endpoint::Machine(machine);
    let private = ec2::addresses(w, endpoint).map(|(private, _)| private);
    let zone = private.and_then(|address| ec2::zone_at(w, address));
    Ok(ContainerInstance {
        id: w.ids.hex(32).into(),
        cluster: Arc::clone(cluster),
        machine,
        ec2_instance: id,
        instance_type: name,
        zone: zone.ok_or("the instance has no network interface")?,
        status: ContainerInstanceStatus::Active,
        connected: false,
        registered_at: w.now,
        capacity,
        tasks: std::collections::BTreeSet::new(),
        attributes: std::collections::BTreeMap::new(),
        images: std::collections::BTreeMap::new(),
        last: cause,
    })
}

/// What tasks can have of an instance of a type: of its memory what the kernel sees, and all interfaces but its own.
pub(in crate::ecs) fn empty_share(w: &World, instance_type: &str) -> Option<Share> {
    let kind = InstanceType::named(instance_type)?;
    let seen = w.model.limit(Limit::EcsMemorySeenPerMille);
    let memory = kind.memory_mib * seen / 1000;
    Some(Share {
        cpu: kind.vcpu * 1024,
        memory_mib: u32::try_from(memory).unwrap_or(u32::MAX),
        interfaces: kind.interfaces - 1,
    })
}

/// An agent that comes back says that the containers it had are gone.
fn tell_of_tasks(w: &mut World, key: ContainerInstanceKey) {
    let event = w.ecs.instances[key].last;
    let tasks: Vec<_> = w.ecs.instances[key].tasks.iter().copied().collect();
    for task in tasks {
        let lost = w.ecs.tasks[task].is_lost() && w.ecs.tasks[task].wanted();
        if lost {
            let code = TaskStopCode::EssentialContainerExited;
            stop::stop(w, task, code, "Essential container in task exited", event);
        }
    }
}
