//! Target groups.

use std::time::Duration;

use paperboat_core::aws::elbv2::{
    CreateTargetGroup, DescribeTargetGroups, ModifyTargetGroup, ModifyTargetGroupAttributes,
    ModifyTargetGroupAttributesOutput, Tag, TargetGroup as View, TargetGroupAttribute,
    TargetGroups,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;

use super::balancer::{self, BalancerKey};
use super::health_check::HealthCheck;
use super::name::{arn, page, require_name, validation};
use super::target::TargetKey;
use super::watch;
use crate::ec2;
use crate::model::Limit;
use crate::refusal::{exists, in_use, not_found};
use crate::world::World;

/// Names a target group.
pub(crate) use crate::id::TargetGroupKey as GroupKey;

/// What the targets of a group are named by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TargetType {
    /// Instance ids.
    Instance,
    /// Private addresses.
    Ip,
}

impl TargetType {
    fn word(self) -> &'static str {
        match self {
            Self::Instance => "instance",
            Self::Ip => "ip",
        }
    }
}

/// A target group.
#[derive(Clone, Debug)]
pub(crate) struct TargetGroup {
    pub(super) arn: String,
    pub(super) name: String,
    pub(super) port: u16,
    pub(super) target_type: TargetType,
    pub(super) health_check: HealthCheck,
    pub(super) deregistration_delay: Duration,
    pub(super) targets: Vec<TargetKey>,
    request: CreateTargetGroup,
}

impl TargetGroup {
    /// Its name in events.
    pub(super) fn resource(&self) -> String {
        format!("target-group/{}", self.name)
    }

    /// The tags it was made with.
    pub(super) fn tags(&self) -> &[Tag] {
        &self.request.tags
    }

    fn view(&self, w: &World, key: GroupKey) -> View {
        let (interval, timeout, matcher) = self.health_check.shown();
        let check = &self.health_check;
        let port = check.port.map(|p| p.to_string());
        let balancer = balancer_of(w, key).map(|b| w.elbv2.balancers[b].arn.clone());
        View {
            target_group_arn: self.arn.clone(),
            target_group_name: self.name.clone(),
            protocol: "HTTP".to_owned(),
            port: self.port,
            vpc_id: ec2::vpc_id(w).to_owned(),
            target_type: self.target_type.word().to_owned(),
            protocol_version: "HTTP1".to_owned(),
            ip_address_type: "ipv4".to_owned(),
            health_check_enabled: true,
            health_check_protocol: "HTTP".to_owned(),
            health_check_path: check.path.clone(),
            health_check_port: port.unwrap_or_else(|| "traffic-port".to_owned()),
            health_check_interval_seconds: interval,
            health_check_timeout_seconds: timeout,
            healthy_threshold_count: check.healthy,
            unhealthy_threshold_count: check.unhealthy,
            matcher,
            load_balancer_arns: balancer.into_iter().collect(),
        }
    }
}

/// The load balancer whose listeners or rules name a group; none when nobody uses it.
pub(super) fn balancer_of(w: &World, group: GroupKey) -> Option<BalancerKey> {
    let mut listeners = w.elbv2.listeners.iter();
    let user = listeners.find(|(_, l)| l.forwards_to().any(|g| g == group));
    user.map(|(_, l)| l.balancer)
}

/// Finds a target group by its ARN.
///
/// # Errors
/// `TargetGroupNotFound`.
pub(super) fn require(w: &World, arn: &str) -> Result<GroupKey, CloudError> {
    let found = w.elbv2.groups.named(arn);
    found.ok_or_else(|| unknown("One or more target groups not found"))
}

fn unknown(message: impl std::fmt::Display) -> CloudError {
    not_found("TargetGroupNotFound", message)
}

