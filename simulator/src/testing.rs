//! What the tests of all rooms share: a world, calls that wait for their answers, and its story.

use std::sync::Arc;
use std::time::Duration;

use paperboat_core::aws::Operation;
use paperboat_core::error::CloudError;
use paperboat_core::event::{Event, EventKind};
use paperboat_core::workload::PublishedImage;

use crate::model::Model;
use crate::world::World;

/// A world of seed 1 whose registries hold `images`.
pub(crate) fn world(images: Vec<PublishedImage>) -> World {
    World::new(1, Arc::new(Model::default()), images)
}

/// Sends a request now and moves time until it is answered.
///
/// # Panics
/// When no answer ever comes.
pub(crate) fn call<O: Operation>(w: &mut World, request: O) -> Result<O::Output, CloudError> {
    let id = w.call(w.now(), request.into());
    loop {
        if let Some(answer) = w.answer(id) {
            let output = answer?;
            return Ok(O::output(output).expect("the answer has the operation's shape"));
        }
        let next = w.next_at().expect("an answer comes");
        w.advance(next);
    }
}

/// Moves time forward by seconds.
pub(crate) fn pass(w: &mut World, seconds: u64) {
    w.advance(w.now() + Duration::from_secs(seconds));
}

/// Every change of state and message of a world so far, one a line, with what caused it.
pub(crate) fn story(w: &World) -> String {
    let lines = w.events().iter().filter_map(|event| line(w, event));
    lines.collect::<Vec<_>>().join("\n")
}

fn line(w: &World, event: &Event) -> Option<String> {
    let text = match &event.kind {
        EventKind::State {
            resource,
            from,
            to,
            reason,
        } => {
            let reason = if reason.is_empty() {
                String::new()
            } else {
                format!(" ({reason})")
            };
            format!("{resource}: {from} -> {to}{reason}")
        }
        EventKind::Message { resource, text } => format!("{resource}: {text}"),
        _ => return None,
    };
    let cause = event.cause.map(|c| &w.log[c].kind);
    let cause = match cause {
        Some(EventKind::State { resource, to, .. }) => format!(" <- {resource} {to}"),
        Some(EventKind::Message { resource, .. }) => format!(" <- {resource}"),
        Some(EventKind::Call { operation, .. }) => format!(" <- {operation}"),
        _ => String::new(),
    };
    Some(format!("{} {text}{cause}", event.at))
}
