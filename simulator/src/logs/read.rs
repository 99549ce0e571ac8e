//! What can be read of log groups: their streams, and the events of one stream or of all.

use paperboat_core::aws::Reply;
use paperboat_core::aws::logs::{
    DescribeLogStreams, DescribeLogStreamsOutput, FilterLogEvents, FilterLogEventsOutput,
    FilteredLogEvent, GetLogEvents, GetLogEventsOutput, LogStream, OutputLogEvent,
};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::time::Timestamp;

use super::{Group, Stream, group, no_page, refused};
use crate::id::{arn, millis};
use crate::page;
use crate::world::{Outcome, World};

/// The most events of one answer, also the default (API reference, FilterLogEvents and GetLogEvents). That AWS ends a page at
/// 1 MB as well is not modelled.
const EVENTS_MOST: usize = 10_000;

/// The streams of one page, the most and the default (API reference, DescribeLogStreams).
const STREAMS_A_PAGE: usize = 50;

/// The events of a stream that can be read: they have arrived, and are younger than the group keeps them.
struct Readable<'w> {
    lines: &'w [(Timestamp, String)],
    /// The place of the first of them in the stream: it stays that event's, whatever comes and goes.
    first: usize,
    stream: &'w Stream,
}

impl<'w> Readable<'w> {
    fn of(w: &World, group: &Group, stream: &'w Stream) -> Self {
        let old = |at: Timestamp| {
            group
                .retention_days
                .is_some_and(|days| w.now.since(at).as_secs() >= u64::from(days) * 86_400)
        };
        let lines = &stream.lines[..];
        let end = lines.partition_point(|(at, _)| *at + stream.delivery <= w.now);
        let first = lines[..end].partition_point(|(at, _)| old(*at));
        Self {
            lines: &lines[first..end],
            first,
            stream,
        }
    }

    fn times(&self) -> Option<(Timestamp, Timestamp)> {
        Some((self.lines.first()?.0, self.lines.last()?.0))
    }
}

fn no_stream(operation: &str) -> CloudError {
    refused(
        ErrorKind::NotFound,
        operation,
        "ResourceNotFoundException",
        "The specified log stream does not exist.",
    )
}

/// `DescribeLogStreams`. The times of events are true at once, where AWS may take an hour; a stream's size is zero, as AWS
/// reports it since 2019.
///
/// # Errors
/// An unknown group, a prefix where streams are ordered by time, a token that was not given.
pub(super) fn streams(w: &World, r: &DescribeLogStreams) -> Result<Outcome, CloudError> {
    const OP: &str = "DescribeLogStreams";
    let group = group(w, OP, &r.log_group_name)?;
    let by_time = r.order_by == "LastEventTime";
    if by_time && !r.log_stream_name_prefix.is_empty() {
        let message = "Cannot order by LastEventTime with a logStreamNamePrefix.";
        let code = "InvalidParameterException";
        return Err(refused(ErrorKind::InvalidInput, OP, code, message));
    }
    let named = group.streams.iter();
    let named = named.filter(|(name, _)| name.starts_with(&r.log_stream_name_prefix));
    let mut all: Vec<LogStream> = named
        .map(|(name, stream)| {
            let times = Readable::of(w, group, stream).times();
            let resource = format!("log-group:{}:log-stream:{name}", r.log_group_name);
            LogStream {
                log_stream_name: name.clone(),
                creation_time: stream.created,
                first_event_timestamp: times.map(|(first, _)| first),
                last_event_timestamp: times.map(|(_, last)| last),
                last_ingestion_time: times.map(|(_, last)| last + stream.delivery),
                arn: arn("logs", &resource),
                stored_bytes: 0,
            }
        })
        .collect();
    if by_time {
        all.sort_by_key(|s| s.last_event_timestamp);
    }
    if r.descending {
        all.reverse();
    }
    let size = page::size(r.limit, STREAMS_A_PAGE);
    let page = page::page(all, r.next_token.as_deref(), size);
    let (log_streams, next_token) = page.ok_or_else(|| no_page(OP))?;
    Ok(Outcome::Done(Reply::DescribeLogStreams(
        DescribeLogStreamsOutput {
            log_streams,
            next_token,
        },
    )))
}

/// From where a page of events goes on: forward from a place in the stream, or backward from before it.
#[derive(Clone, Copy)]
enum From {
    Forward(usize),
    Backward(usize),
}

impl From {
    fn read(token: &str) -> Option<Self> {
        let (direction, place) = token.split_once('/')?;
        let place = page::read(place)?;
        match direction {
            "f" => Some(Self::Forward(place)),
            "b" => Some(Self::Backward(place)),
            _ => None,
        }
    }

