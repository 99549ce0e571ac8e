//! From options to the numbers of a run.

use std::collections::BTreeMap;

use paperboat_core::facts::Practice;
use paperboat_core::layer::Typing;
use paperboat_simulator::model::{Model, OverrideError};
use serde_json::Value;

use crate::args::{Hands, WorldArgs};
use crate::exit::Exit;
use crate::ui::Ui;

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

/// How fast the person types.
#[must_use]
pub fn typing(hands: Hands) -> Typing {
    Typing::of(match hands {
        Hands::FirstTime => Practice::FirstTime,
        Hands::Tutorial => Practice::TutorialAtHand,
        Hands::Practised => Practice::Practised,
    })
}
