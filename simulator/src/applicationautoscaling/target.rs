//! A scalable target: a service whose desired count may be moved between two bounds.

use paperboat_core::aws::applicationautoscaling::{
    DeregisterScalableTarget, DescribeScalableTargets, DescribeScalableTargetsOutput,
    RegisterScalableTarget, RegisterScalableTargetOutput, ScalableTarget, ScalingActivity,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::policy::Policy;
use super::{TargetKey, track};
use crate::ecs::{self, ServiceKey};
use crate::id::{ACCOUNT, arn};
use crate::page;
use crate::refusal::{invalid, not_found};
use crate::world::World;

/// The namespace of ECS, the only one that is modelled.
pub(super) const NAMESPACE: &str = "ecs";
/// What of a service can be scaled.
pub(super) const DIMENSION: &str = "ecs:service:DesiredCount";

/// A service that can be scaled, with its policies and what was done.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) cluster: String,
    pub(super) service: String,
    pub(super) min: u32,
    pub(super) max: u32,
    arn: String,
    created: Timestamp,
    pub(super) policies: Vec<Policy>,
    /// The oldest first.
    pub(super) activities: Vec<ScalingActivity>,
    /// When it last came to more tasks, and to fewer.
    pub(super) scaled_out: Option<Timestamp>,
    pub(super) scaled_in: Option<Timestamp>,
    /// Of its timer: a target that nobody measures has none.
    pub(super) generation: u16,
    /// The request or the change that it last acted for.
    pub(super) last: EventId,
}

impl Target {
    /// Its id on the wire.
    pub(super) fn id(&self) -> String {
        format!("service/{}/{}", self.cluster, self.service)
    }

    /// Its name in events.
    pub(super) fn resource(&self) -> String {
        format!("scalable-target/{}", self.service)
    }

    fn view(&self) -> ScalableTarget {
        ScalableTarget {
            service_namespace: NAMESPACE.to_owned(),
            resource_id: self.id(),
            scalable_dimension: DIMENSION.to_owned(),
            min_capacity: self.min,
            max_capacity: self.max,
            role_arn: format!(
                "arn:aws:iam::{ACCOUNT}:role/aws-service-role/ecs.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_ECSService"
            ),
            creation_time: self.created,
            scalable_target_arn: self.arn.clone(),
        }
    }
}

/// Refuses what is no service of ECS, by name: other services' capacities are not modelled.
pub(super) fn check(namespace: &str, dimension: &str) -> Result<(), CloudError> {
    if namespace != NAMESPACE {
        let what = format!("the service namespace {namespace}");
        return Err(CloudError::unsupported("", what));
    }
    if !matches!(dimension, "" | DIMENSION) {
        let message = format!(
            "Unsupported service namespace, resource type or scalable dimension: {dimension}"
        );
        return Err(invalid("ValidationException", message));
    }
    Ok(())
}

/// The cluster and the service of an id.
fn parts(id: &str) -> Result<(&str, &str), CloudError> {
    let rest = id.strip_prefix("service/");
    rest.and_then(|rest| rest.split_once('/')).ok_or_else(|| {
        let message = "Unsupported service namespace, resource type or scalable dimension";
        invalid("ValidationException", message)
    })
}

/// Finds a target by its id.
pub(super) fn find(w: &World, id: &str) -> Option<TargetKey> {
    let mut targets = w.applicationautoscaling.targets.iter();
    let found = targets.find(|(_, target)| target.id() == id);
    found.map(|(key, _)| key)
}

/// The same, and refuses where there is none.
pub(super) fn require(w: &World, id: &str) -> Result<TargetKey, CloudError> {
    find(w, id).ok_or_else(|| {
        let message = format!(
            "No scalable target registered for service namespace: {NAMESPACE}, resource ID: {id}, scalable dimension: {DIMENSION}"
        );
        not_found("ObjectNotFoundException", message)
    })
}

/// The service of a target, as long as it is ACTIVE.
pub(super) fn service(w: &World, key: TargetKey) -> Option<ServiceKey> {
    let target = &w.applicationautoscaling.targets[key];
    ecs::active_service(w, &target.cluster, &target.service)
}

