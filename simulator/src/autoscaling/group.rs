//! A group: what it shall be, and how the API shows it.

use std::collections::BTreeSet;

use paperboat_core::aws::autoscaling::{
    Activity, AutoScalingGroup, CreateAutoScalingGroup, DeleteAutoScalingGroup,
    DescribeAutoScalingGroups, DescribeAutoScalingGroupsOutput, LaunchTemplateSpecification,
    SetDesiredCapacity, Tag, TerminateInstanceInAutoScalingGroup,
    TerminateInstanceInAutoScalingGroupOutput, UpdateAutoScalingGroup,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::member::{self, Member};
use super::refresh::Refresh;
use super::{GroupKey, look, refresh};
use crate::id::arn;
use crate::model::Limit;
use crate::refusal::{exists, in_use, invalid, not_found};
use crate::world::World;
use crate::{ec2, elbv2, page};

/// The items of one page of each list, the most; AWS gives 50 groups when nobody asks (API reference, `MaxRecords`).
const ITEMS_A_PAGE: usize = 100;

/// A group of instances.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) name: String,
    arn: String,
    /// The launch template as it was written: `$Latest` is another one after a new version.
    pub(super) template: LaunchTemplateSpecification,
    pub(super) min: u32,
    pub(super) max: u32,
    pub(super) desired: u32,
    pub(super) target_groups: Vec<String>,
    /// Whether what target groups think of an instance counts.
    pub(super) elb: bool,
    pub(super) grace_s: u32,
    pub(super) subnets: Vec<String>,
    created: Timestamp,
    pub(super) tags: Vec<Tag>,
    pub(super) members: Vec<Member>,
    pub(super) activities: Vec<Activity>,
    pub(super) refreshes: Vec<Refresh>,
    pub(super) deleting: bool,
    /// When it looks next, as far as that was asked for.
    pub(super) next_look: Option<Timestamp>,
    /// Until when it launches nothing, because a launch failed. What else it has to do does not wait for this.
    pub(super) launch_again: Option<Timestamp>,
    /// What asked for the next look: the cause of what it does there.
    pub(super) cause: EventId,
    /// Why the desired capacity is what it is, in AWS's words, until somebody acts on it.
    pub(super) asked: String,
}

impl Group {
    /// Its name in events.
    pub(super) fn resource(&self) -> String {
        format!("auto-scaling-group/{}", self.name)
    }

    fn view(&self, w: &World) -> AutoScalingGroup {
        let zones: BTreeSet<&str> = self
            .subnets
            .iter()
            .filter_map(|s| ec2::zone_of(w, s))
            .collect();
        let status = if self.deleting {
            "Delete in progress"
        } else {
            ""
        };
        let tag = |tag: &Tag| Tag {
            resource_id: self.name.clone(),
            resource_type: "auto-scaling-group".to_owned(),
            ..tag.clone()
        };
        AutoScalingGroup {
            auto_scaling_group_name: self.name.clone(),
            auto_scaling_group_arn: self.arn.clone(),
            launch_template: self.template.clone(),
            min_size: self.min,
            max_size: self.max,
            desired_capacity: self.desired,
            // AWS's default; no simple scaling policy is modelled that would heed it.
            default_cooldown: 300,
            availability_zones: zones.into_iter().map(str::to_owned).collect(),
            target_group_arns: self.target_groups.clone(),
            health_check_type: if self.elb { "ELB" } else { "EC2" }.to_owned(),
            health_check_grace_period: self.grace_s,
            instances: self.members.iter().map(Member::shown).collect(),
            created_time: self.created,
            vpc_zone_identifier: self.subnets.join(","),
            status: status.to_owned(),
            tags: self.tags.iter().map(tag).collect(),
        }
    }
}

/// A refusal in the code that the service has for whatever is wrong with a request.
pub(super) fn validation(message: impl std::fmt::Display) -> CloudError {
    invalid("ValidationError", message)
}

/// Finds a group by its name.
///
/// # Errors
/// `ValidationError`: the service has no code of its own for it.
pub(super) fn require(w: &World, name: &str) -> Result<GroupKey, CloudError> {
    let mut groups = w.autoscaling.groups.iter();
    let found = groups.find(|(_, group)| group.name == name);
    found.map(|(key, _)| key).ok_or_else(|| {
        let message =
            format!("AutoScalingGroup name not found - AutoScalingGroup '{name}' not found");
        not_found("ValidationError", message)
    })
}

