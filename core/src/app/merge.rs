//! One file over another, and a service over the one it extends: Compose's rule for each key.

use super::diagnostic::Diagnostic;
use super::node::{Map, Merge, Node, Value, key_below};
use super::scalar::go_text;
use super::schema::{APP, Object, Rule, Shape};

/// Lays a mapping over an earlier one.
///
/// What `!reset` took away stays as a marked node, so that it also takes away what a still earlier file says;
/// [`settle`] drops the marks at the end.
pub(super) fn object(
    base: &mut Node,
    over: Node,
    object: &Object,
    key: &str,
) -> Result<(), Diagnostic> {
    let Value::Map(over) = over.value else {
        return Ok(());
    };
    let Some(members) = base.as_map_mut() else {
        return Ok(());
    };
    if object.rule == Rule::SameDriver {
        let driver = |map: &Map| map.get("driver").cloned();
        if let (Some(old), Some(new)) = (driver(members), driver(&over))
            && old != new
        {
            *members = over;
            return Ok(());
        }
    }
    for (name, node) in over {
        let shape = object.field(&name).map_or(Shape::Any, |field| field.shape);
        member(members, name, node, shape, key)?;
    }
    Ok(())
}

/// Lays the members of a section of the file's top over earlier ones: `services`, `networks` and the others.
pub(super) fn section(base: &mut Node, over: Node, name: &str) -> Result<(), Diagnostic> {
    let shape = APP.field(name).map_or(Shape::Any, |field| field.shape);
    value(base, over, shape, name)
}

fn member(
    members: &mut Map,
    name: String,
    over: Node,
    shape: Shape,
    key: &str,
) -> Result<(), Diagnostic> {
    let key = key_below(key, &name);
    match members.get_mut(&name) {
        Some(base) if base.merge != Merge::Reset => {
            value(base, over, shape, &key)?;
        }
        _ => {
            members.insert(name, over);
        }
    }
    Ok(())
}

fn value(base: &mut Node, over: Node, shape: Shape, key: &str) -> Result<(), Diagnostic> {
    if over.merge != Merge::Usual || matches!(shape, Shape::Command | Shape::Test | Shape::Ulimit) {
        *base = over;
        return Ok(());
    }
    if over.is_null() {
        return Ok(());
    }
    match shape {
        Shape::Variables | Shape::Pairs => {
            to_pairs(base);
            let over = pairs(over);
            let (Value::Map(known), Value::Map(members)) = (&mut base.value, over.value) else {
                return Err(Diagnostic::error("compose-cannot-merge")
                    .key(key)
                    .at(over.span));
            };
            known.extend(members);
            return Ok(());
        }
        Shape::Hosts | Shape::TextOrTexts | Shape::EnvFiles(_) => {
            to_list(base);
            let mut over = over;
            to_list(&mut over);
            return list(base, over, key);
        }
        Shape::Named(details) => {
            to_names(base, shape);
            let mut over = over;
            to_names(&mut over, shape);
            return mapping(base, over, *details, key);
        }
        Shape::Short(member, details) => {
            to_long(base, member);
            let mut over = over;
            to_long(&mut over, member);
            return object(base, over, details, key);
        }
        Shape::Gpus(_) => all_gpus(base),
        Shape::List(Shape::Object(details)) if details.field("subnet").is_some() => {
            return pools(base, over, details, key);
        }
        _ => {}
    }
    match (&base.value, &over.value) {
        (Value::Map(_), Value::Map(_)) => match shape {
            Shape::Object(details) | Shape::ObjectOrNull(details) => {
                object(base, over, details, key)
            }
            Shape::Map(details) => mapping(base, over, *details, key),
            _ => mapping(base, over, Shape::Any, key),
        },
        (Value::List(_), Value::List(_)) => list(base, over, key),
        (Value::Map(_) | Value::List(_), _) => Err(cannot(&over, key)),
        _ => {
            *base = over;
            Ok(())
        }
    }
}

fn cannot(over: &Node, key: &str) -> Diagnostic {
    Diagnostic::error("compose-cannot-merge")
        .key(key)
        .at(over.span)
        .docker(format!("cannot override {key}"))
}

fn mapping(base: &mut Node, over: Node, shape: Shape, key: &str) -> Result<(), Diagnostic> {
    let Value::Map(over_members) = over.value else {
        return Err(cannot(&over, key));
    };
    if base.is_null() {
        base.value = Value::Map(Map::new());
    }
    let Some(members) = base.as_map_mut() else {
        return Ok(());
    };
    for (name, node) in over_members {
        member(members, name, node, shape, key)?;
    }
    Ok(())
}

