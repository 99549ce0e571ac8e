//! One event in one line.

use paperboat_core::event::{Event, EventKind};

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
                Some(why) => bad(&text.with("event-step-failed", &[("step", &step), ("why", why)])),
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
