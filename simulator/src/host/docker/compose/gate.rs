//! Waiting until a container is as far as somebody wants it: `depends_on` and `--wait`.

use paperboat_core::app::service::Condition;
use paperboat_core::event::EventId;

use crate::container::{ContainerKey, Health};
use crate::host::docker::container::Status;
use crate::host::docker::engine::{Client, engine};
use crate::host::docker::op::{Look, Op, find};
use crate::host::docker::plan::{Failure, Task};
use crate::host::docker::{health, image};
use crate::world::World;

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// `service_healthy`.
    Healthy,
    /// `service_completed_successfully`.
    Completed,
    /// `up --wait`: running, and healthy when it has a check.
    Up,
}

impl Wanted {
    /// What a dependency waits for once the other is started; none when that is enough.
    pub(super) fn of(condition: Condition) -> Option<Self> {
        match condition {
            Condition::ServiceStarted => None,
            Condition::ServiceHealthy => Some(Self::Healthy),
            Condition::ServiceCompletedSuccessfully => Some(Self::Completed),
        }
    }
}

/// A wait for a container.
#[derive(Clone, Debug)]
pub(in crate::host::docker) struct Gate {
    pub(in crate::host::docker) container: String,
    pub(super) service: String,
    pub(super) wanted: Wanted,
}

impl Gate {
    /// What was last heard of the container: the cause of what waited for it.
    pub(in crate::host::docker) fn heard(&self, w: &World, client: Client) -> Option<EventId> {
        let engine = engine(w, client.machine);
        engine
            .find(&self.container)
            .ok()
            .and_then(|key| engine.containers[&key].heard)
    }

    pub(in crate::host::docker) fn look(&self, w: &World, client: Client) -> Result<Look, Failure> {
        let key = find(w, client.machine, &self.container)?;
        let container = &engine(w, client.machine).containers[&key];
        let (code, health) = (container.exit_code, w.containers[key].health);
        let failed = |why: &str| {
            let prefix = match self.wanted {
                Wanted::Up => "",
                Wanted::Healthy | Wanted::Completed => "dependency failed to start: ",
            };
            let words = format!("{prefix}container {} {why}", self.container);
            Err(Failure::new(1, words))
        };
        match (self.wanted, container.status) {
            (_, Status::Created | Status::Restarting) => Ok(Look::NotYet),
            (Wanted::Completed, Status::Exited) if code == 0 => Ok(Look::Done(String::new())),
            (Wanted::Completed, Status::Exited) => Err(Failure::new(
                1,
                format!(
                    "service {:?} didn't complete successfully: exit {code}",
                    self.service
                ),
            )),
            (Wanted::Completed, Status::Running | Status::Paused) => Ok(Look::NotYet),
            (_, Status::Exited) => failed(&format!("exited ({code})")),
            (_, Status::Running | Status::Paused) => match (health, self.wanted) {
                (Health::Healthy, _) => Ok(Look::Done(String::new())),
                // One that says `disable`, or a check without a command, says something of its health, and has none.
                (Health::None, Wanted::Up) if !asks(w, client, key) => {
                    Ok(Look::Done(String::new()))
                }
                (Health::None, _) => failed("has no healthcheck configured"),
                (Health::Unhealthy, _) => failed("is unhealthy"),
                (Health::Starting, _) => Ok(Look::NotYet),
            },
        }
    }
}

/// Whether a container or its image says something of a health check, be it that there is none.
fn asks(w: &World, client: Client, key: ContainerKey) -> bool {
    let container = &engine(w, client.machine).containers[&key];
    let own = image::config_of(w, client.machine, &container.image);
    health::declared(&container.config, own.healthcheck.as_ref()).is_some()
}

/// The task of waiting for a container of a service.
pub(super) fn gate_of(service: String, container: String, wanted: Wanted, after: &[usize]) -> Task {
    let done = match wanted {
        Wanted::Completed => "Exited",
        Wanted::Healthy | Wanted::Up => "Healthy",
    };
    let subject = format!("Container {container}");
    let gate = Gate {
        container,
        service,
        wanted,
    };
    Task::new(Op::Gate(gate), after).saying(&subject, "Waiting", done)
}
