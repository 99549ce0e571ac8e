//! Groups, and the instances in them.

use aws_sdk_autoscaling::Client;
use aws_sdk_autoscaling::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::autoscaling::{
    AutoScalingGroup, CreateAutoScalingGroup, DeleteAutoScalingGroup, DescribeAutoScalingGroups,
    DescribeAutoScalingGroupsOutput, Instance, SetDesiredCapacity, Tag,
    TerminateInstanceInAutoScalingGroup, TerminateInstanceInAutoScalingGroupOutput,
    UpdateAutoScalingGroup,
};

use super::activity::read_activity;
use super::template::{read_template, template};
use crate::aws::convert::{all, int, known, list, moment, number, on, some, text};
use crate::aws::error::{Answer, refused};

fn tag(t: Tag) -> sdk::Tag {
    sdk::Tag::builder()
        .key(t.key)
        .value(t.value)
        .propagate_at_launch(t.propagate_at_launch)
        .set_resource_id(text(t.resource_id))
        .set_resource_type(text(t.resource_type))
        .build()
}

fn read_tag(t: sdk::TagDescription) -> Tag {
    Tag {
        key: t.key.unwrap_or_default(),
        value: t.value.unwrap_or_default(),
        propagate_at_launch: t.propagate_at_launch.unwrap_or_default(),
        resource_id: t.resource_id.unwrap_or_default(),
        resource_type: t.resource_type.unwrap_or_default(),
    }
}

fn read_instance(i: sdk::Instance) -> Instance {
    Instance {
        instance_id: i.instance_id.unwrap_or_default(),
        instance_type: i.instance_type.unwrap_or_default(),
        availability_zone: i.availability_zone.unwrap_or_default(),
        lifecycle_state: known(i.lifecycle_state),
        health_status: i.health_status.unwrap_or_default(),
        launch_template: i.launch_template.map(read_template).unwrap_or_default(),
        protected_from_scale_in: i.protected_from_scale_in.unwrap_or_default(),
    }
}

fn read(g: sdk::AutoScalingGroup) -> AutoScalingGroup {
    AutoScalingGroup {
        auto_scaling_group_name: g.auto_scaling_group_name.unwrap_or_default(),
        auto_scaling_group_arn: g.auto_scaling_group_arn.unwrap_or_default(),
        launch_template: g.launch_template.map(read_template).unwrap_or_default(),
        min_size: g.min_size.map(number).unwrap_or_default(),
        max_size: g.max_size.map(number).unwrap_or_default(),
        desired_capacity: g.desired_capacity.map(number).unwrap_or_default(),
        default_cooldown: g.default_cooldown.map(number).unwrap_or_default(),
        availability_zones: g.availability_zones.unwrap_or_default(),
        target_group_arns: g.target_group_arns.unwrap_or_default(),
        health_check_type: g.health_check_type.unwrap_or_default(),
        health_check_grace_period: g.health_check_grace_period.map(number).unwrap_or_default(),
        instances: all(g.instances, read_instance),
        created_time: moment(g.created_time).unwrap_or_default(),
        vpc_zone_identifier: g.vpc_zone_identifier.unwrap_or_default(),
        status: g.status.unwrap_or_default(),
        tags: all(g.tags, read_tag),
    }
}

pub(in crate::aws) async fn create_auto_scaling_group(
    autoscaling: &Client,
    r: CreateAutoScalingGroup,
) -> Answer<Empty> {
    autoscaling
        .create_auto_scaling_group()
        .set_auto_scaling_group_name(text(r.auto_scaling_group_name))
        .set_launch_template(r.launch_template.map(template))
        .min_size(int(r.min_size))
        .max_size(int(r.max_size))
        .set_desired_capacity(r.desired_capacity.map(int))
        .set_target_group_arns(some(r.target_group_arns))
        .set_health_check_type(text(r.health_check_type))
        .set_health_check_grace_period(r.health_check_grace_period.map(int))
        .set_vpc_zone_identifier(text(r.vpc_zone_identifier))
        .set_tags(list(r.tags, tag))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn update_auto_scaling_group(
    autoscaling: &Client,
    r: UpdateAutoScalingGroup,
) -> Answer<Empty> {
    autoscaling
        .update_auto_scaling_group()
        .set_auto_scaling_group_name(text(r.auto_scaling_group_name))
        .set_launch_template(r.launch_template.map(template))
        .set_min_size(r.min_size.map(int))
        .set_max_size(r.max_size.map(int))
        .set_desired_capacity(r.desired_capacity.map(int))
        .set_health_check_type(text(r.health_check_type))
        .set_health_check_grace_period(r.health_check_grace_period.map(int))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn describe_auto_scaling_groups(
    autoscaling: &Client,
    r: DescribeAutoScalingGroups,
) -> Answer<DescribeAutoScalingGroupsOutput> {
    let pages = autoscaling
        .describe_auto_scaling_groups()
        .set_auto_scaling_group_names(some(r.auto_scaling_group_names))
        .set_max_records(r.max_records.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeAutoScalingGroupsOutput {
        auto_scaling_groups: found.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn set_desired_capacity(
    autoscaling: &Client,
    r: SetDesiredCapacity,
) -> Answer<Empty> {
    autoscaling
        .set_desired_capacity()
        .set_auto_scaling_group_name(text(r.auto_scaling_group_name))
        .desired_capacity(int(r.desired_capacity))
        .set_honor_cooldown(on(r.honor_cooldown))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn terminate_instance_in_auto_scaling_group(
    autoscaling: &Client,
    r: TerminateInstanceInAutoScalingGroup,
) -> Answer<TerminateInstanceInAutoScalingGroupOutput> {
    let done = autoscaling
        .terminate_instance_in_auto_scaling_group()
        .set_instance_id(text(r.instance_id))
        .should_decrement_desired_capacity(r.should_decrement_desired_capacity)
        .send()
        .await
        .map_err(refused)?;
    Ok(TerminateInstanceInAutoScalingGroupOutput {
        activity: done.activity.map(read_activity).unwrap_or_default(),
    })
}

pub(in crate::aws) async fn delete_auto_scaling_group(
    autoscaling: &Client,
    r: DeleteAutoScalingGroup,
) -> Answer<Empty> {
    autoscaling
        .delete_auto_scaling_group()
        .set_auto_scaling_group_name(text(r.auto_scaling_group_name))
        .set_force_delete(on(r.force_delete))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}
