//! Capacity providers: Auto Scaling groups whose instances take a cluster's tasks, and that grow and shrink with them.
//!
//! A task that finds no room stays PROVISIONING where managed scaling is on, until an instance comes that takes it. Not
//! modelled, and refused by name: strategies of several providers, Fargate Spot, managed instances, managed termination
//! protection.

mod operation;
mod scaling;
mod waiting;

use paperboat_core::aws::ecs::{AutoScalingGroupProvider, Tag};
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::instance::ContainerInstanceKey;
use crate::autoscaling;
use crate::id::arn;
use crate::world::World;

pub(super) use operation::{create, delete, describe, look_up, put, strategy};
pub(super) use scaling::{look_soon, wake};
pub(crate) use waiting::{drain_for_group, holds};
pub(super) use waiting::{place_waiting, room_came};

/// Names a capacity provider.
pub(crate) type ProviderKey = crate::arena::Key<Provider>;

/// How a provider's group follows the tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scaling {
    /// Percent of the instances that tasks shall use.
    target: u32,
    /// How many instances are added at once, at least and at most.
    steps: (u32, u32),
}

/// A capacity provider over an Auto Scaling group.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    pub(super) name: String,
    /// The name of its group.
    pub(super) group: String,
    /// As it is shown.
    shown: AutoScalingGroupProvider,
    pub(super) scaling: Option<Scaling>,
    /// Whether an instance that the group ends is emptied first.
    draining: bool,
    pub(super) tags: Vec<Tag>,
    /// Since when it has more instances than its tasks need.
    idle_since: Option<Timestamp>,
    /// When it looks next.
    due: Option<Timestamp>,
    generation: u16,
    /// What asked for the next look.
    last: EventId,
}

impl Provider {
    fn arn(&self) -> String {
        arn("ecs", &format!("capacity-provider/{}", self.name))
    }

    /// The resource's name in events.
    fn resource(&self) -> String {
        format!("capacity-provider/{}", self.name)
    }
}

/// The provider to whose group a container instance belongs.
pub(super) fn of_instance(w: &World, key: ContainerInstanceKey) -> Option<ProviderKey> {
    let group = autoscaling::group_name_of(w, &w.ecs.instances[key].ec2_instance)?;
    let mut all = w.ecs.providers.iter();
    all.find(|(_, p)| p.group == group).map(|(key, _)| key)
}

/// A provider's name; empty where there is none.
pub(super) fn name(w: &World, key: Option<ProviderKey>) -> String {
    let provider = key.and_then(|key| w.ecs.providers.get(key));
    provider.map(|p| p.name.clone()).unwrap_or_default()
}

/// Tells whether tasks of a provider wait for instances that are to come, instead of failing.
pub(super) fn scales(w: &World, key: Option<ProviderKey>) -> bool {
    let provider = key.and_then(|key| w.ecs.providers.get(key));
    provider.is_some_and(|p| p.scaling.is_some())
}
