//! EFS's protocol: an operation is a method and a path, and its members stand in path, query and body.

use serde_json::{Map, Number, Value};

use crate::table::{Kind, Member, Operation, Place, TABLE};
use crate::text::from_percent;
use crate::{Asked, Refusal, form, malformed, unknown};

/// Finds the operation of a method and a path, and gathers its members.
///
/// # Errors
/// AWS's own for a path that it does not have; a part of the path or the query that does not fit its member.
pub(super) fn read(
    service: &'static str,
    asked: &Asked<'_>,
    mut members: Map<String, Value>,
) -> Result<(&'static str, Map<String, Value>), Refusal> {
    let mut all = TABLE.operations.iter();
    let found = all.find_map(|(name, row)| {
        let http = row
            .http
            .as_ref()
            .filter(|http| http.method == asked.method)?;
        if !name.starts_with(service) {
            return None;
        }
        Some((name, row, path(&http.path, asked.path)?))
    });
    let Some((name, row, in_path)) = found else {
        return Err(unmatched(service, asked));
    };
    for (label, text) in in_path {
        let member = member(service, row, Place::Uri, &label);
        let (name, value) = read_text(service, member, label, text)?;
        members.insert(name, value);
    }
    for (parameter, text) in form::pairs(asked.query.as_bytes()) {
        if parameter.starts_with("X-Amz-") {
            continue;
        }
        let member = member(service, row, Place::QueryString, &parameter);
        let (name, value) = read_text(service, member, parameter, text)?;
        members.insert(name, value);
    }
    Ok((name, members))
}

/// The parts of a path that stand where a template has labels; none when it is another path.
fn path(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (mut steps, mut found) = (path.split('/'), Vec::new());
    for wanted in template.split('/') {
        let step = steps.next()?;
        match wanted.strip_prefix('{').and_then(|w| w.strip_suffix('}')) {
            Some(label) if !step.is_empty() => found.push((label.to_owned(), from_percent(step)?)),
            None if step == wanted => {}
            _ => return None,
        }
    }
    steps.next().is_none().then_some(found)
}

fn member<'a>(
    service: &str,
    row: &'a Operation,
    place: Place,
    on_wire: &str,
) -> Option<(&'a str, &'a Member)> {
    let input = TABLE.input(service, row.input.as_deref()?)?;
    let mut all = input.members.iter();
    let found = all.find(|(name, m)| m.place == Some(place) && m.on_wire(name) == on_wire);
    found.map(|(name, member)| (name.as_str(), member))
}

fn read_text(
    service: &'static str,
    member: Option<(&str, &Member)>,
    on_wire: String,
    text: String,
) -> Result<(String, Value), Refusal> {
    let Some((name, member)) = member else {
        return Ok((on_wire, Value::String(text)));
    };
    let value = match member.kind {
        Kind::Integer => text
            .parse::<i64>()
            .ok()
            .map(|n| Value::Number(Number::from(n))),
        Kind::Double => text
            .parse::<f64>()
            .ok()
            .and_then(Number::from_f64)
            .map(Value::Number),
        Kind::Boolean => text.parse().ok().map(Value::Bool),
        _ => Some(Value::String(text.clone())),
    };
    let message = || format!("Value ({text}) for parameter {on_wire} is invalid.");
    let value = value.ok_or_else(|| Refusal::new(service, 400, malformed(service), message()));
    Ok((name.to_owned(), value?))
}

/// What is at no path of ours: whether AWS has it there is not known, so the path is named.
fn unmatched(service: &'static str, asked: &Asked<'_>) -> Refusal {
    let version = &TABLE.services[service].version;
    if asked
        .path
        .trim_start_matches('/')
        .starts_with(version.as_str())
    {
        let what = format!("{service}: {} {}", asked.method, asked.path);
        return Refusal::not_modelled(service, what);
    }
    unknown(service, asked.path)
}
