//! What `docker compose config` prints.

use serde_json::{Map as Members, Value as Json};

use super::load::Resolved;
use super::node::{Node, Value};
use super::schema::{APP, Field, Object, Shape};

/// Keys that Compose has resolved into others before it prints.
const RESOLVED: [&str; 3] = ["env_file", "label_file", "extends"];

/// Prints what `docker compose config --format json` prints. As there, `x-` keys appear only at the top.
#[must_use]
pub fn render_json(resolved: &Resolved) -> String {
    let Json::Object(mut top) = mapping(&resolved.tree, &APP, Form::Json) else {
        return String::new();
    };
    top.sort_keys();
    for (name, node) in resolved.tree.as_map().into_iter().flatten() {
        if name.starts_with("x-") {
            top.insert(name.clone(), plain(node));
        }
    }
    let text = serde_json::to_string_pretty(&Json::Object(top)).unwrap_or_default();
    text.replace('$', "$$")
        .replace('&', "\\u0026")
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
}

/// Prints what `docker compose config` prints.
#[must_use]
pub fn render_yaml(resolved: &Resolved) -> String {
    let mut out = String::new();
    yaml_value(&mapping(&resolved.tree, &APP, Form::Yaml), 0, &mut out);
    out.replace('$', "$$")
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Yaml,
}

/// Prints the members of a mapping in the order of the table, then the `x-` keys.
fn mapping(node: &Node, object: &Object, form: Form) -> Json {
    let mut printed = Members::new();
    for field in object.fields {
        if RESOLVED.contains(&field.name) || field.name.starts_with("x-") {
            continue;
        }
        let value = node
            .get(field.name)
            .and_then(|member| member_value(member, field, form));
        match value {
            Some(value) => {
                printed.insert(field.name.to_owned(), value);
            }
            None if field.always && form == Form::Json => {
                let absent = match field.shape {
                    Shape::Object(details) => mapping(&Node::default(), details, form),
                    _ => Json::Null,
                };
                printed.insert(field.name.to_owned(), absent);
            }
            None => {}
        }
    }
    if form == Form::Yaml {
        let mut extensions: Vec<_> = node
            .as_map()
            .into_iter()
            .flatten()
            .filter(|(name, _)| name.starts_with("x-"))
            .collect();
        extensions.sort_by_key(|(name, _)| *name);
        printed.extend(
            extensions
                .into_iter()
                .map(|(name, node)| (name.clone(), plain(node))),
        );
    }
    Json::Object(printed)
}

fn member_value(node: &Node, field: &Field, form: Form) -> Option<Json> {
    let zero = match (&node.value, field.shape) {
        (Value::Null, _) => return None,
        (Value::Bool(b), _) => !b,
        (Value::Int(i), _) => *i == 0,
        (Value::Big(_), _) => false,
        (Value::Float(f), _) => *f == 0.0,
        (Value::Text(text), Shape::Bytes) => text == "0",
        (Value::Text(text), Shape::Duration) => text == "0s",
        (Value::Text(text), _) => text.is_empty(),
        (Value::List(items), _) => items.is_empty(),
        (Value::Map(_), Shape::Object(_) | Shape::ObjectOrNull(_) | Shape::Short(..)) => false,
        (Value::Map(members), _) => members.is_empty(),
    };
    if zero && !field.kept {
        return None;
    }
    let value = value(node, field.shape, form);
    let empty = field.always && value.as_object().is_some_and(Members::is_empty);
    (!empty || form == Form::Json).then_some(value)
}

