//! The Auto Scaling group: made, sized, waited for.

use super::ground::Ground;
use super::{Asg, group_name, parts};
use crate::aws::AutoScaling as _;
use crate::aws::autoscaling::{
    AutoScalingGroup, CreateAutoScalingGroup, DeleteAutoScalingGroup, DescribeAutoScalingGroups,
    Instance, LaunchTemplateSpecification, LifecycleState, Tag, UpdateAutoScalingGroup,
};
use crate::aws::ec2::{DescribeInstances, InstanceStateName};
use crate::aws::elbv2::{DescribeTargetHealth, TargetHealthStateEnum};
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;
use crate::recipe::{Obstacle, Wait};
use crate::strategy::App;
use crate::strategy::names::{marks, ours};
use crate::strategy::once::{found, made};

/// Seconds from a launch until a program can start: 25 s of boot, Docker and its plugin, the first pull (own estimate out
/// of the model's own times, rounded up).
const FIRST_BOOT_S: f64 = 120.0;
/// How many times its expected boot an instance gets before it is taken for unhealthy (own choice: boots vary).
const GRACE_FACTOR: f64 = 2.0;
/// Seconds that draining, ending and launching may take beside a boot (own choice). Where the quota of vCPUs has no room for
/// one more instance, a launch fails until the drained one is gone, and is tried again after pauses of up to some
/// 300 s (`autoscaling.retry`): one in vain and one that succeeds fit in here.
pub(super) const CHANGE_S: u32 = 480;

/// Seconds until an instance answers, as they are expected: its first boot, and all programs one after the other.
pub(super) fn warm_up_s(app: &App) -> u32 {
    let names = parts::moving(app).into_iter();
    let boots: f64 = names.map(|name| app.profiles[name].boot_s).sum();
    ((FIRST_BOOT_S + boots) / 10.0).ceil() as u32 * 10
}

/// Seconds for which failing health checks do not count: an instance that is replaced while it boots never gets further.
pub(super) fn grace_s(app: &App) -> u32 {
    (f64::from(warm_up_s(app)) * GRACE_FACTOR) as u32
}

/// How long all instances may take to answer.
fn patience(app: &App) -> Patience {
    Patience::secs(10, u64::from(grace_s(app) + CHANGE_S))
}

/// Finds the application's group; none when it is on its way out.
pub(super) async fn find(cx: &Context<'_>, app: &App) -> Result<Option<AutoScalingGroup>, Cause> {
    let answer = found(cx.cloud.describe_auto_scaling_groups(named(app)).await)?;
    let groups = answer.into_iter().flat_map(|a| a.auto_scaling_groups);
    Ok(groups.into_iter().find(|group| group.status.is_empty()))
}

/// The same, and refuses where there is none.
pub(in crate::strategy) async fn require(
    cx: &Context<'_>,
    app: &App,
) -> Result<AutoScalingGroup, Cause> {
    let found = find(cx, app).await?;
    found.ok_or_else(|| Cause::impossible(Obstacle::NotDeployed, &app.name))
}

fn named(app: &App) -> DescribeAutoScalingGroups {
    DescribeAutoScalingGroups {
        auto_scaling_group_names: vec![group_name(app)],
        ..DescribeAutoScalingGroups::default()
    }
}

/// The instances of a group that are in service.
pub(super) fn serving(group: &AutoScalingGroup) -> impl Iterator<Item = &Instance> {
    let all = group.instances.iter();
    all.filter(|i| i.lifecycle_state == LifecycleState::InService)
}

/// The group's name.
pub(in crate::strategy) fn name(app: &App) -> String {
    group_name(app)
}

/// The deployment's marks, as a group takes them.
pub(in crate::strategy) fn tags(app: &App) -> Vec<Tag> {
    let tag = |(key, value): (&str, &str)| Tag {
        key: key.to_owned(),
        value: value.to_owned(),
        resource_id: group_name(app),
        resource_type: "auto-scaling-group".to_owned(),
        // The template marks instances and their disks.
        propagate_at_launch: false,
    };
    marks(app).map(tag).collect()
}

