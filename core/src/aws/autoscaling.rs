//! Amazon EC2 Auto Scaling: groups of instances. Members are those of its API reference.
#![allow(missing_docs)]

use super::operation::{shapes, words};
use crate::time::Timestamp;

words! {
    /// Where an instance is in its life within a group.
    LifecycleState {
        Pending = "Pending", InService = "InService", Terminating = "Terminating",
        TerminatingWait = "Terminating:Wait", Terminated = "Terminated",
    }
    /// How far something is that a group does to an instance.
    ScalingActivityStatusCode {
        InProgress = "InProgress", WaitingForELBConnectionDraining = "WaitingForELBConnectionDraining",
        Successful = "Successful", Failed = "Failed",
    }
    /// How far an instance refresh is.
    InstanceRefreshStatus {
        Pending = "Pending", InProgress = "InProgress", Successful = "Successful", Failed = "Failed",
        Cancelling = "Cancelling", Cancelled = "Cancelled", RollbackInProgress = "RollbackInProgress",
        RollbackFailed = "RollbackFailed", RollbackSuccessful = "RollbackSuccessful",
    }
}

shapes! { "PascalCase";
    /// One of the first two; the version is a number, `$Latest` or `$Default`.
    LaunchTemplateSpecification { launch_template_id: String, launch_template_name: String, version: String }
    Tag { key: String, value: String, propagate_at_launch: bool, resource_id: String, resource_type: String }
    /// Times in seconds. `VPCZoneIdentifier` holds subnets with commas between them.
    CreateAutoScalingGroup {
        auto_scaling_group_name: String, launch_template: Option<LaunchTemplateSpecification>, min_size: u32, max_size: u32,
        desired_capacity: Option<u32>, #[serde(rename = "TargetGroupARNs")] target_group_arns: Vec<String>, health_check_type: String,
        health_check_grace_period: Option<u32>, #[serde(rename = "VPCZoneIdentifier")] vpc_zone_identifier: String, tags: Vec<Tag>,
    }
    UpdateAutoScalingGroup {
        auto_scaling_group_name: String, launch_template: Option<LaunchTemplateSpecification>, min_size: Option<u32>, max_size: Option<u32>,
        desired_capacity: Option<u32>, health_check_type: String, health_check_grace_period: Option<u32>,
    }
    DescribeAutoScalingGroups { auto_scaling_group_names: Vec<String>, max_records: Option<u32>, next_token: Option<String> }
    DescribeAutoScalingGroupsOutput { auto_scaling_groups: Vec<AutoScalingGroup>, next_token: Option<String> }
    /// `Status` is `Delete in progress` while it goes, and absent before.
    AutoScalingGroup {
        auto_scaling_group_name: String, #[serde(rename = "AutoScalingGroupARN")] auto_scaling_group_arn: String,
        launch_template: LaunchTemplateSpecification, min_size: u32, max_size: u32, desired_capacity: u32,
        default_cooldown: u32, availability_zones: Vec<String>, #[serde(rename = "TargetGroupARNs")] target_group_arns: Vec<String>, health_check_type: String,
        health_check_grace_period: u32, instances: Vec<Instance>, created_time: Timestamp,
        #[serde(rename = "VPCZoneIdentifier")] vpc_zone_identifier: String, status: String, tags: Vec<Tag>,
    }
    Instance {
        instance_id: String, instance_type: String, availability_zone: String, lifecycle_state: LifecycleState, health_status: String,
        launch_template: LaunchTemplateSpecification, protected_from_scale_in: bool,
    }
    SetDesiredCapacity { auto_scaling_group_name: String, desired_capacity: u32, honor_cooldown: bool }
    TerminateInstanceInAutoScalingGroup { instance_id: String, should_decrement_desired_capacity: bool }
    TerminateInstanceInAutoScalingGroupOutput { activity: Activity }
    DeleteAutoScalingGroup { auto_scaling_group_name: String, force_delete: bool }
    DescribeScalingActivities {
        auto_scaling_group_name: String, activity_ids: Vec<String>, max_records: Option<u32>, next_token: Option<String>,
    }
    DescribeScalingActivitiesOutput { activities: Vec<Activity>, next_token: Option<String> }
    Activity {
        activity_id: String, auto_scaling_group_name: String, description: String, cause: String, start_time: Timestamp,
        end_time: Option<Timestamp>, status_code: ScalingActivityStatusCode, status_message: String, progress: u32,
    }

    /// Percentages of the desired capacity; the warm-up in seconds.
    RefreshPreferences { min_healthy_percentage: Option<u32>, max_healthy_percentage: Option<u32>, instance_warmup: Option<u32>, skip_matching: Option<bool> }
    DesiredConfiguration { launch_template: Option<LaunchTemplateSpecification> }
    StartInstanceRefresh {
        auto_scaling_group_name: String, strategy: String, desired_configuration: Option<DesiredConfiguration>,
        preferences: Option<RefreshPreferences>,
    }
    InstanceRefreshId { instance_refresh_id: String }
    CancelInstanceRefresh { auto_scaling_group_name: String }
    RollbackInstanceRefresh { auto_scaling_group_name: String }
    DescribeInstanceRefreshes {
        auto_scaling_group_name: String, instance_refresh_ids: Vec<String>, max_records: Option<u32>, next_token: Option<String>,
    }
    DescribeInstanceRefreshesOutput { instance_refreshes: Vec<InstanceRefresh>, next_token: Option<String> }
    InstanceRefresh {
        instance_refresh_id: String, auto_scaling_group_name: String, status: InstanceRefreshStatus, status_reason: String,
        start_time: Option<Timestamp>, end_time: Option<Timestamp>, percentage_complete: u32, instances_to_update: u32,
        preferences: RefreshPreferences, desired_configuration: DesiredConfiguration,
    }
}
