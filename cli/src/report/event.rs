//! One event in one line.

use paperboat_core::event::{Event, EventKind, FaultPhase};
use paperboat_core::recipe::Wait;

use super::number::{rate, seconds};
use crate::style::bad;
use crate::ui::Ui;

/// Number, time, and what happened.
#[must_use]
pub fn event_line(ui: &Ui, event: &Event) -> String {
    let line = format!("#{} {} {}", event.id.0, event.at, said(ui, &event.kind));
    line.trim_end().to_owned()
}

fn said(ui: &Ui, kind: &EventKind) -> String {
    let text = &ui.text;
    match kind {
        EventKind::StepStarted { step, .. } => text.with(
            "event-step-started",
            &[("step", &text.get(&format!("step-{step}")))],
        ),
        EventKind::StepFinished { step, error } => {
            let step = text.get(&format!("step-{step}"));
            match error {
                None => text.with("event-step-finished", &[("step", &step)]),
                Some(why) => {
                    let why = in_words(ui, why);
                    bad(&text.with("event-step-failed", &[("step", &step), ("why", &why)]))
                }
            }
        }
        EventKind::WaitStarted {
            waiting_for,
            limit_s,
        } => {
            let what = text.get(&format!("wait-{waiting_for}"));
            text.with(
                "event-wait-started",
                &[("what", &what), ("limit", &seconds(*limit_s as f64))],
            )
        }
        EventKind::WaitFinished {
            waiting_for,
            met,
            last_seen,
        } => {
            let what = text.get(&format!("wait-{waiting_for}"));
            let key = if *met {
                "event-wait-met"
            } else {
                "event-wait-over"
            };
            text.with(key, &[("what", &what), ("seen", last_seen)])
        }
        EventKind::Typed { command, .. } => format!("$ {command}"),
        EventKind::Slipped { slip, meant, typed } => {
            let slip = text.get(&format!("slip-{slip}"));
            let said = [("slip", slip.as_str()), ("meant", meant)];
            bad(&match typed {
                Some(typed) => {
                    let typed = [("typed", typed.as_str())];
                    text.with("event-slipped-instead", &[&said[..], &typed].concat())
                }
                None => text.with("event-slipped", &said),
            })
        }
        EventKind::Repeated {
            operation, code, ..
        } => text.with(
            "event-repeated",
            &[("operation", operation), ("code", code)],
        ),
        EventKind::Call {
            operation,
            about,
            code: None,
        } => format!("{operation} {about}"),
        EventKind::Call {
            operation,
            about,
            code: Some(code),
        } => text.with(
            "event-refused",
            &[("operation", operation), ("code", code), ("message", about)],
        ),
        EventKind::State {
            resource,
            from,
            to,
            reason,
        } => {
            let from = if from.is_empty() {
                String::new()
            } else {
                format!("{from} -> ")
            };
            let reason = if reason.is_empty() {
                String::new()
            } else {
                format!(" ({reason})")
            };
            format!("{resource}: {from}{to}{reason}")
        }
        EventKind::Message { resource, text } => format!("{resource}: {text}"),
        EventKind::Fault {
            fault,
            subject,
            phase,
            missed,
        } => {
            let name = text.get(&format!("fault-{}", fault.name()));
            let missed = missed
                .as_ref()
                .map(|why| text.get(&format!("missed-{why}")));
            let why = missed.as_deref().unwrap_or_default();
            let key = match (phase, subject.is_empty(), why.is_empty()) {
                (FaultPhase::Ends, ..) => "event-fault-ended",
                (FaultPhase::Begins, _, false) => "event-fault-missed",
                (FaultPhase::Begins, true, true) => "event-fault",
                (FaultPhase::Begins, false, true) => "event-fault-at",
            };
            text.with(key, &[("fault", &name), ("subject", subject), ("why", why)])
        }
        EventKind::Serving {
            service,
            capacity_rps,
            why,
        } => {
            let capacity = rate(*capacity_rps);
            let why = text.get(&format!("lost-{why}"));
            text.with(
                "event-serving",
                &[("service", service), ("capacity", &capacity), ("why", &why)],
            )
        }
    }
}

/// A cause as an event keeps it, in the reader's language where it is one of core's own sentences. What AWS, Docker or a
/// program said stays as it was said.
fn in_words(ui: &Ui, why: &str) -> String {
    let text = &ui.text;
    if let Some((wait, rest)) = why.split_once(" did not come true in ")
        && Wait::named(wait).is_some()
        && let Some((waited, seen)) = rest.split_once(" s; last seen: ")
    {
        let what = text.get(&format!("wait-{wait}"));
        let waited = waited.parse().map_or_else(|_| waited.to_owned(), seconds);
        let said = [("what", &*what), ("waited", &waited), ("seen", seen)];
        return text.with("cause-timed-out", &said);
    }
    if let Some((what, reason)) = why.split_once(" was rolled back: ") {
        return text.with("cause-rolled-back", &[("what", what), ("reason", reason)]);
    }
    if let Some((command, rest)) = why
        .strip_prefix('`')
        .and_then(|rest| rest.split_once("` ended with "))
        && let Some((code, lines)) = rest.split_once(": ")
    {
        let said = text.with("cause-command", &[("command", command), ("code", code)]);
        return format!("{said}: {lines}");
    }
    why.to_owned()
}
