//! Changing and deleting services.

use std::sync::Arc;

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{DeleteService, ServiceOutput, TaskStopCode, UpdateService};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::EventId;

use super::service::{self, ServiceKey, Status};
use super::{
    canary, connect, deployment, describe, invalid, network, refuse, scheduler, service_deployment,
    stop, taskdef,
};
use crate::change::Subject;
use crate::model::Timing;
use crate::news::News;
use crate::world::{CallId, Outcome, World};

/// Changes a service. A new task definition, network, load balancer or Service Connect configuration makes a new
/// deployment, and so does `forceNewDeployment`; a desired count alone does not.
pub(super) fn update(w: &mut World, call: CallId, r: UpdateService) -> Result<Outcome, CloudError> {
    const OP: &str = "UpdateService";
    let key = service::find_active(w, OP, &r.cluster, &r.service)?;
    let service = &w.ecs.services[key];
    let primary = &service.deployments[0];
    let definition = if r.task_definition.is_empty() {
        primary.definition
    } else {
        taskdef::find(w, OP, &r.task_definition)?
    };
    let elsewhere = r.load_balancers.is_some();
    let load_balancers = match r.load_balancers {
        None => Arc::clone(&primary.load_balancers),
        Some(given) => given.into(),
    };
    service::check_balancers(w, OP, &load_balancers, definition)?;
    let mode = w.ecs.definitions[definition].mode;
    let network = match &r.network_configuration {
        None if primary.network.is_of_instances() != mode.has_interface() => {
            Arc::clone(&primary.network)
        }
        // The service keeps its configuration where no other is given, and the mode of another definition may not take it.
        None => network::read(w, OP, primary.network.shown().as_ref(), mode)?,
        given => network::read(w, OP, given.as_ref(), mode)?,
    };
    let connect = match r.service_connect_configuration {
        None => primary.connect.as_deref().cloned(),
        Some(given) => Some(given).filter(|c| c.enabled),
    };
    connect::validate(w, OP, connect.as_ref(), definition)?;
    let configuration = r.deployment_configuration.as_ref();
    let canary = canary::changed(w, OP, key, configuration, elsewhere, mode)?;
    let now = (service.minimum_percent, service.maximum_percent);
    let (minimum, maximum) = service::bounds(OP, configuration, now)?;
    if service.rebalance && maximum == 100 {
        let message = "Availability Zone rebalancing does not support a maximumPercent of 100.";
        return Err(invalid(OP, message));
    }
    let desired = service::wanted(w, OP, r.desired_count.unwrap_or(service.desired))?;
    let renew = r.force_new_deployment
        || definition != primary.definition
        || network != primary.network
        || load_balancers != primary.load_balancers
        || connect.as_ref() != primary.connect.as_deref();

    let cause = w.call_event(call);
    let service = &mut w.ecs.services[key];
    service.canary = canary;
    service.minimum_percent = minimum;
    service.maximum_percent = maximum;
    if let Some(breaker) = configuration.and_then(|d| d.deployment_circuit_breaker.clone()) {
        service.breaker = Some(breaker);
    }
    service.grace_s = r.health_check_grace_period_seconds.or(service.grace_s);
    service.failure = None;
    let mut event = want(w, key, desired, cause);
    if renew {
        connect::register(w, key, connect.as_ref());
        let mut new = deployment::new(
            w,
            definition,
            network,
            connect.as_ref(),
            &load_balancers,
            event,
        );
        canary::prepare(w, key, &mut new, event);
        w.ecs.services[key].lost.clear();
        event = deployment::begin(w, key, new);
        service_deployment::begin(w, key);
        canary::begun(w, key, event);
        w.mark(Subject::Service(key), event);
    }
    scheduler::poke(w, key, Timing::EcsServiceReaction);
    let service = describe::service(w, key);
    Ok(Outcome::Done(Reply::UpdateService(ServiceOutput {
        service,
    })))
}

/// Sets the desired count of a service; gives the event of that, or the cause where it stays.
pub(super) fn want(w: &mut World, key: ServiceKey, desired: u32, cause: EventId) -> EventId {
    let service = &mut w.ecs.services[key];
    let from = std::mem::replace(&mut service.desired, desired);
    if desired == from {
        return cause;
    }
    let resource = service.resource();
    let reason = format!("desired count {from} to {desired}");
    let event = w.state_of(Some(cause), &resource, "ACTIVE", "ACTIVE", reason);
    // Tasks that were lost before are no reason for those that come now.
    w.ecs.services[key].lost.clear();
    w.ecs.services[key].deployments[0].last = event;
    event
}

/// Deletes a service: it drains, and is INACTIVE when its last task has stopped.
pub(super) fn delete(
    w: &mut World,
    call: CallId,
    r: &DeleteService,
) -> Result<Outcome, CloudError> {
    const OP: &str = "DeleteService";
    super::cluster::find(w, OP, &r.cluster)?;
    let found = service::look_up(w, &r.cluster, &r.service);
    let found = found.filter(|key| w.ecs.services[*key].status != Status::Inactive);
    let key = found.ok_or_else(|| {
        let code = "ServiceNotFoundException";
        refuse(ErrorKind::NotFound, OP, code, "Service not found.")
    })?;
    let service = &w.ecs.services[key];
    if service.desired > 0 && !r.force && service.status == Status::Active {
        let message = "The service cannot be stopped while it is scaled above 0.";
        return Err(invalid(OP, message));
    }
    if service.status == Status::Active {
        let cause = w.call_event(call);
        drain(w, key, cause);
    }
    let service = describe::service(w, key);
    Ok(Outcome::Done(Reply::DeleteService(ServiceOutput {
        service,
    })))
}

fn drain(w: &mut World, key: ServiceKey, cause: EventId) {
    let resource = w.ecs.services[key].resource();
    let event = w.state_of(Some(cause), &resource, "ACTIVE", "DRAINING", "");
    w.mark(Subject::Service(key), event);
    service_deployment::stopped(w, key);
    let service = &mut w.ecs.services[key];
    service.status = Status::Draining;
    service.desired = 0;
    let reason = format!(
        "Scaling activity initiated by (deployment {})",
        service.deployments[0].id
    );
    let tasks: Vec<_> = service
        .deployments
        .iter()
        .flat_map(|d| d.tasks.iter().copied())
        .collect();
    let none = tasks.is_empty() && service.stopping.is_empty();
    for task in tasks {
        stop::stop(
            w,
            task,
            TaskStopCode::ServiceSchedulerInitiated,
            &reason,
            event,
        );
    }
    if none {
        scheduler::poke(w, key, Timing::EcsServiceDelete);
    }
}

/// The last task has stopped: the service is INACTIVE, and its name is free.
pub(super) fn drained(w: &mut World, key: ServiceKey) {
    let service = &mut w.ecs.services[key];
    if !service.stopping.is_empty() {
        return;
    }
    service.status = Status::Inactive;
    let (resource, name) = (service.resource(), service.name.clone());
    let cluster = service.cluster.to_string();
    connect::deregister(w, key);
    if let Some(cluster) = w.ecs.clusters.get_mut(&cluster) {
        cluster.services.remove(&name);
    }
    let cause = w.changes.of(&Subject::Service(key));
    let event = w.state_of(cause, &resource, "DRAINING", "INACTIVE", "");
    w.mark(Subject::Service(key), event);
    let news = News::ServiceGone {
        cluster: &cluster,
        name: &name,
    };
    w.hear(event, news);
}
