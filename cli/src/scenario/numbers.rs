//! Numbers of people that a scenario gives, held against those that the model has.

use std::collections::BTreeMap;

use paperboat_core::app::diagnostic::Diagnostic;
use paperboat_core::app::nearest::nearest;
use paperboat_core::scenario::{Number, People};
use paperboat_simulator::model::{Model, OverrideError};

use crate::settings::Wanted;

/// What is wrong with them, each at its place.
#[must_use]
pub(super) fn wrong(people: &People) -> Vec<Diagnostic> {
    let model = Model::default();
    let tried = |number: &Number| {
        let one = BTreeMap::from([(number.key(), number.value.clone())]);
        let error = model.with_overrides(&one).err()?;
        Some(match error {
            OverrideError::UnknownKey { .. } => unknown(&model, number),
            OverrideError::WrongValue { key, value, .. } => misfit(number, &key, &value),
        })
    };
    people.numbers.iter().filter_map(tried).collect()
}

fn unknown(model: &Model, number: &Number) -> Diagnostic {
    let rows = model.rows();
    let of_group = |key: &'_ str| -> Option<String> {
        let name = key.strip_prefix(number.group)?.strip_prefix('.')?;
        Some(name.to_owned())
    };
    let names: Vec<String> = rows.iter().filter_map(|row| of_group(&row.key)).collect();
    let near = nearest(&number.name, names.iter().map(String::as_str));
    Diagnostic::error("scenario-unknown-number")
        .arg("name", &number.name)
        .arg("nearest", near.unwrap_or_default())
        .arg("group", number.group)
        .key(format!("people.{}", number.key()))
        .at(number.name_span)
}

fn misfit(number: &Number, key: &str, value: &str) -> Diagnostic {
    let wanted = Wanted::of(key);
    Diagnostic::error("scenario-wrong-number")
        .arg("key", key)
        .arg("value", value)
        .arg("now", wanted.now)
        .arg("unit", wanted.unit)
        .arg("form", wanted.form)
        .arg("most", wanted.most)
        .key(format!("people.{key}"))
        .at(number.span)
}
