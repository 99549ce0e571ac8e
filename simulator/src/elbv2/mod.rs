//! Application load balancers, target groups, listeners and rules.

use paperboat_core::aws::Request;
use paperboat_core::aws::elbv2::TargetHealthStateEnum;
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use std::net::Ipv4Addr;

use crate::wake::Wake;
use crate::world::{CallId, Outcome, World};

/// Names a load balancer.
pub type BalancerKey = crate::arena::Key<Balancer>;

/// A load balancer.
#[derive(Clone, Debug)]
pub struct Balancer {}

/// The account's load balancers and target groups.
#[derive(Clone, Debug, Default)]
pub struct Elbv2 {}

pub(crate) fn handle(w: &mut World, call: CallId, request: Request) -> Result<Outcome, CloudError> {
    let _ = (w, call);
    Err(CloudError::unsupported(request.name(), "not modelled"))
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    let _ = (w, wake);
}

pub(crate) fn check(w: &World) {
    let _ = w;
}

/// Finds a load balancer by its DNS name.
pub(crate) fn by_dns_name(w: &World, name: &str) -> Option<BalancerKey> {
    let _ = (w, name);
    None
}

/// Says where a listener sends requests now: shares that add up to 1, each with a target's address and port,
/// fail-open included; empty when the listener does not exist or its group has no target.
pub(crate) fn targets(
    w: &World,
    balancer: BalancerKey,
    port: u16,
    path: &str,
) -> Vec<(f64, Ipv4Addr, u16)> {
    let _ = (w, balancer, port, path);
    Vec::new()
}

/// Looks again at what every health check finds, after something in the world changed.
pub(crate) fn look(w: &mut World) {
    let _ = w;
}

/// Puts an address into a target group on behalf of ECS.
pub(crate) fn register(
    w: &mut World,
    target_group_arn: &str,
    address: Ipv4Addr,
    port: u16,
    cause: EventId,
) {
    let _ = (w, target_group_arn, address, port, cause);
}

/// Begins to drain an address on behalf of ECS.
pub(crate) fn deregister(
    w: &mut World,
    target_group_arn: &str,
    address: Ipv4Addr,
    port: u16,
    cause: EventId,
) {
    let _ = (w, target_group_arn, address, port, cause);
}

/// What a target group thinks of an address; none when it is not registered there.
pub(crate) fn health_of(
    w: &World,
    target_group_arn: &str,
    address: Ipv4Addr,
    port: u16,
) -> Option<TargetHealthStateEnum> {
    let _ = (w, target_group_arn, address, port);
    None
}
