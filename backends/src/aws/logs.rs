//! Amazon CloudWatch Logs.

use aws_sdk_cloudwatchlogs::Client;
use aws_sdk_cloudwatchlogs::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::logs::{
    CreateLogGroup, DeleteLogGroup, DescribeLogGroups, DescribeLogGroupsOutput, DescribeLogStreams,
    DescribeLogStreamsOutput, FilterLogEvents, FilterLogEventsOutput, FilteredLogEvent,
    GetLogEvents, GetLogEventsOutput, LogGroup, LogStream, OutputLogEvent, PutRetentionPolicy,
};
use paperboat_core::time::Timestamp;

use super::convert::{all, int, maybe, number, on, said, some, text, word};
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
        creation_time: g.creation_time.map(millis).unwrap_or_default(),
        retention_in_days: maybe(g.retention_in_days),
        metric_filter_count: g.metric_filter_count.map(number).unwrap_or_default(),
        arn: g.arn.unwrap_or_default(),
        stored_bytes: g.stored_bytes.map(number).unwrap_or_default(),
        log_group_class: said(g.log_group_class),
        log_group_arn: g.log_group_arn.unwrap_or_default(),
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

pub(super) async fn describe_log_streams(
    logs: &Client,
    r: DescribeLogStreams,
) -> Answer<DescribeLogStreamsOutput> {
    let pages = logs
        .describe_log_streams()
        .set_log_group_name(text(r.log_group_name))
        .set_log_stream_name_prefix(text(r.log_stream_name_prefix))
        .set_order_by(word(&r.order_by))
        .set_descending(on(r.descending))
        .set_limit(r.limit.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeLogStreamsOutput {
        log_streams: found.into_iter().map(read_stream).collect(),
        next_token: None,
    })
}

#[allow(deprecated, reason = "AWS still sends the size, as zero")]
fn read_stream(s: sdk::LogStream) -> LogStream {
    LogStream {
        log_stream_name: s.log_stream_name.unwrap_or_default(),
        creation_time: s.creation_time.map(millis).unwrap_or_default(),
        first_event_timestamp: s.first_event_timestamp.map(millis),
        last_event_timestamp: s.last_event_timestamp.map(millis),
        last_ingestion_time: s.last_ingestion_time.map(millis),
        arn: s.arn.unwrap_or_default(),
        stored_bytes: s.stored_bytes.map(number).unwrap_or_default(),
    }
}

/// Reads the one page that is asked for: at either end of a stream its token comes back, so that nothing says here where to end.
pub(super) async fn get_log_events(logs: &Client, r: GetLogEvents) -> Answer<GetLogEventsOutput> {
    let page = logs
        .get_log_events()
        .set_log_group_name(text(r.log_group_name))
        .set_log_stream_name(text(r.log_stream_name))
        .set_start_time(r.start_time.map(long))
        .set_end_time(r.end_time.map(long))
        .set_start_from_head(on(r.start_from_head))
        .set_limit(r.limit.map(int))
        .set_next_token(r.next_token)
        .send()
        .await
        .map_err(refused)?;
    let read = |e: sdk::OutputLogEvent| OutputLogEvent {
        timestamp: e.timestamp.map(millis).unwrap_or_default(),
        message: e.message.unwrap_or_default(),
        ingestion_time: e.ingestion_time.map(millis).unwrap_or_default(),
    };
    Ok(GetLogEventsOutput {
        events: all(page.events, read),
        next_forward_token: page.next_forward_token.unwrap_or_default(),
        next_backward_token: page.next_backward_token.unwrap_or_default(),
    })
}

/// Sends a time in milliseconds; one that AWS's type cannot hold becomes the last, for AWS to refuse.
fn long(millis: u64) -> i64 {
    i64::try_from(millis).unwrap_or(i64::MAX)
}

/// Reads a time in milliseconds.
fn millis(time: i64) -> Timestamp {
    let millis: u64 = number(time);
    Timestamp(millis.saturating_mul(1_000))
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
            .set_log_stream_names(some(r.log_stream_names.clone()))
            .set_log_stream_name_prefix(text(r.log_stream_name_prefix.clone()))
            .set_start_time(r.start_time.map(long))
            .set_end_time(r.end_time.map(long))
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
    FilteredLogEvent {
        log_stream_name: e.log_stream_name.unwrap_or_default(),
        timestamp: e.timestamp.map(millis).unwrap_or_default(),
        message: e.message.unwrap_or_default(),
    }
}
