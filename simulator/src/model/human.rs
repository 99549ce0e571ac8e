//! How fast people's hands are, and how often they go wrong.

use serde_json::Value;

use super::OverrideError;
use super::name::{Name as _, names};

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

/// What a number of people may be, from 0 on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The most.
    pub most: f64,
    /// Whether it is a whole number.
    pub whole: bool,
}

/// What a number of people may be; none for the numbers of anything else.
///
/// A chance is at most 1, an hour of the day at most 24. The other bounds are our own: a day for what somebody does at one
/// command, a thousand times as long as somebody practised, and 31 days, the longest scenario, for whoever is called.
#[must_use]
pub fn bounds_of_people(key: &str) -> Option<Bounds> {
    const DAY_S: f64 = 86_400.0;
    let human = Human::ALL.iter().find(|human| human.key() == key);
    let most = match human {
        Some(Human::Keystroke | Human::MentalPreparation | Human::PointWithMouse) => DAY_S,
        Some(Human::FirstTime | Human::TutorialAtHand | Human::Practised) => 1_000.0,
        Some(
            Human::SlipFirstTime
            | Human::SlipTutorialAtHand
            | Human::SlipPractised
            | Human::SlipScriptRun
            | Human::SlipToolRun,
        ) => 1.0,
        None => match key.strip_prefix("operator.")? {
            hour if hour.ends_with("_h") => 24.0,
            _ => 31.0 * DAY_S,
        },
    };
    let whole = human.is_none();
    Some(Bounds { most, whole })
}

/// Refuses more than a number of people may be.
pub(super) fn check(key: &str, value: &Value) -> Result<(), OverrideError> {
    let most = bounds_of_people(key).map(|bounds| bounds.most);
    match (most, value.as_f64()) {
        (Some(most), Some(number)) if number > most => Err(OverrideError::WrongValue {
            key: key.to_owned(),
            value: value.to_string(),
            reason: format!("it is at most {most}"),
        }),
        _ => Ok(()),
    }
}
