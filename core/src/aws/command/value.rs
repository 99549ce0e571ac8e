//! The values of options, by the types of their members.

use serde_json::{Map, Number, Value};

use super::read::Misuse;
use super::shorthand::{self, Raw};
use crate::aws::constraint::{Kind, Member, Of, TABLE};

/// A value as it is typed, or the text of the file that it names.
pub(super) fn loaded(
    option: &str,
    word: &str,
    load: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<String, Misuse> {
    match word
        .strip_prefix("file://")
        .or(word.strip_prefix("fileb://"))
    {
        None => Ok(word.to_owned()),
        Some(path) => load(path).map_err(|why| {
            Misuse::of_parameter(option, format!("Unable to load paramfile {word}: {why}"))
        }),
    }
}

/// The value of an option, by the type of its member.
pub(super) fn option(
    operation: &str,
    name: &str,
    member: &Member,
    words: &[String],
    load: &mut dyn FnMut(&str) -> Result<String, String>,
) -> Result<Value, Misuse> {
    let wrong = |what: String| Misuse::of_parameter(name, what);
    let words: Vec<String> = words
        .iter()
        .map(|word| loaded(name, word, load))
        .collect::<Result<_, _>>()?;
    if words.is_empty() {
        let what = if member.kind == Kind::List {
            "at least one argument"
        } else {
            "one argument"
        };
        return Err(Misuse::usage(format!("argument --{name}: expected {what}")));
    }
    let nested = matches!(member.kind, Kind::List | Kind::Map | Kind::Structure);
    if let [word] = &words[..]
        && nested
        && (word.trim_start().starts_with('[') || word.trim_start().starts_with('{'))
    {
        let value = json(word).map_err(wrong)?;
        // One structure stands for a list of it.
        return Ok(match (member.kind, value) {
            (Kind::List, value @ Value::Object(_)) => Value::Array(vec![value]),
            (_, value) => value,
        });
    }
    if member.kind == Kind::List {
        let item = member.item();
        let structures = item.is_none_or(|i| i.kind == Kind::Structure);
        let items = words.iter().map(|word| match item {
            Some(item) if !structures => scalar(item, word),
            Some(_) if word.trim_start().starts_with('{') => json(word),
            Some(item) => shaped(operation, item, shorthand::read(word)?),
            None => Err("not modelled".to_owned()),
        });
        return items
            .collect::<Result<Vec<Value>, String>>()
            .map(Value::Array)
            .map_err(wrong);
    }
    let [word] = &words[..] else {
        return Err(Misuse::unknown(&words[1..]));
    };
    if nested {
        let raw = shorthand::read(word).map_err(wrong)?;
        return shaped(operation, member, raw).map_err(wrong);
    }
    scalar(member, word).map_err(wrong)
}

fn json(word: &str) -> Result<Value, String> {
    serde_json::from_str(word).map_err(|e| format!("Invalid JSON: {e}\nJSON received: {word}"))
}

/// A text by the type of its member.
fn scalar(member: &Member, text: &str) -> Result<Value, String> {
    Ok(match member.kind {
        Kind::Integer | Kind::Long => Value::Number(
            text.parse::<i64>()
                .map(Number::from)
                .map_err(|_| format!("invalid literal for int() with base 10: '{text}'"))?,
        ),
        Kind::Double => text
            .parse::<f64>()
            .ok()
            .and_then(Number::from_f64)
            .map(Value::Number)
            .ok_or_else(|| format!("could not convert string to float: '{text}'"))?,
        Kind::Boolean => match text.to_ascii_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return Err(format!("Invalid boolean: {text}")),
        },
        _ => Value::String(text.to_owned()),
    })
}

/// A short form by the type of its member.
fn shaped(operation: &str, member: &Member, raw: Raw) -> Result<Value, String> {
    match (member.kind, raw) {
        (Kind::List, raw) => {
            let items = match raw {
                Raw::List(items) => items,
                one => vec![one],
            };
            let item = member.item().ok_or("not modelled")?;
            items
                .into_iter()
                .map(|raw| shaped(operation, item, raw))
                .collect()
        }
        (Kind::Structure, Raw::Map(pairs)) => {
            let shape = member
                .structure()
                .and_then(|name| TABLE.structure(operation, name));
            let mut members = Map::new();
            for (key, raw) in pairs {
                // What the structure does not have keeps its name, for the reader to refuse.
                let value = match shape.and_then(|shape| shape.members.get(&key)) {
                    Some(inner) => shaped(operation, inner, raw)?,
                    None => Value::Null,
                };
                members.insert(key, value);
            }
            Ok(Value::Object(members))
        }
        (Kind::Map, Raw::Map(pairs)) => {
            let texts = pairs.into_iter().map(|(key, raw)| match raw {
                Raw::Text(text) => Ok((key, Value::String(text))),
                _ => Err(format!("Invalid value for {key}")),
            });
            texts.collect::<Result<Map<_, _>, _>>().map(Value::Object)
        }
        (_, Raw::Text(text)) => scalar(member, &text),
        (kind, _) => Err(format!("Invalid value: expected {kind:?}")),
    }
}

impl Member {
    fn item(&self) -> Option<&Member> {
        match &self.of {
            Some(Of::Value(member)) => Some(member),
            _ => None,
        }
    }

    fn structure(&self) -> Option<&str> {
        match &self.of {
            Some(Of::Structure(name)) => Some(name),
            _ => None,
        }
    }
}
