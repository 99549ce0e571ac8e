//! Ending a container by hand: SIGTERM and its grace period, SIGKILL.

use std::time::Duration;

use super::container::{Status, resource};
use super::engine::{Answer, Client, Refusal, changed, engine, engine_mut};
use crate::change::Subject;
use crate::container::{self, ContainerKey};
use crate::host::MachineKey;
use crate::model::Limit;
use crate::world::World;

/// How long a container has between SIGTERM and SIGKILL when the command does not say.
pub(super) fn grace(w: &World, machine: MachineKey, key: ContainerKey) -> Duration {
    let own = engine(w, machine).containers[&key].config.stop_timeout;
    own.unwrap_or_else(|| Duration::from_secs(w.model.limit(Limit::DockerStopTimeoutS)))
}

/// Asks a container to end; it has ended when its status says so. Nothing when it does not run.
pub(super) fn stop(w: &mut World, client: Client, key: ContainerKey, grace: Duration) {
    by_hand(w, client, key);
    if engine(w, client.machine).containers[&key].is_running() {
        container::stop(w, key, grace, client.cause);
    }
}

/// Ends a container at once.
pub(super) fn kill(w: &mut World, client: Client, key: ContainerKey) -> Answer<()> {
    let container = &engine(w, client.machine).containers[&key];
    if matches!(container.status, Status::Created | Status::Exited) {
        let (name, id) = (&container.config.name, &container.id);
        return Err(Refusal(format!(
            "cannot kill container: {name}: container {id} is not running"
        )));
    }
    by_hand(w, client, key);
    if engine(w, client.machine).containers[&key].is_running() {
        container::kill(w, key, client.cause);
    }
    Ok(())
}

/// Switches the restart policy off, and a restart that is being waited for.
fn by_hand(w: &mut World, client: Client, key: ContainerKey) {
    let Some(container) = engine_mut(w, client.machine).container(key) else {
        return;
    };
    container.by_hand = true;
    if container.status == Status::Restarting {
        container.status = Status::Exited;
        container.generation = container.generation.wrapping_add(1);
        let name = resource(&container.config.name);
        let event = w.state(
            Some(client.cause),
            &name,
            "restarting",
            "exited",
            "stopped while it waited for its restart",
        );
        w.mark(Subject::Container(key), event);
        changed(w, client.machine);
    }
}
