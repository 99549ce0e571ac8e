//! Scalable targets, and what was done to them.

use aws_sdk_applicationautoscaling::Client;
use aws_sdk_applicationautoscaling::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::applicationautoscaling::{
    DeregisterScalableTarget, DescribeApplicationScalingActivities,
    DescribeApplicationScalingActivitiesOutput, DescribeScalableTargets,
    DescribeScalableTargetsOutput, RegisterScalableTarget, RegisterScalableTargetOutput,
    ScalableTarget, ScalingActivity,
};

use crate::aws::convert::{int, known, moment, number, some, text, word};
use crate::aws::error::{Answer, refused};

fn read(t: sdk::ScalableTarget) -> ScalableTarget {
    ScalableTarget {
        service_namespace: t.service_namespace.as_str().to_owned(),
        resource_id: t.resource_id,
        scalable_dimension: t.scalable_dimension.as_str().to_owned(),
        min_capacity: number(t.min_capacity),
        max_capacity: number(t.max_capacity),
        role_arn: t.role_arn,
        creation_time: moment(Some(t.creation_time)).unwrap_or_default(),
        scalable_target_arn: t.scalable_target_arn.unwrap_or_default(),
    }
}

fn read_activity(a: sdk::ScalingActivity) -> ScalingActivity {
    ScalingActivity {
        activity_id: a.activity_id,
        service_namespace: a.service_namespace.as_str().to_owned(),
        resource_id: a.resource_id,
        scalable_dimension: a.scalable_dimension.as_str().to_owned(),
        description: a.description,
        cause: a.cause,
        start_time: moment(Some(a.start_time)).unwrap_or_default(),
        end_time: moment(a.end_time),
        status_code: known(Some(a.status_code)),
        status_message: a.status_message.unwrap_or_default(),
    }
}

pub(in crate::aws) async fn register_scalable_target(
    scaling: &Client,
    r: RegisterScalableTarget,
) -> Answer<RegisterScalableTargetOutput> {
    let tags = Some(r.tags).filter(|tags| !tags.is_empty());
    let made = scaling
        .register_scalable_target()
        .set_service_namespace(word(&r.service_namespace))
        .set_resource_id(text(r.resource_id))
        .set_scalable_dimension(word(&r.scalable_dimension))
        .set_min_capacity(r.min_capacity.map(int))
        .set_max_capacity(r.max_capacity.map(int))
        .set_role_arn(text(r.role_arn))
        .set_tags(tags.map(|tags| tags.into_iter().collect()))
        .send()
        .await
        .map_err(refused)?;
    Ok(RegisterScalableTargetOutput {
        scalable_target_arn: made.scalable_target_arn.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn deregister_scalable_target(
    scaling: &Client,
    r: DeregisterScalableTarget,
) -> Answer<Empty> {
    scaling
        .deregister_scalable_target()
        .set_service_namespace(word(&r.service_namespace))
        .set_resource_id(text(r.resource_id))
        .set_scalable_dimension(word(&r.scalable_dimension))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn describe_scalable_targets(
    scaling: &Client,
    r: DescribeScalableTargets,
) -> Answer<DescribeScalableTargetsOutput> {
    let pages = scaling
        .describe_scalable_targets()
        .set_service_namespace(word(&r.service_namespace))
        .set_resource_ids(some(r.resource_ids))
        .set_scalable_dimension(word(&r.scalable_dimension))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeScalableTargetsOutput {
        scalable_targets: found.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn describe_application_scaling_activities(
    scaling: &Client,
    r: DescribeApplicationScalingActivities,
) -> Answer<DescribeApplicationScalingActivitiesOutput> {
    let pages = scaling
        .describe_scaling_activities()
        .set_service_namespace(word(&r.service_namespace))
        .set_resource_id(text(r.resource_id))
        .set_scalable_dimension(word(&r.scalable_dimension))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeApplicationScalingActivitiesOutput {
        scaling_activities: found.into_iter().map(read_activity).collect(),
        next_token: None,
    })
}
