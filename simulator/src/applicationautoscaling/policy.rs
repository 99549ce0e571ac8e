//! A policy: which metric shall stay near which value.

use paperboat_core::aws::applicationautoscaling::{
    Alarm, DeleteScalingPolicy, DescribeScalingPolicies, DescribeScalingPoliciesOutput,
    PutScalingPolicy, PutScalingPolicyOutput, ScalingPolicy,
    TargetTrackingScalingPolicyConfiguration,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::decide::Streak;
use super::target::{self, DIMENSION, NAMESPACE, Target, paged};
use crate::ecs;
use crate::id::arn;
use crate::refusal::{invalid, not_found};
use crate::world::World;

/// The type of target tracking, the only one that is modelled.
const TRACKING: &str = "TargetTrackingScaling";

/// What is measured of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Metric {
    /// Percent of what its tasks can do that they do, over all RUNNING ones.
    Cpu,
    /// Requests a minute that each of its targets gets.
    RequestsPerTarget,
}

/// A policy of a target.
#[derive(Clone, Debug)]
pub(super) struct Policy {
    pub(super) name: String,
    arn: String,
    pub(super) metric: Metric,
    pub(super) configuration: TargetTrackingScalingPolicyConfiguration,
    /// The name of the alarm above the value, then of the one below it.
    pub(super) alarms: [String; 2],
    created: Timestamp,
    pub(super) streak: Streak,
}

impl Policy {
    fn alarms(&self) -> Vec<Alarm> {
        let alarm = |name: &String| Alarm {
            alarm_name: name.clone(),
            alarm_arn: arn("cloudwatch", &format!("alarm:{name}")),
        };
        self.alarms.iter().map(alarm).collect()
    }

    fn view(&self, target: &Target) -> ScalingPolicy {
        ScalingPolicy {
            policy_arn: self.arn.clone(),
            policy_name: self.name.clone(),
            service_namespace: NAMESPACE.to_owned(),
            resource_id: target.id(),
            scalable_dimension: DIMENSION.to_owned(),
            policy_type: TRACKING.to_owned(),
            target_tracking_scaling_policy_configuration: Some(self.configuration.clone()),
            alarms: self.alarms(),
            creation_time: self.created,
        }
    }
}

/// The metric of a policy; refuses by name what is not modelled, and what the service has not.
fn metric(
    w: &World,
    r: &TargetTrackingScalingPolicyConfiguration,
    service: ecs::ServiceKey,
) -> Result<Metric, CloudError> {
    let Some(given) = &r.predefined_metric_specification else {
        let message = "A target tracking policy needs a PredefinedMetricSpecification.";
        return Err(invalid("ValidationException", message));
    };
    match given.predefined_metric_type.as_str() {
        // What a program uses of its processor is known for answers to users, and for nothing else.
        "ECSServiceAverageCPUUtilization" if ecs::group_names(w, service).is_empty() => {
            Err(CloudError::unsupported(
                "",
                "the processor time of a service behind no load balancer",
            ))
        }
        "ECSServiceAverageCPUUtilization" => Ok(Metric::Cpu),
        "ALBRequestCountPerTarget" => {
            let label: Vec<&str> = given.resource_label.split('/').collect();
            let ["app", _, _, "targetgroup", group, _] = label[..] else {
                let message = "The resource label must have the form app/<load-balancer-name>/<load-balancer-id>/targetgroup/<target-group-name>/<target-group-id>.";
                return Err(invalid("ValidationException", message));
            };
            if !ecs::group_names(w, service)
                .iter()
                .any(|name| name == group)
            {
                let message = format!("The target group {group} is none of the service.");
                return Err(invalid("ValidationException", message));
            }
            Ok(Metric::RequestsPerTarget)
        }
        other => Err(CloudError::unsupported("", format!("the metric {other}"))),
    }
}

