//! What can be typed besides commands: the powers that a simulated world gives.

use std::time::Duration;

use paperboat_core::scenario::LONGEST;

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
    Wrong(Wrong),
}

/// What is wrong with a line that begins with one of our words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// How often is no whole number from 1 on.
    Count { verb: &'static str, given: String },
    /// No time is given.
    NoTime,
    /// It is no time, none at all, or too long.
    Time { given: String },
    /// No fault is given.
    NoFault,
    /// No name of a world is given.
    NoName { verb: &'static str },
    /// A world cannot be called so.
    Name { given: String },
    /// More is given than it takes.
    More { verb: &'static str, given: String },
}

impl Wrong {
    /// The sentence's key, and what stands in it.
    pub(super) fn sentence(&self) -> (&'static str, Vec<(&'static str, String)>) {
        match self {
            Self::Count { verb, given } => ("shell-wrong-count", of(verb, given)),
            Self::NoTime => ("shell-wrong-no-time", Vec::new()),
            Self::Time { given } => {
                let days = (LONGEST.as_secs() / 86_400).to_string();
                let said = vec![("given", given.clone()), ("days", days)];
                ("shell-wrong-time", said)
            }
            Self::NoFault => ("shell-wrong-no-fault", Vec::new()),
            Self::NoName { verb } => {
                let said = vec![("verb", (*verb).to_owned())];
                ("shell-wrong-no-name", said)
            }
            Self::Name { given } => {
                let most = LONGEST_NAME.to_string();
                let said = vec![("given", given.clone()), ("most", most)];
                ("shell-wrong-name", said)
            }
            Self::More { verb, given } => ("shell-wrong-more", of(verb, given)),
        }
    }
}

fn of(verb: &str, given: &str) -> Vec<(&'static str, String)> {
    vec![("verb", verb.to_owned()), ("given", given.to_owned())]
}

/// The words that begin such lines. No program of a machine is called so, and bash's own `help` and `history` are these.
pub(super) const WORDS: [&str; 12] = [
    "undo", "advance", "fault", "why", "events", "bill", "next", "fork", "switch", "worlds",
    "history", "help",
];

/// The longest name of a world, in bytes: it stands before every line.
const LONGEST_NAME: usize = 32;

/// How many events are listed when nobody says how many: what fits a terminal.
const EVENTS: usize = 20;

impl Verb {
    /// Reads a line; none when it is for the shell.
    pub(super) fn read(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let first = words.next()?;
        let verb = WORDS.into_iter().find(|word| *word == first)?;
        let given = words.next().map(str::to_owned);
        let read = match (verb, given) {
            ("undo", None) => Ok(Self::Undo(1)),
            ("undo", Some(given)) => count(verb, given).map(Self::Undo),
            ("advance", None) => Err(Wrong::NoTime),
            ("advance", Some(given)) => {
                span(&given).map_or(Err(Wrong::Time { given }), |time| Ok(Self::Advance(time)))
            }
            ("fault", None) => Err(Wrong::NoFault),
            ("fault", Some(fault)) => Ok(Self::Fault(fault)),
            ("why", what) => Ok(Self::Why(what)),
            ("events", None) => Ok(Self::Events(EVENTS)),
            ("events", Some(given)) => count(verb, given).map(Self::Events),
            ("fork" | "switch", None) => Err(Wrong::NoName { verb }),
            ("fork", Some(given)) => name(given).map(Self::Fork),
            ("switch", Some(given)) => name(given).map(Self::Switch),
            (_, Some(given)) => Err(Wrong::More { verb, given }),
            ("bill", None) => Ok(Self::Bill),
            ("next", None) => Ok(Self::Next),
            ("worlds", None) => Ok(Self::Worlds),
            ("history", None) => Ok(Self::History),
            (_, None) => Ok(Self::Help),
        };
        let read = match (read, words.next()) {
            (Ok(_), Some(more)) => Err(Wrong::More {
                verb,
                given: more.to_owned(),
            }),
            (read, _) => read,
        };
        Some(read.unwrap_or_else(Self::Wrong))
    }
}

fn count(verb: &'static str, given: String) -> Result<usize, Wrong> {
    match given.parse() {
        Ok(n) if n > 0 => Ok(n),
        _ => Err(Wrong::Count { verb, given }),
    }
}

/// The name of a world, which stands in a prompt.
fn name(given: String) -> Result<String, Wrong> {
    let fits = |c: char| c.is_alphanumeric() || "-_.".contains(c);
    match given.chars().all(fits) && given.len() <= LONGEST_NAME {
        true => Ok(given),
        false => Err(Wrong::Name { given }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_verb_or_for_the_shell() {
        let wrong = |wrong| Some(Verb::Wrong(wrong));
        let (name, time) = (
            |given: &str| {
                wrong(Wrong::Name {
                    given: given.into(),
                })
            },
            |given: &str| {
                wrong(Wrong::Time {
                    given: given.into(),
                })
            },
        );
        let count = |verb, given: &str| {
            let given = given.into();
            wrong(Wrong::Count { verb, given })
        };
        let more = |verb, given: &str| {
            let given = given.into();
            wrong(Wrong::More { verb, given })
        };
        let hour = Duration::from_secs(5_400);
        for (line, verb) in [
            ("undo", Some(Verb::Undo(1))),
            ("undo 3", Some(Verb::Undo(3))),
            ("undo 0", count("undo", "0")),
            ("undo -1", count("undo", "-1")),
            ("undo 3 4", more("undo", "4")),
            ("advance 1h30m", Some(Verb::Advance(hour))),
            ("advance", wrong(Wrong::NoTime)),
            ("advance soon", time("soon")),
            ("advance 0s", time("0s")),
            ("advance 99999h", time("99999h")),
            ("advance 1h 30m", more("advance", "30m")),
            ("fault", wrong(Wrong::NoFault)),
            ("why 12", Some(Verb::Why(Some("12".to_owned())))),
            ("events all", count("events", "all")),
            ("fork b", Some(Verb::Fork("b".to_owned()))),
            ("fork", wrong(Wrong::NoName { verb: "fork" })),
            ("fork \"\"", name("\"\"")),
            ("switch a/b", name("a/b")),
            ("switch main", Some(Verb::Switch("main".to_owned()))),
            ("bill all", more("bill", "all")),
            ("help me", more("help", "me")),
            ("aws ec2 describe-vpcs", None),
            ("", None),
        ] {
            assert_eq!(Verb::read(line), verb, "{line}");
        }
    }
}
