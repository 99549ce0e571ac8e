//! An instance in a group: it comes, serves, is found unhealthy, and goes.

use std::time::Duration;

use paperboat_core::aws::autoscaling::{
    Instance, LaunchTemplateSpecification, LifecycleState, ScalingActivityStatusCode,
};
use paperboat_core::aws::ec2::InstanceStateName;
use paperboat_core::aws::elbv2::TargetHealthStateEnum;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::{GroupKey, activity, look};
use crate::news::News;
use crate::wake::Kind;
use crate::world::World;
use crate::{ec2, elbv2};

use LifecycleState::{InService, Pending, Terminated, Terminating, TerminatingWait};

/// A version of a launch template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) number: u64,
}

impl Template {
    pub(super) fn shown(&self) -> LaunchTemplateSpecification {
        LaunchTemplateSpecification {
            launch_template_id: self.id.clone(),
            launch_template_name: self.name.clone(),
            version: self.number.to_string(),
        }
    }
}

/// An instance of a group.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) id: String,
    pub(super) zone: String,
    pub(super) instance_type: String,
    pub(super) template: Template,
    pub(super) state: LifecycleState,
    pub(super) healthy: bool,
    /// Since when it is in service.
    pub(super) in_service: Option<Timestamp>,
    /// The activity that launches or terminates it.
    pub(super) activity: String,
    /// The event that put it into its state.
    pub(super) last: EventId,
}

impl Member {
    /// Tells whether it counts towards the group's capacity.
    pub(super) fn counts(&self) -> bool {
        matches!(self.state, Pending | InService)
    }

    /// Tells whether its requests in flight are waited for.
    pub(super) fn drains(&self) -> bool {
        self.state == TerminatingWait
    }

    pub(super) fn shown(&self) -> Instance {
        let health = if self.healthy { "Healthy" } else { "Unhealthy" };
        Instance {
            instance_id: self.id.clone(),
            instance_type: self.instance_type.clone(),
            availability_zone: self.zone.clone(),
            lifecycle_state: self.state,
            health_status: health.to_owned(),
            launch_template: self.template.shown(),
            protected_from_scale_in: false,
        }
    }
}

fn get_mut<'w>(w: &'w mut World, key: GroupKey, id: &str) -> Option<&'w mut Member> {
    let members = &mut w.autoscaling.groups[key].members;
    members.iter_mut().find(|m| m.id == id)
}

/// Lets a member enter a state.
fn enter(w: &mut World, key: GroupKey, id: &str, to: LifecycleState, cause: EventId) -> EventId {
    let resource = format!("{}/{id}", w.autoscaling.groups[key].resource());
    let from = get_mut(w, key, id).map_or("", |m| std::mem::replace(&mut m.state, to).word());
    let event = w.state_apart(Some(cause), &resource, from, to.word(), "");
    if let Some(member) = get_mut(w, key, id) {
        member.last = event;
    }
    event
}

/// Moves a member on as far as it is.
pub(super) fn go_on(w: &mut World, key: GroupKey, id: &str) {
    let Some(member) = get_mut(w, key, id) else {
        return;
    };
    let (state, last, act) = (member.state, member.last, member.activity.clone());
    let instance = ec2::target_state(w, id).map(|(state, _)| state);
    let cause = ec2::last_change(w, id).unwrap_or(last);
    let gone = matches!(
        instance,
        None | Some(InstanceStateName::ShuttingDown | InstanceStateName::Terminated)
    );
    match state {
        Pending if gone => {
            let message =
                "Instance became unhealthy while waiting for instance to be in InService state.";
            let event = activity::fail(w, key, &act, message, cause);
            leave(w, key, id, event);
        }
        Pending if instance == Some(InstanceStateName::Running) => {
            serve(w, key, id, cause);
            activity::succeed(w, key, &act);
        }
        InService => {
            if let Some((why, event)) = unhealthy(w, key, id) {
                if let Some(member) = get_mut(w, key, id) {
                    member.healthy = false;
                }
                let why = format!("an instance was taken out of service in response to {why}.");
                end(w, key, id, &why, event);
            }
        }
        TerminatingWait if gone || !(is_registered(w, key, id) || w.is_held(id)) => {
            stop(w, key, id, last);
        }
        Terminating if matches!(instance, None | Some(InstanceStateName::Terminated)) => {
            activity::succeed(w, key, &act);
            leave(w, key, id, cause);
        }
        _ => {}
    }
}