    fn write(self) -> String {
        match self {
            Self::Forward(place) => format!("f/{}", page::write(place)),
            Self::Backward(place) => format!("b/{}", page::write(place)),
        }
    }
}

/// `GetLogEvents`: the latest events unless they are wanted from the head, the oldest of a page first. At either end the
/// token comes back as it was sent, which is how one knows.
///
/// # Errors
/// An unknown group or stream, a token that was not given.
pub(super) fn events(w: &World, r: &GetLogEvents) -> Result<Outcome, CloudError> {
    const OP: &str = "GetLogEvents";
    let group = group(w, OP, &r.log_group_name)?;
    let stream = group.streams.get(&r.log_stream_name);
    let readable = Readable::of(w, group, stream.ok_or_else(|| no_stream(OP))?);
    let place = |before: &dyn Fn(u64) -> bool| {
        let lines = readable.lines;
        readable.first + lines.partition_point(|(at, _)| before(millis(*at)))
    };
    let least = r.start_time.unwrap_or(0);
    let low = place(&|at| at < least);
    let high = place(&|at| r.end_time.is_none_or(|end| at < end)).max(low);
    let size = page::size(r.limit, EVENTS_MOST);
    let from = match r.next_token.as_deref() {
        Some(token) => From::read(token).ok_or_else(|| no_page(OP))?,
        None if r.start_from_head => From::Forward(low),
        None => From::Backward(high),
    };
    let (start, end) = match from {
        From::Forward(place) => {
            let start = place.max(low);
            (start, (start + size).min(high).max(start))
        }
        From::Backward(place) => {
            let end = place.min(high);
            (end.saturating_sub(size).max(low).min(end), end)
        }
    };
    let lines = &stream_lines(&readable, start, end);
    let events = lines.iter().map(|(at, line)| OutputLogEvent {
        timestamp: *at,
        message: line.clone(),
        ingestion_time: *at + readable.stream.delivery,
    });
    Ok(Outcome::Done(Reply::GetLogEvents(GetLogEventsOutput {
        events: events.collect(),
        next_forward_token: From::Forward(end).write(),
        next_backward_token: From::Backward(start).write(),
    })))
}

/// The events between two places of a stream that can be read.
fn stream_lines<'w>(
    readable: &Readable<'w>,
    start: usize,
    end: usize,
) -> &'w [(Timestamp, String)] {
    let inside = |place: usize| {
        place
            .saturating_sub(readable.first)
            .min(readable.lines.len())
    };
    &readable.lines[inside(start)..inside(end).max(inside(start))]
}

/// `FilterLogEvents`: those of several streams by their time.
///
/// # Errors
/// An unknown group or stream, streams both by name and by prefix, a token that was not given.
pub(super) fn filter(w: &World, r: &FilterLogEvents) -> Result<Outcome, CloudError> {
    const OP: &str = "FilterLogEvents";
    let group = group(w, OP, &r.log_group_name)?;
    let names = &r.log_stream_names;
    if !names.is_empty() && !r.log_stream_name_prefix.is_empty() {
        let message = "logStreamNames and logStreamNamePrefix cannot be specified together.";
        let code = "InvalidParameterException";
        return Err(refused(ErrorKind::InvalidInput, OP, code, message));
    }
    if names.iter().any(|name| !group.streams.contains_key(name)) {
        return Err(no_stream(OP));
    }
    let asked = |name: &String| {
        name.starts_with(&r.log_stream_name_prefix) && (names.is_empty() || names.contains(name))
    };
    let within = |at: Timestamp| {
        let at = millis(at);
        r.start_time.is_none_or(|start| at >= start) && r.end_time.is_none_or(|end| at <= end)
    };
    let mut events = Vec::new();
    for (name, stream) in group.streams.iter().filter(|(name, _)| asked(name)) {
        let lines = Readable::of(w, group, stream).lines.iter();
        let lines = lines.filter(|(at, _)| within(*at));
        events.extend(lines.map(|(at, line)| FilteredLogEvent {
            log_stream_name: name.clone(),
            timestamp: *at,
            message: line.clone(),
        }));
    }
    events.sort_by_key(|e| e.timestamp);
    let size = page::size(r.limit, EVENTS_MOST);
    let page = page::page(events, r.next_token.as_deref(), size);
    let (events, next_token) = page.ok_or_else(|| no_page(OP))?;
    Ok(Outcome::Done(Reply::FilterLogEvents(
        FilterLogEventsOutput { events, next_token },
    )))
}