/// A page of a list.
///
/// # Errors
/// `InvalidNextToken`.
pub(super) fn paged<T>(
    all: Vec<T>,
    token: Option<&str>,
    wanted: Option<u32>,
) -> Result<(Vec<T>, Option<String>), CloudError> {
    let size = page::size(wanted, ITEMS_A_PAGE);
    page::page(all, token, size).ok_or_else(|| invalid("InvalidNextToken", "The token is invalid."))
}

fn bounds(min: u32, max: u32, desired: u32) -> Result<(), CloudError> {
    if min > max {
        let message =
            format!("Max bound, {max}, must be greater than or equal to min bound, {min}");
        return Err(validation(message));
    }
    if !(min..=max).contains(&desired) {
        let message = format!(
            "Desired capacity:{desired} must be between the specified min size:{min} and max size:{max}"
        );
        return Err(validation(message));
    }
    Ok(())
}

/// Checks that a launch template exists in the version that is written.
pub(super) fn known_template(
    w: &World,
    template: Option<&LaunchTemplateSpecification>,
) -> Result<LaunchTemplateSpecification, CloudError> {
    let Some(t) = template else {
        let message = "Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.";
        return Err(validation(message));
    };
    let found = ec2::resolve_template(
        w,
        &t.launch_template_id,
        &t.launch_template_name,
        &t.version,
    );
    let (id, name, _) = found.map_err(|e| {
        validation(format!(
            "You must use a valid fully-formed launch template. {}",
            e.message
        ))
    })?;
    Ok(LaunchTemplateSpecification {
        launch_template_id: id,
        launch_template_name: name,
        version: if t.version.is_empty() {
            "$Default".to_owned()
        } else {
            t.version.clone()
        },
    })
}

fn uses_elb(kind: &str) -> Result<bool, CloudError> {
    match kind {
        "" | "EC2" => Ok(false),
        "ELB" => Ok(true),
        other => Err(validation(format!(
            "Invalid Health Check Type. Valid types are: [EC2, ELB, VPC_LATTICE, EBS]: {other}"
        ))),
    }
}

/// `CreateAutoScalingGroup`.
pub(super) fn create(
    w: &mut World,
    r: CreateAutoScalingGroup,
    cause: EventId,
) -> Result<(), CloudError> {
    if require(w, &r.auto_scaling_group_name).is_ok() {
        let message = format!(
            "AutoScalingGroup by this name already exists - A group with the name {} already exists",
            r.auto_scaling_group_name
        );
        return Err(exists("AlreadyExists", message));
    }
    let template = known_template(w, r.launch_template.as_ref())?;
    let desired = r.desired_capacity.unwrap_or(r.min_size);
    bounds(r.min_size, r.max_size, desired)?;
    let subnets = r.vpc_zone_identifier.split(',').map(str::trim);
    let subnets: Vec<String> = subnets
        .filter(|s| !s.is_empty())
        .map(str::to_owned)
        .collect();
    if subnets.is_empty() {
        return Err(validation(
            "At least one Availability Zone or VPC Subnet is required.",
        ));
    }
    if let Some(unknown) = subnets.iter().find(|s| ec2::zone_of(w, s).is_none()) {
        return Err(validation(format!(
            "The subnet ID '{unknown}' does not exist"
        )));
    }
    for arn in &r.target_group_arns {
        if !elbv2::takes_instances(w, arn) {
            return Err(validation(
                "Provided Target Groups may not be valid. Please ensure they exist and try again.",
            ));
        }
    }
    let grace = w.model.limit(Limit::AutoscalingHealthCheckGraceS);
    let group = Group {
        arn: arn(
            "autoscaling",
            &format!(
                "autoScalingGroup:{}:autoScalingGroupName/{}",
                w.ids.uuid(),
                r.auto_scaling_group_name
            ),
        ),
        template,
        min: r.min_size,
        max: r.max_size,
        desired,
        elb: uses_elb(&r.health_check_type)?,
        grace_s: r
            .health_check_grace_period
            .unwrap_or(u32::try_from(grace).unwrap_or_default()),
        target_groups: r.target_group_arns,
        subnets,
        created: w.now,
        tags: r.tags,
        members: Vec::new(),
        activities: Vec::new(),
        refreshes: Vec::new(),
        deleting: false,
        next_look: None,
        launch_again: None,
        cause,
        asked: format!(
            "a user request created an AutoScalingGroup changing the desired capacity from 0 to {desired}. "
        ),
        name: r.auto_scaling_group_name,
    };
    let resource = group.resource();
    let key = w.autoscaling.groups.insert(group);
    let event = w.state_apart(Some(cause), &resource, "", "created", "");
    look::soon(w, key, event);
    Ok(())
}

