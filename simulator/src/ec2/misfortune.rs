//! What happens to instances without anybody's asking: failed hardware, a zone without power, the end.

use paperboat_core::aws::ec2::InstanceStateName::{Pending, Running};
use paperboat_core::event::EventId;

use super::due::{Due, later};
use super::instance::InstanceKey;
use super::{lifecycle, status};
use crate::host::{self, MachineKey};
use crate::model::Timing;
use crate::weather;
use crate::world::World;

/// The instances that run and have power, in the order of the names under which they draw.
pub(crate) fn running(w: &World) -> Vec<InstanceKey> {
    let running = w.ec2.instances.iter();
    let running = running.filter(|(_, i)| i.state == Running && !i.dark);
    let mut keys: Vec<_> = running
        .map(|(key, i)| (i.stable_name.clone(), key))
        .collect();
    keys.sort();
    keys.into_iter().map(|(_, key)| key).collect()
}

/// The machine of an instance.
pub(crate) fn machine_in(w: &World, key: InstanceKey) -> MachineKey {
    w.ec2.instances[key].machine
}

/// An instance's id.
pub(crate) fn id_of(w: &World, key: InstanceKey) -> String {
    w.ec2.instances[key].id.clone()
}

/// The zone of an instance.
fn zone(w: &World, key: InstanceKey) -> Option<&'static str> {
    let interface = w
        .ec2
        .interfaces
        .get(&(w.ec2.instances[key].endpoint(), 0))?;
    Some(w.ec2.vpc.subnets[interface.subnet].zone)
}

/// The operating system of an instance boots again.
pub(crate) fn reboot(w: &mut World, key: InstanceKey, cause: EventId) {
    let machine = w.ec2.instances[key].machine;
    host::reboot(w, machine, cause);
}

/// An instance is lost for good.
pub(crate) fn die(w: &mut World, key: InstanceKey, cause: EventId) {
    let machine = w.ec2.instances[key].machine;
    host::lose_power(w, machine, cause);
    let reason = lifecycle::because("Server.InternalError", "An internal error occurred");
    lifecycle::shut_down(w, key, reason, cause);
}

/// The hardware under an instance fails. The instance runs on in the eyes of EC2 until its checks find out.
pub(crate) fn darken(w: &mut World, key: InstanceKey, cause: EventId) {
    let instance = &mut w.ec2.instances[key];
    instance.dark = true;
    let machine = instance.machine;
    host::lose_power(w, machine, cause);
    status::look_again(w, key);
}

/// A zone loses its power: gives the ids of the instances that this hits. What is being launched there cannot be.
pub(crate) fn lose_zone(w: &mut World, lost: &str, cause: EventId) -> Vec<String> {
    let mut hit = Vec::new();
    for key in w.ec2.instances.keys() {
        if zone(w, key) != Some(lost) {
            continue;
        }
        match w.ec2.instances[key].state {
            Running if !w.ec2.instances[key].dark => darken(w, key, cause),
            Pending => lifecycle::launch_failed(w, key, cause),
            _ => continue,
        }
        hit.push(id_of(w, key));
    }
    hit
}

/// A zone has its power back: its instances boot one after the other.
pub(crate) fn restore_zone(w: &mut World, back: &str, cause: EventId) {
    for key in w.ec2.instances.keys() {
        if w.ec2.instances[key].dark && zone(w, key) == Some(back) {
            recover_after(w, key, Timing::Ec2PowerRestored, cause);
        }
    }
}

/// Lets an instance without power boot after a drawn time.
pub(super) fn recover_after(w: &mut World, key: InstanceKey, timing: Timing, cause: EventId) {
    let instance = &w.ec2.instances[key];
    let (name, generation) = (instance.stable_name.clone(), instance.generation);
    let delay = w.draw(timing, &name);
    let due = Due::Recover {
        instance: key,
        generation,
        cause,
    };
    later(w, delay, due);
}

/// An instance boots on hardware that has power; not while its zone has none.
pub(super) fn recover(w: &mut World, key: InstanceKey, generation: u16, cause: EventId) {
    let still = w.ec2.instances.get(key);
    if still.is_none_or(|i| i.generation != generation || !i.dark)
        || zone(w, key).is_some_and(|zone| weather::zone_is_out(w, zone))
    {
        return;
    }
    let instance = &mut w.ec2.instances[key];
    instance.dark = false;
    let machine = instance.machine;
    host::power_on(w, machine, cause);
    status::look_again(w, key);
}
