//! Amazon CloudWatch Logs. Members are those of its API reference.
#![allow(missing_docs)]

use std::collections::BTreeMap;

use super::operation::shapes;
use crate::time::Timestamp;

shapes! { "camelCase";
    CreateLogGroup { log_group_name: String, tags: BTreeMap<String, String> }
    DescribeLogGroups { log_group_name_prefix: String, limit: Option<u32>, next_token: Option<String> }
    DescribeLogGroupsOutput { log_groups: Vec<LogGroup>, next_token: Option<String> }
    /// `arn` ends in `:*`, `log_group_arn` does not.
    LogGroup {
        log_group_name: String, creation_time: Timestamp, retention_in_days: Option<u32>, metric_filter_count: u32, arn: String,
        stored_bytes: u64, log_group_class: String, log_group_arn: String,
    }
    PutRetentionPolicy { log_group_name: String, retention_in_days: u32 }
    DeleteLogGroup { log_group_name: String }
    /// Streams by their names, or by the latest event that can be read.
    DescribeLogStreams {
        log_group_name: String, log_stream_name_prefix: String, order_by: String, descending: bool, limit: Option<u32>, next_token: Option<String>,
    }
    DescribeLogStreamsOutput { log_streams: Vec<LogStream>, next_token: Option<String> }
    LogStream {
        log_stream_name: String, creation_time: Timestamp, first_event_timestamp: Option<Timestamp>, last_event_timestamp: Option<Timestamp>,
        last_ingestion_time: Option<Timestamp>, arn: String, stored_bytes: u64,
    }
    /// From the first of its times on, and before the second, in milliseconds since 1970.
    GetLogEvents {
        log_group_name: String, log_stream_name: String, start_time: Option<u64>, end_time: Option<u64>, start_from_head: bool,
        limit: Option<u32>, next_token: Option<String>,
    }
    GetLogEventsOutput { events: Vec<OutputLogEvent>, next_forward_token: String, next_backward_token: String }
    OutputLogEvent { timestamp: Timestamp, message: String, ingestion_time: Timestamp }
    /// From the first of its times to the second, in milliseconds since 1970.
    FilterLogEvents {
        log_group_name: String, log_stream_names: Vec<String>, log_stream_name_prefix: String, start_time: Option<u64>,
        end_time: Option<u64>, limit: Option<u32>, next_token: Option<String>,
    }
    FilterLogEventsOutput { events: Vec<FilteredLogEvent>, next_token: Option<String> }
    FilteredLogEvent { log_stream_name: String, timestamp: Timestamp, message: String }
}
