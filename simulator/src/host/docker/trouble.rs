//! What is in trouble on a machine, for a command that failed there.

use paperboat_core::event::EventId;

use super::container::Status;
use super::engine::engine;
use crate::change::Subject;
use crate::container::{Health, State};
use crate::host::MachineKey;
use crate::world::World;

/// The last event of a container in trouble of which `words` speak, or else of any; of the last pull that failed, or of a
/// container of which they speak, when none is in trouble. None when all is well.
pub(crate) fn docker_trouble(w: &World, machine: MachineKey, words: &str) -> Option<EventId> {
    const ENGINE: &str = "Cannot connect to the Docker daemon";
    const PULL: [&str; 6] = [
        "pull access denied",
        "/v2/",
        "manifest",
        "toomanyrequests",
        "no space left on device",
        "failed to register layer",
    ];
    if words.contains(ENGINE) {
        return w.changes.of(&Subject::Machine(machine));
    }
    let pull = || w.changes.of(&Subject::Pulls(machine));
    if let Some(event) = pull().filter(|_| PULL.iter().any(|said| words.contains(said))) {
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
