//! Where a load balancer sends requests.

use std::net::Ipv4Addr;

use paperboat_core::aws::elbv2::TargetHealthStateEnum;

use super::balancer::BalancerKey;
use super::listener::Listener;
use super::target::Target;
use crate::change::{Subject, Trail};
use crate::ecs;
use crate::world::World;

use TargetHealthStateEnum::{Healthy, Initial, Unhealthy};

/// Finds a load balancer by its DNS name.
pub(crate) fn by_dns_name(w: &World, name: &str) -> Option<BalancerKey> {
    let mut balancers = w.elbv2.balancers.iter();
    let found = balancers.find(|(_, b)| b.dns_name.eq_ignore_ascii_case(name));
    found.map(|(key, _)| key)
}

/// The DNS names of the load balancers, each with the ports of its listeners.
pub(crate) fn doors(w: &World) -> impl Iterator<Item = (&str, Vec<u16>)> {
    let balancers = w.elbv2.balancers.iter();
    balancers.map(|(key, balancer)| {
        let listeners = w.elbv2.listeners.iter().map(|(_, l)| l);
        let own = listeners.filter(|l| l.balancer == key);
        (balancer.dns_name.as_str(), own.map(|l| l.port).collect())
    })
}

/// The name of a load balancer.
pub(crate) fn name_of(w: &World, balancer: BalancerKey) -> Option<String> {
    w.elbv2.balancers.get(balancer).map(|b| b.name.clone())
}

fn listener(w: &World, balancer: BalancerKey, port: u16) -> Option<&Listener> {
    if !w.elbv2.balancers.get(balancer)?.is_active() {
        return None;
    }
    let mut listeners = w.elbv2.listeners.iter().map(|(_, l)| l);
    listeners.find(|l| l.balancer == balancer && l.port == port && l.effective.is_some())
}

/// Tells whether a load balancer takes connections on a port now.
pub(crate) fn listens(w: &World, balancer: BalancerKey, port: u16) -> bool {
    listener(w, balancer, port).is_some()
}

/// Says where a listener sends requests now: shares that add up to 1, each with a target's address and port,
/// fail-open included; empty when the listener does not exist or its group has no target.
pub(crate) fn targets(
    w: &World,
    balancer: BalancerKey,
    port: u16,
    path: &str,
) -> Vec<(f64, Ipv4Addr, u16)> {
    targets_along(w, balancer, port, path, &mut Trail::off())
}

/// Says where a listener sends requests as [`targets`] does, and passes what that depends on.
pub(crate) fn targets_along(
    w: &World,
    balancer: BalancerKey,
    port: u16,
    path: &str,
    trail: &mut Trail,
) -> Vec<(f64, Ipv4Addr, u16)> {
    let Some((default, rules)) = listener(w, balancer, port).and_then(|l| l.effective.as_ref())
    else {
        return Vec::new();
    };
    let host = &w.elbv2.balancers[balancer].dns_name;
    let rule = rules.iter().find(|r| r.takes(host, path));
    let key = rule.map_or(*default, |r| r.group);
    trail.pass(Subject::TargetGroup(key));
    let Some(group) = w.elbv2.groups.get(key) else {
        return Vec::new();
    };
    let all: Vec<&Target> = group.targets.iter().map(|k| &w.elbv2.targets[*k]).collect();
    let served = |t: &&&Target| t.state == Healthy || t.routed;
    let mut chosen: Vec<_> = all.iter().filter(served).collect();
    if !all.iter().any(|t| t.state == Healthy) {
        // Without any healthy target all registered ones get requests.
        let open = |t: &&&Target| matches!(t.state, Initial | Unhealthy);
        chosen.extend(all.iter().filter(open));
    }
    if chosen.is_empty() {
        let behind = || ecs::behind_group(w, &group.arn).map(Subject::Service);
        trail.block(|| behind().chain([Subject::TargetGroup(key)]));
    }
    let share = 1.0 / chosen.len() as f64;
    chosen.iter().map(|t| (share, t.address, t.port)).collect()
}
