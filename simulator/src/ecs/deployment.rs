//! A deployment: one attempt to run a task definition, what failed of it, and how it ends.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use paperboat_core::aws::ecs::{LoadBalancer, RolloutState, ServiceConnectConfiguration};
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::canary::{self, Shift};
use super::connect::{self, Names};
use super::network::Network;
use super::service::{Failure, Service, ServiceKey};
use super::task::TaskKey;
use super::taskdef::DefinitionKey;
use super::{events, service_deployment};
use crate::model::Limit;
use crate::registry::ImageKey;
use crate::world::World;

/// One attempt to run a task definition.
#[derive(Clone, Debug)]
pub(crate) struct Deployment {
    /// Its number, unique in the world.
    pub(super) serial: u32,
    /// Such as `ecs-svc/1234567890123456789`.
    pub(super) id: Box<str>,
    pub(super) definition: DefinitionKey,
    pub(super) network: Arc<Network>,
    /// The names that its tasks can call by Service Connect; they never learn others.
    pub(super) names: Arc<Names>,
    /// How its service is called: by which names and ports.
    pub(super) connect: Option<Arc<ServiceConnectConfiguration>>,
    /// Where its tasks are registered.
    pub(super) load_balancers: Arc<[LoadBalancer]>,
    /// What the references of its definition meant when its first task pulled them: later tasks run the same, whatever
    /// was pushed since (ECS guide, "Container image resolution").
    pub(super) images: BTreeMap<String, ImageKey>,
    pub(super) rollout: RolloutState,
    pub(super) reason: String,
    pub(super) created: Timestamp,
    pub(super) updated: Timestamp,
    /// Failed tasks in a row, as the circuit breaker counts.
    pub(super) failed: u32,
    /// How far it has shifted requests to itself; none while it shifts none.
    pub(super) shift: Option<Shift>,
    /// The tasks that are meant to run.
    pub(super) tasks: BTreeSet<TaskKey>,
    /// The event that put it into its state.
    pub(super) last: EventId,
    /// The event since which it has no task, once it has none and is not the PRIMARY one.
    pub(super) left: EventId,
}

/// Makes a deployment that nothing runs for yet.
pub(super) fn new(
    w: &mut World,
    definition: DefinitionKey,
    network: Arc<Network>,
    connect: Option<&ServiceConnectConfiguration>,
    load_balancers: &[LoadBalancer],
    cause: EventId,
) -> Deployment {
    w.ecs.last_serial += 1;
    let number = u64::from_str_radix(&w.ids.hex(16), 16).unwrap_or_default();
    let id: Box<str> = format!("ecs-svc/{:019}", number % 10_u64.pow(19)).into();
    Deployment {
        serial: w.ecs.last_serial,
        definition,
        network,
        names: connect::names(w, connect),
        connect: connect.cloned().map(Arc::new),
        load_balancers: load_balancers.into(),
        images: BTreeMap::new(),
        rollout: RolloutState::InProgress,
        reason: format!("ECS deployment {id} in progress."),
        created: w.now,
        updated: w.now,
        failed: 0,
        shift: None,
        tasks: BTreeSet::new(),
        last: cause,
        left: cause,
        id,
    }
}

/// Makes a deployment the PRIMARY one; the former PRIMARY becomes ACTIVE.
pub(super) fn begin(w: &mut World, key: ServiceKey, mut deployment: Deployment) -> EventId {
    let now = w.now;
    let former = w.ecs.services[key].deployments.first();
    let former = former.map(resource);
    let cause = deployment.last;
    if let Some(former) = former {
        let event = w.state_apart(Some(cause), &former, "PRIMARY", "ACTIVE", "");
        w.ecs.services[key].deployments[0].left = event;
    }
    let event = w.state_apart(
        Some(cause),
        &resource(&deployment),
        "",
        "PRIMARY",
        deployment.reason.clone(),
    );
    deployment.last = event;
    deployment.updated = now;
    let service = &mut w.ecs.services[key];
    service.deployments.insert(0, deployment);
    service.steady = false;
    service.start_failures = 0;
    service.throttled_until = Timestamp::ZERO;
    drop_empty(w, key);
    event
}

fn resource(deployment: &Deployment) -> String {
    format!("deployment/{}", deployment.id)
}

/// Former deployments without tasks are INACTIVE, and not shown.
pub(super) fn drop_empty(w: &mut World, key: ServiceKey) {
    let service = &mut w.ecs.services[key];
    let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut service.deployments)
        .into_iter()
        .enumerate()
        .partition(|(n, d)| *n == 0 || !d.tasks.is_empty());
    service.deployments = kept.into_iter().map(|(_, d)| d).collect();
    for (_, deployment) in gone {
        service_deployment::keep_images(&mut w.ecs.services[key], &deployment);
        w.state_apart(
            Some(deployment.left),
            &resource(&deployment),
            "ACTIVE",
            "INACTIVE",
            "",
        );
    }
}

