//! What a group did, and why.

use aws_sdk_autoscaling::Client;
use aws_sdk_autoscaling::types as sdk;
use paperboat_core::aws::autoscaling::{
    Activity, DescribeScalingActivities, DescribeScalingActivitiesOutput,
};

use crate::aws::convert::{int, known, moment, number, some, text};
use crate::aws::error::{Answer, refused};

pub(super) fn read_activity(a: sdk::Activity) -> Activity {
    Activity {
        activity_id: a.activity_id.unwrap_or_default(),
        auto_scaling_group_name: a.auto_scaling_group_name.unwrap_or_default(),
        description: a.description.unwrap_or_default(),
        cause: a.cause.unwrap_or_default(),
        start_time: moment(a.start_time).unwrap_or_default(),
        end_time: moment(a.end_time),
        status_code: known(a.status_code),
        status_message: a.status_message.unwrap_or_default(),
        progress: a.progress.map(number).unwrap_or_default(),
    }
}

pub(in crate::aws) async fn describe_scaling_activities(
    autoscaling: &Client,
    r: DescribeScalingActivities,
) -> Answer<DescribeScalingActivitiesOutput> {
    let pages = autoscaling
        .describe_scaling_activities()
        .set_auto_scaling_group_name(text(r.auto_scaling_group_name))
        .set_activity_ids(some(r.activity_ids))
        .set_max_records(r.max_records.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeScalingActivitiesOutput {
        activities: found.into_iter().map(read_activity).collect(),
        next_token: None,
    })
}
