//! `paperboat events` and `paperboat why`: what happened, and because of what.

use paperboat_core::error::{Root, root};
use paperboat_core::event::{Event, EventId, EventKind};

use crate::args;
use crate::deployment::Deployment;
use crate::exit::Exit;
use crate::report::event_line;
use crate::ui::Ui;

/// Lists what happened, oldest first.
pub fn events(ui: &Ui, args: &args::Events) -> Exit {
    let events = match Deployment::events_of(ui, args.existing.name.as_deref()) {
        Ok(events) => events,
        Err(exit) => return exit,
    };
    let resource = args.resource.as_deref();
    list(ui, &events, resource, args.tail)
}

/// Lists events: those that mention a resource, the last ones.
pub(super) fn list(ui: &Ui, events: &[Event], resource: Option<&str>, tail: Option<usize>) -> Exit {
    let about = |e: &&Event| resource.is_none_or(|r| e.mentions(r));
    let mut shown: Vec<&Event> = events.iter().filter(about).collect();
    if let Some(tail) = tail {
        shown.drain(..shown.len().saturating_sub(tail));
    }
    if ui.json {
        ui.json(&shown);
    } else {
        let lines: Vec<String> = shown.into_iter().map(|e| event_line(ui, e)).collect();
        ui.out(&lines.join("\n"));
    }
    Exit::Success
}

/// Explains an event by walking to its first cause.
pub fn why(ui: &Ui, args: &args::Why) -> Exit {
    let events = match Deployment::events_of(ui, args.existing.name.as_deref()) {
        Ok(events) => events,
        Err(exit) => return exit,
    };
    explain(ui, &events, &args.what)
}

/// How many levels of a chain are indented.
const DEEPEST: usize = 8;

/// Explains one event: its causes, back to the first.
pub(super) fn explain(ui: &Ui, events: &[Event], what: &str) -> Exit {
    let Some(event) = Event::find(events, what) else {
        return ui.fail(Exit::Usage, "why-nothing", &[("what", what)]);
    };
    let chain = chain(events, event.id);
    if ui.json {
        ui.json(&chain);
        return Exit::Success;
    }
    ui.out(&explanation(ui, &chain));
    Exit::Success
}

/// A chain of causes, each below what it caused.
pub(crate) fn explanation(ui: &Ui, chain: &[&Event]) -> String {
    let line = |(n, e): (usize, &&Event)| {
        let arrow = if n == 0 {
            String::new()
        } else {
            // A chain of restarts is long, and a terminal is not wide.
            format!("{}<- ", "   ".repeat((n - 1).min(DEEPEST)))
        };
        format!("{arrow}{}", event_line(ui, e))
    };
    let lines: Vec<String> = chain.iter().enumerate().map(line).collect();
    lines.join("\n")
}

/// The root of what failed last, with its event; none when nothing failed or nothing is known beyond what was said.
pub(super) fn root_of_failure(events: &[Event]) -> Option<(EventId, Root)> {
    let failed = last_failure(events)?;
    root(&chain(events, failed)).map(|(event, root)| (event.id, root))
}

/// The event of the step that failed last.
pub(super) fn last_failure(events: &[Event]) -> Option<EventId> {
    let failed = |e: &&Event| matches!(&e.kind, EventKind::StepFinished { error: Some(_), .. });
    events.iter().rev().find(failed).map(|e| e.id)
}

/// Walks from an event to its first cause, the event itself first.
fn chain(events: &[Event], id: EventId) -> Vec<&Event> {
    let at = |id: EventId| events.get(id.0 as usize);
    std::iter::successors(at(id), |e| at(e.cause?)).collect()
}
