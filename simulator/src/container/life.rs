//! A container's life: created, booting, ready, exited.

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::{Health, HealthCheck, PoolKey};
use crate::arena::Key;
use crate::ecs::TaskKey;
use crate::host::MachineKey;
use crate::registry::ImageKey;
use crate::wake::Wake;
use crate::world::World;

/// Names a container.
pub type ContainerKey = Key<Container>;

/// Who runs the container, hears of its changes and knows its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The Docker engine of a machine.
    Docker(MachineKey),
    /// An ECS task.
    Task(TaskKey),
}

/// What a container is started from.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Who runs it.
    pub owner: Owner,
    /// The resource name in events, such as `container/app-web-1`.
    pub name: String,
    /// The image.
    pub image: ImageKey,
    /// The environment.
    pub environment: BTreeMap<String, String>,
    /// The entry point and command when they are not the image's own.
    pub command: Option<Vec<String>>,
    /// The processors and the memory that it shares with others.
    pub pool: PoolKey,
    /// The most processors that it may use, in vCPUs.
    pub cpu_limit: Option<f64>,
    /// The most memory that it may use, in MiB.
    pub memory_limit: Option<u64>,
    /// Its health check.
    pub health: Option<HealthCheck>,
    /// Whether its data directory is a fresh one, which makes a database initialise itself.
    pub fresh_data: bool,
}

/// Where a container is in its life.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Made, never started, or between two starts.
    Created,
    /// Started, not yet able to answer.
    Booting,
    /// Able to answer.
    Ready,
    /// Asked to end; it still runs.
    Stopping,
    /// Ended.
    Exited(Exit),
}

/// How a container ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The exit code; 137 after SIGKILL.
    pub code: i32,
    /// Whether the kernel killed it for memory.
    pub oom_killed: bool,
    /// When.
    pub at: Timestamp,
}

/// A container.
#[derive(Clone, Debug)]
pub struct Container {
    /// What it was made from.
    pub spec: Spec,
    /// Where it is in its life.
    pub state: State,
    /// What its health check says.
    pub health: Health,
    /// When it was last started.
    pub started: Timestamp,
    /// Everything that it wrote, oldest first, with times.
    pub lines: Vec<(Timestamp, String)>,
    /// The event that put it into its state: the cause of what follows.
    pub last: EventId,
    /// The generation of its timers.
    pub(crate) generation: u16,
}

/// What an owner is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It answers now.
    Ready,
    /// Its health check changed its verdict.
    Health(Health),
    /// It ended.
    Exited(Exit),
}

/// Makes a container; it does not run yet.
pub(crate) fn create(w: &mut World, spec: Spec, cause: EventId) -> ContainerKey {
    let name = spec.name.clone();
    let last = w.state(Some(cause), &name, "", "created", "");
    w.containers.insert(Container {
        spec,
        state: State::Created,
        health: Health::None,
        started: w.now,
        lines: Vec::new(),
        last,
        generation: 0,
    })
}

/// Starts a container's program; the owner hears of what becomes of it.
pub(crate) fn start(w: &mut World, key: ContainerKey, cause: EventId) {
    let _ = (w, key, cause);
}

/// Sends SIGTERM, and SIGKILL after `grace`; the owner hears of the exit.
pub(crate) fn stop(w: &mut World, key: ContainerKey, grace: Duration, cause: EventId) {
    let _ = (w, key, grace, cause);
}

/// Sends SIGKILL: the container exits now with 137.
pub(crate) fn kill(w: &mut World, key: ContainerKey, cause: EventId) {
    let _ = (w, key, cause);
}

/// Forgets a container that does not run.
pub(crate) fn remove(w: &mut World, key: ContainerKey) {
    w.containers.remove(key);
}

/// Requests a second that a container answers now, or a catalogue key that says why it answers none.
pub(crate) fn serving(w: &World, key: ContainerKey) -> Result<f64, &'static str> {
    let _ = (w, key);
    Err("not-ready")
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    let _ = (w, wake);
}

pub(crate) fn check(w: &World) {
    let _ = w;
}