/// The failed tasks at which the circuit breaker trips: half of the desired count, rounded up, 3 to 200.
pub(super) fn threshold(w: &World, desired: u32) -> u64 {
    let limit = |limit| w.model.limit(limit);
    let share = (limit(Limit::EcsBreakerPercent) * u64::from(desired)).div_ceil(100);
    share.clamp(limit(Limit::EcsBreakerLeast), limit(Limit::EcsBreakerMost))
}

/// Counts a failed task of a deployment that is still rolling out; the circuit breaker may trip.
pub(super) fn failed(w: &mut World, key: ServiceKey, serial: u32, cause: EventId) {
    let service = &mut w.ecs.services[key];
    let desired = service.desired;
    let Some(deployment) = service.deployment(serial) else {
        return;
    };
    if deployment.rollout != RolloutState::InProgress {
        return;
    }
    deployment.failed += 1;
    let failed = u64::from(deployment.failed);
    let service = &w.ecs.services[key];
    let primary = service.deployments[0].serial == serial;
    let enabled = service.breaker.as_ref().is_some_and(|b| b.enable);
    if primary && enabled && failed >= threshold(w, desired) {
        let rollback = service.breaker.as_ref().is_some_and(|b| b.rollback);
        fail(w, key, &BREAKER, rollback, cause);
    }
}

/// What found a deployment to have failed.
#[derive(Debug)]
pub(super) struct Judge {
    /// As the states of deployments begin.
    name: &'static str,
    /// What it found.
    found: &'static str,
    /// What service deployments say of it.
    because: &'static str,
}

impl Judge {
    /// Why a service deployment failed, in the words that follow "because".
    pub(super) fn because(&self) -> &'static str {
        self.because
    }
}

/// The circuit breaker.
pub(super) static BREAKER: Judge = Judge {
    name: "ECS deployment circuit breaker",
    found: "tasks failed to start",
    because: "the circuit breaker threshold was exceeded",
};
/// Alarms of CloudWatch that watch a deployment.
pub(super) static ALARM: Judge = Judge {
    name: "ECS deployment",
    found: "alarm detected",
    because: "of one or more active alarms",
};
/// Somebody who has a service deployment stopped. The words are our own: AWS does not publish them.
pub(super) static USER: Judge = Judge {
    name: "ECS deployment",
    found: "rollback requested",
    because: "a rollback was requested",
};

/// Fails the PRIMARY deployment; rolls back to the last one that was completed, when asked to and when there is one.
pub(super) fn fail(
    w: &mut World,
    key: ServiceKey,
    judge: &'static Judge,
    rollback: bool,
    cause: EventId,
) {
    let now = w.now;
    let service = &mut w.ecs.services[key];
    let back = rollback.then(|| service.last_completed.clone()).flatten();
    let primary = &mut service.deployments[0];
    primary.rollout = RolloutState::Failed;
    primary.reason = format!("{}: {}.", judge.name, judge.found);
    primary.updated = now;
    let (serial, id) = (primary.serial, primary.id.clone());
    let (name, reason) = (resource(primary), primary.reason.clone());
    let event = w.state_apart(Some(cause), &name, "IN_PROGRESS", "FAILED", reason);
    w.ecs.services[key].deployments[0].last = event;
    w.ecs.services[key].failure = Some(Failure::Rollout(event));
    let text = format!("(deployment {id}) deployment failed: {}.", judge.found);
    let event = events::say(w, key, event, &text);
    // A rollback that fails has nowhere to go.
    let back = back.filter(|d| d.serial != serial);
    service_deployment::failed(w, key, judge, rollback, back.as_deref());
    let Some(mut to) = back else {
        return;
    };
    let deployments = &mut w.ecs.services[key].deployments;
    if let Some(n) = deployments.iter().position(|d| d.serial == to.serial) {
        *to = deployments.remove(n);
    }
    let text = format!("rolling back to deployment {}.", to.id);
    to.last = events::say(w, key, event, &text);
    to.rollout = RolloutState::InProgress;
    to.reason = format!("{}: rolling back to deploymentId {}.", judge.name, to.id);
    to.failed = 0;
    let event = begin(w, key, *to);
    canary::restore(w, key, event);
}

/// Completes the PRIMARY deployment, which becomes the one to roll back to.
pub(super) fn complete(w: &mut World, key: ServiceKey, cause: EventId) -> EventId {
    let now = w.now;
    let primary = &mut w.ecs.services[key].deployments[0];
    primary.rollout = RolloutState::Completed;
    primary.reason = format!("ECS deployment {} completed.", primary.id);
    primary.updated = now;
    let (name, reason, id) = (
        resource(primary),
        primary.reason.clone(),
        primary.id.clone(),
    );
    let event = w.state_apart(Some(cause), &name, "IN_PROGRESS", "COMPLETED", reason);
    let service = &mut w.ecs.services[key];
    service.deployments[0].last = event;
    let mut completed = service.deployments[0].clone();
    completed.tasks.clear();
    service.last_completed = Some(Box::new(completed));
    service_deployment::completed(w, key);
    events::say(
        w,
        key,
        event,
        &format!("(deployment {id}) deployment completed."),
    )
}

/// Tells whether a service may start tasks for its PRIMARY deployment.
pub(super) fn may_launch(service: &Service) -> bool {
    service.deployments[0].rollout != RolloutState::Failed
}
