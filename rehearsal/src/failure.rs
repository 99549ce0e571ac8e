//! A failure as data.

use paperboat_core::error::Cause;
use paperboat_core::event::EventId;
use paperboat_core::recipe::Step;
use serde::Serialize;

/// Why something failed, for programs: the same members wherever a failure is told.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure {
    /// What sort of failure: AWS's own code where AWS refused, or else a word of this program's.
    pub code: String,
    /// What is wrong, in the reader's language.
    pub message: String,
    /// What can be done about it, where that is known.
    pub remedy: Option<String>,
    /// The step of the recipe.
    pub step: Step,
    /// The event with which it failed, for `why`.
    pub event: Option<EventId>,
    /// The cause, with its own members.
    pub cause: Cause,
}
