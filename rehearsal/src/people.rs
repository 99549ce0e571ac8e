//! Who works in a rehearsal, by the numbers of a model.

use paperboat_core::people::{Chances, Practice, Typing};
use paperboat_simulator::model::{Human, Model};

/// How fast somebody with this practice types.
#[must_use]
pub fn typing(model: &Model, practice: Practice) -> Typing {
    let factor = match practice {
        Practice::FirstTime => Human::FirstTime,
        Practice::TutorialAtHand => Human::TutorialAtHand,
        Practice::Practised => Human::Practised,
    };
    Typing {
        mental_s: model.human(Human::MentalPreparation),
        keystroke_s: model.human(Human::Keystroke),
        pointing_s: model.human(Human::PointWithMouse),
        factor: model.human(factor),
    }
}

/// How often somebody with this practice does something wrong without noticing.
#[must_use]
pub fn chances(model: &Model, practice: Practice) -> Chances {
    let command = match practice {
        Practice::FirstTime => Human::SlipFirstTime,
        Practice::TutorialAtHand => Human::SlipTutorialAtHand,
        Practice::Practised => Human::SlipPractised,
    };
    Chances {
        command: model.human(command),
        script_run: model.human(Human::SlipScriptRun),
        tool_run: model.human(Human::SlipToolRun),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use paperboat_core::people::Practice;
    use paperboat_simulator::model::Model;

    use super::{chances, typing};

    #[test]
    fn a_command_is_typed_or_pasted_by_the_keystroke_level_model() {
        let model = Model::default();
        let practised = typing(&model, Practice::Practised);
        assert_eq!(practised.time("ls"), Duration::from_millis(1_350 + 2 * 280));
        // 1.35 s + 26 x 0.28 s of typing are more than twice 1.35 s + 1.1 s of pasting.
        let long = "sudo dnf install -y docker";
        assert_eq!(practised.time(long), Duration::from_millis(4_900));
        let tutorial = typing(&model, Practice::TutorialAtHand);
        assert_eq!(tutorial.time(long), Duration::from_millis(9_800));
    }

    #[test]
    fn practice_makes_slips_rarer() {
        let model = Model::default();
        let command = |practice| chances(&model, practice).command;
        assert!(command(Practice::FirstTime) > command(Practice::TutorialAtHand));
        assert!(command(Practice::TutorialAtHand) > command(Practice::Practised));
    }
}
