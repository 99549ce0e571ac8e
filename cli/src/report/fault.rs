//! A failure as data.

use paperboat_core::error::{Cause, DeployError};
use paperboat_core::event::EventId;
use serde::Serialize;

use super::{advice, cause};
use crate::style::paint;
use crate::ui::Ui;

/// Why something failed, for programs: the same members wherever a failure is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fault {
    /// What sort of failure: AWS's own code where AWS refused, or else a word of this program's.
    pub code: String,
    /// What is wrong, in the reader's language.
    pub message: String,
    /// What can be done about it, where that is known.
    pub remedy: Option<String>,
    /// The step of the recipe, as a catalogue key.
    pub step: String,
    /// The event with which it failed, for `why`.
    pub event: Option<EventId>,
    /// The cause, with its own members.
    pub cause: Cause,
}

impl Fault {
    /// Tells a failed step.
    #[must_use]
    pub fn of(ui: &Ui, error: &DeployError, event: Option<EventId>) -> Self {
        let advice = advice(ui, &error.cause);
        Self {
            code: code(&error.cause),
            message: paint(&cause(ui, &error.cause), false),
            remedy: (!advice.is_empty()).then(|| advice.join("; ")),
            step: error.step.clone(),
            event,
            cause: error.cause.clone(),
        }
    }
}

fn code(cause: &Cause) -> String {
    match cause {
        Cause::Call { error } => error.code.clone(),
        Cause::Command { .. } => "command-failed".to_owned(),
        Cause::TimedOut { .. } => "timed-out".to_owned(),
        Cause::RolledBack { .. } => "rolled-back".to_owned(),
        Cause::Impossible { key, .. } => key.clone(),
        Cause::Refused { .. } => "refused".to_owned(),
    }
}
