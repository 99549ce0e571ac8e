//! From options to the numbers of a run.

use std::collections::BTreeMap;

use paperboat_core::people::{Chance, Chances, People, Practice, Routine};
use paperboat_core::scenario;
use paperboat_simulator::model::{Bounds, Model, OverrideError, bounds_of_people};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::args::{PeopleArgs, WorldArgs};
use crate::exit::Exit;
use crate::ui::Ui;
use paperboat_rehearsal::people;

pub use people::typing;

/// The model with the numbers that the options replace.
///
/// # Errors
/// The exit code, after it was said what is wrong with an option.
pub fn model(ui: &Ui, args: &WorldArgs) -> Result<Model, Exit> {
    with_numbers(ui, &overrides(ui, args)?)
}

/// The model with replaced numbers.
///
/// # Errors
/// The exit code, after it was said what is wrong with one of them.
pub fn with_numbers(ui: &Ui, numbers: &BTreeMap<String, Value>) -> Result<Model, Exit> {
    Model::default()
        .with_overrides(numbers)
        .map_err(|error| match error {
            OverrideError::UnknownKey { key, nearest } => ui.fail(
                Exit::Usage,
                "override-unknown",
                &[("key", &key), ("nearest", &nearest)],
            ),
            OverrideError::WrongValue { key, value, .. } => {
                let wanted = Wanted::of(&key);
                let said = [
                    ("key", key.as_str()),
                    ("value", &value),
                    ("now", &wanted.now),
                    ("unit", &wanted.unit),
                    ("form", wanted.form),
                    ("most", &wanted.most),
                ];
                ui.fail(Exit::Usage, "override-wrong", &said)
            }
        })
}

/// What a number of the model may be replaced by.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// What it is by itself.
    pub now: String,
    /// Its unit.
    pub unit: String,
    /// The word of the catalogues for its form.
    pub form: &'static str,
    /// The most that it may be; empty where nothing bounds it.
    pub most: String,
}

impl Wanted {
    /// What the number of a key may be.
    #[must_use]
    pub fn of(key: &str) -> Self {
        let rows = Model::default().rows();
        let Some(row) = rows.into_iter().find(|row| row.key == key) else {
            return Self::default();
        };
        let bounds = bounds_of_people(key);
        Self {
            form: form(&row.value, bounds),
            now: row.value,
            unit: row.unit,
            most: bounds.map(|b| b.most.to_string()).unwrap_or_default(),
        }
    }
}

/// The form of a number, told from how it is shown.
fn form(now: &str, bounds: Option<Bounds>) -> &'static str {
    match (now, bounds) {
        (_, Some(Bounds { whole: true, .. })) => "bounded-whole",
        (_, Some(_)) => "bounded",
        (now, None) if now.ends_with(')') => "distribution",
        (now, None) if now.bytes().all(|b| b.is_ascii_digit()) => "whole",
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

/// The replaced numbers by key: a scenario's own, and before them those of the options. What does not count for that is said.
///
/// # Errors
/// The exit code, after it was said which option is malformed.
pub fn replaced(
    ui: &Ui,
    args: &WorldArgs,
    people: &scenario::People,
) -> Result<BTreeMap<String, Value>, Exit> {
    let given = overrides(ui, args)?;
    let own = people.numbers.iter();
    let mut numbers: BTreeMap<String, Value> =
        own.map(|own| (own.key(), own.value.clone())).collect();
    for (key, value) in given {
        if numbers.get(&key).is_some_and(|own| *own != value) {
            beaten(ui, &key, "set");
        }
        numbers.insert(key, value);
    }
    Ok(numbers)
}

/// Says that what a scenario says of people does not count, because an option says something else.
fn beaten(ui: &Ui, key: &str, option: &str) {
    let said = [("key", key), ("option", option)];
    ui.err(&ui.text.with("people-beaten", &said));
}

/// Who works, and how, as it is asked for and kept.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asked {
    /// How quick they are.
    pub hands: Practice,
    /// How the work is done.
    pub routine: Routine,
    /// How often they do things wrong.
    pub slips: Chance,
}

impl Asked {
    /// Reads the options, and for what they leave out what a scenario says. What does not count for that is said.
    ///
    /// # Errors
    /// The exit code, after it was said that a chance is none.
    pub fn of(
        ui: &Ui,
        hands: Option<Practice>,
        args: &PeopleArgs,
        scenario: &scenario::People,
    ) -> Result<Self, Exit> {
        let slips = args.slips.as_ref();
        let read = |given: &String| {
            let wrong = || ui.fail(Exit::Usage, "slips-form", &[("given", given)]);
            chance(given).ok_or_else(wrong)
        };
        let slips = slips.map(read).transpose()?;
        Ok(Self {
            hands: first(ui, "hands", hands, scenario.hands),
            routine: first(ui, "routine", args.routine, scenario.routine),
            slips: first(ui, "slips", slips, scenario.slips),
        })
    }

    /// Refuses a chance that stands apart from `--slips` and would be read as a file.
    ///
    /// # Errors
    /// The exit code, after it was said.
    pub fn apart(ui: &Ui, args: &PeopleArgs, files: &[String]) -> Result<(), Exit> {
        let is_chance = |file: &&String| {
            let is_there = std::path::Path::new(file.as_str()).exists();
            !is_there && chance(file).is_some()
        };
        match files.iter().find(is_chance) {
            Some(given) if args.slips.as_deref() == Some("model") => {
                Err(ui.fail(Exit::Usage, "slips-apart", &[("given", given)]))
            }
            _ => Ok(()),
        }
    }

    /// The people, by the numbers of a model.
    #[must_use]
    pub fn people(&self, model: &Model) -> People {
        let of_model = || people::chances(model, self.hands);
        People {
            typing: people::typing(model, self.hands),
            routine: self.routine,
            slips: match self.slips {
                Chance::Never => None,
                Chance::Model => Some(of_model()),
                Chance::Command(command) => Some(Chances {
                    command,
                    ..of_model()
                }),
            },
        }
    }
}

/// What an option says, or else a scenario, or else what is usual.
fn first<T: Copy + Default + PartialEq>(
    ui: &Ui,
    name: &str,
    option: Option<T>,
    scenario: Option<T>,
) -> T {
    if let (Some(option), Some(scenario)) = (option, scenario)
        && option != scenario
    {
        beaten(ui, name, name);
    }
    option.or(scenario).unwrap_or_default()
}

/// The value of `--slips`; none for what is no chance.
fn chance(given: &str) -> Option<Chance> {
    match given {
        "model" => Some(Chance::Model),
        "never" => Some(Chance::Never),
        number => {
            let number = number.parse().ok()?;
            (0.0..=1.0)
                .contains(&number)
                .then_some(Chance::Command(number))
        }
    }
}
