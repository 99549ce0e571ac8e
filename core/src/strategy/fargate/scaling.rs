//! Service auto scaling: the tasks of public services follow the load of their processors, by target tracking.
//!
//! The processor is the metric, and not the requests of each target, because its value holds for any program: how many requests a task
//! takes well nobody knows who has not measured it, and 60 % of its processor is the same for all. A full processor does not tell how
//! much is lacking, so a large rush takes several steps; that is the price.

use std::collections::BTreeMap;

use super::{named, rollout, service};
use crate::aws::ApplicationAutoScaling as _;
use crate::aws::applicationautoscaling::{
    DeregisterScalableTarget, DescribeScalableTargets, DescribeScalingPolicies,
    PredefinedMetricSpecification, PutScalingPolicy, RegisterScalableTarget, ScalableTarget,
    ScalingPolicy, TargetTrackingScalingPolicyConfiguration,
};
use crate::cloud::Context;
use crate::error::Cause;
use crate::strategy::App;
use crate::strategy::names::{base, marks};
use crate::strategy::once::found;

/// ECS in the words of Application Auto Scaling.
const NAMESPACE: &str = "ecs";
/// The number that is scaled.
const DIMENSION: &str = "ecs:service:DesiredCount";
/// What is measured of a service: the average of its tasks' processors, in percent.
const METRIC: &str = "ECSServiceAverageCPUUtilization";
/// The value near which it shall stay: the one that ECS Express Mode has where nobody says (Amazon ECS developer guide, Express Mode).
const PERCENT: f64 = 60.0;

/// How few and how many tasks a service may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) min: u32,
    pub(super) max: u32,
}

impl Bounds {
    /// Those of a service whose tasks follow a metric; none where their number stays.
    pub(super) fn of(app: &App, name: &str) -> Option<Self> {
        let max = *app.most_tasks.get(name)?;
        let min = app.replicas(name).min(max);
        Some(Self { min, max })
    }

    /// The number that a service shall have that has so many: its own, as long as it is within the bounds.
    pub(super) fn keep(self, desired: u32) -> u32 {
        desired.clamp(self.min, self.max)
    }
}

/// A service in the words of Application Auto Scaling.
fn resource(app: &App, name: &str) -> String {
    format!("service/{}/{}", base(app), named::service(name))
}

/// Brings targets and policies to what the application wants, and leaves alone what is so already: a policy that is put again
/// would begin to count its alarms anew.
pub(super) async fn follow(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let known = targets(cx, app).await?;
    for name in service::lasting(app) {
        let resource_id = resource(app, name);
        let there = known.get(&resource_id);
        let Some(bounds) = Bounds::of(app, name) else {
            if there.is_some() {
                deregister(cx, resource_id).await?;
            }
            continue;
        };
        register(cx, app, &resource_id, bounds, there).await?;
        put_policy(cx, app, name, resource_id).await?;
    }
    Ok(())
}

/// The targets of the application's services, by their ids.
async fn targets(cx: &Context<'_>, app: &App) -> Result<BTreeMap<String, ScalableTarget>, Cause> {
    let services = service::lasting(app);
    let request = DescribeScalableTargets {
        service_namespace: NAMESPACE.to_owned(),
        resource_ids: services.iter().map(|name| resource(app, name)).collect(),
        scalable_dimension: DIMENSION.to_owned(),
        ..DescribeScalableTargets::default()
    };
    let found = crate::aws::all(cx.cloud, request).await?.scalable_targets;
    let by_id = |target: ScalableTarget| (target.resource_id.clone(), target);
    Ok(found.into_iter().map(by_id).collect())
}

