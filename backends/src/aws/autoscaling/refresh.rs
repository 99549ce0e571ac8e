//! Instance refreshes: begun, ended, taken back, looked at.

use aws_sdk_autoscaling::Client;
use aws_sdk_autoscaling::types as sdk;
use paperboat_core::aws::autoscaling::{
    CancelInstanceRefresh, DescribeInstanceRefreshes, DescribeInstanceRefreshesOutput,
    DesiredConfiguration, InstanceRefresh, InstanceRefreshId, RefreshPreferences,
    RollbackInstanceRefresh, StartInstanceRefresh,
};

use super::template::{read_template, template};
use crate::aws::convert::{int, known, maybe, moment, number, some, text, word};
use crate::aws::error::{Answer, refused};

fn preferences(p: &RefreshPreferences) -> sdk::RefreshPreferences {
    sdk::RefreshPreferences::builder()
        .set_min_healthy_percentage(p.min_healthy_percentage.map(int))
        .set_max_healthy_percentage(p.max_healthy_percentage.map(int))
        .set_instance_warmup(p.instance_warmup.map(int))
        .set_skip_matching(p.skip_matching)
        .build()
}

fn read_preferences(p: &sdk::RefreshPreferences) -> RefreshPreferences {
    RefreshPreferences {
        min_healthy_percentage: maybe(p.min_healthy_percentage),
        max_healthy_percentage: maybe(p.max_healthy_percentage),
        instance_warmup: maybe(p.instance_warmup),
        skip_matching: p.skip_matching,
    }
}

fn configuration(c: DesiredConfiguration) -> sdk::DesiredConfiguration {
    sdk::DesiredConfiguration::builder()
        .set_launch_template(c.launch_template.map(template))
        .build()
}

fn read(r: sdk::InstanceRefresh) -> InstanceRefresh {
    let wanted = r.desired_configuration.and_then(|c| c.launch_template);
    InstanceRefresh {
        instance_refresh_id: r.instance_refresh_id.unwrap_or_default(),
        auto_scaling_group_name: r.auto_scaling_group_name.unwrap_or_default(),
        status: known(r.status),
        status_reason: r.status_reason.unwrap_or_default(),
        start_time: moment(r.start_time),
        end_time: moment(r.end_time),
        percentage_complete: r.percentage_complete.map(number).unwrap_or_default(),
        instances_to_update: r.instances_to_update.map(number).unwrap_or_default(),
        preferences: r
            .preferences
            .as_ref()
            .map(read_preferences)
            .unwrap_or_default(),
        desired_configuration: DesiredConfiguration {
            launch_template: wanted.map(read_template),
        },
    }
}

pub(in crate::aws) async fn start_instance_refresh(
    autoscaling: &Client,
    r: StartInstanceRefresh,
) -> Answer<InstanceRefreshId> {
    let made = autoscaling
        .start_instance_refresh()
        .set_auto_scaling_group_name(text(r.auto_scaling_group_name))
        .set_strategy(word(&r.strategy))
        .set_desired_configuration(r.desired_configuration.map(configuration))
        .set_preferences(r.preferences.as_ref().map(preferences))
        .send()
        .await
        .map_err(refused)?;
    Ok(InstanceRefreshId {
        instance_refresh_id: made.instance_refresh_id.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn cancel_instance_refresh(
    autoscaling: &Client,
    r: CancelInstanceRefresh,
) -> Answer<InstanceRefreshId> {
    let ended = autoscaling
        .cancel_instance_refresh()
        .set_auto_scaling_group_name(text(r.auto_scaling_group_name))
        .send()
        .await
        .map_err(refused)?;
    Ok(InstanceRefreshId {
        instance_refresh_id: ended.instance_refresh_id.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn rollback_instance_refresh(
    autoscaling: &Client,
    r: RollbackInstanceRefresh,
) -> Answer<InstanceRefreshId> {
    let begun = autoscaling
        .rollback_instance_refresh()
        .set_auto_scaling_group_name(text(r.auto_scaling_group_name))
        .send()
        .await
        .map_err(refused)?;
    Ok(InstanceRefreshId {
        instance_refresh_id: begun.instance_refresh_id.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn describe_instance_refreshes(
    autoscaling: &Client,
    r: DescribeInstanceRefreshes,
) -> Answer<DescribeInstanceRefreshesOutput> {
    let pages = autoscaling
        .describe_instance_refreshes()
        .set_auto_scaling_group_name(text(r.auto_scaling_group_name))
        .set_instance_refresh_ids(some(r.instance_refresh_ids))
        .set_max_records(r.max_records.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().send();
    let found = found.try_collect().await.map_err(refused)?;
    let refreshes = found.into_iter().filter_map(|page| page.instance_refreshes);
    Ok(DescribeInstanceRefreshesOutput {
        instance_refreshes: refreshes.flatten().map(read).collect(),
        next_token: None,
    })
}
