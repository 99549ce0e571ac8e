//! Amazon CloudWatch Logs: groups that hold the lines of containers.

mod read;

use std::collections::BTreeMap;
use std::time::Duration;

use paperboat_core::aws::logs::{
    CreateLogGroup, DeleteLogGroup, DescribeLogGroups, DescribeLogGroupsOutput, LogGroup,
    PutRetentionPolicy,
};
use paperboat_core::aws::{Empty, LogsCall, Reply};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::time::Timestamp;

use crate::meter;
use crate::model::Timing;
use crate::page;
use crate::world::{CallId, Outcome, World};

/// What each event weighs beside its text, in bytes (CloudWatch Logs quotas page: 26 bytes an event).
const EVENT_OVERHEAD: u64 = 26;

/// The days that `PutRetentionPolicy` takes (its API reference).
const RETENTION_DAYS: [u32; 22] = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922,
    3288, 3653,
];

/// The account's log groups, by name.
#[derive(Clone, Debug, Default)]
pub struct Logs {
    groups: BTreeMap<String, Group>,
}

#[derive(Clone, Debug, Default)]
struct Group {
    created: Timestamp,
    retention_days: Option<u32>,
    stored_bytes: u64,
    streams: BTreeMap<String, Stream>,
}

#[derive(Clone, Debug, Default)]
struct Stream {
    created: Timestamp,
    /// From a line's writing until it can be read.
    delivery: Duration,
    lines: Vec<(Timestamp, String)>,
}

pub(crate) fn handle(
    w: &mut World,
    call: CallId,
    request: LogsCall,
) -> Result<Outcome, CloudError> {
    match request {
        LogsCall::CreateLogGroup(r) => create(w, call, r),
        LogsCall::DescribeLogGroups(r) => describe(w, &r),
        LogsCall::PutRetentionPolicy(r) => retain(w, &r),
        LogsCall::DeleteLogGroup(r) => delete(w, call, &r),
        LogsCall::DescribeLogStreams(r) => read::streams(w, &r),
        LogsCall::GetLogEvents(r) => read::events(w, &r),
        LogsCall::FilterLogEvents(r) => read::filter(w, &r),
    }
}

fn refused(kind: ErrorKind, operation: &str, code: &str, message: &str) -> CloudError {
    CloudError::refused(kind, &format!("logs:{operation}"), code, message)
}

fn not_found(operation: &str) -> CloudError {
    refused(
        ErrorKind::NotFound,
        operation,
        "ResourceNotFoundException",
        "The specified log group does not exist.",
    )
}

/// Finds a group.
///
/// # Errors
/// `ResourceNotFoundException`.
fn group<'w>(w: &'w World, operation: &str, name: &str) -> Result<&'w Group, CloudError> {
    w.logs.groups.get(name).ok_or_else(|| not_found(operation))
}

fn create(w: &mut World, call: CallId, r: CreateLogGroup) -> Result<Outcome, CloudError> {
    const OP: &str = "logs:CreateLogGroup";
    let name = r.log_group_name;
    let allowed = |c: char| c.is_ascii_alphanumeric() || "-_./#".contains(c);
    if name.is_empty() || name.len() > 512 || !name.chars().all(allowed) {
        let message = format!(
            "1 validation error detected: Value '{name}' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_/#A-Za-z0-9]+"
        );
        return Err(CloudError::refused(
            ErrorKind::InvalidInput,
            OP,
            "InvalidParameterException",
            message,
        ));
    }
    if w.logs.groups.contains_key(&name) {
        return Err(CloudError::refused(
            ErrorKind::AlreadyExists,
            OP,
            "ResourceAlreadyExistsException",
            "The specified log group already exists",
        ));
    }
    let cause = w.call_event(call);
    w.state_apart(Some(cause), &format!("log-group/{name}"), "", "active", "");
    let group = Group {
        created: w.now,
        ..Group::default()
    };
    w.logs.groups.insert(name, group);
    Ok(Outcome::Done(Reply::CreateLogGroup(Empty {})))
}

/// The groups of one page of `DescribeLogGroups`, the most and the default (its API reference).
const GROUPS_A_PAGE: usize = 50;