/// Tells whether tasks can be registered in a group, by addresses of their `own` or by their instances, as the network mode
/// with this word has it.
///
/// # Errors
/// In ECS's words: unknown, of another target type, or without a load balancer.
pub(crate) fn for_tasks(w: &World, arn: &str, own: bool, mode: &str) -> Result<(), String> {
    let group = require(w, arn).map_err(|_| "The specified target group does not exist.")?;
    let (fits, kind) = match w.elbv2.groups[group].target_type {
        TargetType::Ip => (own, "ip"),
        TargetType::Instance => (!own, "instance"),
    };
    if !fits {
        return Err(format!(
            "The provided target group {arn} has target type {kind}, which is incompatible with the {mode} network mode specified in the task definition."
        ));
    }
    match balancer_of(w, group) {
        Some(_) => Ok(()),
        None => Err(format!(
            "The target group with targetGroupArn {arn} does not have an associated load balancer."
        )),
    }
}

/// Tells whether there is such a group, and instances can be registered in it.
pub(crate) fn takes_instances(w: &World, arn: &str) -> bool {
    let group = require(w, arn);
    group.is_ok_and(|g| w.elbv2.groups[g].target_type == TargetType::Instance)
}

/// `CreateTargetGroup`: repeated with the same settings, it gives the same group.
pub(super) fn create(
    w: &mut World,
    r: CreateTargetGroup,
    cause: EventId,
) -> Result<TargetGroups, CloudError> {
    require_name(w, "target group", &r.name)?;
    if let Some((key, same)) = w.elbv2.groups.iter().find(|(_, g)| g.name == r.name) {
        if same.request == r {
            return Ok(one(w, key));
        }
        let message = format!(
            "A target group with the same name '{}' exists, but with different settings",
            r.name
        );
        return Err(exists("DuplicateTargetGroupName", message));
    }
    let unsupported = |what: String| Err(CloudError::unsupported("elbv2:CreateTargetGroup", what));
    let target_type = match r.target_type.as_str() {
        "" | "instance" => TargetType::Instance,
        "ip" => TargetType::Ip,
        other => return unsupported(format!("targets of type {other}")),
    };
    match r.protocol.as_str() {
        "HTTP" => {}
        "" => return Err(validation("A protocol must be specified")),
        other => return unsupported(format!("targets over {other}")),
    }
    let Some(port) = r.port.filter(|p| *p > 0) else {
        return Err(validation("A port must be specified"));
    };
    let vpc = ec2::vpc_id(w);
    if r.vpc_id != vpc {
        let message = match r.vpc_id.as_str() {
            "" => "A VPC ID must be specified".to_owned(),
            other => format!("The VPC ID '{other}' is not found"),
        };
        return Err(validation(message));
    }
    let health_check = HealthCheck::of(&w.model, &r)?;
    let hex = w.ids.hex(16);
    let group = TargetGroup {
        arn: arn(&format!("targetgroup/{}/{hex}", r.name)),
        name: r.name.clone(),
        port,
        target_type,
        health_check,
        deregistration_delay: w.model.seconds(Limit::ElbDeregistrationDelayS),
        targets: Vec::new(),
        request: r,
    };
    w.state(Some(cause), &group.resource(), "", "created", "");
    let key = w.elbv2.groups.insert(group);
    Ok(one(w, key))
}

fn one(w: &World, key: GroupKey) -> TargetGroups {
    TargetGroups {
        target_groups: vec![w.elbv2.groups[key].view(w, key)],
        next_marker: None,
    }
}

/// `ModifyTargetGroup`: new settings of the health checks, from the next check on.
pub(super) fn modify(
    w: &mut World,
    r: &ModifyTargetGroup,
    cause: EventId,
) -> Result<TargetGroups, CloudError> {
    let key = require(w, &r.target_group_arn)?;
    let group = &w.elbv2.groups[key];
    let changed = group.health_check.clone().changed(&w.model, r)?;
    let (resource, targets) = (group.resource(), group.targets.clone());
    for target in &targets {
        watch::account(w, *target);
    }
    w.elbv2.groups[key].health_check = changed;
    let event = w.state(Some(cause), &resource, "created", "modified", "");
    for target in targets {
        watch::look_at(w, target, Some(event));
        watch::plan(w, target);
    }
    Ok(one(w, key))
}

