//! How fast people's hands are, and how often they go wrong.

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
