//! What must always hold of load balancing.

use paperboat_core::aws::elbv2::TargetHealthStateEnum;

use super::target_group::balancer_of;
use crate::change::Trail;
use crate::world::World;

use TargetHealthStateEnum::{Healthy, Unhealthy};

/// Checks the invariants of load balancers and their targets.
///
/// # Panics
/// With the invariant's words, when one is broken.
pub(crate) fn check(w: &World) {
    let elb = &w.elbv2;
    for (key, target) in elb.targets.iter() {
        let group = elb.groups.get(target.group);
        let member = group.is_some_and(|g| g.targets.contains(&key));
        assert!(member, "a target belongs to its group");
        if matches!(target.state, Healthy | Unhealthy) {
            let balancer = balancer_of(w, target.group).map(|b| &elb.balancers[b]);
            let active = balancer.is_some_and(|b| b.is_active());
            assert!(active, "only an active load balancer judges targets");
            assert!(target.checks.is_some(), "a judged target is checked");
        }
    }
    for (key, group) in elb.groups.iter() {
        for target in &group.targets {
            let back = elb.targets.get(*target).map(|t| t.group);
            assert_eq!(back, Some(key), "a group's targets know it");
        }
    }
    for (_, listener) in elb.listeners.iter() {
        let exists = elb.balancers.get(listener.balancer).is_some();
        assert!(exists, "a listener belongs to a load balancer");
        for group in listener.forwards_to() {
            assert!(elb.groups.get(group).is_some(), "a listener's groups exist");
        }
        let (balancer, port) = (listener.balancer, listener.port);
        let host = &elb.balancers[balancer].dns_name;
        let shares = super::targets_along(w, balancer, port, host, "/", &mut Trail::off());
        let shares: f64 = shares.iter().map(|share| share.part).sum();
        assert!(
            shares == 0.0 || (shares - 1.0).abs() < 1e-9,
            "the shares of a listener add up to 1"
        );
    }
}
