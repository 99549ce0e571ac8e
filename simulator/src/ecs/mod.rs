//! Amazon ECS on Fargate, and what its tasks need: ECR, CloudWatch Logs, EFS, Cloud Map, Secrets Manager.

use paperboat_core::aws::Request;
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use crate::container::{Change, ContainerKey};
use crate::registry::{ImageKey, PullKey};
use crate::wake::Wake;
use crate::world::{CallId, Outcome, World};

/// Names a task.
pub type TaskKey = crate::arena::Key<Task>;

/// A task.
#[derive(Clone, Debug)]
pub struct Task {}

/// The account's clusters, task definitions, services and tasks.
#[derive(Clone, Debug, Default)]
pub struct Ecs {}

pub(crate) fn handle(w: &mut World, call: CallId, request: Request) -> Result<Outcome, CloudError> {
    let _ = (w, call);
    Err(CloudError::unsupported(request.name(), "not modelled"))
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    let _ = (w, wake);
}

pub(crate) fn check(w: &World) {
    let _ = w;
}

/// Hears of a change of a container of a task.
pub(crate) fn on_change(w: &mut World, key: ContainerKey, change: Change, cause: EventId) {
    let _ = (w, key, change, cause);
}

/// Hears that an image has arrived for a task, or why not, in Docker's words.
pub(crate) fn on_pulled(
    w: &mut World,
    pull: PullKey,
    image: Result<ImageKey, String>,
    cause: EventId,
) {
    let _ = (w, pull, image, cause);
}

/// Hears of a line that a container of a task wrote, for its log stream.
pub(crate) fn on_line(w: &mut World, key: ContainerKey, line: &str) {
    let _ = (w, key, line);
}

/// The containers of a task that run in its one network namespace.
pub(crate) fn containers_of(w: &World, task: TaskKey) -> Vec<ContainerKey> {
    let _ = (w, task);
    Vec::new()
}

/// Finds who answers a Service Connect name and port for a client task: the running tasks behind it with the
/// port of their containers. None when the client's deployment does not know the name.
pub(crate) fn service_connect(
    w: &World,
    client: TaskKey,
    name: &str,
    port: u16,
) -> Option<Vec<(TaskKey, u16)>> {
    let _ = (w, client, name, port);
    None
}

/// Resolves a name of a private DNS namespace of the VPC to the tasks behind it.
pub(crate) fn private_dns(w: &World, name: &str) -> Option<Vec<TaskKey>> {
    let _ = (w, name);
    None
}
