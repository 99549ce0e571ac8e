//! Answers: what the shapes here leave out, because it has its type's default value, is written where AWS writes it.

use std::borrow::Cow;
use std::fmt::Write as _;

use paperboat_core::calendar::{civil, since_1970};
use paperboat_core::time::Timestamp;
use serde_json::{Map, Number, Value};

use crate::table::{Form, Kind, Member, Output, TABLE};
use crate::text::{to_base64, to_percent, to_xml};

/// Who reads an answer in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// A client: times are seconds since the epoch, and texts are as they are on the wire.
    Client,
    /// A person, at the AWS command line: times are those of ISO 8601, and texts are plain.
    Person,
}

/// An answer as JSON under AWS's names of members, which the JSON protocols have on the wire.
pub(super) fn json(service: &str, output: &Output, members: &Value, reader: Reader) -> Value {
    let mut out = Map::new();
    for (name, member) in output {
        if let Some(value) = present(member, members.get(name)) {
            let called = member.called.as_ref().unwrap_or(name);
            out.insert(called.clone(), shown(service, member, value, reader));
        }
    }
    Value::Object(out)
}

/// An answer's members as XML elements. Times are those of ISO 8601.
pub(super) fn xml(out: &mut String, service: &str, output: &Output, members: &Value) {
    for (name, member) in output {
        if let Some(value) = present(member, members.get(name)) {
            element(out, service, member.on_wire(name), member, value);
        }
    }
}

/// What stands on the wire for a member: its value, or its type's default value where AWS writes that.
fn present<'a>(member: &Member, value: Option<&'a Value>) -> Option<&'a Value> {
    match value {
        None | Some(Value::Null) if member.absent => None,
        None => Some(&Value::Null),
        value => value,
    }
}

fn shown(service: &str, member: &Member, value: &Value, reader: Reader) -> Value {
    match member.kind {
        Kind::Structure => match TABLE.output(service, &member.of) {
            Some(output) => json(service, output, value, reader),
            None => Value::Null,
        },
        Kind::List => {
            let items = value.as_array().map_or(&[][..], Vec::as_slice);
            let of = member.value.as_deref();
            let items = items.iter();
            Value::Array(
                items
                    .filter_map(|item| Some(shown(service, of?, item, reader)))
                    .collect(),
            )
        }
        Kind::Map => {
            let pairs = value.as_object().into_iter().flatten();
            let of = member.value.as_deref();
            let shown =
                pairs.filter_map(|(k, v)| Some((k.clone(), shown(service, of?, v, reader))));
            Value::Object(shown.collect())
        }
        Kind::Boolean => Value::Bool(value.as_bool().unwrap_or_default()),
        Kind::Integer => Value::Number(number(value)),
        Kind::Double => Value::from(value.as_f64().unwrap_or_default()),
        // To AWS's models and to whoever reads it this is a number like any other.
        Kind::Timestamp if member.form == Some(Form::Millis) => {
            Value::from(micros(member, value) / 1_000)
        }
        Kind::Timestamp if reader == Reader::Person => {
            let at = iso(micros(member, value));
            // As Python writes a time: to the microsecond, or to the second where nothing is left of it.
            let at = at
                .strip_suffix(".000Z")
                .map(str::to_owned)
                .unwrap_or_else(|| at.replace('Z', "000"));
            Value::String(at + "+00:00")
        }
        Kind::Timestamp => Value::from(micros(member, value) as f64 / 1e6),
        Kind::String if reader == Reader::Person => {
            Value::String(value.as_str().unwrap_or(&member.default).to_owned())
        }
        Kind::String => Value::String(text(member, value).into_owned()),
    }
}

fn element(out: &mut String, service: &str, name: &str, member: &Member, value: &Value) {
    let flat = member.item.as_deref() == Some("");
    if member.kind == Kind::List && flat {
        items(out, service, name, member, value);
        return;
    }
    out.push('<');
    out.push_str(name);
    out.push('>');
    match member.kind {
        Kind::Structure => {
            if let Some(output) = TABLE.output(service, &member.of) {
                xml(out, service, output, value);
            }
        }
        Kind::List => items(
            out,
            service,
            member.item.as_deref().unwrap_or("member"),
            member,
            value,
        ),
        // No answer of these protocols has a map so far; the table's test holds that.
        Kind::Map => {}
        Kind::Boolean => out.push_str(if value == true { "true" } else { "false" }),
        Kind::Integer => digits(out, value),
        Kind::Double => out.push_str(&value.as_f64().unwrap_or_default().to_string()),
        Kind::Timestamp => out.push_str(&iso(micros(member, value))),
        Kind::String => to_xml(out, &text(member, value)),
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}

fn items(out: &mut String, service: &str, name: &str, member: &Member, value: &Value) {
    let items = value.as_array().map_or(&[][..], Vec::as_slice);
    for item in items {
        if let Some(of) = &member.value {
            element(out, service, name, of, item);
        }
    }
}

fn digits(out: &mut String, value: &Value) {
    // Writing into a text cannot fail.
    let _ = match value.as_number() {
        Some(number) => write!(out, "{number}"),
        None => write!(out, "0"),
    };
}

fn number(value: &Value) -> Number {
    value
        .as_number()
        .cloned()
        .unwrap_or_else(|| Number::from(0))
}

fn text<'a>(member: &'a Member, value: &'a Value) -> Cow<'a, str> {
    let text = value.as_str().unwrap_or(&member.default);
    match member.form {
        Some(Form::Base64) => to_base64(text).into(),
        Some(Form::Percent) => to_percent(text).into(),
        Some(Form::Millis | Form::Seconds) | None => text.into(),
    }
}

/// A time in microseconds since the epoch.
fn micros(member: &Member, value: &Value) -> i64 {
    let kept = value.as_u64().unwrap_or_default();
    let at = match member.form {
        Some(Form::Seconds) => kept.saturating_mul(1_000_000),
        _ => kept,
    };
    i64::try_from(since_1970(Timestamp(at))).unwrap_or(i64::MAX)
}

fn iso(micros: i64) -> String {
    let since_beginning = i128::from(micros) - since_1970(Timestamp::ZERO);
    let at = Timestamp(u64::try_from(since_beginning).unwrap_or_default());
    let millis = micros.rem_euclid(1_000_000) / 1_000;
    format!("{}.{millis:03}Z", civil(at, "%Y-%m-%dT%H:%M:%S"))
}

#[cfg(test)]
mod tests {
    use paperboat_core::aws::{Reply, ecs};
    use paperboat_core::time::Timestamp;

    #[test]
    fn a_person_reads_times_as_python_writes_them() {
        let shown = |micros| {
            let service = ecs::Service {
                created_at: Timestamp(micros),
                ..Default::default()
            };
            let reply = Reply::CreateService(ecs::ServiceOutput { service });
            let printed = crate::printed("ecs:CreateService", &reply);
            printed["service"]["createdAt"].clone()
        };
        assert_eq!(shown(3_304_000), "2026-01-01T00:00:03.304000+00:00");
        assert_eq!(shown(3_000_000), "2026-01-01T00:00:03+00:00");
    }
}