fn no_page(operation: &str) -> CloudError {
    refused(
        ErrorKind::InvalidInput,
        operation,
        "InvalidParameterException",
        "The specified nextToken is invalid.",
    )
}

fn describe(w: &World, r: &DescribeLogGroups) -> Result<Outcome, CloudError> {
    let groups = w.logs.groups.iter();
    let log_groups = groups
        .filter(|(name, _)| name.starts_with(&r.log_group_name_prefix))
        .map(|(name, g)| LogGroup {
            log_group_name: name.clone(),
            creation_time: g.created,
            retention_in_days: g.retention_days,
            metric_filter_count: 0,
            arn: crate::id::arn("logs", &format!("log-group:{name}:*")),
            stored_bytes: g.stored_bytes,
            log_group_class: "STANDARD".to_owned(),
            log_group_arn: crate::id::arn("logs", &format!("log-group:{name}")),
        })
        .collect();
    let size = page::size(r.limit, GROUPS_A_PAGE);
    let (log_groups, next_token) = page::page(log_groups, r.next_token.as_deref(), size)
        .ok_or_else(|| no_page("DescribeLogGroups"))?;
    Ok(Outcome::Done(Reply::DescribeLogGroups(
        DescribeLogGroupsOutput {
            log_groups,
            next_token,
        },
    )))
}

fn retain(w: &mut World, r: &PutRetentionPolicy) -> Result<Outcome, CloudError> {
    let days = r.retention_in_days;
    let group = w.logs.groups.get_mut(&r.log_group_name);
    let group = group.ok_or_else(|| not_found("PutRetentionPolicy"))?;
    if !RETENTION_DAYS.contains(&days) {
        let list = RETENTION_DAYS.map(|d| d.to_string()).join(", ");
        return Err(CloudError::refused(
            ErrorKind::InvalidInput,
            "logs:PutRetentionPolicy",
            "InvalidParameterException",
            format!(
                "1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [{list}]"
            ),
        ));
    }
    group.retention_days = Some(days);
    Ok(Outcome::Done(Reply::PutRetentionPolicy(Empty {})))
}

fn delete(w: &mut World, call: CallId, r: &DeleteLogGroup) -> Result<Outcome, CloudError> {
    let name = &r.log_group_name;
    let Some(group) = w.logs.groups.remove(name) else {
        return Err(not_found("DeleteLogGroup"));
    };
    meter::log_out(w, group.stored_bytes);
    let cause = w.call_event(call);
    w.state_apart(
        Some(cause),
        &format!("log-group/{name}"),
        "active",
        "deleted",
        "",
    );
    Ok(Outcome::Done(Reply::DeleteLogGroup(Empty {})))
}

/// The bytes that all log groups hold.
pub(crate) fn stored_bytes(w: &World) -> u64 {
    w.logs.groups.values().map(|g| g.stored_bytes).sum()
}

/// Tells whether a log group exists.
pub(crate) fn exists(w: &World, group: &str) -> bool {
    w.logs.groups.contains_key(group)
}

/// Makes a log group on behalf of a log driver with `awslogs-create-group`.
pub(crate) fn ensure(w: &mut World, group: &str) {
    w.logs.groups.entry(group.to_owned()).or_default();
}

/// Takes a line in; it can be read after the service's delivery time. A group that was deleted meanwhile drops it.
pub(crate) fn put(w: &mut World, group: &str, stream: &str, line: &str) {
    let known = match w.logs.groups.get(group) {
        None => return,
        Some(g) => g.streams.contains_key(stream),
    };
    let delivery = if known {
        Duration::ZERO
    } else {
        w.draw(Timing::LogsDelivery, group)
    };
    let (now, bytes) = (w.now, line.len() as u64 + EVENT_OVERHEAD);
    if let Some(g) = w.logs.groups.get_mut(group) {
        g.stored_bytes += bytes;
        let stream = g.streams.entry(stream.to_owned()).or_insert(Stream {
            created: now,
            delivery,
            lines: Vec::new(),
        });
        stream.lines.push((now, line.to_owned()));
    }
    meter::log_in(w, bytes);
}