/// Puts a member into service, and into the group's target groups; its health counts when the grace period is over.
fn serve(w: &mut World, key: GroupKey, id: &str, cause: EventId) {
    let event = enter(w, key, id, InService, cause);
    let now = w.now;
    if let Some(member) = get_mut(w, key, id) {
        member.in_service = Some(now);
    }
    let group = &w.autoscaling.groups[key];
    let grace = Duration::from_secs(group.grace_s.into());
    for arn in group.target_groups.clone() {
        elbv2::register_instance(w, &arn, id, event);
    }
    w.wake_in(grace, Kind::AutoScaling, key.slot(), 0);
}

/// Why a member must be replaced, in AWS's words, and the event that showed it.
fn unhealthy(w: &World, key: GroupKey, id: &str) -> Option<(&'static str, EventId)> {
    let group = &w.autoscaling.groups[key];
    let member = group.members.iter().find(|m| m.id == id)?;
    let last = ec2::last_change(w, id).unwrap_or(member.last);
    let state = ec2::target_state(w, id).map(|(state, _)| state);
    if !matches!(
        state,
        Some(InstanceStateName::Pending | InstanceStateName::Running)
    ) {
        return Some((
            "an EC2 health check indicating it has been terminated or stopped",
            last,
        ));
    }
    let grace = Duration::from_secs(group.grace_s.into());
    if w.now < member.in_service? + grace {
        return None;
    }
    let mut groups = group.target_groups.iter().filter(|_| group.elb);
    let sick = groups.find_map(|arn| {
        let (state, event) = elbv2::health_of_instance(w, arn, id)?;
        let unhealthy = state == TargetHealthStateEnum::Unhealthy;
        unhealthy.then_some(("an ELB system health check failure", event))
    });
    // The load balancer's checks come sooner than the instance's, which has this look as its cause.
    let check = ("an EC2 instance status check failure", group.cause);
    sick.or_else(|| ec2::impaired(w, id).then_some(check))
}

/// Tells whether a member answers as far as its group is told: it is in service, and healthy in every target group.
pub(super) fn serves(w: &World, key: GroupKey, id: &str) -> bool {
    let group = &w.autoscaling.groups[key];
    let mut members = group.members.iter();
    let in_service = members.any(|m| m.id == id && m.state == InService && m.healthy);
    let healthy = |arn: &String| {
        let seen = elbv2::health_of_instance(w, arn, id).map(|(state, _)| state);
        // Nobody checks a target in a group that no load balancer uses.
        matches!(
            seen,
            Some(TargetHealthStateEnum::Healthy | TargetHealthStateEnum::Unused)
        )
    };
    in_service && (!group.elb || group.target_groups.iter().all(healthy))
}

fn is_registered(w: &World, key: GroupKey, id: &str) -> bool {
    let mut groups = w.autoscaling.groups[key].target_groups.iter();
    groups.any(|arn| elbv2::health_of_instance(w, arn, id).is_some())
}

/// Takes a member out of service: it leaves the target groups, drains, and is terminated.
pub(super) fn end(w: &mut World, key: GroupKey, id: &str, why: &str, cause: EventId) {
    let description = format!("Terminating EC2 instance: {id}");
    let (activity_id, event) = activity::begin(w, key, description, why, cause);
    let event = enter(w, key, id, TerminatingWait, event);
    if let Some(member) = get_mut(w, key, id) {
        member.activity.clone_from(&activity_id);
    }
    for arn in w.autoscaling.groups[key].target_groups.clone() {
        elbv2::deregister_instance(w, &arn, id, event);
    }
    w.hear(event, News::LeavesGroup { id });
    let held = w.is_held(id);
    if is_registered(w, key, id) {
        let waits = ScalingActivityStatusCode::WaitingForELBConnectionDraining;
        activity::is(w, key, &activity_id, waits);
    } else if !held {
        stop(w, key, id, event);
    }
}

/// Terminates a member's instance, whether it has drained or not.
pub(super) fn stop(w: &mut World, key: GroupKey, id: &str, cause: EventId) {
    let event = enter(w, key, id, Terminating, cause);
    if let Some(member) = get_mut(w, key, id) {
        let activity_id = member.activity.clone();
        activity::is(w, key, &activity_id, ScalingActivityStatusCode::InProgress);
    }
    ec2::terminate_for_group(w, id, event);
    look::soon(w, key, event);
}

/// Takes a member whose instance is gone out of the group.
fn leave(w: &mut World, key: GroupKey, id: &str, cause: EventId) {
    enter(w, key, id, Terminated, cause);
    w.autoscaling.groups[key].members.retain(|m| m.id != id);
}
