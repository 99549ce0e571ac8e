//! Amazon CloudWatch Logs.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::logs::{
    CreateLogGroup, DeleteLogGroup, DescribeLogGroups, DescribeLogGroupsOutput, FilterLogEvents,
    FilterLogEventsOutput, FilteredLogEvent, LogGroup, PutRetentionPolicy,
};
use paperboat_core::time::Timestamp;

use super::convert::{int, maybe, number, text};
use super::error::{Answer, refused};

/// The most events that are read when the request names no limit: one page of AWS's (API reference, `FilterLogEvents`).
const MOST_EVENTS: usize = 10_000;

pub(super) async fn create_log_group(logs: &Client, r: CreateLogGroup) -> Answer<Empty> {
    let tags = (!r.tags.is_empty()).then(|| r.tags.into_iter().collect());
    logs.create_log_group()
        .set_log_group_name(text(r.log_group_name))
        .set_tags(tags)
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(super) async fn describe_log_groups(
    logs: &Client,
    r: DescribeLogGroups,
) -> Answer<DescribeLogGroupsOutput> {
    let pages = logs
        .describe_log_groups()
        .set_log_group_name_prefix(text(r.log_group_name_prefix));
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    let read = |g: sdk::LogGroup| LogGroup {
        log_group_name: g.log_group_name.unwrap_or_default(),
        arn: g.arn.unwrap_or_default(),
        stored_bytes: g.stored_bytes.map(number).unwrap_or_default(),
        retention_in_days: maybe(g.retention_in_days),
    };
    Ok(DescribeLogGroupsOutput {
        log_groups: found.into_iter().map(read).collect(),
    })
}

pub(super) async fn put_retention_policy(logs: &Client, r: PutRetentionPolicy) -> Answer<Empty> {
    logs.put_retention_policy()
        .set_log_group_name(text(r.log_group_name))
        .retention_in_days(int(r.retention_in_days))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(super) async fn delete_log_group(logs: &Client, r: DeleteLogGroup) -> Answer<Empty> {
    logs.delete_log_group()
        .set_log_group_name(text(r.log_group_name))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

/// Reads the first events in order of time. AWS may answer with an empty page and a token, so pages are asked for
/// until there are enough events or no more.
pub(super) async fn filter_log_events(
    logs: &Client,
    r: FilterLogEvents,
) -> Answer<FilterLogEventsOutput> {
    let most = r
        .limit
        .map_or(MOST_EVENTS, |l| usize::try_from(l).unwrap_or(MOST_EVENTS));
    let call = logs
        .filter_log_events()
        .set_log_group_name(text(r.log_group_name))
        .set_log_stream_name_prefix(text(r.log_stream_name_prefix))
        .set_limit(r.limit.map(int));
    let mut pages = call.into_paginator().send();
    let mut events: Vec<FilteredLogEvent> = Vec::new();
    while events.len() < most {
        let Some(page) = pages.try_next().await.map_err(refused)? else {
            break;
        };
        events.extend(page.events.unwrap_or_default().into_iter().map(read_event));
    }
    events.truncate(most);
    Ok(FilterLogEventsOutput { events })
}

fn read_event(e: sdk::FilteredLogEvent) -> FilteredLogEvent {
    let millis: u64 = e.timestamp.map(number).unwrap_or_default();
    FilteredLogEvent {
        log_stream_name: e.log_stream_name.unwrap_or_default(),
        timestamp: Timestamp(millis.saturating_mul(1_000)),
        message: e.message.unwrap_or_default(),
    }
}
