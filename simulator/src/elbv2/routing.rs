//! Where a load balancer sends requests.

use std::net::Ipv4Addr;

use paperboat_core::aws::elbv2::TargetHealthStateEnum;

use super::action::Destination;
use super::alias;
use super::balancer::BalancerKey;
use super::listener::Listener;
use super::target::Target;
use super::target_group::GroupKey;
use crate::change::{Subject, Trail};
use crate::world::World;

use TargetHealthStateEnum::{Healthy, Initial, Unhealthy};

/// Finds a load balancer by its DNS name, or by another name that stands for it.
pub(crate) fn by_dns_name(w: &World, name: &str) -> Option<BalancerKey> {
    let mut balancers = w.elbv2.balancers.iter();
    let found = balancers.find(|(_, b)| b.dns_name.eq_ignore_ascii_case(name));
    found.map(|(key, _)| key).or_else(|| alias::called(w, name))
}

/// Tells whether the listener at a port speaks HTTPS.
pub(crate) fn is_secure(w: &World, balancer: BalancerKey, port: u16) -> bool {
    listener(w, balancer, port).is_some_and(|l| l.secure)
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

/// A share of the requests to a listener, and the target that gets them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Share {
    /// 0 to 1. The shares of a listener add up to 1, or to 0 when it has no targets at all.
    pub(crate) part: f64,
    /// Its address and port; none where the weighted group has no target to which anything could go.
    pub(crate) target: Option<(Ipv4Addr, u16)>,
}

/// What a listener does with requests to a host for a path, as its nodes know it; none while they know of no listener.
fn destination<'w>(
    w: &'w World,
    balancer: BalancerKey,
    port: u16,
    host: &str,
    path: &str,
) -> Option<&'w Destination> {
    let (default, rules) = listener(w, balancer, port)?.effective.as_ref()?;
    let rule = rules.iter().find(|r| r.takes(host, path));
    Some(rule.map_or(default, |r| &r.destination))
}

/// The answer that a load balancer gives itself to requests to a host for a path: its status and its body.
pub(crate) fn answer_of<'w>(
    w: &'w World,
    balancer: BalancerKey,
    port: u16,
    host: &str,
    path: &str,
) -> Option<(u16, &'w str)> {
    match destination(w, balancer, port, host, path)? {
        Destination::Fixed(fixed) => Some((fixed.status, &fixed.body)),
        Destination::Forward(_) => None,
    }
}

/// Says where a listener sends requests to a host for a path now, fail-open included, and passes what that depends on; empty when
/// the listener does not exist, answers itself, or has no target.
pub(crate) fn targets_along(
    w: &World,
    balancer: BalancerKey,
    port: u16,
    host: &str,
    path: &str,
    trail: &mut Trail,
) -> Vec<Share> {
    let Some(Destination::Forward(groups)) = destination(w, balancer, port, host, path) else {
        return Vec::new();
    };
    let weights: u32 = groups.iter().map(|(_, weight)| weight).sum();
    let mut shares = Vec::new();
    for (key, weight) in groups {
        trail.pass(Subject::TargetGroup(*key));
        if *weight == 0 {
            continue;
        }
        let part = f64::from(*weight) / f64::from(weights);
        let chosen = chosen(w, *key, trail);
        if chosen.is_empty() {
            shares.push(Share { part, target: None });
        }
        let part = part / chosen.len().max(1) as f64;
        shares.extend(chosen.iter().map(|t| Share {
            part,
            target: Some((t.address, t.port)),
        }));
    }
    if shares.iter().all(|share| share.target.is_none()) {
        shares.clear();
    }
    shares
}

/// The targets of a group that get requests.
fn chosen<'w>(w: &'w World, key: GroupKey, trail: &mut Trail) -> Vec<&'w Target> {
    let Some(group) = w.elbv2.groups.get(key) else {
        return Vec::new();
    };
    let all: Vec<&Target> = group.targets.iter().map(|k| &w.elbv2.targets[*k]).collect();
    let served = |t: &&&Target| t.state == Healthy || t.routed;
    let mut chosen: Vec<&Target> = all.iter().filter(served).copied().collect();
    if !all.iter().any(|t| t.state == Healthy) {
        // Without any healthy target all registered ones get requests.
        let open = |t: &&&Target| matches!(t.state, Initial | Unhealthy);
        chosen.extend(all.iter().filter(open).copied());
    }
    if chosen.is_empty() {
        trail.block(|| {
            w.fills(&group.arn)
                .into_iter()
                .chain([Subject::TargetGroup(key)])
        });
    }
    chosen
}
