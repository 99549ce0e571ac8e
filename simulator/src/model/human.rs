//! How fast people's hands are, and how often they go wrong.

use serde_json::Value;

use super::OverrideError;
use super::name::names;

names! {
    /// A number of a person at work: times in seconds, factors, and probabilities of doing something wrong unnoticed.
    Human {
        /// One key.
        Keystroke = "human.keystroke",
        /// Thinking of what comes next.
        MentalPreparation = "human.mental_preparation",
        /// Moving the pointer to something.
        PointWithMouse = "human.point_with_mouse",
        /// How many times longer everything takes for the first time.
        FirstTime = "human.first_time",
        /// The same with a tutorial at hand.
        TutorialAtHand = "human.tutorial_at_hand",
        /// The same by heart.
        Practised = "human.practised",
        /// A command that goes wrong, for the first time.
        SlipFirstTime = "human.slip_first_time",
        /// The same with a tutorial at hand.
        SlipTutorialAtHand = "human.slip_tutorial_at_hand",
        /// The same by heart.
        SlipPractised = "human.slip_practised",
        /// A script that is run wrongly.
        SlipScriptRun = "human.slip_script_run",
        /// A tool that is used wrongly.
        SlipToolRun = "human.slip_tool_run",
    }
}

/// Refuses a chance of more than 1.
pub(super) fn check(key: &str, value: &Value) -> Result<(), OverrideError> {
    let too_much = value.as_f64().is_some_and(|chance| chance > 1.0);
    if !(key.starts_with("human.slip_") && too_much) {
        return Ok(());
    }
    Err(OverrideError::WrongValue {
        key: key.to_owned(),
        value: value.to_string(),
        reason: "it is at most 1".to_owned(),
    })
}
