//! One entry of a timeline.

use std::time::Duration;

use crate::app::diagnostic::Diagnostic;
use crate::app::duration::ComposeDuration;
use crate::app::node::{Node, Value};
use crate::fault::{Fault, FaultError};

use super::field::{Fields, bad_value, scalar};
use super::{Act, Moment, Version};

/// The words of a moment, of which it has one.
const ACTS: [&str; 5] = ["fault", "update", "rollback", "scale", "rush"];

pub(super) fn moment(node: &Node, key: &str, horizon: Duration) -> Result<Moment, Diagnostic> {
    let fields = Fields::of(node, key)?;
    let at = fields.time("at")?.ok_or_else(|| fields.required("at"))?;
    if at >= horizon {
        return Err(Diagnostic::error("scenario-outside-horizon")
            .arg("at", ComposeDuration::of(at))
            .arg("horizon", ComposeDuration::of(horizon))
            .key(fields.below("at"))
            .at(fields.place("at").span));
    }
    let name = fields.text("name")?;
    let act = match fields.one_of(&ACTS)? {
        "fault" => fault(&fields)?,
        "update" => update(&fields)?,
        "rollback" => rollback(&fields)?,
        "scale" => scale(&fields)?,
        _ => rush(&fields)?,
    };
    fields.end(&[])?;
    Ok(Moment {
        at,
        name: name.unwrap_or_else(|| act.word().to_owned()),
        act,
    })
}

fn fault(fields: &Fields<'_>) -> Result<Act, Diagnostic> {
    let name = fields.text("fault")?.unwrap_or_default();
    let row = Fault::ALL.iter().find(|row| row.name == name);
    let mut given: Vec<(&str, String)> = Vec::new();
    for parameter in row.map_or(&[][..], |row| row.parameters) {
        if let Some(text) = fields.text(parameter)? {
            given.push((parameter, text));
        }
    }
    let unknown = |code, name: &str, nearest: Option<String>| {
        Diagnostic::error(code)
            .arg("name", name)
            .arg("nearest", nearest.unwrap_or_default())
            .key(fields.below("fault"))
            .at(fields.place("fault").span)
    };
    let made = Fault::of(&name, given.iter().map(|(key, text)| (*key, text.as_str())));
    made.map(Act::Fault).map_err(|error| match error {
        FaultError::Unknown { name, nearest } => unknown("scenario-unknown-fault", &name, nearest),
        FaultError::Parameter {
            parameter, nearest, ..
        } => unknown("scenario-unknown-key", &parameter, nearest),
        FaultError::Value {
            parameter,
            value,
            reason,
            ..
        } => Diagnostic::error("scenario-bad-parameter")
            .arg("value", value)
            .arg("reason", reason)
            .key(fields.below(&parameter))
            .at(fields.node.get(&parameter).and_then(|node| node.span)),
    })
}

fn update(fields: &Fields<'_>) -> Result<Act, Diagnostic> {
    let word = fields.text("update")?.unwrap_or_default();
    let found = Version::ALL.iter().find(|(known, _)| *known == word);
    found
        .map(|(_, version)| Act::Update(*version))
        .ok_or_else(|| {
            Diagnostic::error("scenario-not-one-of")
                .arg("value", word)
                .arg("allowed", Version::ALL.map(|(word, _)| word).join(", "))
                .key(fields.below("update"))
                .at(fields.place("update").span)
        })
}

fn rollback(fields: &Fields<'_>) -> Result<Act, Diagnostic> {
    match fields.take("rollback") {
        Some(node) if node.value != Value::Bool(true) => {
            Err(Diagnostic::error("scenario-not-one-of")
                .arg("value", scalar(node, &fields.below("rollback"))?)
                .arg("allowed", "true")
                .key(fields.below("rollback"))
                .at(node.span))
        }
        _ => Ok(Act::Rollback),
    }
}

fn scale(fields: &Fields<'_>) -> Result<Act, Diagnostic> {
    let replicas = fields.number("scale", 1.0, 1_000.0)?.unwrap_or(1.0);
    if replicas.fract() != 0.0 {
        return Err(bad_value(
            fields.place("scale"),
            &fields.below("scale"),
            "integer",
        ));
    }
    Ok(Act::Scale {
        service: fields.text("service")?,
        replicas: replicas as u32,
    })
}

fn rush(fields: &Fields<'_>) -> Result<Act, Diagnostic> {
    let factor = fields.number("rush", 0.0, 1e6)?.unwrap_or(1.0);
    let lasts = fields.time("lasts")?;
    let lasts = lasts.ok_or_else(|| fields.required("lasts"))?;
    Ok(Act::Rush { factor, lasts })
}
