//! Pulls: begun for a command, ended by the registry.

use paperboat_core::event::EventId;

use super::engine::{Client, Pulled, changed, engine_mut, login_of};
use crate::change::Subject;
use crate::host::{MachineKey, architecture, instance_id};
use crate::registry::{self, Asker, ImageKey, PullKey, Puller, Refusal};
use crate::weather;
use crate::world::World;

/// Begins to pull an image.
pub(super) fn begin(w: &mut World, client: Client, reference: &str) -> PullKey {
    let login = |w: &World, registry: &str| login_of(w, client, registry).cloned();
    let instance = instance_id(w, client.machine);
    let asker = Asker {
        puller: Puller::Machine(client.machine),
        shown: format!("on {instance}"),
        architecture: architecture(w, client.machine),
    };
    let key = registry::pull(w, asker, reference, login, client.cause);
    // The registry may have answered already.
    engine_mut(w, client.machine).pulls.entry(key).or_default();
    key
}

/// What became of a pull; none while it is under way.
pub(super) fn ended(w: &mut World, machine: MachineKey, key: PullKey) -> Pulled {
    let pulls = &mut engine_mut(w, machine).pulls;
    match pulls.get(&key) {
        None => Some(Err("pull interrupted".to_owned())),
        Some(None) => None,
        Some(_) => pulls.remove(&key).flatten(),
    }
}

/// Says that an image which arrived did not fit on the machine's disk, because of the fault that filled it, if one did.
pub(super) fn unfit(w: &mut World, client: Client, reference: &str, words: &str) {
    let id = w.hosts.machines[client.machine]
        .hardware
        .instance_id
        .clone();
    let cause = weather::disk_filled(w, client.machine).unwrap_or(client.cause);
    let resource = format!("image/{reference} on {id}");
    let event = w.state(Some(cause), &resource, "pulled", "failed", words.to_owned());
    w.mark(Subject::Pulls(client.machine), event);
}

/// Hears that an image has arrived on a machine, or why not.
pub(crate) fn on_pulled(
    w: &mut World,
    pull: PullKey,
    image: Result<ImageKey, Refusal>,
    _: EventId,
) {
    let Some(Puller::Machine(machine)) = w.registry.pulls.get(pull).map(|p| p.puller) else {
        return;
    };
    let image = image.map_err(|refusal| refusal.docker());
    engine_mut(w, machine).pulls.insert(pull, Some(image));
    changed(w, machine);
}