/// `UpdateAutoScalingGroup`. Another launch template is what instances are launched with from now on; those that run stay.
pub(super) fn update(
    w: &mut World,
    r: UpdateAutoScalingGroup,
    cause: EventId,
) -> Result<(), CloudError> {
    let key = require(w, &r.auto_scaling_group_name)?;
    let template = match &r.launch_template {
        Some(given) => Some(known_template(w, Some(given))?),
        None => None,
    };
    let elb = match r.health_check_type.as_str() {
        "" => None,
        kind => Some(uses_elb(kind)?),
    };
    let group = &w.autoscaling.groups[key];
    let (min, max) = (
        r.min_size.unwrap_or(group.min),
        r.max_size.unwrap_or(group.max),
    );
    // Bounds that leave the desired capacity outside take it with them.
    let desired = r
        .desired_capacity
        .unwrap_or_else(|| group.desired.clamp(min.min(max), max));
    bounds(min, max, desired)?;
    let group = &mut w.autoscaling.groups[key];
    (group.min, group.max) = (min, max);
    group.template = template.unwrap_or_else(|| group.template.clone());
    group.elb = elb.unwrap_or(group.elb);
    group.grace_s = r.health_check_grace_period.unwrap_or(group.grace_s);
    want(
        w,
        key,
        desired,
        "a user request update of AutoScalingGroup constraints to",
        cause,
    );
    Ok(())
}

/// Sets the desired capacity, with the words that say who wanted it.
fn want(w: &mut World, key: GroupKey, desired: u32, who: &str, cause: EventId) {
    let group = &mut w.autoscaling.groups[key];
    let before = std::mem::replace(&mut group.desired, desired);
    if before != desired {
        // Who asks for another capacity does not wait for what failed before.
        group.launch_again = None;
        group.asked = format!("{who} changing the desired capacity from {before} to {desired}. ");
        let resource = format!("{}/desired-capacity", group.resource());
        let event = w.state_apart(
            Some(cause),
            &resource,
            before.to_string(),
            desired.to_string(),
            "",
        );
        look::soon(w, key, event);
    }
}

/// The name and the ARN of a group, by either.
pub(crate) fn group_named(w: &World, name_or_arn: &str) -> Option<(String, String)> {
    let mut groups = w.autoscaling.groups.iter().map(|(_, group)| group);
    let found = groups.find(|g| g.name == name_or_arn || g.arn == name_or_arn);
    let found = found.filter(|group| !group.deleting);
    found.map(|group| (group.name.clone(), group.arn.clone()))
}

/// The desired capacity of a group, and its bounds.
pub(crate) fn size_of(w: &World, name: &str) -> Option<(u32, (u32, u32))> {
    let key = require(w, name).ok()?;
    let group = &w.autoscaling.groups[key];
    (!group.deleting).then_some((group.desired, (group.min, group.max)))
}

/// The type of the instances that a group launches now.
pub(crate) fn launches(w: &World, name: &str) -> Option<String> {
    let key = require(w, name).ok()?;
    let template = refresh::template(w, key).ok()?;
    let request = ec2::launch_with_template(w, &template.id, template.number).ok()?;
    Some(request.instance_type)
}

/// Sets the desired capacity for ECS's scaling policy.
pub(crate) fn scale_for(w: &mut World, name: &str, desired: u32, cause: EventId) {
    if let Ok(key) = require(w, name) {
        let who = "a monitor alarm in state ALARM triggered policy ECSManagedAutoScalingPolicy";
        want(w, key, desired, who, cause);
    }
}

