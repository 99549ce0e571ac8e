//! What `ListContainerInstances`, `DescribeContainerInstances`, `UpdateContainerInstancesState` and
//! `DeregisterContainerInstance` do.

use std::sync::Arc;

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{
    ContainerInstance as View, ContainerInstanceStatus, DeregisterContainerInstance,
    DeregisterContainerInstanceOutput, DescribeContainerInstances,
    DescribeContainerInstancesOutput, Failure, ListContainerInstances,
    ListContainerInstancesOutput, Resource, TaskStatus, TaskStopCode,
    UpdateContainerInstancesState,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::query::Query;
use super::{ContainerInstanceKey, Room, attribute, left, loss, of_cluster, poke_services};
use crate::ecs::ports::Protocol;
use crate::ecs::refuse::{PAGE, page};
use crate::ecs::task::Starter;
use crate::ecs::{cluster, invalid, provider, scheduler, stop};
use crate::model::Timing;
use crate::world::{CallId, Outcome, World};

/// The most container instances of one `DescribeContainerInstances` (its API reference).
const DESCRIBED_MOST: usize = 100;
/// The most container instances whose state one request changes (API reference, `UpdateContainerInstancesState`).
const UPDATED_MOST: usize = 10;

/// Finds a container instance of a cluster by its id or ARN.
pub(super) fn look_up(w: &World, cluster: &str, name: &str) -> Option<ContainerInstanceKey> {
    let id = name.rsplit('/').next().unwrap_or(name);
    let mut all = of_cluster(w, cluster);
    all.find(|(_, i)| *i.id == *id).map(|(key, _)| key)
}

fn missing(cluster: &str, name: &str) -> Failure {
    let id = name.rsplit('/').next().unwrap_or(name);
    Failure {
        arn: crate::id::arn("ecs", &format!("container-instance/{cluster}/{id}")),
        reason: "MISSING".to_owned(),
    }
}

/// Lists the container instances of a cluster.
pub(in crate::ecs) fn list(w: &World, r: &ListContainerInstances) -> Result<Outcome, CloudError> {
    const OP: &str = "ListContainerInstances";
    let cluster = Arc::clone(&cluster::find(w, OP, &r.cluster)?.name);
    let all = of_cluster(w, &cluster);
    let filter = match r.filter.as_str() {
        "" => None,
        text => Some(Query::read(OP, text)?),
    };
    let wanted = all.filter(|(key, i)| {
        let holds = |filter: &Query| filter.holds(&attribute::known(w, *key));
        r.status.is_none_or(|status| status == i.status) && filter.as_ref().is_none_or(holds)
    });
    let all = wanted.map(|(_, i)| i.arn()).collect();
    let token = r.next_token.as_deref();
    let (container_instance_arns, next_token) = page(OP, all, token, r.max_results, PAGE)?;
    let output = ListContainerInstancesOutput {
        container_instance_arns,
        next_token,
    };
    Ok(Outcome::Done(Reply::ListContainerInstances(output)))
}

/// Describes container instances.
pub(in crate::ecs) fn describe(
    w: &World,
    r: &DescribeContainerInstances,
) -> Result<Outcome, CloudError> {
    const OP: &str = "DescribeContainerInstances";
    let cluster = Arc::clone(&cluster::find(w, OP, &r.cluster)?.name);
    bounds(OP, &r.container_instances, DESCRIBED_MOST)?;
    let output = shown(w, &cluster, &r.container_instances);
    Ok(Outcome::Done(Reply::DescribeContainerInstances(output)))
}

fn bounds(operation: &str, names: &[String], most: usize) -> Result<(), CloudError> {
    if names.is_empty() {
        return Err(invalid(operation, "Container instances cannot be empty."));
    }
    if names.len() > most {
        let message = format!("Container instances can have at most {most} items.");
        return Err(invalid(operation, message));
    }
    Ok(())
}

fn shown(w: &World, cluster: &str, names: &[String]) -> DescribeContainerInstancesOutput {
    let mut output = DescribeContainerInstancesOutput::default();
    for name in names {
        match look_up(w, cluster, name) {
            Some(key) => output.container_instances.push(view(w, key)),
            None => output.failures.push(missing(cluster, name)),
        }
    }
    output
}

/// As AWS shows them: of ports those that are taken, not those that are left (ECS API reference, `ContainerInstance`).
fn resources(room: &Room) -> Vec<Resource> {
    let number = |name: &str, value: u32| Resource {
        name: name.to_owned(),
        r#type: "INTEGER".to_owned(),
        integer_value: Some(value),
        string_set_value: Vec::new(),
    };
    let ports = |name: &str, protocol: Protocol| Resource {
        name: name.to_owned(),
        r#type: "STRINGSET".to_owned(),
        integer_value: None,
        string_set_value: {
            let taken = room.taken.iter().filter(|p| p.protocol == protocol);
            taken.map(|p| p.port.to_string()).collect()
        },
    };
    vec![
        number("CPU", room.share.cpu),
        number("MEMORY", room.share.memory_mib),
        ports("PORTS", Protocol::Tcp),
        ports("PORTS_UDP", Protocol::Udp),
    ]
}

fn view(w: &World, key: ContainerInstanceKey) -> View {
    let i = &w.ecs.instances[key];
    let count = |wanted: &[TaskStatus]| {
        let tasks = i.tasks.iter().map(|t| w.ecs.tasks[*t].status);
        tasks.filter(|status| wanted.contains(status)).count() as u32
    };
    let pending = [
        TaskStatus::Provisioning,
        TaskStatus::Pending,
        TaskStatus::Activating,
    ];
    View {
        container_instance_arn: i.arn(),
        ec2_instance_id: i.ec2_instance.clone(),
        status: i.status,
        agent_connected: i.connected,
        running_tasks_count: count(&[TaskStatus::Running]),
        pending_tasks_count: count(&pending),
        registered_at: i.registered_at,
        registered_resources: resources(&Room::of(w, i.capacity)),
        remaining_resources: resources(&left(w, key)),
        attributes: attribute::attributes(w, key),
        capacity_provider_name: provider::name(w, provider::of_instance(w, key)),
    }
}

/// Lets container instances take tasks, or drain: services replace the tasks there, as far as their bounds allow; tasks of
/// nobody run on (ECS guide, "Drain container instances").
pub(in crate::ecs) fn update_state(
    w: &mut World,
    call: CallId,
    r: &UpdateContainerInstancesState,
) -> Result<Outcome, CloudError> {
    const OP: &str = "UpdateContainerInstancesState";
    let cluster = Arc::clone(&cluster::find(w, OP, &r.cluster)?.name);
    bounds(OP, &r.container_instances, UPDATED_MOST)?;
    let draining = match r.status {
        ContainerInstanceStatus::Active => false,
        ContainerInstanceStatus::Draining => true,
        other => {
            let message = format!("Container instance status {other} cannot be set.");
            return Err(invalid(OP, message));
        }
    };
    let cause = w.call_event(call);
    for name in &r.container_instances {
        if let Some(key) = look_up(w, &cluster, name) {
            drain(w, key, draining, cause);
        }
    }
    let output = shown(w, &cluster, &r.container_instances);
    Ok(Outcome::Done(Reply::UpdateContainerInstancesState(output)))
}

/// Lets a container instance drain, or take tasks again.
pub(in crate::ecs) fn drain(
    w: &mut World,
    key: ContainerInstanceKey,
    draining: bool,
    cause: EventId,
) {
    let to = if draining {
        ContainerInstanceStatus::Draining
    } else {
        ContainerInstanceStatus::Active
    };
    let instance = &w.ecs.instances[key];
    let (resource, from) = (instance.resource(), instance.status);
    if from == to {
        return;
    }
    let event = w.state(Some(cause), &resource, from.word(), to.word(), "");
    let instance = &mut w.ecs.instances[key];
    instance.status = to;
    instance.last = event;
    let cluster = Arc::clone(&instance.cluster);
    let tasks: Vec<_> = instance.tasks.iter().copied().collect();
    for task in tasks {
        let Starter::Service(service, _) = w.ecs.tasks[task].starter else {
            continue;
        };
        let (status, wanted) = (w.ecs.tasks[task].status, w.ecs.tasks[task].wanted());
        w.ecs.tasks[task].retiring = draining.then_some(event);
        if draining && wanted {
            w.ecs.services[service].lost.push_back(event);
        }
        // What has not begun to run is stopped at once.
        if draining && matches!(status, TaskStatus::Provisioning | TaskStatus::Pending) {
            let code = TaskStopCode::ServiceSchedulerInitiated;
            let reason = "Container instance is draining";
            stop::stop(w, task, code, reason, event);
            scheduler::poke(w, service, Timing::EcsSchedulerTick);
        }
    }
    poke_services(w, &cluster);
}

/// Takes a container instance out of its cluster. Its EC2 instance runs on.
pub(in crate::ecs) fn deregister(
    w: &mut World,
    call: CallId,
    r: &DeregisterContainerInstance,
) -> Result<Outcome, CloudError> {
    const OP: &str = "DeregisterContainerInstance";
    let cluster = Arc::clone(&cluster::find(w, OP, &r.cluster)?.name);
    let key = look_up(w, &cluster, &r.container_instance)
        .ok_or_else(|| invalid(OP, "Referenced container instance not found."))?;
    let running = w.ecs.instances[key].tasks.iter();
    if !r.force && running.clone().any(|t| w.ecs.tasks[*t].wanted()) {
        return Err(invalid(OP, "Found running tasks on the instance."));
    }
    let cause = w.call_event(call);
    let reason = "Container instance deregistration forced by user";
    loss::stop_all(w, key, (TaskStopCode::UserInitiated, reason), cause);
    loss::retire(w, key, cause);
    poke_services(w, &cluster);
    let output = DeregisterContainerInstanceOutput {
        container_instance: view(w, key),
    };
    Ok(Outcome::Done(Reply::DeregisterContainerInstance(output)))
}
