//! Because of what the scheduler acts: the latest change of what it sees when it looks.

use paperboat_core::event::EventId;

use super::service::ServiceKey;
use super::target;
use super::task::{self, TaskKey};
use crate::change::Subject;
use crate::world::World;

/// The latest change of what a look at a service sees: its deployments, its tasks, and what checks say of them.
pub(super) fn of_look(w: &World, key: ServiceKey) -> EventId {
    let service = &w.ecs.services[key];
    let tasks = service.deployments.iter().flat_map(|d| &d.tasks);
    let tasks = tasks.filter_map(|t| of_task(w, *t));
    let left = service.left.into_iter();
    let all = tasks.chain(left).chain([service.deployments[0].last]);
    all.max().unwrap_or(service.deployments[0].last)
}

/// The latest change of a task, as far as the scheduler asks: its state, and its health where anything checks it.
fn of_task(w: &World, key: TaskKey) -> Option<EventId> {
    let containers = task::containers_of(w, key);
    let containers = containers.filter_map(|c| w.changes.of(&Subject::Health(c)));
    let targets = target::last_verdicts(w, key);
    let state = w.ecs.tasks[key].last;
    containers.chain(targets).chain([state]).max()
}

/// Because of what a task is wanted: a task that was lost, or else the change that asked for more.
pub(super) fn of_launch(w: &World, key: ServiceKey) -> EventId {
    let service = &w.ecs.services[key];
    let lost = service.lost.front().copied();
    lost.unwrap_or(service.deployments[0].last)
}
