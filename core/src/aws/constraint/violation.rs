//! Values that AWS's models do not allow.

use serde_json::{Map, Value};

use super::super::Request;
use super::glance;
use super::rule::{self, Rule};
use super::table::{Kind, Member, Of, Structure, TABLE};

/// One value that is not allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The way to the member: names, and for items of lists their number, from 1.
    pub path: Vec<Step>,
    /// The value as text; none when it is missing.
    pub value: Option<String>,
    /// What it breaks.
    pub rule: Rule,
}

/// One step on the way to a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A member's name on the wire.
    Member(&'static str),
    /// An item of a list, from 1.
    Item(usize),
    /// The value of a key of a map.
    Key(String),
}

impl Violation {
    /// The name of the member that the value belongs to.
    #[must_use]
    pub fn member(&self) -> &'static str {
        let names = self.path.iter().rev().find_map(|step| match step {
            Step::Member(name) => Some(*name),
            _ => None,
        });
        names.unwrap_or_default()
    }
}

/// What AWS's models do not allow in a request, in the order of its members. Nothing for what is not AWS's.
#[must_use]
pub fn violations(request: &Request) -> Vec<Violation> {
    let operation = request.name();
    let Some(input) = TABLE.input(operation) else {
        return Vec::new();
    };
    let allowed = glance::is_allowed(operation, input, request);
    if allowed && !cfg!(debug_assertions) {
        return Vec::new();
    }
    let mut look = Look {
        operation,
        path: Vec::new(),
        found: Vec::new(),
    };
    if let Ok(Value::Object(members)) = serde_json::to_value(request) {
        look.structure(input, &members);
    }
    debug_assert!(!allowed || look.found.is_empty(), "{:?}", look.found);
    look.found
}

struct Look {
    operation: &'static str,
    path: Vec<Step>,
    found: Vec<Violation>,
}

impl Look {
    fn structure(&mut self, shape: &'static Structure, members: &Map<String, Value>) {
        for (name, member) in &shape.members {
            self.path.push(Step::Member(name));
            match members.get(name) {
                Some(value) => self.value(member, value),
                None if shape.required.contains(name) => self.absent(name, member),
                None => {}
            }
            self.path.pop();
        }
    }

    fn absent(&mut self, name: &str, member: &'static Member) {
        for rule in rule::absent(name, member) {
            let value = (rule != Rule::Required).then(|| "0".to_owned());
            self.report(value, rule);
        }
    }

    fn value(&mut self, member: &'static Member, value: &Value) {
        match value {
            Value::String(text) => self.text(member, text),
            Value::Number(number) => {
                // No model bounds a fraction (botocore 1.44.8), so that its whole part is enough.
                let whole = number.as_f64().map(|n| n as i64);
                let number = number.as_i64().or(whole).unwrap_or(i64::MAX);
                for rule in rule::value(member, number) {
                    self.report(Some(number.to_string()), rule);
                }
            }
            Value::Array(items) => {
                for rule in rule::length(member, items.len() as i64) {
                    self.report(Some(value.to_string()), rule);
                }
                for (n, item) in items.iter().enumerate() {
                    self.path.push(Step::Item(n + 1));
                    self.of(member, item);
                    self.path.pop();
                }
            }
            Value::Object(members) if member.kind == Kind::Map => {
                for rule in rule::length(member, members.len() as i64) {
                    self.report(Some(value.to_string()), rule);
                }
                for (key, value) in members {
                    self.path.push(Step::Key(key.clone()));
                    if let Some(shape) = &member.key {
                        self.text(shape, key);
                    }
                    self.of(member, value);
                    self.path.pop();
                }
            }
            Value::Object(_) => self.of(member, value),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn of(&mut self, member: &'static Member, value: &Value) {
        match (&member.of, value) {
            (Some(Of::Structure(name)), Value::Object(members)) => {
                if let Some(shape) = TABLE.structure(self.operation, name) {
                    self.structure(shape, members);
                }
            }
            (Some(Of::Value(inner)), value) => self.value(inner, value),
            _ => {}
        }
    }

    fn text(&mut self, member: &'static Member, text: &str) {
        rule::text(member, text, |rule| {
            self.report(Some(text.to_owned()), rule)
        });
    }

    fn report(&mut self, value: Option<String>, rule: Rule) {
        let path = self.path.clone();
        self.found.push(Violation { path, value, rule });
    }
}

/// Tells whether AWS documents a filter for an operation, such as `launch-time` for `ec2:DescribeInstances`.
#[must_use]
pub fn filter_exists(operation: &str, filter: &str) -> bool {
    let known = TABLE
        .operations
        .get(operation)
        .map(|o| o.filters.as_slice());
    known.unwrap_or_default().iter().any(|name| {
        name == filter
            || name.ends_with(':') && filter.len() > name.len() && filter.starts_with(name.as_str())
    })
}

/// Tells whether AWS's model has a word for a member of an operation's input, such as `t2.micro` for `InstanceType`.
#[must_use]
pub fn word_exists(operation: &str, member: &str, word: &str) -> bool {
    let member = TABLE
        .input(operation)
        .and_then(|input| input.members.get(member));
    let of_items = |m: &'static Member| match &m.of {
        Some(Of::Value(item)) => item.words.as_slice(),
        _ => m.words.as_slice(),
    };
    member.is_some_and(|m| of_items(m).iter().any(|w| w == word))
}
