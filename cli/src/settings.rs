//! From options to the numbers of a run.

use std::collections::BTreeMap;

use paperboat_core::people::{Chances, People, Practice, Routine, Typing};
use paperboat_simulator::model::{Model, OverrideError};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::args::{Hands, PeopleArgs, WorldArgs};
use crate::exit::Exit;
use crate::ui::Ui;
use paperboat_rehearsal::people;

/// The model with the numbers that the options replace.
///
/// # Errors
/// The exit code, after it was said what is wrong with an option.
pub fn model(ui: &Ui, args: &WorldArgs) -> Result<Model, Exit> {
    let overrides = overrides(ui, args)?;
    Model::default()
        .with_overrides(&overrides)
        .map_err(|error| match error {
            OverrideError::UnknownKey { key, nearest } => ui.fail(
                Exit::Usage,
                "override-unknown",
                &[("key", &key), ("nearest", &nearest)],
            ),
            OverrideError::WrongValue { key, value, .. } => {
                let rows = Model::default().rows();
                let row = rows.iter().find(|row| row.key == key);
                let (now, unit) = row.map_or(("", ""), |row| (&row.value, &row.unit));
                let said = [
                    ("key", key.as_str()),
                    ("value", &value),
                    ("now", now),
                    ("unit", unit),
                    ("form", form(now)),
                ];
                ui.fail(Exit::Usage, "override-wrong", &said)
            }
        })
}

/// What a number of the model may be replaced by, told from how it is shown.
fn form(now: &str) -> &'static str {
    match now {
        now if now.ends_with(')') => "distribution",
        now if now.bytes().all(|b| b.is_ascii_digit()) => "whole",
        _ => "number",
    }
}

/// Says which of the numbers that the options replace nothing has read: they had no effect.
pub fn note_unused(ui: &Ui, args: &WorldArgs, model: &Model) {
    let keys = overrides(ui, args).unwrap_or_default().into_keys();
    say_unused(ui, keys.filter(|key| !model.was_read(key)));
}

/// Says that replaced numbers had no effect.
pub fn say_unused(ui: &Ui, keys: impl IntoIterator<Item = String>) {
    for key in keys {
        ui.err(&ui.text.with("override-unused", &[("key", &key)]));
    }
}

/// The replaced numbers by key.
///
/// # Errors
/// The exit code, after it was said which option is malformed.
pub fn overrides(ui: &Ui, args: &WorldArgs) -> Result<BTreeMap<String, Value>, Exit> {
    let pair = |given: &String| {
        let (key, value) = given
            .split_once('=')
            .ok_or_else(|| ui.fail(Exit::Usage, "override-form", &[("given", given)]))?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        Ok((key.to_owned(), value))
    };
    args.overrides.iter().map(pair).collect()
}

/// How fast the person types, by the numbers of a model.
#[must_use]
pub fn typing(model: &Model, hands: Hands) -> Typing {
    people::typing(model, practice(hands))
}

fn practice(hands: Hands) -> Practice {
    match hands {
        Hands::FirstTime => Practice::FirstTime,
        Hands::Tutorial => Practice::TutorialAtHand,
        Hands::Practised => Practice::Practised,
    }
}

/// Who works, and how, as it is asked for and kept: what they get wrong is none when they get nothing wrong.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asked {
    /// How quick they are.
    pub hands: Hands,
    /// How the work is done.
    pub routine: Routine,
    /// Whether they do things wrong: by the model's chances, or with one of the person's own at each command.
    pub slips: Option<Chance>,
}

/// How often something is done wrong.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Chance {
    /// As often as the model says of people with such practice.
    Model,
    /// With this probability at each command.
    Command(f64),
}

impl Asked {
    /// Reads the options.
    ///
    /// # Errors
    /// The exit code, after it was said that a chance is none.
    pub fn of(ui: &Ui, hands: Hands, args: &PeopleArgs) -> Result<Self, Exit> {
        let chance = |given: &String| match given.as_str() {
            "model" => Ok(Chance::Model),
            number => {
                let number = number.parse().ok().filter(|n| (0.0..=1.0).contains(n));
                let wrong = || ui.fail(Exit::Usage, "slips-form", &[("given", given)]);
                number.map(Chance::Command).ok_or_else(wrong)
            }
        };
        Ok(Self {
            hands,
            routine: args.routine,
            slips: args.slips.as_ref().map(chance).transpose()?,
        })
    }

    /// The people, by the numbers of a model.
    #[must_use]
    pub fn people(&self, model: &Model) -> People {
        let practice = practice(self.hands);
        let of_model = || people::chances(model, practice);
        People {
            typing: people::typing(model, practice),
            routine: self.routine,
            slips: self.slips.map(|chance| match chance {
                Chance::Model => of_model(),
                Chance::Command(command) => Chances {
                    command,
                    ..of_model()
                },
            }),
        }
    }
}
