//! Application Auto Scaling: services of ECS whose number of tasks follows what is measured of them.
//!
//! A [`target`] says how few and how many tasks a service may have, a [`policy`] which metric shall stay near which value.
//! While a target has a policy it is looked at once a period of CloudWatch ([`track`]); what follows from what was measured is
//! decided by a pure function ([`decide`]). The metrics count users' requests as the traffic does, so that a service which no
//! user calls has none.

mod activity;
mod decide;
mod dispatch;
mod policy;
mod target;
mod track;

use crate::arena::{Arena, Key};
use crate::wake::{Kind, Wake};
use crate::world::World;

pub(crate) use dispatch::handle;
use target::Target;
pub(crate) use target::forget;

/// The account's scalable targets.
#[derive(Clone, Debug, Default)]
pub struct ApplicationAutoScaling {
    targets: Arena<Target>,
}

/// Names a target.
type TargetKey = Key<Target>;

pub(crate) fn wake(w: &mut World, wake: Wake) {
    debug_assert!(wake.kind == Kind::ScalableTarget);
    let key = TargetKey::from_slot(wake.slot);
    let target = w.applicationautoscaling.targets.get(key);
    if target.is_some_and(|target| target.generation == wake.generation) {
        track::look(w, key);
    }
}
