//! Other names of load balancers, and what else Express Mode asks of this room.

use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::balancer::{self, BalancerKey};
use super::name::path;
use super::{rule, target_group};
use crate::change::Subject;
use crate::world::World;

/// Has a name stand for a load balancer, from now on, for the whole internet.
///
/// # Errors
/// An unknown load balancer.
pub(crate) fn call_also(
    w: &mut World,
    balancer_arn: &str,
    name: &str,
    cause: EventId,
) -> Result<(), CloudError> {
    let key = balancer::require(w, balancer_arn)?;
    w.elbv2.aliases.insert(name.to_owned(), key);
    w.mark(Subject::dns(name), cause);
    Ok(())
}

/// Has a name stand for nothing again.
pub(crate) fn call_no_more(w: &mut World, name: &str, cause: EventId) {
    if w.elbv2.aliases.remove(name).is_some() {
        w.mark(Subject::dns(name), cause);
    }
}

/// The load balancer that has another name.
pub(super) fn called(w: &World, name: &str) -> Option<BalancerKey> {
    let aliases = &w.elbv2.aliases;
    let key = aliases
        .get(name)
        .or_else(|| aliases.get(&name.to_ascii_lowercase()))?;
    w.elbv2.balancers.get(*key).map(|_| *key)
}

/// How Application Auto Scaling names a target group behind a load balancer.
pub(crate) fn label_of(balancer_arn: &str, group_arn: &str) -> String {
    let group = group_arn.rsplit(':').next().unwrap_or_default();
    format!("{}/{group}", path(balancer_arn))
}

/// Deletes a rule.
///
/// # Errors
/// An unknown rule.
pub(crate) fn remove_rule(w: &mut World, arn: &str, cause: EventId) -> Result<(), CloudError> {
    rule::delete(w, arn, cause)
}

/// Deletes a target group.
///
/// # Errors
/// An unknown group, one in use.
pub(crate) fn remove_group(w: &mut World, arn: &str, cause: EventId) -> Result<(), CloudError> {
    target_group::delete(w, arn, cause)
}

/// Deletes a load balancer with its listeners, if it is there.
pub(crate) fn remove_balancer(w: &mut World, arn: &str, cause: EventId) {
    balancer::delete(w, arn, cause);
}
