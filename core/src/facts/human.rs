//! How long a person's hands and eyes are busy.

use std::sync::LazyLock;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::embedded::parse;
use crate::fact::{Fact, Row};

pub(super) const JSON: &str = include_str!("human.json");

static TIMES: LazyLock<HumanTimes> = LazyLock::new(|| parse(JSON));

/// How well a person knows what they do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Practice {
    /// For the first time: looks each step up.
    FirstTime,
    /// With a tutorial beside it.
    #[default]
    TutorialAtHand,
    /// By heart.
    Practised,
}

/// The times of which a hand step is made (the keystroke-level model), and what lack of practice multiplies them by.
///
/// Pauses, being away and waiting for somebody else are not in them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HumanTimes {
    /// One key.
    pub keystroke: Fact<f64>,
    /// Thinking of what comes next.
    pub mental_preparation: Fact<f64>,
    /// Moving the pointer to something.
    pub point_with_mouse: Fact<f64>,
    /// Moving the hand between keyboard and mouse.
    pub move_hand: Fact<f64>,
    /// Reading one word.
    pub read_word: Fact<f64>,
    /// Waiting for a page of a web console.
    pub page_load: Fact<f64>,
    /// Factor for the first time.
    pub first_time: Fact<f64>,
    /// Factor with a tutorial at hand.
    pub tutorial_at_hand: Fact<f64>,
    /// Factor by heart.
    pub practised: Fact<f64>,
}

impl HumanTimes {
    /// The times of the table.
    #[must_use]
    pub fn get() -> &'static Self {
        &TIMES
    }

    /// Typing a command.
    #[must_use]
    pub fn typing(&self, command: &str, practice: Practice) -> Duration {
        let keys = command.chars().count() as f64;
        self.scaled(
            self.mental_preparation.value + self.keystroke.value * keys,
            practice,
        )
    }

    /// Copying a text from one window to another, whatever its length.
    #[must_use]
    pub fn pasting(&self, practice: Practice) -> Duration {
        let once = self.mental_preparation.value + self.point_with_mouse.value;
        self.scaled(2.0 * once, practice)
    }

    /// Filling in so many controls of one page of a web console.
    #[must_use]
    pub fn console_page(&self, controls: u32, practice: Practice) -> Duration {
        let each = self.mental_preparation.value + self.point_with_mouse.value;
        self.scaled(each * f64::from(controls), practice) + seconds(self.page_load.value)
    }

    /// Reading an answer.
    #[must_use]
    pub fn reading(&self, answer: &str) -> Duration {
        seconds(self.read_word.value * answer.split_whitespace().count() as f64)
    }

    fn scaled(&self, plain: f64, practice: Practice) -> Duration {
        let factor = match practice {
            Practice::FirstTime => &self.first_time,
            Practice::TutorialAtHand => &self.tutorial_at_hand,
            Practice::Practised => &self.practised,
        };
        seconds(plain * factor.value)
    }

    fn named(&self) -> [(&'static str, &Fact<f64>); 9] {
        [
            ("human.keystroke", &self.keystroke),
            ("human.mental_preparation", &self.mental_preparation),
            ("human.point_with_mouse", &self.point_with_mouse),
            ("human.move_hand", &self.move_hand),
            ("human.read_word", &self.read_word),
            ("human.page_load", &self.page_load),
            ("human.first_time", &self.first_time),
            ("human.tutorial_at_hand", &self.tutorial_at_hand),
            ("human.practised", &self.practised),
        ]
    }
}

/// Whole microseconds, so that every machine counts the same.
fn seconds(plain: f64) -> Duration {
    Duration::from_micros((plain * 1e6 + 0.5) as u64)
}

pub(super) fn rows() -> impl Iterator<Item = Row> {
    let row = |(key, fact): (&str, &Fact<f64>)| Row::of(key, fact.value.to_string(), fact);
    TIMES.named().map(row).into_iter()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{HumanTimes, Practice};

    #[test]
    fn steps_are_made_of_the_keystroke_level_model() {
        let times = HumanTimes::get();
        let command = "sudo dnf install -y docker";
        assert_eq!(
            times.typing(command, Practice::Practised),
            Duration::from_millis(1_350 + 26 * 280)
        );
        assert_eq!(
            times.pasting(Practice::TutorialAtHand),
            Duration::from_millis(9_800)
        );
        assert_eq!(
            times.console_page(3, Practice::FirstTime),
            Duration::from_millis(4 * 7_350 + 1_500)
        );
        assert_eq!(
            times.reading("Complete! Nothing\nto do."),
            Duration::from_secs(1)
        );
    }
}
