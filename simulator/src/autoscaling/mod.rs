//! Amazon EC2 Auto Scaling: groups that keep a number of instances, replace what is unhealthy, and renew all by and by.
//!
//! A group acts at its next look, a drawn time after something changed. Not modelled, and refused by name where somebody
//! asks: several instance types and Spot, scaling policies and lifecycle hooks of one's own, warm pools, standby, instance protection,
//! suspended processes, an instance maintenance policy, launching before terminating in a refresh. A group does not move
//! instances between zones that it could launch into again: AWS's rebalancing is not modelled.

mod activity;
mod dispatch;
mod group;
mod look;
mod member;
mod refresh;
#[cfg(test)]
mod tests;

use paperboat_core::event::EventId;

use crate::arena::{Arena, Key};
use crate::wake::{Kind, Wake};
use crate::world::World;

pub(crate) use dispatch::handle;
use group::Group;
pub(crate) use group::{group_named, launches, scale_for, size_of};

/// The account's groups.
#[derive(Clone, Debug, Default)]
pub struct AutoScaling {
    groups: Arena<Group>,
}

/// Names a group.
type GroupKey = Key<Group>;

/// Hears that an instance, or what a target group thinks of it, has changed because of an event.
pub(crate) fn on_instance(w: &mut World, id: &str, cause: EventId) {
    if let Some(key) = group_of(w, id) {
        look::soon(w, key, cause);
    }
}

/// Tells whether an instance belongs to a group. EC2 recovers no such instance on other hardware: the group replaces it
/// (EC2 user guide, "Automatic instance recovery").
pub(crate) fn has(w: &World, id: &str) -> bool {
    group_of(w, id).is_some()
}

/// The name of the group to which an instance belongs.
pub(crate) fn group_name_of<'w>(w: &'w World, id: &str) -> Option<&'w str> {
    group_of(w, id).map(|key| w.autoscaling.groups[key].name.as_str())
}

fn group_of(w: &World, id: &str) -> Option<GroupKey> {
    let mut groups = w.autoscaling.groups.iter();
    let mut found = groups.find(|(_, group)| group.members.iter().any(|m| m.id == id));
    found.take().map(|(key, _)| key)
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    debug_assert!(wake.kind == Kind::AutoScaling);
    let key = GroupKey::from_slot(wake.slot);
    if w.autoscaling.groups.get(key).is_some() {
        look::look(w, key);
    }
}

/// Checks the room's invariants.
///
/// # Panics
/// When one is broken.
pub(crate) fn check(w: &World) {
    for (_, group) in w.autoscaling.groups.iter() {
        assert!(
            group.min <= group.desired && group.desired <= group.max,
            "a group's desired capacity lies between its bounds"
        );
        let active = group.refreshes.iter().filter(|r| r.is_active());
        assert!(active.count() <= 1, "a group has one refresh at a time");
        for m in &group.members {
            let others = w.autoscaling.groups.iter();
            let holding = others.filter(|(_, g)| g.members.iter().any(|o| o.id == m.id));
            assert_eq!(holding.count(), 1, "an instance belongs to one group");
        }
    }
}