/// `SetDesiredCapacity`. A cooldown is nothing that it could honour: no scaling policy is modelled that begins one.
pub(super) fn set_desired(
    w: &mut World,
    r: &SetDesiredCapacity,
    cause: EventId,
) -> Result<(), CloudError> {
    let key = require(w, &r.auto_scaling_group_name)?;
    let group = &w.autoscaling.groups[key];
    let (wanted, min, max) = (r.desired_capacity, group.min, group.max);
    if wanted > max {
        return Err(validation(format!(
            "New SetDesiredCapacity value {wanted} is above max value {max} for the AutoScalingGroup."
        )));
    }
    if wanted < min {
        return Err(validation(format!(
            "New SetDesiredCapacity value {wanted} is below min value {min} for the AutoScalingGroup."
        )));
    }
    want(
        w,
        key,
        wanted,
        "a user request explicitly set group desired capacity",
        cause,
    );
    Ok(())
}

/// `DescribeAutoScalingGroups`: all of them, or those that are named and exist.
pub(super) fn describe(
    w: &World,
    r: &DescribeAutoScalingGroups,
) -> Result<DescribeAutoScalingGroupsOutput, CloudError> {
    let names = &r.auto_scaling_group_names;
    let groups = w.autoscaling.groups.iter().map(|(_, group)| group);
    let asked = groups.filter(|g| names.is_empty() || names.contains(&g.name));
    let all = asked.map(|g| g.view(w)).collect();
    let (auto_scaling_groups, next_token) = paged(all, r.next_token.as_deref(), r.max_records)?;
    Ok(DescribeAutoScalingGroupsOutput {
        auto_scaling_groups,
        next_token,
    })
}

/// `TerminateInstanceInAutoScalingGroup`.
pub(super) fn terminate(
    w: &mut World,
    r: &TerminateInstanceInAutoScalingGroup,
    cause: EventId,
) -> Result<TerminateInstanceInAutoScalingGroupOutput, CloudError> {
    let id = &r.instance_id;
    let key = super::group_of(w, id);
    let counts = key.is_some_and(|key| {
        let mut members = w.autoscaling.groups[key].members.iter();
        members.any(|m| m.id == *id && m.counts())
    });
    let Some(key) = key.filter(|_| counts) else {
        return Err(validation(format!(
            "Instance Id not found - No managed instance found for instance ID {id}"
        )));
    };
    let group = &w.autoscaling.groups[key];
    if r.should_decrement_desired_capacity {
        let less = group.desired.saturating_sub(1);
        if less < group.min {
            return Err(validation(
                "Currently, desiredSize equals minSize. Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.",
            ));
        }
        w.autoscaling.groups[key].desired = less;
    }
    member::end(
        w,
        key,
        id,
        "an instance was taken out of service in response to a user request.",
        cause,
    );
    let activity = w.autoscaling.groups[key].activities.last().cloned();
    look::soon(w, key, cause);
    Ok(TerminateInstanceInAutoScalingGroupOutput {
        activity: activity.unwrap_or_default(),
    })
}

/// `DeleteAutoScalingGroup`: by force with all its instances, which nobody waits for to drain.
pub(super) fn delete(
    w: &mut World,
    r: &DeleteAutoScalingGroup,
    cause: EventId,
) -> Result<(), CloudError> {
    let key = require(w, &r.auto_scaling_group_name)?;
    let group = &mut w.autoscaling.groups[key];
    if !group.members.is_empty() && !r.force_delete {
        let message = "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.";
        return Err(in_use("ResourceInUse", message));
    }
    group.deleting = true;
    (group.min, group.desired) = (0, 0);
    let resource = group.resource();
    let ids: Vec<String> = group.members.iter().map(|m| m.id.clone()).collect();
    let event = w.state_apart(Some(cause), &resource, "created", "deleting", "");
    for id in ids {
        let counts = |m: &Member| m.id == id && m.counts();
        if w.autoscaling.groups[key].members.iter().any(counts) {
            member::end(
                w,
                key,
                &id,
                "an instance was taken out of service in response to a user request.",
                event,
            );
        }
        let waits = |m: &Member| m.id == id && m.drains();
        if w.autoscaling.groups[key].members.iter().any(waits) {
            member::stop(w, key, &id, event);
        }
    }
    look::ended(w, key, event);
    Ok(())
}
