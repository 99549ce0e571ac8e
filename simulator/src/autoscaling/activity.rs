//! Scaling activities: what a group did, and why.

use paperboat_core::aws::autoscaling::{
    Activity, DescribeScalingActivities, DescribeScalingActivitiesOutput, ScalingActivityStatusCode,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::{EventId, EventKind};

use super::GroupKey;
use super::group::{paged, require};
use crate::world::World;

use ScalingActivityStatusCode::{Failed, InProgress, Successful};

/// Begins an activity, and writes its description and cause; gives its id and its event.
pub(super) fn begin(
    w: &mut World,
    key: GroupKey,
    description: String,
    why: &str,
    cause: EventId,
) -> (String, EventId) {
    let activity_id = w.ids.uuid();
    let group = &mut w.autoscaling.groups[key];
    let words = format!("At {} {why}", w.now);
    let text = format!("{description}: {why}");
    let resource = group.resource();
    group.activities.push(Activity {
        activity_id: activity_id.clone(),
        auto_scaling_group_name: group.name.clone(),
        description,
        cause: words,
        start_time: w.now,
        end_time: None,
        status_code: InProgress,
        status_message: String::new(),
        progress: 0,
    });
    let event = w.emit(Some(cause), EventKind::Message { resource, text });
    (activity_id, event)
}

fn change(w: &mut World, key: GroupKey, id: &str, act: impl FnOnce(&mut Activity)) {
    let activities = &mut w.autoscaling.groups[key].activities;
    if let Some(activity) = activities.iter_mut().rev().find(|a| a.activity_id == id) {
        act(activity);
    }
}

/// Says how far an activity is.
pub(super) fn is(w: &mut World, key: GroupKey, id: &str, status: ScalingActivityStatusCode) {
    change(w, key, id, |activity| activity.status_code = status);
}

/// Ends an activity well.
pub(super) fn succeed(w: &mut World, key: GroupKey, id: &str) {
    let now = w.now;
    change(w, key, id, |activity| {
        activity.status_code = Successful;
        activity.progress = 100;
        activity.end_time = Some(now);
    });
}

/// Ends an activity in vain.
pub(super) fn fail(
    w: &mut World,
    key: GroupKey,
    id: &str,
    message: &str,
    cause: EventId,
) -> EventId {
    let now = w.now;
    change(w, key, id, |activity| {
        activity.status_code = Failed;
        activity.progress = 100;
        activity.end_time = Some(now);
        message.clone_into(&mut activity.status_message);
    });
    let resource = w.autoscaling.groups[key].resource();
    let text = message.to_owned();
    w.emit(Some(cause), EventKind::Message { resource, text })
}

/// `DescribeScalingActivities` of one group, the newest first. AWS tells of all groups where none is named; not modelled.
pub(super) fn describe(
    w: &World,
    r: &DescribeScalingActivities,
) -> Result<DescribeScalingActivitiesOutput, CloudError> {
    if r.auto_scaling_group_name.is_empty() {
        return Err(CloudError::unsupported(
            "autoscaling:DescribeScalingActivities",
            "the activities of all groups".to_owned(),
        ));
    }
    let group = &w.autoscaling.groups[require(w, &r.auto_scaling_group_name)?];
    let asked =
        |a: &&Activity| r.activity_ids.is_empty() || r.activity_ids.contains(&a.activity_id);
    let found = group.activities.iter().rev().filter(asked).cloned();
    let (activities, next_token) = paged(found.collect(), r.next_token.as_deref(), r.max_records)?;
    Ok(DescribeScalingActivitiesOutput {
        activities,
        next_token,
    })
}
