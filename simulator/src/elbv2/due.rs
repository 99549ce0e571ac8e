//! What a load balancer does a little later than it was asked.

use std::time::Duration;

use paperboat_core::event::EventId;

use super::balancer::{self, BalancerKey};
use super::listener::{self, ListenerKey};
use crate::ec2;
use crate::net::Endpoint;
use crate::wake::Kind;
use crate::world::World;

/// Something that takes effect later. Each one checks when its time comes whether it still applies.
#[derive(Clone, Debug)]
pub(super) enum Due {
    /// A load balancer is provisioned.
    Active(BalancerKey),
    /// The interfaces of a deleted load balancer go; its name in events, and its last one.
    Detach(BalancerKey, String, EventId),
    /// A changed listener holds at every node.
    Listener(ListenerKey),
}

/// Lets something take effect after `delay`.
pub(super) fn later(w: &mut World, delay: Duration, due: Due) {
    let key = w.elbv2.due.insert(due);
    w.wake_in(delay, Kind::BalancerState, key.slot(), 0);
}

/// Does what is due.
pub(super) fn wake(w: &mut World, slot: u32) {
    match w.elbv2.due.remove(crate::arena::Key::from_slot(slot)) {
        Some(Due::Active(key)) => balancer::activate(w, key),
        Some(Due::Detach(key, resource, last)) => {
            ec2::detach_interface(w, Endpoint::Balancer(key));
            let interfaces = format!("{resource}/interfaces");
            w.state(Some(last), &interfaces, "in-use", "deleted", "");
        }
        Some(Due::Listener(key)) => listener::take_effect(w, key),
        None => {}
    }
}
