//! Policies of target tracking.

use aws_sdk_applicationautoscaling::Client;
use aws_sdk_applicationautoscaling::error::BuildError;
use aws_sdk_applicationautoscaling::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::applicationautoscaling::{
    Alarm, DeleteScalingPolicy, DescribeScalingPolicies, DescribeScalingPoliciesOutput,
    PredefinedMetricSpecification, PutScalingPolicy, PutScalingPolicyOutput, ScalingPolicy,
    TargetTrackingScalingPolicyConfiguration,
};

use crate::aws::convert::{all, int, maybe, moment, some, text, word};
use crate::aws::error::{Answer, refused, unbuilt};

fn metric(
    m: PredefinedMetricSpecification,
) -> Result<sdk::PredefinedMetricSpecification, BuildError> {
    sdk::PredefinedMetricSpecification::builder()
        .set_predefined_metric_type(word(&m.predefined_metric_type))
        .set_resource_label(text(m.resource_label))
        .build()
}

fn configuration(
    c: TargetTrackingScalingPolicyConfiguration,
) -> Result<sdk::TargetTrackingScalingPolicyConfiguration, BuildError> {
    sdk::TargetTrackingScalingPolicyConfiguration::builder()
        .target_value(c.target_value)
        .set_predefined_metric_specification(
            c.predefined_metric_specification.map(metric).transpose()?,
        )
        .set_scale_out_cooldown(c.scale_out_cooldown.map(int))
        .set_scale_in_cooldown(c.scale_in_cooldown.map(int))
        .set_disable_scale_in(c.disable_scale_in)
        .build()
}

fn read_configuration(
    c: sdk::TargetTrackingScalingPolicyConfiguration,
) -> TargetTrackingScalingPolicyConfiguration {
    let metric = c.predefined_metric_specification;
    TargetTrackingScalingPolicyConfiguration {
        target_value: c.target_value,
        predefined_metric_specification: metric.map(|m| PredefinedMetricSpecification {
            predefined_metric_type: m.predefined_metric_type.as_str().to_owned(),
            resource_label: m.resource_label.unwrap_or_default(),
        }),
        scale_out_cooldown: maybe(c.scale_out_cooldown),
        scale_in_cooldown: maybe(c.scale_in_cooldown),
        disable_scale_in: c.disable_scale_in,
    }
}

fn read_alarm(a: sdk::Alarm) -> Alarm {
    Alarm {
        alarm_name: a.alarm_name,
        alarm_arn: a.alarm_arn,
    }
}

fn read(p: sdk::ScalingPolicy) -> ScalingPolicy {
    ScalingPolicy {
        policy_arn: p.policy_arn,
        policy_name: p.policy_name,
        service_namespace: p.service_namespace.as_str().to_owned(),
        resource_id: p.resource_id,
        scalable_dimension: p.scalable_dimension.as_str().to_owned(),
        policy_type: p.policy_type.as_str().to_owned(),
        target_tracking_scaling_policy_configuration: p
            .target_tracking_scaling_policy_configuration
            .map(read_configuration),
        alarms: all(p.alarms, read_alarm),
        creation_time: moment(Some(p.creation_time)).unwrap_or_default(),
    }
}

pub(in crate::aws) async fn put_scaling_policy(
    scaling: &Client,
    r: PutScalingPolicy,
) -> Answer<PutScalingPolicyOutput> {
    let given = r.target_tracking_scaling_policy_configuration;
    let given = given.map(configuration).transpose().map_err(unbuilt)?;
    let made = scaling
        .put_scaling_policy()
        .set_policy_name(text(r.policy_name))
        .set_service_namespace(word(&r.service_namespace))
        .set_resource_id(text(r.resource_id))
        .set_scalable_dimension(word(&r.scalable_dimension))
        .set_policy_type(word(&r.policy_type))
        .set_target_tracking_scaling_policy_configuration(given)
        .send()
        .await
        .map_err(refused)?;
    Ok(PutScalingPolicyOutput {
        policy_arn: made.policy_arn,
        alarms: all(made.alarms, read_alarm),
    })
}

pub(in crate::aws) async fn delete_scaling_policy(
    scaling: &Client,
    r: DeleteScalingPolicy,
) -> Answer<Empty> {
    scaling
        .delete_scaling_policy()
        .set_policy_name(text(r.policy_name))
        .set_service_namespace(word(&r.service_namespace))
        .set_resource_id(text(r.resource_id))
        .set_scalable_dimension(word(&r.scalable_dimension))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn describe_scaling_policies(
    scaling: &Client,
    r: DescribeScalingPolicies,
) -> Answer<DescribeScalingPoliciesOutput> {
    let pages = scaling
        .describe_scaling_policies()
        .set_policy_names(some(r.policy_names))
        .set_service_namespace(word(&r.service_namespace))
        .set_resource_id(text(r.resource_id))
        .set_scalable_dimension(word(&r.scalable_dimension))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeScalingPoliciesOutput {
        scaling_policies: found.into_iter().map(read).collect(),
        next_token: None,
    })
}
