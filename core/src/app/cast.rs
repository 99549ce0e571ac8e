//! Values turned into the type of their key.

use indexmap::IndexMap;

use super::bytes;
use super::canonical::{Done, replace};
use super::command;
use super::diagnostic::Diagnostic;
use super::duration::ComposeDuration;
use super::merge::to_list;
use super::node::{Map, Node, Value};
use super::scalar::go_text;
use super::schema::Repeat;

pub(super) fn cast(
    node: &Node,
    key: &str,
    expected: &'static str,
    reason: impl std::fmt::Display,
) -> Diagnostic {
    Diagnostic::error("compose-bad-cast")
        .arg("value", go_text(&node.value))
        .word("expected", expected)
        .key(key)
        .at(node.span)
        .docker(format!(
            "error while interpolating {key}: failed to cast to expected type: {reason}"
        ))
}

/// Says that a text is not what its key wants: `help` names the forms that it takes, `reason` is in Compose's words.
pub(super) fn bad(
    node: &Node,
    key: &str,
    value: &str,
    help: &'static str,
    reason: impl std::fmt::Display,
) -> Diagnostic {
    Diagnostic::error("compose-bad-value")
        .arg("value", value)
        .key(key)
        .at(node.span)
        .help(help)
        .docker(reason)
}

/// The same, found when Compose types the values.
fn undecodable(
    node: &Node,
    key: &str,
    value: &str,
    help: &'static str,
    reason: impl std::fmt::Display,
) -> Diagnostic {
    let mut parts = key.splitn(3, '.');
    let place = match (parts.next(), parts.next(), parts.next()) {
        (Some(section), Some(name), Some(rest)) => format!("{section}[{name}].{rest}"),
        _ => key.to_owned(),
    };
    let words = format!("decoding failed due to the following error(s):\n\n'{place}' {reason}");
    bad(node, key, value, help, words)
}

pub(super) fn integer(node: &mut Node, key: &str) -> Done {
    let value = match &node.value {
        Value::Float(f) => *f as i64,
        Value::Big(big) => {
            let reason = format!("strconv.Atoi: parsing \"{big}\": value out of range");
            return Err(cast(node, key, "integer", reason));
        }
        Value::Text(text) => {
            let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
            let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            let read = plain.then(|| text.parse().ok()).flatten();
            let reason = format!("strconv.Atoi: parsing {text:?}: invalid syntax");
            read.ok_or_else(|| cast(node, key, "integer", reason))?
        }
        _ => return Ok(()),
    };
    node.value = value.into();
    Ok(())
}

/// Compose keeps these numbers in 32 bits; a whole one is printed without a point.
pub(super) fn float(node: &mut Node, key: &str) -> Done {
    let value = match &node.value {
        Value::Float(f) => *f,
        Value::Text(text) => {
            let reason = format!("strconv.ParseFloat: parsing {text:?}: invalid syntax");
            text.parse()
                .map_err(|_| cast(node, key, "number", reason))?
        }
        _ => return Ok(()),
    };
    let short: f64 = (value as f32).to_string().parse().unwrap_or(value);
    node.value = if short.fract() == 0.0 && short.abs() < 1e15 {
        Value::Int(short as i64)
    } else {
        Value::Float(short)
    };
    Ok(())
}

/// A text holds octal digits, as since Compose 2.40; 2.26 took them for decimal ones.
pub(super) fn mode(node: &mut Node, key: &str) -> Done {
    let Some(text) = node.as_str() else {
        return integer(node, key);
    };
    let bits = u32::from_str_radix(text, 8).map_err(|_| {
        let reason = format!("strconv.ParseInt: parsing {text:?}: invalid syntax");
        undecodable(node, key, text, "compose-mode-help", reason)
    })?;
    node.value = i64::from(bits).into();
    Ok(())
}

