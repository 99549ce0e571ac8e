//! Steps and waits as they come, on a terminal's error stream.

use std::io::{IsTerminal, Write};

use paperboat_core::event::EventKind;

use crate::text::Catalogue;
use crate::ui::Ui;

/// Shows what is under way to somebody who waits.
#[derive(Debug)]
pub struct Progress {
    text: Catalogue,
}

impl Progress {
    /// None when nobody watches: standard error is no terminal.
    #[must_use]
    pub fn on_terminal(ui: &Ui) -> Option<Self> {
        std::io::stderr().is_terminal().then(|| Self {
            text: Catalogue::new(ui.text.language()),
        })
    }

    /// Shows an event, when it is one that a waiting person wants to see.
    pub fn show(&self, kind: &EventKind) {
        let line = match kind {
            EventKind::StepStarted { step, .. } => self.text.get(&format!("step-{step}")),
            EventKind::WaitStarted {
                waiting_for,
                limit_s,
            } => {
                let what = self.text.get(&format!("wait-{waiting_for}"));
                let limit = crate::report::seconds(*limit_s as f64);
                let said = [("what", what.as_str()), ("limit", &limit)];
                format!("  {}", self.text.with("progress-wait", &said))
            }
            EventKind::Repeated {
                operation, code, ..
            } => {
                let said = [("operation", operation.as_str()), ("code", code)];
                format!("  {}", self.text.with("progress-again", &said))
            }
            EventKind::Message { resource, text } => format!("  {resource}: {text}"),
            _ => return,
        };
        // A closed error stream must not end a deployment.
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}
