//! Amazon CloudWatch Logs. Members are those of its API reference.
#![allow(missing_docs)]

use std::collections::BTreeMap;

use super::operation::shapes;
use crate::time::Timestamp;

shapes! { "camelCase";
    CreateLogGroup { log_group_name: String, tags: BTreeMap<String, String> }
    DescribeLogGroups { log_group_name_prefix: String, limit: Option<u32>, next_token: Option<String> }
    DescribeLogGroupsOutput { log_groups: Vec<LogGroup>, next_token: Option<String> }
    LogGroup { log_group_name: String, arn: String, stored_bytes: u64, retention_in_days: Option<u32> }
    PutRetentionPolicy { log_group_name: String, retention_in_days: u32 }
    DeleteLogGroup { log_group_name: String }
    FilterLogEvents { log_group_name: String, log_stream_name_prefix: String, limit: Option<u32>, next_token: Option<String> }
    FilterLogEventsOutput { events: Vec<FilteredLogEvent>, next_token: Option<String> }
    FilteredLogEvent { log_stream_name: String, timestamp: Timestamp, message: String }
}