async fn register(
    cx: &Context<'_>,
    app: &App,
    resource_id: &str,
    bounds: Bounds,
    there: Option<&ScalableTarget>,
) -> Result<(), Cause> {
    let is_so = |t: &&ScalableTarget| (t.min_capacity, t.max_capacity) == (bounds.min, bounds.max);
    if there.filter(is_so).is_some() {
        return Ok(());
    }
    // Tags are given to a target that is new (API reference, `RegisterScalableTarget`).
    let own = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    let tags = match there {
        None => marks(app).map(own).collect(),
        Some(_) => BTreeMap::new(),
    };
    let request = RegisterScalableTarget {
        service_namespace: NAMESPACE.to_owned(),
        resource_id: resource_id.to_owned(),
        scalable_dimension: DIMENSION.to_owned(),
        min_capacity: Some(bounds.min),
        max_capacity: Some(bounds.max),
        tags,
        ..RegisterScalableTarget::default()
    };
    cx.cloud.register_scalable_target(request).await?;
    Ok(())
}

/// What a policy does: AWS's own alarms, and its own pauses between two changes.
fn tracking() -> TargetTrackingScalingPolicyConfiguration {
    TargetTrackingScalingPolicyConfiguration {
        target_value: PERCENT,
        predefined_metric_specification: Some(PredefinedMetricSpecification {
            predefined_metric_type: METRIC.to_owned(),
            ..PredefinedMetricSpecification::default()
        }),
        ..TargetTrackingScalingPolicyConfiguration::default()
    }
}

/// Tells whether a policy is the one that is wanted, whatever a cloud fills in.
fn is_tracking(policy: &ScalingPolicy) -> bool {
    let stated = &policy.target_tracking_scaling_policy_configuration;
    stated.as_ref().is_some_and(|stated| {
        let metric = stated.predefined_metric_specification.as_ref();
        stated.target_value == PERCENT && metric.is_some_and(|m| m.predefined_metric_type == METRIC)
    })
}

async fn put_policy(
    cx: &Context<'_>,
    app: &App,
    name: &str,
    resource_id: String,
) -> Result<(), Cause> {
    let policy_name = named::scaling_policy(app, name);
    let request = DescribeScalingPolicies {
        service_namespace: NAMESPACE.to_owned(),
        resource_id: resource_id.clone(),
        scalable_dimension: DIMENSION.to_owned(),
        ..DescribeScalingPolicies::default()
    };
    let known = crate::aws::all(cx.cloud, request).await?.scaling_policies;
    let ours = |p: &ScalingPolicy| p.policy_name == policy_name && is_tracking(p);
    if known.iter().any(ours) {
        return Ok(());
    }
    let request = PutScalingPolicy {
        policy_name,
        service_namespace: NAMESPACE.to_owned(),
        resource_id,
        scalable_dimension: DIMENSION.to_owned(),
        policy_type: "TargetTrackingScaling".to_owned(),
        target_tracking_scaling_policy_configuration: Some(tracking()),
    };
    cx.cloud.put_scaling_policy(request).await?;
    Ok(())
}

async fn deregister(cx: &Context<'_>, resource_id: String) -> Result<(), Cause> {
    let request = DeregisterScalableTarget {
        service_namespace: NAMESPACE.to_owned(),
        resource_id,
        scalable_dimension: DIMENSION.to_owned(),
    };
    found(cx.cloud.deregister_scalable_target(request).await).map(drop)
}

/// Takes all services out of service auto scaling: targets go with their policies, and those with their alarms.
pub(super) async fn leave(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    for resource_id in targets(cx, app).await?.into_keys() {
        deregister(cx, resource_id).await?;
    }
    Ok(())
}

/// Brings a service to the tasks that the application wants of it. Where they follow a metric those are its least ones, and what
/// the metric has brought beyond them stays until the metric takes it away.
pub(super) async fn scale(cx: &Context<'_>, app: &App, name: &str) -> Result<(), Cause> {
    let replicas = app.replicas(name);
    let Some(bounds) = Bounds::of(app, name) else {
        return rollout::scale(cx, app, name, replicas).await;
    };
    let known = service::described(cx, app, &[named::service(name)]).await?;
    let desired = known.first().map_or(0, |service| service.desired_count);
    let resource_id = resource(app, name);
    let there = targets(cx, app).await?.remove(&resource_id);
    register(cx, app, &resource_id, bounds, there.as_ref()).await?;
    put_policy(cx, app, name, resource_id).await?;
    rollout::scale(cx, app, name, bounds.keep(desired)).await
}
