//! The value tree: what YAML holds, with the place in a file of every key and value.

use indexmap::IndexMap;
use serde::Serialize;

/// A place in one of the files that were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// The index into `files` of the result (or of the refusal).
    pub file: u32,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// A mapping in the order of the file.
pub type Map = IndexMap<String, Node>;

/// What a node holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// Nothing.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number above the largest of [`Self::Int`].
    Big(u64),
    /// A broken number.
    Float(f64),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Map),
}

/// What a tag asks of a merge with earlier files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Merge {
    /// The rule of the key.
    #[default]
    Usual,
    /// `!reset`: takes the earlier value away.
    Reset,
    /// `!override`: replaces the earlier value as a whole.
    Override,
}

/// A value and where it stands. Two nodes are equal when their values are, wherever they stand.
#[derive(Clone, Debug, Default)]
pub struct Node {
    /// What it holds.
    pub value: Value,
    /// Where the value stands; nothing for a default that Compose added.
    pub span: Option<Span>,
    /// Where its key stands, when it is a member of a mapping that someone wrote.
    pub key_span: Option<Span>,
    /// What its tag asks of a merge.
    pub merge: Merge,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Into<Value>> From<T> for Node {
    fn from(value: T) -> Self {
        Self {
            value: value.into(),
            ..Self::default()
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Vec<Node>> for Value {
    fn from(value: Vec<Node>) -> Self {
        Self::List(value)
    }
}

impl From<Map> for Value {
    fn from(value: Map) -> Self {
        Self::Map(value)
    }
}

impl Value {
    /// Names the type as Compose does in its messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Int(_) | Self::Big(_) => "integer",
            Self::Float(_) => "number",
            Self::Text(_) => "string",
            Self::List(_) => "list",
            Self::Map(_) => "mapping",
        }
    }
}

impl Node {
    /// Puts another value in the same place.
    #[must_use]
    pub fn with(&self, value: impl Into<Value>) -> Self {
        Self {
            value: value.into(),
            span: self.span,
            key_span: self.key_span,
            merge: self.merge,
        }
    }

    /// The best place to point at: the key, or else the value.
    #[must_use]
    pub fn place_of_key(&self) -> Option<Span> {
        self.key_span.or(self.span)
    }

    /// Tells whether it holds nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The mapping, if it is one.
    #[must_use]
    pub fn as_map(&self) -> Option<&Map> {
        match &self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The mapping, to change it.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match &mut self.value {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The list, if it is one.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// A member of the mapping; nothing when it is none.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_map()?.get(key)
    }

    /// Follows a path of keys.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The node at a key as messages write it (`services.web.environment.LOG.LEVEL`, `services.web.ports[0]`), or else
    /// the nearest one above it that stands in a file.
    #[must_use]
    pub fn nearest(&self, key: &str) -> Option<&Node> {
        let here = || self.place_of_key().map(|_| self);
        if key.is_empty() {
            return here();
        }
        let key = key.strip_prefix('.').unwrap_or(key);
        let next = match &self.value {
            Value::Map(map) => map.iter().find_map(|(name, node)| {
                let quoted = format!("{name:?}");
                let rest = key
                    .strip_prefix(name.as_str())
                    .or_else(|| key.strip_prefix(quoted.as_str()))?;
                let ends = rest.is_empty() || rest.starts_with(['.', '[']);
                node.nearest(rest).filter(|_| ends)
            }),
            Value::List(list) => {
                let (index, rest) = key.strip_prefix('[')?.split_once(']')?;
                list.get(index.parse::<usize>().ok()?)?.nearest(rest)
            }
            _ => None,
        };
        next.or_else(here)
    }

    /// Turns it into JSON, as it is.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match &self.value {
            Value::Null => Json::Null,
            Value::Bool(b) => Json::Bool(*b),
            Value::Int(i) => Json::from(*i),
            Value::Big(i) => Json::from(*i),
            Value::Float(f) => Json::from(*f),
            Value::Text(s) => Json::from(s.as_str()),
            Value::List(list) => list.iter().map(Self::to_json).collect(),
            Value::Map(map) => map.iter().map(|(k, v)| (k.clone(), v.to_json())).collect(),
        }
    }
}

/// Writes a key below another: `services.web`, or `services."a b"` when a dot or space would mislead.
#[must_use]
pub fn key_below(parent: &str, key: &str) -> String {
    let plain = !key.is_empty() && !key.contains(['.', ' ', '[', '"']);
    let dot = if parent.is_empty() { "" } else { "." };
    if plain {
        format!("{parent}{dot}{key}")
    } else {
        format!("{parent}{dot}{key:?}")
    }
}