/// Writes every member as a list of texts.
pub(super) fn text_lists(node: &mut Node) {
    for member in node.as_map_mut().into_iter().flat_map(Map::values_mut) {
        to_list(member);
        texts(member, Repeat::Kept);
    }
}

pub(super) fn size(node: &mut Node, key: &str) -> Done {
    let bytes = match &node.value {
        Value::Int(bytes) => *bytes,
        Value::Big(bytes) => {
            let text = bytes.to_string();
            return Err(undecodable(
                node,
                key,
                &text,
                "compose-size-help",
                format!("invalid size: '{text}'"),
            ));
        }
        Value::Float(bytes) => *bytes as i64,
        Value::Text(text) => bytes::parse(text)
            .map_err(|reason| undecodable(node, key, text, "compose-size-help", reason))?,
        _ => return Ok(()),
    };
    node.value = bytes.to_string().into();
    Ok(())
}

pub(super) fn duration(node: &mut Node, key: &str) -> Done {
    let Some(text) = node.as_str() else {
        return Ok(());
    };
    let duration = ComposeDuration::parse(text)
        .map_err(|reason| undecodable(node, key, text, "compose-duration-help", reason))?;
    node.value = duration.to_string().into();
    Ok(())
}

pub(super) fn texts(node: &mut Node, repeat: Repeat) {
    let Value::List(items) = &mut node.value else {
        return;
    };
    for item in items.iter_mut() {
        item.value = go_text(&item.value).into();
    }
    if repeat == Repeat::Last {
        let mut kept: IndexMap<String, Node> = IndexMap::new();
        for item in std::mem::take(items) {
            let text = item.as_str().unwrap_or_default();
            let identity = text.split('=').next().unwrap_or_default().to_owned();
            replace(&mut kept, identity, item);
        }
        items.extend(kept.into_values());
    }
}

pub(super) fn words(node: &mut Node, key: &str) -> Done {
    if let Some(line) = node.as_str() {
        let words = command::split(line)
            .map_err(|reason| undecodable(node, key, line, "compose-command-help", reason))?;
        node.value = Value::List(words.into_iter().map(|word| node.with(word)).collect());
    }
    Ok(())
}

pub(super) fn test(node: &mut Node) {
    if node.as_str().is_some() {
        let line = node.clone();
        node.value = Value::List(vec![node.with("CMD-SHELL"), line]);
    }
}

/// Writes every member as text, and nothing as `null` says.
pub(super) fn plain_texts(node: &mut Node, null: Value) {
    for (name, member) in node.as_map_mut().into_iter().flatten() {
        match &member.value {
            Value::Null => member.value = null.clone(),
            _ if name.starts_with("x-") && member.as_str().is_none() => {}
            value => member.value = go_text(value).into(),
        }
    }
}

/// `host:address` and `host=address` become `host=address`, sorted.
pub(super) fn hosts(node: &mut Node, key: &str) -> Done {
    to_list(node);
    texts(node, Repeat::Kept);
    let Value::List(items) = &mut node.value else {
        return Ok(());
    };
    let mut kept: IndexMap<String, Node> = IndexMap::new();
    for item in std::mem::take(items) {
        let text = item.as_str().unwrap_or_default().to_owned();
        let Some((host, address)) = text.split_once('=').or_else(|| text.split_once(':')) else {
            let reason = format!("invalid additional host, missing IP: {text}");
            return Err(undecodable(&item, key, &text, "compose-hosts-help", reason));
        };
        if host.is_empty() || host.contains([':', '=']) {
            return Err(undecodable(
                &item,
                key,
                &text,
                "compose-hosts-help",
                format!("bad host name '{host}'"),
            ));
        }
        let bare = address.strip_prefix('[').and_then(|a| a.strip_suffix(']'));
        let long = item.with(format!("{host}={}", bare.unwrap_or(address)));
        let identity = long.as_str().unwrap_or_default().to_owned();
        replace(&mut kept, identity, long);
    }
    items.extend(kept.into_values());
    items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    Ok(())
}
