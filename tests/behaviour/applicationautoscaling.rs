//! Scalable targets and policies of ECS's services, as the API reference documents them. That tasks follow a metric is the simulator's
//! own tests'.

use paperboat_core::aws::ApplicationAutoScaling;
use paperboat_core::aws::applicationautoscaling::*;

use crate::bench::Bench;
use crate::case::{Checked, cases};

cases! { "applicationautoscaling":
    what_is_unknown_is_refused [RegisterScalableTarget, DeregisterScalableTarget, PutScalingPolicy, DeleteScalingPolicy, DescribeScalableTargets, DescribeScalingPolicies]
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    let resource_id = format!("service/{}/none", b.name("cluster"));
    let (service_namespace, scalable_dimension) =
        ("ecs".to_owned(), "ecs:service:DesiredCount".to_owned());
    let register = RegisterScalableTarget {
        service_namespace: service_namespace.clone(),
        resource_id: resource_id.clone(),
        scalable_dimension: scalable_dimension.clone(),
        min_capacity: Some(1),
        max_capacity: Some(2),
        ..Default::default()
    };
    b.refused("RegisterScalableTarget", register, "ValidationException")
        .await;
    let deregister = DeregisterScalableTarget {
        service_namespace: service_namespace.clone(),
        resource_id: resource_id.clone(),
        scalable_dimension: scalable_dimension.clone(),
    };
    b.refused(
        "DeregisterScalableTarget",
        deregister,
        "ObjectNotFoundException",
    )
    .await;
    let put = PutScalingPolicy {
        policy_name: b.name("policy"),
        service_namespace: service_namespace.clone(),
        resource_id: resource_id.clone(),
        scalable_dimension: scalable_dimension.clone(),
        policy_type: "TargetTrackingScaling".to_owned(),
        target_tracking_scaling_policy_configuration: Some(
            TargetTrackingScalingPolicyConfiguration {
                target_value: 70.0,
                predefined_metric_specification: Some(PredefinedMetricSpecification {
                    predefined_metric_type: "ECSServiceAverageCPUUtilization".to_owned(),
                    ..Default::default()
                }),
                ..Default::default()
            },
        ),
    };
    b.refused("PutScalingPolicy", put, "ObjectNotFoundException")
        .await;
    let delete = DeleteScalingPolicy {
        policy_name: b.name("policy"),
        service_namespace: service_namespace.clone(),
        resource_id: resource_id.clone(),
        scalable_dimension,
    };
    b.refused("DeleteScalingPolicy", delete, "ObjectNotFoundException")
        .await;
    let targets = DescribeScalableTargets {
        service_namespace: service_namespace.clone(),
        resource_ids: vec![resource_id.clone()],
        ..Default::default()
    };
    let found = b.cloud.describe_scalable_targets(targets).await?;
    b.same("ScalableTargets", found.scalable_targets.len(), 0);
    let policies = DescribeScalingPolicies {
        service_namespace,
        resource_id,
        ..Default::default()
    };
    let found = b.cloud.describe_scaling_policies(policies).await?;
    b.same("ScalingPolicies", found.scaling_policies.len(), 0);
    Ok(())
}
