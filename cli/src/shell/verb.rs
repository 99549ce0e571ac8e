//! What can be typed besides commands: the powers that a simulated world gives.

use std::time::Duration;

use crate::scenario::span;

/// A line that is meant for Paperboat, and not for a shell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    /// Takes the last lines back.
    Undo(usize),
    /// Lets time pass.
    Advance(Duration),
    /// Throws a fault, in its short form.
    Fault(String),
    /// Explains an event, or what changed last.
    Why(Option<String>),
    /// Lists the last events.
    Events(usize),
    /// What was spent, and what a month costs.
    Bill,
    /// Shows the next command of the plan.
    Next,
    /// Goes on in a copy of the world, under a name.
    Fork(String),
    /// Goes back to a world of another name, and leaves this one as it is.
    Switch(String),
    /// Lists the worlds.
    Worlds,
    /// Lists what was typed.
    History,
    /// Says what can be typed.
    Help,
    /// Begins as one of these, and goes on wrongly.
    Wrong,
}

/// The words that begin such lines. No program of a machine is called so, and bash's own `help` and `history` are these.
pub(super) const WORDS: [&str; 12] = [
    "undo", "advance", "fault", "why", "events", "bill", "next", "fork", "switch", "worlds",
    "history", "help",
];

/// How many events are listed when nobody says how many: what fits a terminal.
const EVENTS: usize = 20;

impl Verb {
    /// Reads a line; none when it is for the shell.
    pub(super) fn read(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let number = |text: &str| text.parse().ok().filter(|n| *n > 0);
        Some(match words[..] {
            ["undo"] => Self::Undo(1),
            ["undo", n] => number(n).map_or(Self::Wrong, Self::Undo),
            ["advance", given] => span(given).map_or(Self::Wrong, Self::Advance),
            ["fault", fault] => Self::Fault(fault.to_owned()),
            ["why"] => Self::Why(None),
            ["why", what] => Self::Why(Some(what.to_owned())),
            ["events"] => Self::Events(EVENTS),
            ["events", n] => number(n).map_or(Self::Wrong, Self::Events),
            ["bill"] => Self::Bill,
            ["next"] => Self::Next,
            ["fork", name] => Self::Fork(name.to_owned()),
            ["switch", name] => Self::Switch(name.to_owned()),
            ["worlds"] => Self::Worlds,
            ["history"] => Self::History,
            ["help"] => Self::Help,
            [word, ..] if WORDS.contains(&word) => Self::Wrong,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_verb_or_for_the_shell() {
        for (line, verb) in [
            ("undo", Some(Verb::Undo(1))),
            ("undo 3", Some(Verb::Undo(3))),
            ("undo 0", Some(Verb::Wrong)),
            (
                "advance 1h30m",
                Some(Verb::Advance(Duration::from_secs(5_400))),
            ),
            ("advance", Some(Verb::Wrong)),
            ("advance soon", Some(Verb::Wrong)),
            ("why 12", Some(Verb::Why(Some("12".to_owned())))),
            ("events all", Some(Verb::Wrong)),
            ("fork b", Some(Verb::Fork("b".to_owned()))),
            ("fork", Some(Verb::Wrong)),
            ("switch main", Some(Verb::Switch("main".to_owned()))),
            ("aws ec2 describe-vpcs", None),
            ("", None),
        ] {
            assert_eq!(Verb::read(line), verb, "{line}");
        }
    }
}
