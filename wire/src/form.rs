//! The bodies of AWS's query protocols: `Filter.1.Value.1=running` as JSON under AWS's own member names.

use std::collections::BTreeMap;

use serde_json::{Map, Number, Value};

use crate::table::{Form, Input, Kind, Member, TABLE};
use crate::text::from_base64;

/// How deep names may go. The deepest input here has 6 steps; a request is no reason to recurse without end.
const DEEPEST: usize = 32;

/// A parameter whose name or value does not fit its member.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The parameter's name on the wire.
    pub(super) parameter: String,
    pub(super) value: String,
}

/// A name's value, and what stands below it.
#[derive(Debug, Default)]
struct Node {
    value: Option<String>,
    below: BTreeMap<String, Node>,
}

/// The parameters of a body or of a query string, in order.
pub(super) fn pairs(text: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(text).into_owned().collect()
}

/// Reads the parameters of a request into the members of its shape. What AWS has and the shape does not, and what AWS does
/// not have, is there by name, for the reader to refuse.
///
/// # Errors
/// The first parameter that does not fit.
pub(super) fn members(
    service: &str,
    input: &Input,
    pairs: Vec<(String, String)>,
) -> Result<Value, Misfit> {
    let mut root = Node::default();
    for (name, value) in pairs {
        if name.split('.').count() > DEEPEST {
            return Err(Misfit {
                parameter: name,
                value,
            });
        }
        let mut at = &mut root;
        for step in name.split('.') {
            at = at.below.entry(step.to_owned()).or_default();
        }
        at.value = Some(value);
    }
    structure(service, input, root, "")
}

fn structure(service: &str, input: &Input, node: Node, at: &str) -> Result<Value, Misfit> {
    let mut members = Map::new();
    for (name, below) in node.below {
        let path = if at.is_empty() {
            name.clone()
        } else {
            format!("{at}.{name}")
        };
        let ours = input.members.iter().find(|(m, of)| of.on_wire(m) == name);
        match (ours, input.others.get(&name)) {
            (Some((member, of)), _) => {
                members.insert(member.clone(), value(service, of, below, &path)?);
            }
            (None, Some(member)) => {
                members.insert(member.clone(), Value::Bool(true));
            }
            (None, None) => {
                members.insert(name, Value::Bool(true));
            }
        }
    }
    Ok(Value::Object(members))
}

fn value(service: &str, member: &Member, node: Node, at: &str) -> Result<Value, Misfit> {
    match member.kind {
        Kind::Structure => match TABLE.input(service, &member.of) {
            Some(input) => structure(service, input, node, at),
            None => Ok(Value::Object(Map::new())),
        },
        Kind::List => list(service, member, node, at),
        // No input of these protocols has a map so far; the table's test holds that.
        Kind::Map => Err(misfit(node, at)),
        _ => scalar(member, node, at),
    }
}

fn list(service: &str, member: &Member, mut node: Node, at: &str) -> Result<Value, Misfit> {
    if let Some(item) = member.item.as_deref().filter(|item| !item.is_empty()) {
        node = match node.below.remove(item) {
            Some(items) => items,
            None if node.below.is_empty() => node,
            None => return Err(misfit(node, at)),
        };
    }
    let Some(of) = &member.value else {
        return Err(misfit(node, at));
    };
    let mut items = BTreeMap::new();
    for (number, below) in node.below {
        let path = format!("{at}.{number}");
        match number.parse::<u32>() {
            Ok(n) if n > 0 => items.insert(n, value(service, of, below, &path)?),
            _ => return Err(misfit(below, &path)),
        };
    }
    Ok(Value::Array(items.into_values().collect()))
}

fn scalar(member: &Member, node: Node, at: &str) -> Result<Value, Misfit> {
    let Node {
        value: Some(text),
        below,
    } = node
    else {
        return Err(misfit(node, at));
    };
    if !below.is_empty() {
        return Err(Misfit {
            parameter: at.to_owned(),
            value: text,
        });
    }
    let read = match member.kind {
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
        _ if member.form == Some(Form::Base64) => from_base64(&text).map(Value::String),
        _ => return Ok(Value::String(text)),
    };
    read.ok_or_else(|| Misfit {
        parameter: at.to_owned(),
        value: text,
    })
}

fn misfit(node: Node, at: &str) -> Misfit {
    Misfit {
        parameter: at.to_owned(),
        value: node.value.unwrap_or_default(),
    }
}
