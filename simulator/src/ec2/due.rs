//! What EC2 does a little later than it was asked.

use std::time::Duration;

use paperboat_core::event::EventId;

use super::instance::InstanceKey;
use super::security_group::GroupKey;
use super::{address, instance, misfortune, security_group, snapshot};
use crate::wake::Kind;
use crate::world::World;

/// Something that takes effect later. Each one checks when its time comes whether it still applies.
#[derive(Clone, Debug)]
pub(super) enum Due {
    /// Changed rules of a group hold at the network interfaces.
    Rules(GroupKey),
    /// An Elastic IP routes to the instance of this association.
    Association {
        allocation: String,
        association: String,
    },
    /// A snapshot is complete.
    Snapshot(String),
    /// An instance without power boots, unless its life has gone on otherwise.
    Recover {
        instance: InstanceKey,
        generation: u16,
        cause: EventId,
    },
    /// A terminated instance is no longer shown.
    Forget(InstanceKey),
}

/// Lets something take effect after `delay`.
pub(super) fn later(w: &mut World, delay: Duration, due: Due) {
    let key = w.ec2.due.insert(due);
    w.wake_in(delay, Kind::Ec2Resource, key.slot(), 0);
}

/// Does what is due.
pub(super) fn wake(w: &mut World, slot: u32) {
    match w.ec2.due.remove(crate::arena::Key::from_slot(slot)) {
        Some(Due::Rules(group)) => security_group::take_effect(w, group),
        Some(Due::Association {
            allocation,
            association,
        }) => address::take_effect(w, &allocation, &association),
        Some(Due::Snapshot(id)) => snapshot::complete(w, &id),
        Some(Due::Recover {
            instance,
            generation,
            cause,
        }) => misfortune::recover(w, instance, generation, cause),
        Some(Due::Forget(key)) => instance::forget(w, key),
        None => {}
    }
}
