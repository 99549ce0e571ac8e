//! What Express Mode sees of the service that it made, and changes.

use paperboat_core::aws::ecs::RolloutState;
use paperboat_core::event::EventId;

use super::service::{self, ServiceKey, Status};
use super::{cluster, deployment, scheduler, service_deployment};
use crate::model::Timing;
use crate::world::World;

/// Tells whether there is a cluster of the name.
pub(crate) fn has_cluster(w: &World, name: &str) -> bool {
    cluster::find(w, "", name).is_ok()
}

/// Tells whether a service of the name is ACTIVE or DRAINING.
pub(crate) fn is_taken(w: &World, cluster: &str, name: &str) -> bool {
    let key = service::look_up(w, cluster, name);
    key.is_some_and(|key| w.ecs.services[key].status != Status::Inactive)
}

/// The status of a service, in ECS's word.
pub(crate) fn status(w: &World, key: ServiceKey) -> &'static str {
    w.ecs.services[key].status.word()
}

/// Notes that Express Mode made a service.
pub(crate) fn manage(w: &mut World, key: ServiceKey) {
    w.ecs.services[key].managed = true;
}

/// The ARN of the task definition that a service shall run.
pub(crate) fn definition_of(w: &World, key: ServiceKey) -> String {
    let definition = w.ecs.services[key].deployments[0].definition;
    w.ecs.definitions[definition]
        .shown
        .task_definition_arn
        .clone()
}

/// The ARNs of the task definitions of which a service has deployments.
pub(crate) fn definitions_of(w: &World, key: ServiceKey) -> Vec<String> {
    let deployments = w.ecs.services[key].deployments.iter();
    let shown = deployments.map(|d| &w.ecs.definitions[d.definition].shown);
    shown
        .map(|shown| shown.task_definition_arn.clone())
        .collect()
}

/// The ARN of the service deployment that is under way.
pub(crate) fn rolling_deployment(w: &World, key: ServiceKey) -> Option<String> {
    let service = &w.ecs.services[key];
    let rolls = service.deployments[0].rollout == RolloutState::InProgress;
    rolls.then(|| service_deployment::arn(service))
}

/// The ARN of the latest revision of a service.
pub(crate) fn revision_of(w: &World, key: ServiceKey) -> String {
    service_deployment::revision_arn(&w.ecs.services[key])
}

/// The ARN of the target group with which tasks of the newest deployment are registered.
pub(crate) fn registered_group(w: &World, key: ServiceKey) -> String {
    let balancers = w.ecs.services[key].load_balancers();
    balancers
        .first()
        .map_or_else(String::new, |lb| lb.target_group_arn.clone())
}

/// The ARN of the target group of the version that serves until requests have been shifted.
pub(crate) fn serving_group(w: &World, key: ServiceKey) -> String {
    let shift = &w.ecs.services[key].deployments[0].shift;
    let old = shift.as_ref().and_then(|shift| shift.old_group());
    old.unwrap_or_else(|| registered_group(w, key))
}

/// Tells of a service that shifts requests whether the new version gets some already; none when it shifts none.
pub(crate) fn shifting(w: &World, key: ServiceKey) -> Option<bool> {
    let shift = w.ecs.services[key].deployments[0].shift.as_ref();
    shift.map(super::canary::Shift::has_requests)
}

/// Takes a deployment back because an alarm says so.
pub(crate) fn take_back(w: &mut World, key: ServiceKey, cause: EventId) {
    deployment::fail(w, key, &deployment::ALARM, true, cause);
    scheduler::poke(w, key, Timing::EcsServiceReaction);
}
