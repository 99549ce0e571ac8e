//! What is in trouble on a machine, for a command that failed there.

use std::collections::BTreeSet;

use paperboat_core::event::EventId;

use super::container::Status;
use super::engine::engine;
use crate::change::Subject;
use crate::container::{Health, State};
use crate::host::{MachineKey, Trouble};
use crate::world::World;

/// Why commands on a machine failed that met some troubles: the engine that does not run, the last pull that failed; or the
/// last event of a container in trouble of which `words` speak, or else of any; of the last pull that failed, or of a
/// container of which they speak, when none is in trouble. None when all is well.
pub(crate) fn docker_trouble(
    w: &World,
    machine: MachineKey,
    met: &BTreeSet<Trouble>,
    words: &str,
) -> Option<EventId> {
    if met.contains(&Trouble::Engine) {
        return w.changes.of(&Subject::Machine(machine));
    }
    let pull = || w.changes.of(&Subject::Pulls(machine));
    if let Some(event) = pull().filter(|_| met.contains(&Trouble::Pull)) {
        return Some(event);
    }
    let mut named = None;
    let mut any = None;
    let mut mentioned = None;
    for (key, container) in &engine(w, machine).containers {
        let Some(c) = w.containers.get(*key) else {
            continue;
        };
        // One of which is spoken may have got over its trouble since it was looked at.
        if words.contains(&container.config.name) {
            mentioned = mentioned.max(Some(container.heard.unwrap_or(c.last).max(c.last)));
        }
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
    named.or(any).or_else(pull).or(mentioned)
}