/// `RegisterScalableTarget`: makes a target, or changes its bounds.
pub(super) fn register(
    w: &mut World,
    r: &RegisterScalableTarget,
    cause: EventId,
) -> Result<RegisterScalableTargetOutput, CloudError> {
    check(&r.service_namespace, &r.scalable_dimension)?;
    let (cluster, service) = parts(&r.resource_id)?;
    if ecs::active_service(w, cluster, service).is_none() {
        let message = format!("ECS service doesn't exist: {}", r.resource_id);
        return Err(invalid("ValidationException", message));
    }
    let known = find(w, &r.resource_id);
    let now = known.map(|key| {
        let target = &w.applicationautoscaling.targets[key];
        (target.min, target.max)
    });
    let bound = |given: Option<u32>, now: Option<u32>| given.or(now);
    let (Some(min), Some(max)) = (
        bound(r.min_capacity, now.map(|(min, _)| min)),
        bound(r.max_capacity, now.map(|(_, max)| max)),
    ) else {
        let message =
            "MinCapacity and MaxCapacity must be specified when a scalable target is registered.";
        return Err(invalid("ValidationException", message));
    };
    if min > max {
        let message =
            format!("Maximum capacity cannot be less than minimum capacity: {max} < {min}");
        return Err(invalid("ValidationException", message));
    }
    let (cluster, service) = (cluster.to_owned(), service.to_owned());
    let key = match known {
        Some(key) => {
            let target = &mut w.applicationautoscaling.targets[key];
            (target.min, target.max) = (min, max);
            key
        }
        None => {
            let id = w.ids.hex(28);
            let created = w.now;
            w.applicationautoscaling.targets.insert(Target {
                cluster,
                service,
                min,
                max,
                arn: arn("application-autoscaling", &format!("scalable-target/{id}")),
                created,
                policies: Vec::new(),
                activities: Vec::new(),
                scaled_out: None,
                scaled_in: None,
                generation: 0,
                last: cause,
            })
        }
    };
    let resource = w.applicationautoscaling.targets[key].resource();
    let words = format!("{min} to {max} tasks");
    let event = w.state_apart(Some(cause), &resource, "", "REGISTERED", words);
    w.applicationautoscaling.targets[key].last = event;
    Ok(RegisterScalableTargetOutput {
        scalable_target_arn: w.applicationautoscaling.targets[key].arn.clone(),
    })
}

/// `DeregisterScalableTarget`, with its policies. The service keeps the tasks that it has.
pub(super) fn deregister(
    w: &mut World,
    r: &DeregisterScalableTarget,
    cause: EventId,
) -> Result<(), CloudError> {
    check(&r.service_namespace, &r.scalable_dimension)?;
    let key = require(w, &r.resource_id)?;
    remove(w, key, cause);
    Ok(())
}

/// A service is INACTIVE: its target goes with it, and so do the policies (deleting an ECS service deregisters its scalable target:
/// terraform-provider-aws, issues 10432 and 18114).
pub(crate) fn forget(w: &mut World, cluster: &str, service: &str, cause: EventId) {
    let id = format!("service/{cluster}/{service}");
    if let Some(key) = find(w, &id) {
        remove(w, key, cause);
    }
}

fn remove(w: &mut World, key: TargetKey, cause: EventId) {
    let resource = w.applicationautoscaling.targets[key].resource();
    w.applicationautoscaling.targets.remove(key);
    w.state_apart(Some(cause), &resource, "REGISTERED", "", "");
}

/// `DescribeScalableTargets`.
pub(super) fn describe(
    w: &World,
    r: &DescribeScalableTargets,
) -> Result<DescribeScalableTargetsOutput, CloudError> {
    check(&r.service_namespace, &r.scalable_dimension)?;
    let targets = w.applicationautoscaling.targets.iter();
    let views = targets.map(|(_, target)| target.view());
    let asked =
        |t: &ScalableTarget| r.resource_ids.is_empty() || r.resource_ids.contains(&t.resource_id);
    let found = views.filter(asked).collect();
    let (scalable_targets, next_token) = paged(found, r.next_token.as_deref(), r.max_results)?;
    Ok(DescribeScalableTargetsOutput {
        scalable_targets,
        next_token,
    })
}

/// Looks at a target that has become one which is measured, a period from now.
pub(super) fn begin(w: &mut World, key: TargetKey) {
    let target = &mut w.applicationautoscaling.targets[key];
    if target.policies.len() == 1 {
        target.generation = target.generation.wrapping_add(1);
        track::again(w, key);
    }
}

/// One page of a list: 50 items, the most and when nobody asks (API reference, `MaxResults`).
pub(super) fn paged<T>(
    items: Vec<T>,
    token: Option<&str>,
    most: Option<u32>,
) -> Result<(Vec<T>, Option<String>), CloudError> {
    const ITEMS_A_PAGE: usize = 50;
    let size = page::size(most, ITEMS_A_PAGE);
    page::page(items, token, size)
        .ok_or_else(|| invalid("InvalidNextTokenException", "The next token is not valid."))
}
