//! Targets come, are checked, drain and go.

use std::net::Ipv4Addr;

use paperboat_core::aws::ec2::InstanceStateName;
use paperboat_core::aws::elbv2::{
    DeregisterTargets, DescribeTargetHealth, DescribeTargetHealthOutput, RegisterTargets,
    TargetDescription, TargetHealth, TargetHealthDescription, TargetHealthStateEnum,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::balancer::BalancerKey;
use super::name::validation;
use super::target::{Target, TargetKey, enter};
use super::target_group::{self, GroupKey, TargetType, balancer_of};
use super::watch;
use crate::change::Subject;
use crate::ec2;
use crate::model::{Limit, Timing};
use crate::news::News;
use crate::refusal::{invalid, limit};
use crate::wake::Kind;
use crate::world::World;

use TargetHealthStateEnum::{Draining, Healthy, Initial, Unused};

const REGISTERING: (&str, &str) = (
    "Elb.RegistrationInProgress",
    "Target registration is in progress",
);
const NOT_IN_USE: (&str, &str) = (
    "Target.NotInUse",
    "Target group is not configured to receive traffic from the load balancer",
);
/// Said of a target that is never checked, because the load balancer has no node in its zone.
pub(crate) const OUT_OF_ZONES: &str =
    "Target is in an Availability Zone that is not enabled for the load balancer";
const ZONE_NOT_ENABLED: (&str, &str) = ("Target.NotInUse", OUT_OF_ZONES);
const STOPPED: (&str, &str) = ("Target.InvalidState", "Target is in the stopped state");
const DEREGISTERING: (&str, &str) = (
    "Target.DeregistrationInProgress",
    "Target deregistration is in progress",
);

fn words(reason: (&'static str, &str)) -> (&'static str, String) {
    (reason.0, reason.1.to_owned())
}

/// Resolves what a request calls a target: its id, its address, its port.
fn resolve(
    w: &World,
    group: GroupKey,
    target: &TargetDescription,
) -> Result<(String, Ipv4Addr, u16), CloudError> {
    let group = &w.elbv2.groups[group];
    let port = target.port.unwrap_or(group.port);
    if port == 0 {
        return Err(validation("Target ports must be in the range 1-65535"));
    }
    let wrong = |message: String| Err(invalid("InvalidTarget", message));
    let id = &target.id;
    match group.target_type {
        TargetType::Ip => match id.parse::<Ipv4Addr>() {
            Ok(address) if ec2::zone_at(w, address).is_some() => {
                Ok((address.to_string(), address, port))
            }
            Ok(_) => wrong(format!(
                "The IP address '{id}' is not within the VPC CIDR and an Availability Zone of 'all' was not specified"
            )),
            Err(_) => Err(validation(format!(
                "The IP address '{id}' is not a valid IPv4 address"
            ))),
        },
        TargetType::Instance => match ec2::target_state(w, id) {
            Some((InstanceStateName::Running, Some(address))) => Ok((id.clone(), address, port)),
            Some(_) => wrong(format!(
                "The following targets are not in a running state and cannot be registered: '{id}'"
            )),
            None => wrong(format!(
                "The following targets are not valid or do not exist: '{id}'"
            )),
        },
    }
}

fn find(w: &World, group: GroupKey, id: &str, port: u16) -> Option<TargetKey> {
    among(w, &w.elbv2.groups.get(group)?.targets, group, id, port)
}

/// The same, where it can be one of these only.
fn among(
    w: &World,
    targets: &[TargetKey],
    group: GroupKey,
    id: &str,
    port: u16,
) -> Option<TargetKey> {
    let is = |key: &&TargetKey| {
        let target = &w.elbv2.targets[**key];
        target.group == group && target.id == id && target.port == port
    };
    targets.iter().find(is).copied()
}

/// `RegisterTargets`: all of them or none.
pub(super) fn register_targets(
    w: &mut World,
    r: &RegisterTargets,
    cause: EventId,
) -> Result<(), CloudError> {
    let group = target_group::require(w, &r.target_group_arn)?;
    if r.targets.is_empty() {
        return Err(validation("Targets must be specified"));
    }
    let resolved = r.targets.iter().map(|t| resolve(w, group, t));
    let resolved = resolved.collect::<Result<Vec<_>, _>>()?;
    let most = w.model.limit(Limit::ElbTargetsPerGroup);
    if (w.elbv2.groups[group].targets.len() + resolved.len()) as u64 > most {
        let message = "The quota for the number of targets per target group has been reached";
        return Err(limit("TooManyTargets", message));
    }
    for (id, address, port) in resolved {
        add(w, group, id, address, port, cause);
    }
    Ok(())
}

fn add(w: &mut World, group: GroupKey, id: String, address: Ipv4Addr, port: u16, cause: EventId) {
    let key = match among(w, w.elbv2.targets.at(address), group, &id, port) {
        Some(key) if w.elbv2.targets[key].state != Draining => return,
        Some(key) => key,
        None => {
            let key = w.elbv2.targets.insert(Target {
                group,
                id,
                address,
                port,
                state: Unused,
                reason: "",
                description: String::new(),
                routed: false,
                checks: None,
                last: cause,
                generation: 0,
            });
            w.elbv2.groups[group].targets.push(key);
            key
        }
    };
    start(w, key, cause);
}

/// Lets a target be checked, when a load balancer that is active in its zone uses its group.
fn start(w: &mut World, key: TargetKey, cause: EventId) {
    let target = &mut w.elbv2.targets[key];
    target.checks = None;
    target.routed = false;
    target.generation = target.generation.wrapping_add(1);
    let (group, address) = (target.group, target.address);
    let Some(balancer) = balancer_of(w, group) else {
        enter(w, key, Unused, words(NOT_IN_USE), cause);
        return;
    };
    let balancer = &w.elbv2.balancers[balancer];
    if !ec2::zone_at(w, address).is_some_and(|zone| balancer.zones.contains(&zone)) {
        enter(w, key, Unused, words(ZONE_NOT_ENABLED), cause);
        return;
    }
    let active = balancer.is_active();
    let event = enter(w, key, Initial, words(REGISTERING), cause);
    if active {
        begin(w, key, event);
    }
}

fn begin(w: &mut World, key: TargetKey, cause: EventId) {
    let name = w.elbv2.groups[w.elbv2.targets[key].group].name.clone();
    let delay = w.draw(Timing::ElbRegisteredToFirstCheck, &name);
    watch::begin(w, key, delay, cause);
}

/// Begins to check the targets that waited for a load balancer to become active.
pub(super) fn begin_all(w: &mut World, balancer: BalancerKey, cause: EventId) {
    for key in w.elbv2.targets.keys() {
        let target = &w.elbv2.targets[key];
        let waits = target.state == Initial && target.checks.is_none();
        if waits && balancer_of(w, target.group) == Some(balancer) {
            begin(w, key, cause);
        }
    }
}

/// Begins to check the targets of a group that a listener or a rule names now.
pub(super) fn used(w: &mut World, group: GroupKey, cause: EventId) {
    for key in w.elbv2.groups[group].targets.clone() {
        let target = &w.elbv2.targets[key];
        if target.state == Unused && target.reason == NOT_IN_USE.0 {
            start(w, key, cause);
        }
    }
}

/// Checks the targets of a group no longer that nobody uses; those that drained are gone.
pub(super) fn unused(w: &mut World, group: GroupKey, cause: EventId) {
    for key in w.elbv2.groups[group].targets.clone() {
        match w.elbv2.targets[key].state {
            Draining => drained(w, key),
            Unused => {}
            _ => start(w, key, cause),
        }
    }
}

/// Keeps an instance target in step with its instance: unused while it is stopped.
pub(super) fn follow_instance(w: &mut World, key: TargetKey) {
    let target = &w.elbv2.targets[key];
    if w.elbv2.groups[target.group].target_type != TargetType::Instance {
        return;
    }
    let state = ec2::target_state(w, &target.id).map(|(state, _)| state);
    let runs = state == Some(InstanceStateName::Running);
    let invalid = target.reason == STOPPED.0;
    if runs != invalid || target.state == Draining {
        return;
    }
    let Some(cause) = ec2::last_change(w, &target.id) else {
        return;
    };
    if runs {
        start(w, key, cause);
    } else {
        let target = &mut w.elbv2.targets[key];
        target.checks = None;
        target.generation = target.generation.wrapping_add(1);
        enter(w, key, Unused, words(STOPPED), cause);
    }
}

/// `DeregisterTargets`: what is not registered is passed over.
pub(super) fn deregister_targets(
    w: &mut World,
    r: &DeregisterTargets,
    cause: EventId,
) -> Result<(), CloudError> {
    let group = target_group::require(w, &r.target_group_arn)?;
    for target in &r.targets {
        let keys = w.elbv2.groups[group].targets.clone();
        for key in keys {
            let known = &w.elbv2.targets[key];
            if known.id == target.id && target.port.is_none_or(|p| p == known.port) {
                drain(w, key, cause);
            }
        }
    }
    Ok(())
}

/// Lets a target drain for its group's deregistration delay; one that got no requests is gone at once.
fn drain(w: &mut World, key: TargetKey, cause: EventId) {
    let target = &mut w.elbv2.targets[key];
    if target.state == Draining {
        return;
    }
    if target.state == Unused {
        target.last = cause;
        drained(w, key);
        return;
    }
    target.routed = target.state == Healthy;
    target.checks = None;
    target.generation = target.generation.wrapping_add(1);
    let (group, generation) = (target.group, target.generation);
    enter(w, key, Draining, words(DEREGISTERING), cause);
    let (name, delay) = {
        let group = &w.elbv2.groups[group];
        (group.name.clone(), group.deregistration_delay)
    };
    let heard = w
        .draw(Timing::ElbDeregistrationPropagation, &name)
        .min(delay);
    w.wake_in(delay, Kind::Target, key.slot(), generation);
    w.wake_in(heard, Kind::TargetRoute, key.slot(), generation);
}

/// Sends a draining target no new requests from now on.
pub(super) fn heard(w: &mut World, key: TargetKey, generation: u16) {
    let Some(target) = w.elbv2.targets.get_mut(key) else {
        return;
    };
    if target.generation != generation || !target.routed {
        return;
    }
    target.routed = false;
    let (name, group, last) = (target.name(), target.group, target.last);
    let resource = format!("{}/{name}/requests", w.elbv2.groups[group].resource());
    let event = w.state_apart(Some(last), &resource, "routed", "not routed", "");
    w.mark(Subject::TargetGroup(group), event);
}

/// Takes a target out of its group.
pub(super) fn drained(w: &mut World, key: TargetKey) {
    let Some(target) = w.elbv2.targets.remove(key) else {
        return;
    };
    let group = &mut w.elbv2.groups[target.group];
    // They are in order of birth, as keys are.
    if let Ok(place) = group.targets.binary_search(&key) {
        group.targets.remove(place);
    }
    let resource = format!("{}/{}", group.resource(), target.name());
    let arn = group.arn.clone();
    let event = w.state_apart(
        Some(target.last),
        &resource,
        target.state.word(),
        "deregistered",
        "",
    );
    w.mark(Subject::TargetGroup(target.group), event);
    let news = News::Target {
        group_arn: &arn,
        id: &target.id,
        address: target.address,
        port: target.port,
        to: None,
        reason: "",
    };
    w.hear(event, news);
}

/// `DescribeTargetHealth`: all targets, or those asked for, registered or not.
pub(super) fn describe_health(
    w: &World,
    r: &DescribeTargetHealth,
) -> Result<DescribeTargetHealthOutput, CloudError> {
    let group = target_group::require(w, &r.target_group_arn)?;
    let check_port = w.elbv2.groups[group].health_check.port;
    let view = |key: TargetKey| {
        let target = &w.elbv2.targets[key];
        TargetHealthDescription {
            target: target.describe(w),
            health_check_port: check_port.unwrap_or(target.port).to_string(),
            target_health: target.health(w.now),
        }
    };
    let asked = |target: &TargetDescription| {
        let port = target.port.unwrap_or(w.elbv2.groups[group].port);
        match find(w, group, &target.id, port) {
            Some(key) => view(key),
            None => TargetHealthDescription {
                target: target.clone(),
                health_check_port: check_port.unwrap_or(port).to_string(),
                target_health: TargetHealth {
                    state: Unused,
                    reason: "Target.NotRegistered".to_owned(),
                    description: "Target is not registered to the target group".to_owned(),
                },
            },
        }
    };
    let all = &w.elbv2.groups[group].targets;
    let target_health_descriptions = if r.targets.is_empty() {
        all.iter().map(|key| view(*key)).collect()
    } else {
        r.targets.iter().map(asked).collect()
    };
    Ok(DescribeTargetHealthOutput {
        target_health_descriptions,
    })
}

fn known(w: &World, target_group_arn: &str, address: Ipv4Addr, port: u16) -> Option<TargetKey> {
    // Few targets have the address, many groups are in the account: so the address is looked for, and the group's name compared.
    let is = |key: &&TargetKey| {
        let target = &w.elbv2.targets[**key];
        let group = &w.elbv2.groups[target.group];
        target.port == port && group.arn == target_group_arn
    };
    w.elbv2.targets.at(address).iter().find(is).copied()
}

/// Puts an address or an instance, at its address, into a target group on behalf of ECS; nothing happens when the group is
/// gone.
pub(crate) fn register(
    w: &mut World,
    target_group_arn: &str,
    (id, address, port): (String, Ipv4Addr, u16),
    cause: EventId,
) {
    if let Ok(group) = target_group::require(w, target_group_arn) {
        add(w, group, id, address, port, cause);
    }
}

/// Begins to drain an address on behalf of ECS.
pub(crate) fn deregister(
    w: &mut World,
    target_group_arn: &str,
    address: Ipv4Addr,
    port: u16,
    cause: EventId,
) {
    if let Some(key) = known(w, target_group_arn, address, port) {
        drain(w, key, cause);
    }
}

/// The event by which a target group came to think what it thinks of an address.
pub(crate) fn last_verdict(
    w: &World,
    target_group_arn: &str,
    address: Ipv4Addr,
    port: u16,
) -> Option<EventId> {
    known(w, target_group_arn, address, port).map(|key| w.elbv2.targets[key].last)
}

/// What a target group thinks of an address; none when it is not registered there.
pub(crate) fn health_of(
    w: &World,
    target_group_arn: &str,
    address: Ipv4Addr,
    port: u16,
) -> Option<TargetHealthStateEnum> {
    known(w, target_group_arn, address, port).map(|key| w.elbv2.targets[key].state)
}

/// Puts an instance that runs into a target group on behalf of its Auto Scaling group, at the target group's port.
pub(crate) fn register_instance(w: &mut World, target_group_arn: &str, id: &str, cause: EventId) {
    let Ok(group) = target_group::require(w, target_group_arn) else {
        return;
    };
    let target = TargetDescription {
        id: id.to_owned(),
        ..TargetDescription::default()
    };
    if let Ok((id, address, port)) = resolve(w, group, &target) {
        add(w, group, id, address, port, cause);
    }
}

/// Begins to drain an instance on behalf of its Auto Scaling group.
pub(crate) fn deregister_instance(w: &mut World, target_group_arn: &str, id: &str, cause: EventId) {
    if let Some(key) = instance(w, target_group_arn, id) {
        drain(w, key, cause);
    }
}

/// What a target group thinks of an instance, and the event by which it came to; none when it is not registered there.
pub(crate) fn health_of_instance(
    w: &World,
    target_group_arn: &str,
    id: &str,
) -> Option<(TargetHealthStateEnum, EventId)> {
    let target = &w.elbv2.targets[instance(w, target_group_arn, id)?];
    Some((target.state, target.last))
}

fn instance(w: &World, target_group_arn: &str, id: &str) -> Option<TargetKey> {
    let group = target_group::require(w, target_group_arn).ok()?;
    find(w, group, id, w.elbv2.groups[group].port)
}
