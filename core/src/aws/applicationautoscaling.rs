//! Application Auto Scaling: how many tasks a service has, by what is measured of it. Members are those of its API reference.
#![allow(missing_docs)]

use std::collections::BTreeMap;

use super::operation::{shapes, words};
use crate::time::Timestamp;

words! {
    /// How far something is that was done to a target.
    ScalingActivityStatusCode {
        Pending = "Pending", InProgress = "InProgress", Successful = "Successful", Overridden = "Overridden",
        Unfulfilled = "Unfulfilled", Failed = "Failed",
    }
}

shapes! { "PascalCase";
    /// `ResourceId` is `service/CLUSTER/SERVICE`, `ServiceNamespace` `ecs`, `ScalableDimension` `ecs:service:DesiredCount`, here and below.
    RegisterScalableTarget {
        service_namespace: String, resource_id: String, scalable_dimension: String, min_capacity: Option<u32>,
        max_capacity: Option<u32>, #[serde(rename = "RoleARN")] role_arn: String, tags: BTreeMap<String, String>,
    }
    RegisterScalableTargetOutput { #[serde(rename = "ScalableTargetARN")] scalable_target_arn: String }
    DeregisterScalableTarget { service_namespace: String, resource_id: String, scalable_dimension: String }
    DescribeScalableTargets {
        service_namespace: String, resource_ids: Vec<String>, scalable_dimension: String, max_results: Option<u32>, next_token: Option<String>,
    }
    DescribeScalableTargetsOutput { scalable_targets: Vec<ScalableTarget>, next_token: Option<String> }
    ScalableTarget {
        service_namespace: String, resource_id: String, scalable_dimension: String, min_capacity: u32, max_capacity: u32,
        #[serde(rename = "RoleARN")] role_arn: String, creation_time: Timestamp, #[serde(rename = "ScalableTargetARN")] scalable_target_arn: String,
    }
    PutScalingPolicy {
        policy_name: String, service_namespace: String, resource_id: String, scalable_dimension: String, policy_type: String,
        target_tracking_scaling_policy_configuration: Option<TargetTrackingScalingPolicyConfiguration>,
    }
    PutScalingPolicyOutput { #[serde(rename = "PolicyARN")] policy_arn: String, alarms: Vec<Alarm> }
    /// The value is in the metric's unit (percent, requests a minute); cooldowns in seconds.
    TargetTrackingScalingPolicyConfiguration {
        target_value: f64, predefined_metric_specification: Option<PredefinedMetricSpecification>, scale_out_cooldown: Option<u32>,
        scale_in_cooldown: Option<u32>, disable_scale_in: Option<bool>,
    }
    /// `ResourceLabel` names a load balancer and a target group: `app/NAME/ID/targetgroup/NAME/ID`.
    PredefinedMetricSpecification { predefined_metric_type: String, resource_label: String }
    Alarm { alarm_name: String, #[serde(rename = "AlarmARN")] alarm_arn: String }
    DeleteScalingPolicy { policy_name: String, service_namespace: String, resource_id: String, scalable_dimension: String }
    DescribeScalingPolicies {
        policy_names: Vec<String>, service_namespace: String, resource_id: String, scalable_dimension: String,
        max_results: Option<u32>, next_token: Option<String>,
    }
    DescribeScalingPoliciesOutput { scaling_policies: Vec<ScalingPolicy>, next_token: Option<String> }
    ScalingPolicy {
        #[serde(rename = "PolicyARN")] policy_arn: String, policy_name: String, service_namespace: String, resource_id: String,
        scalable_dimension: String, policy_type: String,
        target_tracking_scaling_policy_configuration: Option<TargetTrackingScalingPolicyConfiguration>, alarms: Vec<Alarm>,
        creation_time: Timestamp,
    }
    /// AWS's `DescribeScalingActivities`, whose name EC2 Auto Scaling has too.
    DescribeApplicationScalingActivities {
        service_namespace: String, resource_id: String, scalable_dimension: String, max_results: Option<u32>, next_token: Option<String>,
    }
    DescribeApplicationScalingActivitiesOutput { scaling_activities: Vec<ScalingActivity>, next_token: Option<String> }
    ScalingActivity {
        activity_id: String, service_namespace: String, resource_id: String, scalable_dimension: String, description: String,
        cause: String, start_time: Timestamp, end_time: Option<Timestamp>, status_code: ScalingActivityStatusCode, status_message: String,
    }
}