/// `PutScalingPolicy`: makes a policy, or another one of the same name.
pub(super) fn put(
    w: &mut World,
    r: PutScalingPolicy,
    cause: EventId,
) -> Result<PutScalingPolicyOutput, CloudError> {
    target::check(&r.service_namespace, &r.scalable_dimension)?;
    let key = target::require(w, &r.resource_id)?;
    if !matches!(r.policy_type.as_str(), TRACKING) {
        let what = match r.policy_type.as_str() {
            "" => "a step scaling policy".to_owned(),
            other => format!("a policy of the type {other}"),
        };
        return Err(CloudError::unsupported("", what));
    }
    let Some(configuration) = r.target_tracking_scaling_policy_configuration else {
        let message = "TargetTrackingScalingPolicyConfiguration is required for the policy type TargetTrackingScaling.";
        return Err(invalid("ValidationException", message));
    };
    if configuration.target_value <= 0.0 || !configuration.target_value.is_finite() {
        let message = "The target value must be greater than 0.";
        return Err(invalid("ValidationException", message));
    }
    let Some(service) = target::service(w, key) else {
        let message = format!("ECS service doesn't exist: {}", r.resource_id);
        return Err(invalid("ValidationException", message));
    };
    let metric = metric(w, &configuration, service)?;
    let uuid = w.ids.uuid();
    let created = w.now;
    let resource = w.applicationautoscaling.targets[key].resource();
    let alarm = |end: &str, id: &str| format!("TargetTracking-{}-Alarm{end}-{id}", r.resource_id);
    let alarms = [alarm("High", &uuid), alarm("Low", &w.ids.uuid())];
    let words = format!(
        "{} at {}",
        configuration_words(metric),
        configuration.target_value
    );
    let event = w.state_apart(Some(cause), &resource, "", r.policy_name.clone(), words);
    let target = &mut w.applicationautoscaling.targets[key];
    target.last = event;
    let policy = Policy {
        arn: arn(
            "autoscaling",
            &format!(
                "scalingPolicy:{uuid}:resource/ecs/{}:policyName/{}",
                r.resource_id, r.policy_name
            ),
        ),
        name: r.policy_name,
        metric,
        configuration,
        alarms,
        created,
        streak: Streak::default(),
    };
    let output = PutScalingPolicyOutput {
        policy_arn: policy.arn.clone(),
        alarms: policy.alarms(),
    };
    target.policies.retain(|p| p.name != policy.name);
    target.policies.push(policy);
    target::begin(w, key);
    Ok(output)
}

fn configuration_words(metric: Metric) -> &'static str {
    match metric {
        Metric::Cpu => "ECSServiceAverageCPUUtilization",
        Metric::RequestsPerTarget => "ALBRequestCountPerTarget",
    }
}

/// `DeleteScalingPolicy`, with its alarms.
pub(super) fn delete(
    w: &mut World,
    r: &DeleteScalingPolicy,
    cause: EventId,
) -> Result<(), CloudError> {
    target::check(&r.service_namespace, &r.scalable_dimension)?;
    let unknown = || {
        let message = format!(
            "No scaling policy found for service namespace: {NAMESPACE}, resource ID: {}, scalable dimension: {DIMENSION}: {}",
            r.resource_id, r.policy_name
        );
        not_found("ObjectNotFoundException", message)
    };
    let key = target::find(w, &r.resource_id).ok_or_else(unknown)?;
    let target = &mut w.applicationautoscaling.targets[key];
    let before = target.policies.len();
    target.policies.retain(|p| p.name != r.policy_name);
    if target.policies.len() == before {
        return Err(unknown());
    }
    let resource = target.resource();
    w.state_apart(Some(cause), &resource, r.policy_name.clone(), "", "");
    Ok(())
}

/// `DescribeScalingPolicies`.
pub(super) fn describe(
    w: &World,
    r: &DescribeScalingPolicies,
) -> Result<DescribeScalingPoliciesOutput, CloudError> {
    target::check(&r.service_namespace, &r.scalable_dimension)?;
    let targets = w.applicationautoscaling.targets.iter();
    let views = targets.flat_map(|(_, t)| t.policies.iter().map(|p| p.view(t)));
    let asked = |p: &ScalingPolicy| {
        (r.resource_id.is_empty() || r.resource_id == p.resource_id)
            && (r.policy_names.is_empty() || r.policy_names.contains(&p.policy_name))
    };
    let found = views.filter(asked).collect();
    let (scaling_policies, next_token) = paged(found, r.next_token.as_deref(), r.max_results)?;
    Ok(DescribeScalingPoliciesOutput {
        scaling_policies,
        next_token,
    })
}
