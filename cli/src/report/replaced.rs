//! The numbers of the model that a person replaced by their own.

use paperboat_simulator::model::Model;
use serde::Serialize;

use crate::ui::Ui;

/// A number of the person's own instead of the model's.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Replaced {
    /// Its key in the model.
    pub key: String,
    /// The person's own.
    pub value: String,
    /// The model's.
    pub was: String,
    /// The unit of both.
    pub unit: String,
}

impl Replaced {
    /// Those of a model, in the order of its files.
    #[must_use]
    pub fn of(model: &Model) -> Vec<Self> {
        let rows = model.rows().into_iter().zip(Model::default().rows());
        // Whoever replaces a number is its source from then on.
        rows.filter(|(now, was)| now.source != was.source)
            .map(|(now, was)| Self {
                key: now.key,
                value: now.value,
                was: was.value,
                unit: now.unit,
            })
            .collect()
    }
}

/// Names the numbers that are the person's own, with those of the model; none when there are none.
#[must_use]
pub fn own_numbers(ui: &Ui, replaced: &[Replaced]) -> Option<String> {
    if replaced.is_empty() {
        return None;
    }
    let one = |number: &Replaced| {
        let said = [
            ("key", number.key.as_str()),
            ("value", &number.value),
            ("was", &number.was),
            ("unit", &number.unit),
        ];
        ui.text.with("own-number", &said)
    };
    let numbers: Vec<String> = replaced.iter().map(one).collect();
    let said = [("numbers", numbers.join("; "))];
    let said = said.each_ref().map(|(k, v)| (*k, v.as_str()));
    Some(ui.text.with("assumption-own-numbers", &said))
}
