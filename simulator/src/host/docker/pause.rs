//! `docker pause`: a container's processes are given no processor until it is unpaused.

use super::container::{Status, resource};
use super::engine::{Answer, Client, Refusal, changed, engine, engine_mut};
use super::events;
use crate::change::Subject;
use crate::container::{self, ContainerKey};
use crate::world::World;

/// Freezes a running container. It answers nobody, and nothing is run in it.
///
/// # Errors
/// In Docker's words when it does not run or is paused already; what would go on in it meanwhile is not modelled.
pub(super) fn pause(w: &mut World, client: Client, key: ContainerKey) -> Answer<()> {
    let container = &engine(w, client.machine).containers[&key];
    let (id, name) = (container.id.clone(), container.config.name.clone());
    match container.status {
        Status::Running => {}
        Status::Paused => return Err(Refusal(format!("Container {id} is already paused"))),
        Status::Restarting => {
            return Err(Refusal(format!(
                "Container {id} is restarting, wait until the container is running"
            )));
        }
        Status::Created | Status::Exited => {
            return Err(Refusal(format!("container {id} is not running")));
        }
    }
    if !container::is_idle(w, key) {
        return Err(Refusal(format!(
            "paperboat: not modelled: pausing {name} while its program has work of its own before it"
        )));
    }
    turn(w, client, key, Status::Paused);
    Ok(())
}

/// Lets a paused container go on.
///
/// # Errors
/// In Docker's words when it is not paused.
pub(super) fn unpause(w: &mut World, client: Client, key: ContainerKey) -> Answer<()> {
    let container = &engine(w, client.machine).containers[&key];
    if container.status != Status::Paused {
        return Err(Refusal(format!("Container {} is not paused", container.id)));
    }
    turn(w, client, key, Status::Running);
    Ok(())
}

fn turn(w: &mut World, client: Client, key: ContainerKey, to: Status) {
    let Some(container) = engine_mut(w, client.machine).container(key) else {
        return;
    };
    let from = std::mem::replace(&mut container.status, to).word();
    let name = resource(&container.config.name);
    let action = match to {
        Status::Paused => "pause",
        _ => "unpause",
    };
    events::of_container(w, client.machine, key, action, &[]);
    let event = w.state(Some(client.cause), &name, from, to.word(), "");
    container::freeze(w, key, (to == Status::Paused).then_some(event));
    w.mark(Subject::Container(key), event);
    changed(w, client.machine);
}
