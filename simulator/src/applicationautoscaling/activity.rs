//! Scaling activities: what was done, and because of which alarm.

use paperboat_core::aws::applicationautoscaling::{
    DescribeApplicationScalingActivities, DescribeApplicationScalingActivitiesOutput,
    ScalingActivity, ScalingActivityStatusCode,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::{EventId, EventKind};

use super::TargetKey;
use super::target::{self, DIMENSION, NAMESPACE, paged};
use crate::world::World;

/// Writes that a desired count was set, and why; gives its event.
pub(super) fn write(
    w: &mut World,
    key: TargetKey,
    desired: u32,
    why: String,
    cause: EventId,
) -> EventId {
    let activity_id = w.ids.uuid();
    let target = &mut w.applicationautoscaling.targets[key];
    let description = format!("Setting desired count to {desired}.");
    let text = format!("{description} {why}");
    let resource = target.resource();
    target.activities.push(ScalingActivity {
        activity_id,
        service_namespace: NAMESPACE.to_owned(),
        resource_id: target.id(),
        scalable_dimension: DIMENSION.to_owned(),
        description,
        cause: why,
        start_time: w.now,
        end_time: Some(w.now),
        status_code: ScalingActivityStatusCode::Successful,
        status_message: format!(
            "Successfully set desired count to {desired}. Change successfully fulfilled by ecs."
        ),
    });
    w.emit(Some(cause), EventKind::Message { resource, text })
}

/// `DescribeScalingActivities`, the newest first. An activity ends here when the count is set; AWS ends it when ECS has the tasks.
pub(super) fn describe(
    w: &World,
    r: &DescribeApplicationScalingActivities,
) -> Result<DescribeApplicationScalingActivitiesOutput, CloudError> {
    target::check(&r.service_namespace, &r.scalable_dimension)?;
    let targets = w.applicationautoscaling.targets.iter();
    let asked = targets.filter(|(_, t)| r.resource_id.is_empty() || t.id() == r.resource_id);
    let all = asked.flat_map(|(_, t)| t.activities.iter().cloned());
    let mut found: Vec<ScalingActivity> = all.collect();
    found.sort_by_key(|activity| std::cmp::Reverse(activity.start_time));
    let (scaling_activities, next_token) = paged(found, r.next_token.as_deref(), r.max_results)?;
    Ok(DescribeApplicationScalingActivitiesOutput {
        scaling_activities,
        next_token,
    })
}