fn value(node: &Node, shape: Shape, form: Form) -> Json {
    match (&node.value, shape) {
        (
            Value::Map(_),
            Shape::Object(details) | Shape::ObjectOrNull(details) | Shape::Short(_, details),
        ) => mapping(node, details, form),
        (Value::Map(members), Shape::Map(details) | Shape::Named(details)) => {
            let mut printed: Members<String, Json> = members
                .iter()
                .map(|(name, node)| (name.clone(), value(node, *details, form)))
                .collect();
            printed.sort_keys();
            Json::Object(printed)
        }
        (Value::Map(members), Shape::Ulimit) => ["soft", "hard"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), plain(members.get(name)?))))
            .collect(),
        (Value::Int(bits), Shape::Mode) => Json::from(format!("0{bits:o}")),
        (Value::List(items), Shape::List(details)) => items
            .iter()
            .map(|item| value(item, *details, form))
            .collect(),
        (
            Value::List(items),
            Shape::Ports(details)
            | Shape::Mounts(details)
            | Shape::Files(_, details)
            | Shape::Devices(details)
            | Shape::Gpus(details),
        ) => items
            .iter()
            .map(|item| mapping(item, details, form))
            .collect(),
        _ => plain(node),
    }
}

/// Prints a value as it is, with sorted members.
fn plain(node: &Node) -> Json {
    match &node.value {
        Value::Map(members) => {
            let mut printed: Members<String, Json> = members
                .iter()
                .map(|(name, node)| (name.clone(), plain(node)))
                .collect();
            printed.sort_keys();
            Json::Object(printed)
        }
        Value::List(items) => items.iter().map(plain).collect(),
        _ => node.to_json(),
    }
}

fn yaml_value(value: &Json, indent: usize, out: &mut String) {
    let pad = "  ".repeat(indent);
    match value {
        Json::Object(members) if !members.is_empty() => {
            for (name, member) in members {
                out.push_str(&pad);
                out.push_str(&yaml_text(name));
                out.push(':');
                yaml_member(member, indent, out);
            }
        }
        Json::Array(items) if !items.is_empty() => {
            for item in items {
                out.push_str(&pad);
                out.push('-');
                match item {
                    Json::Object(members) if !members.is_empty() => {
                        let mut inner = String::new();
                        yaml_value(item, indent + 1, &mut inner);
                        out.push(' ');
                        out.push_str(inner.trim_start());
                    }
                    other => yaml_member(other, indent, out),
                }
            }
        }
        scalar => {
            out.push_str(&yaml_scalar(scalar));
            out.push('\n');
        }
    }
}

fn yaml_member(member: &Json, indent: usize, out: &mut String) {
    let nested = match member {
        Json::Object(members) => !members.is_empty(),
        Json::Array(items) => !items.is_empty(),
        _ => false,
    };
    if nested {
        out.push('\n');
        yaml_value(member, indent + 1, out);
    } else {
        out.push(' ');
        out.push_str(&yaml_scalar(member));
        out.push('\n');
    }
}

fn yaml_scalar(value: &Json) -> String {
    match value {
        Json::String(text) => yaml_text(text),
        Json::Array(_) => "[]".to_owned(),
        Json::Object(_) => "{}".to_owned(),
        other => other.to_string(),
    }
}

/// Writes a text plain when every YAML reader takes it for the same text, else in double quotes.
fn yaml_text(text: &str) -> String {
    let first = text.chars().next().unwrap_or(' ');
    let begins = first.is_alphanumeric() || "/._$(+~\\;^".contains(first);
    let separator = |c: char| matches!(c, '\u{feff}' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let plain = begins
        && !text.chars().any(|c| c.is_control() || separator(c))
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with([':', ' ']);
    let old_boolean = matches!(
        text.to_ascii_lowercase().as_str(),
        "y" | "n" | "yes" | "no" | "on" | "off"
    );
    let is_text = matches!(super::scalar::resolve(text), Value::Text(_));
    if plain && is_text && !old_boolean && !is_old_number(text) {
        text.to_owned()
    } else {
        Json::from(text).to_string()
    }
}

/// Tells whether YAML 1.1 takes a text for a number to the base 60 (`22:22`) or for a date.
fn is_old_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let sixty = text.contains(':') && text.split(':').all(digits);
    let date = text.len() >= 8 && text.as_bytes()[4] == b'-' && text.get(..4).is_some_and(digits);
    sixty || date
}