fn list(base: &mut Node, over: Node, key: &str) -> Result<(), Diagnostic> {
    match (&mut base.value, over.value) {
        (Value::List(items), Value::List(more)) => items.extend(more),
        (_, value) => {
            let over = Node {
                value,
                ..Node::default()
            };
            return Err(cannot(&over, key));
        }
    }
    Ok(())
}

/// Address pools with the same subnet are laid over one another, others added.
fn pools(base: &mut Node, over: Node, details: &Object, key: &str) -> Result<(), Diagnostic> {
    let (Value::List(old), Value::List(new)) = (&mut base.value, over.value) else {
        return Err(Diagnostic::error("compose-cannot-merge")
            .key(key)
            .at(over.span));
    };
    for pool in new {
        let subnet = pool.get("subnet").cloned();
        match old
            .iter_mut()
            .find(|known| known.get("subnet").cloned() == subnet)
        {
            Some(known) => object(known, pool, details, key)?,
            None => old.push(pool),
        }
    }
    Ok(())
}

/// `all` of an earlier file is one request without a number, which a later list is added to.
fn all_gpus(base: &mut Node) {
    if base.as_str().is_some() {
        let all = Map::from([("count".to_owned(), base.with(-1))]);
        base.value = Value::List(vec![base.with(all)]);
    }
}

/// Turns `KEY=value` items into members; the item's place becomes that of the key.
pub(super) fn to_pairs(node: &mut Node) {
    *node = pairs(std::mem::take(node));
}

fn pairs(node: Node) -> Node {
    let (span, key_span, merge) = (node.span, node.key_span, node.merge);
    let value = match node.value {
        Value::List(items) => {
            let mut members = Map::new();
            for item in items {
                let text = go_text(&item.value);
                let (name, value) = match text.split_once('=') {
                    Some((name, value)) => (name.to_owned(), Value::from(value)),
                    None => (text, Value::Null),
                };
                let member = Node {
                    value,
                    span: item.span,
                    key_span: item.span,
                    merge: Merge::Usual,
                };
                members.insert(name, member);
            }
            Value::Map(members)
        }
        value => value,
    };
    Node {
        value,
        span,
        key_span,
        merge,
    }
}

/// Turns one text, or a mapping of hosts, into a list.
pub(super) fn to_list(node: &mut Node) {
    let items = match std::mem::take(&mut node.value) {
        Value::List(items) => items,
        Value::Map(members) => members
            .into_iter()
            .flat_map(|(name, member)| {
                let values = match member.value {
                    Value::List(items) => items,
                    Value::Null => vec![member.with("")],
                    _ => vec![member],
                };
                values.into_iter().map(move |value| {
                    let text = format!("{name}={}", go_text(&value.value));
                    value.with(text)
                })
            })
            .collect(),
        Value::Null => Vec::new(),
        value => vec![node.with(value)],
    };
    node.value = Value::List(items);
}

/// Turns a list of names into a mapping; for `depends_on`, with what a short entry means.
pub(super) fn to_names(node: &mut Node, shape: Shape) {
    let Value::List(items) = &mut node.value else {
        return;
    };
    let depends = matches!(shape, Shape::Named(Shape::Object(_)));
    let members = std::mem::take(items).into_iter().map(|item| {
        let name = go_text(&item.value);
        let value = if depends {
            Value::Map(Map::from([
                ("condition".to_owned(), item.with("service_started")),
                ("required".to_owned(), item.with(true)),
            ]))
        } else {
            Value::Null
        };
        let member = Node {
            value,
            span: item.span,
            key_span: item.span,
            merge: Merge::Usual,
        };
        (name, member)
    });
    node.value = Value::Map(members.collect());
}

/// Turns a text that stands for one member into the mapping.
pub(super) fn to_long(node: &mut Node, member: &str) {
    if node.as_str().is_some() {
        let text = Node {
            value: std::mem::take(&mut node.value),
            span: node.span,
            key_span: node.span,
            merge: Merge::Usual,
        };
        node.value = Value::Map(Map::from([(member.to_owned(), text)]));
    }
}

/// Drops what was reset, and the marks.
pub(super) fn settle(node: &mut Node) {
    node.merge = Merge::Usual;
    match &mut node.value {
        Value::Map(members) => {
            members.retain(|_, member| member.merge != Merge::Reset);
            members.values_mut().for_each(settle);
        }
        Value::List(items) => items.iter_mut().for_each(settle),
        _ => {}
    }
}
