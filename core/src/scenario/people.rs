//! Who works in a scenario, and how.
//!
//! ```yaml
//! people:
//!   hands: practised             # how quick they are: first-time, tutorial or practised
//!   routine: script              # how the work is done: pasted, script or tool
//!   slips: 0.02                  # a chance at each command; true: the model's; false: nobody does anything wrong
//!   human: {keystroke: 0.2}      # numbers of the model, by the names that it has for them
//!   operator: {answer_night_s: 900, morning_h: 8}
//! ```

use serde_json::Value as Json;

use crate::app::diagnostic::Diagnostic;
use crate::app::node::{Node, Span, Value};
use crate::people::{Chance, Practice, Routine};

use super::field::{Fields, bad_value, scalar};

/// Who works in a scenario, and how; what its file does not say is left to whoever runs it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// How quick they are.
    pub hands: Option<Practice>,
    /// How the work is done.
    pub routine: Option<Routine>,
    /// How often they do something wrong.
    pub slips: Option<Chance>,
    /// Numbers instead of the model's, in the order of the file.
    pub numbers: Vec<Number>,
}

/// A number of one's own. Whether the model has one of this name, and what it may be, only the model can say.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// The group of the model's numbers to which it belongs, one of [`GROUPS`].
    pub group: &'static str,
    /// Its name there.
    pub name: String,
    /// The number, or whatever stands in its place.
    pub value: Json,
    /// Where its name stands.
    pub name_span: Option<Span>,
    /// Where the number stands.
    pub span: Option<Span>,
}

/// The groups of the model's numbers that are people's.
pub const GROUPS: [&str; 2] = ["human", "operator"];

impl Number {
    /// Its key in the model.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}.{}", self.group, self.name)
    }
}

/// Reads `people:`; what is wrong goes to the others.
pub(super) fn people(wrong: &mut Vec<Diagnostic>, fields: &Fields<'_>) -> People {
    let Some(node) = fields.take("people") else {
        return People::default();
    };
    let fields = match Fields::of(node, "people") {
        Ok(fields) => fields,
        Err(d) => {
            wrong.push(d);
            return People::default();
        }
    };
    let hands = one_of(&fields, "hands", Practice::ALL.map(|p| (p.key(), p)));
    let routine = one_of(&fields, "routine", Routine::ALL.map(|r| (r.key(), r)));
    let slips = slips(&fields);
    let mut people = People {
        hands: super::read::keep(wrong, hands).flatten(),
        routine: super::read::keep(wrong, routine).flatten(),
        slips: super::read::keep(wrong, slips).flatten(),
        numbers: Vec::new(),
    };
    for group in GROUPS {
        let numbers = numbers(&fields, group);
        let numbers = super::read::keep(wrong, numbers);
        people.numbers.extend(numbers.unwrap_or_default());
    }
    super::read::keep(wrong, fields.end(&[]));
    people
}

/// Takes one of several words.
fn one_of<T: Copy, const N: usize>(
    fields: &Fields<'_>,
    name: &'static str,
    known: [(&'static str, T); N],
) -> Result<Option<T>, Diagnostic> {
    let Some(word) = fields.text(name)? else {
        return Ok(None);
    };
    let found = known.iter().find(|(key, _)| *key == word);
    found.map(|(_, one)| Some(*one)).ok_or_else(|| {
        Diagnostic::error("scenario-not-one-of")
            .arg("value", word)
            .arg("allowed", known.map(|(key, _)| key).join(", "))
            .key(fields.below(name))
            .at(fields.place(name).span)
    })
}

fn slips(fields: &Fields<'_>) -> Result<Option<Chance>, Diagnostic> {
    let Some(node) = fields.take("slips") else {
        return Ok(None);
    };
    match node.value {
        Value::Bool(true) => Ok(Some(Chance::Model)),
        Value::Bool(false) => Ok(Some(Chance::Never)),
        Value::Int(_) | Value::Float(_) => {
            let chance = fields.number("slips", 0.0, 1.0)?;
            Ok(chance.map(Chance::Command))
        }
        _ => {
            let key = fields.below("slips");
            scalar(node, &key)?;
            Err(bad_value(node, &key, "chance"))
        }
    }
}

fn numbers(fields: &Fields<'_>, group: &'static str) -> Result<Vec<Number>, Diagnostic> {
    let Some(node) = fields.take(group) else {
        return Ok(Vec::new());
    };
    let inner = Fields::of(node, &fields.below(group))?;
    let number = |(name, node): (&str, &Node)| Number {
        group,
        name: name.to_owned(),
        value: node.to_json(),
        name_span: node.place_of_key(),
        span: node.span.or(node.key_span),
    };
    Ok(inner.rest().map(number).collect())
}
