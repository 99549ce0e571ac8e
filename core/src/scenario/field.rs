//! A mapping whose members are taken one by one; what is left over is unknown.

use std::cell::RefCell;
use std::time::Duration;

use crate::app::diagnostic::Diagnostic;
use crate::app::duration::ComposeDuration;
use crate::app::nearest::nearest;
use crate::app::node::{Map, Node, Value, key_below};

/// The members of a mapping.
pub(super) struct Fields<'a> {
    pub(super) node: &'a Node,
    map: &'a Map,
    key: String,
    taken: RefCell<Vec<&'static str>>,
}

impl<'a> Fields<'a> {
    /// The members of a node.
    ///
    /// # Errors
    /// When it is no mapping.
    pub(super) fn of(node: &'a Node, key: &str) -> Result<Self, Diagnostic> {
        let map = node
            .as_map()
            .ok_or_else(|| wrong_type(node, key, "mapping"))?;
        Ok(Self {
            node,
            map,
            key: key.to_owned(),
            taken: RefCell::default(),
        })
    }

    /// Takes a member.
    pub(super) fn take(&self, name: &'static str) -> Option<&'a Node> {
        self.taken.borrow_mut().push(name);
        self.map.get(name).filter(|node| !node.is_null())
    }

    /// Where a member stands, or else the whole: where something is wrong with it.
    pub(super) fn place(&self, name: &'static str) -> &'a Node {
        self.take(name).unwrap_or(self.node)
    }

    /// Which one of several members is there.
    ///
    /// # Errors
    /// When there is none, or more than one.
    pub(super) fn one_of(&self, names: &[&'static str]) -> Result<&'static str, Diagnostic> {
        let there = |name: &&&str| self.map.contains_key(**name);
        let found: Vec<&'static str> = names.iter().filter(there).copied().collect();
        match found.as_slice() {
            [one] => Ok(one),
            [] => {
                // A word that is nearly one of them is told as such.
                self.end(names)?;
                Err(self.required(&names.join(" | ")))
            }
            several => Err(Diagnostic::error("scenario-several-acts")
                .arg("names", several.join(", "))
                .key(&self.key)
                .at(self.node.place_of_key())),
        }
    }

    /// Says that a member must be there.
    pub(super) fn required(&self, name: &str) -> Diagnostic {
        Diagnostic::error("scenario-required-key")
            .arg("name", name)
            .key(&self.key)
            .at(self.node.place_of_key())
    }

    /// The key of a member, as messages write it.
    pub(super) fn below(&self, name: &str) -> String {
        key_below(&self.key, name)
    }

    /// The members that nobody took, with their values.
    pub(super) fn rest(&self) -> impl Iterator<Item = (&'a str, &'a Node)> {
        let taken = self.taken.borrow().clone();
        self.map
            .iter()
            .filter(move |(name, _)| !taken.contains(&name.as_str()))
            .map(|(name, node)| (name.as_str(), node))
    }

    /// Refuses what nobody took.
    ///
    /// # Errors
    /// The first unknown member, with the nearest known one.
    pub(super) fn end(&self, also: &[&'static str]) -> Result<(), Diagnostic> {
        let Some((name, node)) = self.rest().next() else {
            return Ok(());
        };
        let known = self.taken.borrow().clone();
        let known = known.into_iter().chain(also.iter().copied());
        Err(Diagnostic::error("scenario-unknown-key")
            .arg("name", name)
            .arg("nearest", nearest(name, known).unwrap_or_default())
            .key(self.below(name))
            .at(node.place_of_key()))
    }

    /// Takes a text; a number counts as one.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<String>, Diagnostic> {
        let Some(node) = self.take(name) else {
            return Ok(None);
        };
        scalar(node, &self.below(name)).map(Some)
    }

    /// Takes a number within bounds.
    pub(super) fn number(
        &self,
        name: &'static str,
        least: f64,
        most: f64,
    ) -> Result<Option<f64>, Diagnostic> {
        let Some(node) = self.take(name) else {
            return Ok(None);
        };
        let key = self.below(name);
        let number = match node.value {
            Value::Int(n) => n as f64,
            Value::Float(n) => n,
            _ => return Err(wrong_type(node, &key, "number")),
        };
        if !(least..=most).contains(&number) {
            return Err(Diagnostic::error("scenario-out-of-range")
                .arg("value", number)
                .arg("least", least)
                .arg("most", most)
                .key(key)
                .at(node.span));
        }
        Ok(Some(number))
    }

    /// Takes a time such as `90s` or `6h`.
    pub(super) fn time(&self, name: &'static str) -> Result<Option<Duration>, Diagnostic> {
        let Some(node) = self.take(name) else {
            return Ok(None);
        };
        let key = self.below(name);
        let text = scalar(node, &key)?;
        let parsed = ComposeDuration::parse(&text).ok();
        // Twice the longest horizon: what lies outside the horizon is said in those words, later.
        let fits = |d: &ComposeDuration| d.0 >= 0 && d.to_std() <= super::LONGEST * 2;
        match parsed.filter(fits) {
            Some(time) => Ok(Some(time.to_std())),
            None => Err(bad_value(node, &key, "duration")),
        }
    }
}

/// The text of a scalar.
pub(super) fn scalar(node: &Node, key: &str) -> Result<String, Diagnostic> {
    match &node.value {
        Value::Text(text) => Ok(text.clone()),
        Value::Int(_) | Value::Big(_) | Value::Float(_) | Value::Bool(_) => {
            Ok(node.to_json().to_string())
        }
        Value::Null | Value::List(_) | Value::Map(_) => Err(wrong_type(node, key, "scalar")),
    }
}

pub(super) fn wrong_type(node: &Node, key: &str, expected: &'static str) -> Diagnostic {
    Diagnostic::error("scenario-wrong-type")
        .word("expected", expected)
        .word("found", node.value.kind())
        .key(key)
        .at(node.span.or(node.key_span))
}

pub(super) fn bad_value(node: &Node, key: &str, expected: &'static str) -> Diagnostic {
    let value = match &node.value {
        Value::Text(text) => text.clone(),
        _ => node.to_json().to_string(),
    };
    Diagnostic::error("scenario-bad-value")
        .arg("value", value)
        .word("expected", expected)
        .key(key)
        .at(node.span)
}