/// Makes the group. No policy scales it, so that its bounds are its size.
pub(super) async fn make(
    cx: &Context<'_>,
    app: &App,
    asg: Asg,
    ground: &Ground,
    template: &LaunchTemplateSpecification,
) -> Result<(), Cause> {
    let instances = asg.instances_of(app);
    let target_groups = ground.balancer.target_groups.values();
    let target_group_arns: Vec<String> = target_groups.cloned().collect();
    let kind = if target_group_arns.is_empty() {
        "EC2"
    } else {
        "ELB"
    };
    let request = CreateAutoScalingGroup {
        auto_scaling_group_name: group_name(app),
        launch_template: Some(template.clone()),
        min_size: instances,
        max_size: instances,
        desired_capacity: Some(instances),
        target_group_arns,
        health_check_type: kind.to_owned(),
        health_check_grace_period: Some(grace_s(app)),
        vpc_zone_identifier: ground.network.subnets.join(","),
        tags: tags(app),
    };
    made(cx.cloud.create_auto_scaling_group(request).await).map(drop)
}

/// Makes the group as large as it shall be.
pub(super) async fn resize(cx: &Context<'_>, app: &App, instances: u32) -> Result<(), Cause> {
    let request = UpdateAutoScalingGroup {
        auto_scaling_group_name: group_name(app),
        min_size: Some(instances),
        max_size: Some(instances),
        desired_capacity: Some(instances),
        ..UpdateAutoScalingGroup::default()
    };
    cx.cloud.update_auto_scaling_group(request).await?;
    Ok(())
}

/// Waits until as many instances as are desired are in service, and healthy wherever somebody asks them.
pub(super) async fn wait(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let look = |found: crate::aws::autoscaling::DescribeAutoScalingGroupsOutput| {
        let Some(group) = found.auto_scaling_groups.into_iter().next() else {
            return Look::NotYet(String::new());
        };
        let desired = group.desired_capacity as usize;
        let healthy = serving(&group).filter(|i| i.health_status == "Healthy");
        let healthy = healthy.count();
        if healthy == desired && group.instances.len() == desired {
            Look::Met(group)
        } else {
            Look::NotYet(format!("{healthy}/{desired} InService"))
        }
    };
    let waits = Wait::InstancesInService;
    let group = cx
        .wait_until(waits, patience(app), named(app), look)
        .await?;
    let desired = group.desired_capacity as usize;
    for target_group_arn in group.target_group_arns {
        let probe = DescribeTargetHealth {
            target_group_arn,
            ..DescribeTargetHealth::default()
        };
        let look = |found: crate::aws::elbv2::DescribeTargetHealthOutput| {
            let states = found.target_health_descriptions.into_iter();
            let states = states.map(|d| d.target_health);
            let (healthy, others): (Vec<_>, Vec<_>) =
                states.partition(|h| h.state == TargetHealthStateEnum::Healthy);
            if healthy.len() >= desired {
                return Look::Met(());
            }
            let why = others.first().map(|h| h.description.as_str());
            let why = why.unwrap_or_default();
            Look::NotYet(format!("{}/{desired} healthy {why}", healthy.len()))
        };
        cx.wait_until(Wait::TargetsHealthy, patience(app), probe, look)
            .await?;
    }
    Ok(())
}

/// Deletes the group with its instances, and waits for their end: what they hold can go only then.
pub(in crate::strategy) async fn remove(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let patience = Patience::secs(5, 900);
    let request = DeleteAutoScalingGroup {
        auto_scaling_group_name: group_name(app),
        force_delete: true,
    };
    if found(cx.cloud.describe_auto_scaling_groups(named(app)).await)?
        .is_some_and(|answer| !answer.auto_scaling_groups.is_empty())
    {
        found(cx.cloud.delete_auto_scaling_group(request).await)?;
    }
    let look = |found: crate::aws::autoscaling::DescribeAutoScalingGroupsOutput| match found
        .auto_scaling_groups
        .first()
    {
        Some(group) => Look::NotYet(group.status.clone()),
        None => Look::Met(()),
    };
    cx.wait_until(Wait::GroupGone, patience, named(app), look)
        .await?;
    let probe = DescribeInstances {
        filters: vec![ours(app)],
        ..DescribeInstances::default()
    };
    let look = |found: crate::aws::ec2::DescribeInstancesOutput| {
        let all = found.reservations.iter().flat_map(|r| &r.instances);
        let mut states = all.map(|i| i.state.name);
        match states.find(|s| *s != InstanceStateName::Terminated) {
            None => Look::Met(()),
            Some(state) => Look::NotYet(state.to_string()),
        }
    };
    cx.wait_until(Wait::InstanceTerminated, patience, probe, look)
        .await
}