/// `ModifyTargetGroupAttributes`: the deregistration delay; others may only be set to what they are.
pub(super) fn modify_attributes(
    w: &mut World,
    r: &ModifyTargetGroupAttributes,
) -> Result<ModifyTargetGroupAttributesOutput, CloudError> {
    const DELAY: &str = "deregistration_delay.timeout_seconds";
    const FIXED: [(&str, &str); 4] = [
        ("stickiness.enabled", "false"),
        ("slow_start.duration_seconds", "0"),
        ("load_balancing.algorithm.type", "round_robin"),
        (
            "load_balancing.cross_zone.enabled",
            "use_load_balancer_configuration",
        ),
    ];
    let key = require(w, &r.target_group_arn)?;
    let mut delay = w.elbv2.groups[key].deregistration_delay;
    for attribute in &r.attributes {
        let (name, value) = (attribute.key.as_str(), attribute.value.as_str());
        if name == DELAY {
            let most = w.model.limit(Limit::ElbDeregistrationDelayMostS);
            let seconds = value.parse().ok().filter(|s| *s <= most);
            let message = || {
                validation(format!(
                    "'{name}' must be between '0' and '{most}' inclusive"
                ))
            };
            delay = Duration::from_secs(seconds.ok_or_else(message)?);
            continue;
        }
        match FIXED.iter().find(|(n, _)| *n == name) {
            Some((_, only)) if *only == value => {}
            Some(_) => {
                let what = format!("{name} = {value}");
                let operation = "elbv2:ModifyTargetGroupAttributes";
                return Err(CloudError::unsupported(operation, what));
            }
            None => {
                return Err(validation(format!(
                    "Target group attribute key '{name}' is not recognized"
                )));
            }
        }
    }
    w.elbv2.groups[key].deregistration_delay = delay;
    let seconds = delay.as_secs().to_string();
    let all = [(DELAY, seconds.as_str())].into_iter().chain(FIXED);
    let attribute = |(key, value): (&str, &str)| TargetGroupAttribute {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    Ok(ModifyTargetGroupAttributesOutput {
        attributes: all.map(attribute).collect(),
    })
}

/// `DeleteTargetGroup`, with its targets.
pub(super) fn delete(w: &mut World, arn: &str, cause: EventId) -> Result<(), CloudError> {
    let key = require(w, arn)?;
    if balancer_of(w, key).is_some() {
        let message = format!("Target group '{arn}' is currently in use by a listener or a rule");
        return Err(in_use("ResourceInUse", message));
    }
    let Some(group) = w.elbv2.groups.remove(key) else {
        return Ok(());
    };
    let event = w.state(Some(cause), &group.resource(), "created", "deleted", "");
    for target in &group.targets {
        if let Some(target) = w.elbv2.targets.remove(*target) {
            let resource = format!("{}/{}", group.resource(), target.name());
            w.state(
                Some(event),
                &resource,
                target.state.word(),
                "deregistered",
                "",
            );
        }
    }
    Ok(())
}

/// `DescribeTargetGroups`.
pub(super) fn describe(w: &World, r: &DescribeTargetGroups) -> Result<TargetGroups, CloudError> {
    for arn in &r.target_group_arns {
        require(w, arn)?;
    }
    let all = || w.elbv2.groups.iter();
    if let Some(name) = r.names.iter().find(|n| all().all(|(_, g)| g.name != **n)) {
        return Err(unknown(format!("Target groups '[{name}]' not found")));
    }
    let of = match r.load_balancer_arn.as_str() {
        "" => None,
        arn => Some(balancer::require(w, arn)?),
    };
    let named = |(key, g): &(GroupKey, &TargetGroup)| {
        let free = r.target_group_arns.is_empty() && r.names.is_empty();
        let chosen = free || r.target_group_arns.contains(&g.arn) || r.names.contains(&g.name);
        chosen && (of.is_none() || balancer_of(w, *key) == of)
    };
    let found = all().filter(named).map(|(key, g)| g.view(w, key)).collect();
    let (target_groups, next_marker) = page(found, r.marker.as_deref(), r.page_size)?;
    Ok(TargetGroups {
        target_groups,
        next_marker,
    })
}
