//! What is in trouble on a machine, for a command that failed there.

use paperboat_core::event::EventId;

use super::container::Status;
use super::engine::engine;
use crate::change::Subject;
use crate::container::{Health, State};
use crate::host::MachineKey;
use crate::world::World;

/// The last event of a container in trouble of which `words` speak, or else of any; of the last pull that failed when
/// none is in trouble. None when all is well.
pub(crate) fn docker_trouble(w: &World, machine: MachineKey, words: &str) -> Option<EventId> {
    let mut named = None;
    let mut any = None;
    for (key, container) in &engine(w, machine).containers {
        let Some(c) = w.containers.get(*key) else {
            continue;
        };
        let ended = matches!(&c.state, State::Exited(exit) if exit.code != 0);
        let event = match c.health {
            Health::Unhealthy => container.heard.unwrap_or(c.last).max(c.last),
            _ if ended || container.status == Status::Restarting => c.last,
            // One that comes back again and again runs for moments.
            _ if container.restarts > 0 => c.last,
            _ => continue,
        };
        any = any.max(Some(event));
        if words.contains(&container.config.name) {
            named = named.max(Some(event));
        }
    }
    let pull = || w.changes.of(&Subject::Pulls(machine));
    named.or(any).or_else(pull)
}
