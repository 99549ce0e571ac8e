//! The table as it is kept.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use regex::Regex;
use serde::Deserialize;

/// All operations of AWS that are modelled, and the shapes that their inputs reach.
#[derive(Deserialize)]
pub(super) struct Table {
    pub(super) operations: BTreeMap<String, Input>,
    /// By service, then by the name that the shape has here.
    pub(super) shapes: BTreeMap<String, BTreeMap<String, Structure>>,
}

/// What an operation takes.
#[derive(Deserialize)]
pub(super) struct Input {
    /// The input's shape; none when the operation takes nothing.
    pub(super) input: Option<String>,
    /// The filters that its documentation names; one that ends with `:` takes the rest of the name from the caller.
    #[serde(default)]
    pub(super) filters: Vec<String>,
}

/// A structure.
#[derive(Deserialize)]
pub(super) struct Structure {
    pub(super) members: BTreeMap<String, Member>,
    #[serde(default)]
    pub(super) required: Vec<String>,
    /// What AWS has besides.
    #[serde(default)]
    pub(super) others: Vec<String>,
}

/// A value's constraints.
#[derive(Deserialize)]
pub(super) struct Member {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    /// What a list or a map holds, or which structure it is.
    pub(super) of: Option<Of>,
    pub(super) key: Option<Box<Member>>,
    pub(super) min: Option<i64>,
    pub(super) max: Option<i64>,
    /// Whether it is an enum here, so that it always has a value: the first word is left out on the wire.
    #[serde(default)]
    pub(super) always: bool,
    /// The most characters, where the pattern says so and not the shape.
    pub(super) longest: Option<i64>,
    /// As AWS shows it.
    pub(super) pattern: Option<String>,
    /// The pattern for `regex`, where that is another text.
    rust: Option<String>,
    /// What the text may not begin with.
    not: Option<String>,
    #[serde(default, rename = "enum")]
    pub(super) words: Vec<String>,
    #[serde(skip)]
    compiled: OnceLock<(Option<Regex>, Option<Regex>)>,
}

/// AWS's own types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Kind {
    String,
    Integer,
    Long,
    Boolean,
    List,
    Map,
    Structure,
}

/// What a list or a map holds, or the name of a structure.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Of {
    Structure(String),
    Value(Box<Member>),
}

impl Member {
    /// Tells whether a text meets the pattern, as a whole: AWS's services match so, whether the anchors are written or not.
    pub(super) fn meets_pattern(&self, text: &str) -> bool {
        let (pattern, not) = self.compiled.get_or_init(|| {
            let pattern = self.rust.as_ref().or(self.pattern.as_ref());
            let compile =
                |text: String| Regex::new(&text).expect("a pattern that the tests compiled");
            (
                pattern.map(|p| compile(format!("^(?:{p})$"))),
                self.not.as_ref().map(|n| compile(format!("^(?:{n})"))),
            )
        });
        pattern.as_ref().is_none_or(|p| p.is_match(text))
            && not.as_ref().is_none_or(|n| !n.is_match(text))
    }
}

impl Table {
    /// The structure of a name in the service of an operation.
    pub(super) fn structure(&self, operation: &str, name: &str) -> Option<&Structure> {
        let (service, _) = operation.split_once(':')?;
        self.shapes.get(service)?.get(name)
    }

    /// The structure that an operation takes.
    pub(super) fn input(&self, operation: &str) -> Option<&Structure> {
        let input = self.operations.get(operation)?.input.as_ref()?;
        self.structure(operation, input)
    }
}

/// The table.
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("table.json")).expect("a table that the tests read")
});
