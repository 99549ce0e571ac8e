//! What an account has of load balancing in the region.

use std::collections::BTreeMap;

use super::balancer::{Balancer, BalancerKey};
use super::due::Due;
use super::groups::Groups;
use super::listener::Listener;
use super::targets::Targets;
use crate::arena::Arena;
use crate::id;

/// The account's load balancers and target groups.
#[derive(Clone, Debug, Default)]
pub struct Elbv2 {
    pub(super) balancers: Arena<Balancer, id::Balancer>,
    pub(super) groups: Groups,
    pub(super) listeners: Arena<Listener>,
    pub(super) targets: Targets,
    pub(super) due: Arena<Due>,
    /// Other names that stand for load balancers.
    pub(super) aliases: BTreeMap<String, BalancerKey>,
}
