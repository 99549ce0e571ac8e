//! Amazon CloudWatch Logs.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::logs::{
    CreateLogGroup, DeleteLogGroup, DescribeLogGroups, DescribeLogGroupsOutput, FilterLogEvents,
    FilterLogEventsOutput, FilteredLogEvent, LogGroup, PutRetentionPolicy,
};
use paperboat_core::time::Timestamp;

use super::convert::{all, int, maybe, number, text};
use super::error::{Answer, refused};

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
        .set_log_group_name_prefix(text(r.log_group_name_prefix))
        .set_limit(r.limit.map(int))
        .set_next_token(r.next_token);
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
        next_token: None,
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

/// Reads a page of events. AWS may answer with an empty page and a token, so the next one is asked for until there are
/// events or no more.
pub(super) async fn filter_log_events(
    logs: &Client,
    r: FilterLogEvents,
) -> Answer<FilterLogEventsOutput> {
    let mut token = r.next_token;
    loop {
        let page = logs
            .filter_log_events()
            .set_log_group_name(text(r.log_group_name.clone()))
            .set_log_stream_name_prefix(text(r.log_stream_name_prefix.clone()))
            .set_limit(r.limit.map(int))
            .set_next_token(token.clone())
            .send()
            .await
            .map_err(refused)?;
        let events = all(page.events, read_event);
        // A server that repeats its token would be asked for ever.
        let next = page.next_token.filter(|next| token.as_ref() != Some(next));
        if !events.is_empty() || next.is_none() {
            return Ok(FilterLogEventsOutput {
                events,
                next_token: next,
            });
        }
        token = next;
    }
}

fn read_event(e: sdk::FilteredLogEvent) -> FilteredLogEvent {
    let millis: u64 = e.timestamp.map(number).unwrap_or_default();
    FilteredLogEvent {
        log_stream_name: e.log_stream_name.unwrap_or_default(),
        timestamp: Timestamp(millis.saturating_mul(1_000)),
        message: e.message.unwrap_or_default(),
    }
}
