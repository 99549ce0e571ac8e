//! A failure in the reader's language.

use paperboat_core::error::{Cause, DeployError};
use paperboat_core::event::EventId;
use paperboat_rehearsal::Failure;

use super::{advice, cause};
use crate::style::paint;
use crate::ui::Ui;

/// Tells a failed step.
#[must_use]
pub fn failure(ui: &Ui, error: &DeployError, event: Option<EventId>) -> Failure {
    let advice = advice(ui, &error.cause);
    Failure {
        code: code(&error.cause),
        message: paint(&cause(ui, &error.cause), false),
        remedy: (!advice.is_empty()).then(|| advice.join("; ")),
        step: error.step,
        event,
        cause: error.cause.clone(),
    }
}

fn code(cause: &Cause) -> String {
    match cause {
        Cause::Call { error } => error.code.clone(),
        Cause::Command { .. } => "command-failed".to_owned(),
        Cause::TimedOut { .. } => "timed-out".to_owned(),
        Cause::RolledBack { .. } | Cause::GivenBack { .. } => "rolled-back".to_owned(),
        Cause::Impossible { key, .. } => key.key().to_owned(),
        Cause::Refused { .. } => "refused".to_owned(),
    }
}
