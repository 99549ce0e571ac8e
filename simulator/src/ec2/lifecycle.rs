//! Start, stop, reboot, terminate: an instance's way through its states.

use paperboat_core::aws::ec2::{
    InstanceStateChange, InstanceStateChanges, InstanceStateName, ModifyInstanceAttribute,
    StateReason, SummaryStatus,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::due::{Due, later};
use super::instance::{self, InstanceKey, require, require_all};
use super::interface::{Public, drop_public, lend_public};
use super::launch::{require_power, require_room, require_same_architecture};
use super::{address, instance_type, status, volume};
use crate::change::Subject;
use crate::host::{self, MachineKey};
use crate::meter::{self, Item};
use crate::model::{Limit, Timing};
use crate::news::News;
use crate::refusal::in_use;
use crate::wake::Kind;
use crate::world::World;

use InstanceStateName::{Pending, Running, ShuttingDown, Stopped, Stopping, Terminated};

/// `StartInstances`: no effect on what runs.
pub(super) fn start(
    w: &mut World,
    ids: &[String],
    cause: EventId,
) -> Result<InstanceStateChanges, CloudError> {
    let keys = require_all(w, ids)?;
    require_state(w, &keys, &[Stopped, Pending, Running], "started")?;
    let stopped = keys
        .iter()
        .map(|k| &w.ec2.instances[*k])
        .filter(|i| i.state == Stopped);
    let vcpus = stopped.map(|i| u64::from(i.instance_type.vcpu)).sum();
    require_room(w, vcpus)?;
    for i in keys.iter().map(|k| &w.ec2.instances[*k]) {
        let interface = w.ec2.interfaces.get(&(i.endpoint(), 0));
        if let Some(interface) = interface.filter(|_| i.state == Stopped) {
            require_power(w, interface.subnet, &i.instance_type.name)?;
        }
    }
    let mut changes = Vec::new();
    for key in keys {
        let before = w.ec2.instances[key].state;
        if before == Stopped {
            let endpoint = w.ec2.instances[key].endpoint();
            if w.ec2
                .interfaces
                .get(&(endpoint, 0))
                .is_some_and(|i| i.public.is_none())
            {
                lend_public(w, endpoint, 0)?;
            }
            w.ec2.instances[key].launched = w.now;
            enter(w, key, Pending, None, cause);
            wake_after(w, key, Timing::Ec2StartToRunning);
        }
        changes.push(change(w, key, before));
    }
    Ok(InstanceStateChanges { changes })
}

/// `StopInstances`: the machine goes down at once, the instance is `stopped` a little later.
pub(super) fn stop(
    w: &mut World,
    ids: &[String],
    cause: EventId,
) -> Result<InstanceStateChanges, CloudError> {
    let keys = require_all(w, ids)?;
    require_state(w, &keys, &[Running, Stopping, Stopped], "stopped")?;
    let mut changes = Vec::new();
    for key in keys {
        let before = w.ec2.instances[key].state;
        if before == Running {
            begin_stop(w, key, by_user(), cause);
        }
        changes.push(change(w, key, before));
    }
    Ok(InstanceStateChanges { changes })
}

/// Stops an instance whose operating system was shut down from inside.
pub(crate) fn shut_down_from_inside(w: &mut World, machine: MachineKey, cause: EventId) {
    let key = w.ec2.of_machine.get(&machine).copied();
    if let Some(key) = key.filter(|k| w.ec2.instances[*k].state == Running) {
        let reason = because(
            "Client.InstanceInitiatedShutdown",
            "Instance initiated shutdown",
        );
        begin_stop(w, key, reason, cause);
    }
}

fn begin_stop(w: &mut World, key: InstanceKey, reason: StateReason, cause: EventId) {
    let event = enter(w, key, Stopping, Some(reason), cause);
    power_off(w, key, event);
    wake_after(w, key, Timing::Ec2StoppingToStopped);
}

/// `RebootInstances`: the state stays; terminated instances are passed over.
pub(super) fn reboot(w: &mut World, ids: &[String], cause: EventId) -> Result<(), CloudError> {
    let keys = require_all(w, ids)?;
    require_state(w, &keys, &[Running, Terminated], "rebooted")?;
    for key in keys {
        let instance = &w.ec2.instances[key];
        // Without power nothing boots, however often it is asked.
        if instance.state == Running && !instance.dark {
            host::reboot(w, instance.machine, cause);
        }
    }
    Ok(())
}

/// `TerminateInstances`: no effect on what is terminated.
pub(super) fn terminate(
    w: &mut World,
    ids: &[String],
    cause: EventId,
) -> Result<InstanceStateChanges, CloudError> {
    let keys = require_all(w, ids)?;
    let mut changes = Vec::new();
    for key in keys {
        let before = w.ec2.instances[key].state;
        if !matches!(before, ShuttingDown | Terminated) {
            shut_down(w, key, by_user(), cause);
        }
        changes.push(change(w, key, before));
    }
    Ok(InstanceStateChanges { changes })
}

/// Terminates an instance for its group; nothing happens where somebody else has.
pub(crate) fn terminate_for_group(w: &mut World, id: &str, cause: EventId) {
    let key = w.ec2.instance_keys.get(id).copied();
    let ends = |k: &InstanceKey| matches!(w.ec2.instances[*k].state, ShuttingDown | Terminated);
    if let Some(key) = key.filter(|k| !ends(k)) {
        shut_down(w, key, by_user(), cause);
    }
}

/// Lets an instance end for good.
pub(super) fn shut_down(w: &mut World, key: InstanceKey, reason: StateReason, cause: EventId) {
    let event = enter(w, key, ShuttingDown, Some(reason), cause);
    power_off(w, key, event);
    wake_after(w, key, Timing::Ec2ShuttingDownToTerminated);
}

/// An instance that was to run finds no capacity: a new one ends, one that had run is stopped again.
pub(super) fn launch_failed(w: &mut World, key: InstanceKey, cause: EventId) {
    let reason = because(
        "Server.InsufficientInstanceCapacity",
        "There was insufficient capacity available to satisfy the launch request",
    );
    if host::has_booted(w, w.ec2.instances[key].machine) {
        begin_stop(w, key, reason, cause);
    } else {
        shut_down(w, key, reason, cause);
    }
}

/// `ModifyInstanceAttribute`: another type for a stopped instance.
pub(super) fn modify(
    w: &mut World,
    r: &ModifyInstanceAttribute,
    cause: EventId,
) -> Result<(), CloudError> {
    let key = require(w, &r.instance_id)?;
    let Some(wanted) = &r.instance_type else {
        return Err(super::key_pair::missing("Attribute"));
    };
    let wanted = instance_type::require("ec2:ModifyInstanceAttribute", &wanted.value)?;
    let instance = &w.ec2.instances[key];
    if instance.state != Stopped {
        let message = format!(
            "The instance '{}' is not in the 'stopped' state.",
            r.instance_id
        );
        return Err(in_use("IncorrectInstanceState", message));
    }
    require_same_architecture(instance.image, wanted)?;
    let (machine, before) = (instance.machine, &instance.instance_type.name);
    let resource = format!("{}/type", instance.id);
    w.state(Some(cause), &resource, before, &wanted.name, "");
    w.ec2.instances[key].instance_type = wanted;
    host::resize(w, machine, wanted.vcpu, wanted.memory_mib);
    Ok(())
}

/// Goes on to the next state when its time has come.
pub(super) fn wake(w: &mut World, key: InstanceKey, generation: u16) {
    let Some(instance) = w
        .ec2
        .instances
        .get(key)
        .filter(|i| i.generation == generation)
    else {
        return;
    };
    let last = instance.last;
    match instance.state {
        Pending => run(w, key, last),
        Stopping => {
            enter(w, key, Stopped, None, last);
            let endpoint = w.ec2.instances[key].endpoint();
            let interface = w.ec2.interfaces.get(&(endpoint, 0));
            if interface.is_some_and(|i| matches!(i.public, Some(Public::Lent(_)))) {
                drop_public(w, endpoint, 0);
            }
        }
        ShuttingDown => end(w, key, last),
        Running | Stopped | Terminated => {}
    }
}

fn run(w: &mut World, key: InstanceKey, cause: EventId) {
    let event = enter(w, key, Running, None, cause);
    let instance = &w.ec2.instances[key];
    let (id, machine) = (instance.id.clone(), instance.machine);
    let instance_type = instance.instance_type.name.clone();
    meter::open(w, &id, Item::Instance { instance_type });
    host::power_on(w, machine, event);
    status::begin(w, key);
}

fn end(w: &mut World, key: InstanceKey, cause: EventId) {
    let event = enter(w, key, Terminated, None, cause);
    address::leave(w, key, event);
    instance::lose_interface(w, key);
    volume::remember(w, key);
    let machine = w.ec2.instances[key].machine;
    host::destroy(w, machine, event);
    volume::leave(w, key, event);
    let shown = w.model.seconds(Limit::Ec2TerminatedVisibleS);
    later(w, shown, Due::Forget(key));
}

fn power_off(w: &mut World, key: InstanceKey, event: EventId) {
    let now = w.now;
    let instance = &mut w.ec2.instances[key];
    instance.status = SummaryStatus::NotApplicable;
    // What it said until now is posted when it stops, and can be read for at least an hour (API reference, GetConsoleOutput).
    instance.console = Some(now);
    let (id, machine) = (instance.id.clone(), instance.machine);
    meter::close(w, &id);
    host::power_off(w, machine, event);
}

/// Lets an instance enter a state. A reason stays until the next one that is given, or until it runs again.
fn enter(
    w: &mut World,
    key: InstanceKey,
    to: InstanceStateName,
    reason: Option<StateReason>,
    cause: EventId,
) -> EventId {
    let instance = &mut w.ec2.instances[key];
    let (id, from) = (instance.id.clone(), instance.state.word());
    let words = reason
        .as_ref()
        .map_or("", |r| r.message.as_str())
        .to_owned();
    if reason.is_some() || to == Pending {
        instance.reason = reason;
    }
    instance.state = to;
    instance.dark = false;
    instance.generation = instance.generation.wrapping_add(1);
    let event = w.state(Some(cause), &id, from, to.word(), words);
    w.ec2.instances[key].last = event;
    let machine = w.ec2.instances[key].machine;
    let id = id.as_str();
    w.hear(event, News::Instance { id, machine, to });
    w.mark(Subject::Machine(machine), event)
}

fn wake_after(w: &mut World, key: InstanceKey, timing: Timing) {
    let instance = &w.ec2.instances[key];
    let (name, generation) = (instance.stable_name.clone(), instance.generation);
    let delay = w.draw(timing, &name);
    w.wake_in(delay, Kind::InstanceState, key.slot(), generation);
}

fn change(w: &World, key: InstanceKey, before: InstanceStateName) -> InstanceStateChange {
    let instance = &w.ec2.instances[key];
    InstanceStateChange {
        instance_id: instance.id.clone(),
        previous_state: before.into(),
        current_state: instance.state.into(),
    }
}

fn require_state(
    w: &World,
    keys: &[InstanceKey],
    allowed: &[InstanceStateName],
    what: &str,
) -> Result<(), CloudError> {
    for key in keys {
        let instance = &w.ec2.instances[*key];
        if !allowed.contains(&instance.state) {
            let message = format!(
                "The instance '{}' is not in a state from which it can be {what}.",
                instance.id
            );
            return Err(in_use("IncorrectInstanceState", message));
        }
    }
    Ok(())
}

fn by_user() -> StateReason {
    because("Client.UserInitiatedShutdown", "User initiated shutdown")
}

pub(super) fn because(code: &str, words: &str) -> StateReason {
    StateReason {
        code: code.to_owned(),
        message: format!("{code}: {words}"),
    }
}
