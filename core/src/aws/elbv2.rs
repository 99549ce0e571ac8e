//! Elastic Load Balancing v2. Members are those of its API reference.
#![allow(missing_docs)]

use super::operation::{shapes, words};
use crate::time::Timestamp;

words! {
    /// The life of a load balancer.
    LoadBalancerStateEnum { Provisioning = "provisioning", Active = "active", ActiveImpaired = "active_impaired", Failed = "failed" }
    /// What a target group thinks of a target.
    TargetHealthStateEnum {
        Initial = "initial", Healthy = "healthy", Unhealthy = "unhealthy", UnhealthyDraining = "unhealthy.draining",
        Unused = "unused", Draining = "draining", Unavailable = "unavailable",
    }
}

shapes! { "PascalCase";
    Tag { key: String, value: String }
    CreateLoadBalancer { name: String, subnets: Vec<String>, security_groups: Vec<String>, scheme: String, r#type: String, tags: Vec<Tag> }
    /// `next_marker` is in answers to `DescribeLoadBalancers` only; and likewise below.
    LoadBalancers { load_balancers: Vec<LoadBalancer>, next_marker: Option<String> }
    LoadBalancerState { code: LoadBalancerStateEnum, reason: String }
    LoadBalancer {
        load_balancer_arn: String, load_balancer_name: String, #[serde(rename = "DNSName")] dns_name: String, scheme: String,
        r#type: String, vpc_id: String, state: LoadBalancerState, security_groups: Vec<String>, created_time: Timestamp,
        availability_zones: Vec<AvailabilityZone>, ip_address_type: String,
    }
    /// One for each zone in which it has an interface.
    AvailabilityZone { zone_name: String, subnet_id: String }
    DescribeLoadBalancers { load_balancer_arns: Vec<String>, names: Vec<String>, marker: Option<String>, page_size: Option<u32> }
    DeleteLoadBalancer { load_balancer_arn: String }

    Matcher { http_code: String }
    /// Times in seconds.
    CreateTargetGroup {
        name: String, protocol: String, port: Option<u16>, vpc_id: String, target_type: String, health_check_protocol: String,
        health_check_path: String, health_check_port: String, health_check_interval_seconds: Option<u32>, health_check_timeout_seconds: Option<u32>,
        healthy_threshold_count: Option<u32>, unhealthy_threshold_count: Option<u32>, matcher: Option<Matcher>, tags: Vec<Tag>,
    }
    TargetGroups { target_groups: Vec<TargetGroup>, next_marker: Option<String> }
    TargetGroup {
        target_group_arn: String, target_group_name: String, protocol: String, port: u16, vpc_id: String, target_type: String,
        protocol_version: String, ip_address_type: String, health_check_enabled: bool, health_check_protocol: String,
        health_check_path: String, health_check_port: String, health_check_interval_seconds: u32, health_check_timeout_seconds: u32,
        healthy_threshold_count: u32, unhealthy_threshold_count: u32, matcher: Matcher, load_balancer_arns: Vec<String>,
    }
    DescribeTargetGroups {
        target_group_arns: Vec<String>, names: Vec<String>, load_balancer_arn: String, marker: Option<String>, page_size: Option<u32>,
    }
    ModifyTargetGroup {
        target_group_arn: String, health_check_path: String, health_check_interval_seconds: Option<u32>,
        health_check_timeout_seconds: Option<u32>, healthy_threshold_count: Option<u32>, unhealthy_threshold_count: Option<u32>, matcher: Option<Matcher>,
    }
    TargetGroupAttribute { key: String, value: String }
    ModifyTargetGroupAttributes { target_group_arn: String, attributes: Vec<TargetGroupAttribute> }
    /// All of a group's attributes.
    ModifyTargetGroupAttributesOutput { attributes: Vec<TargetGroupAttribute> }
    DeleteTargetGroup { target_group_arn: String }

    /// A group's part of the requests is its weight among those of the action: 0 to 999.
    TargetGroupTuple { target_group_arn: String, weight: Option<u32> }
    ForwardActionConfig { target_groups: Vec<TargetGroupTuple> }
    FixedResponseActionConfig { message_body: String, status_code: String, content_type: String }
    /// A forward to one group names it in `target_group_arn` or in `forward_config`; answers do both.
    Action {
        r#type: String, target_group_arn: String, forward_config: Option<ForwardActionConfig>,
        fixed_response_config: Option<FixedResponseActionConfig>,
    }
    CreateListener { load_balancer_arn: String, protocol: String, port: u16, default_actions: Vec<Action> }
    Listeners { listeners: Vec<Listener>, next_marker: Option<String> }
    Listener { listener_arn: String, load_balancer_arn: String, port: u16, protocol: String, default_actions: Vec<Action> }
    DescribeListeners { load_balancer_arn: String, listener_arns: Vec<String>, marker: Option<String>, page_size: Option<u32> }
    DeleteListener { listener_arn: String }
    RuleCondition { field: String, values: Vec<String> }
    CreateRule { listener_arn: String, priority: u32, conditions: Vec<RuleCondition>, actions: Vec<Action> }
    Rules { rules: Vec<Rule> }
    /// `Priority` is a word on AWS's wire: a number or `default`.
    Rule { rule_arn: String, priority: String, conditions: Vec<RuleCondition>, actions: Vec<Action>, is_default: bool }
    DescribeRules { listener_arn: String }
    DeleteRule { rule_arn: String }

    /// `Id` is an instance id or an address, as the group's target type says.
    TargetDescription { id: String, port: Option<u16>, availability_zone: String }
    RegisterTargets { target_group_arn: String, targets: Vec<TargetDescription> }
    DeregisterTargets { target_group_arn: String, targets: Vec<TargetDescription> }
    DescribeTargetHealth { target_group_arn: String, targets: Vec<TargetDescription> }
    DescribeTargetHealthOutput { target_health_descriptions: Vec<TargetHealthDescription> }
    TargetHealthDescription { target: TargetDescription, health_check_port: String, target_health: TargetHealth }
    /// Load balancers, target groups, listeners and rules, at most 20 in one call; their listings show no tags.
    DescribeTags { resource_arns: Vec<String> }
    DescribeTagsOutput { tag_descriptions: Vec<TagDescription> }
    TagDescription { resource_arn: String, tags: Vec<Tag> }
    TargetHealth { state: TargetHealthStateEnum, reason: String, description: String }
}
