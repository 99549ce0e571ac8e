//! The table as it is kept.

use std::collections::BTreeMap;
use std::sync::{LazyLock, OnceLock};

use regex::Regex;
use serde::Deserialize;

/// All operations of AWS that are modelled, and the shapes that their inputs reach.
#[derive(Deserialize)]
pub(in crate::aws) struct Table {
    pub(in crate::aws) operations: BTreeMap<String, Input>,
    /// By service, then by the name that the shape has here.
    pub(in crate::aws) shapes: BTreeMap<String, BTreeMap<String, Structure>>,
}

/// What an operation takes.
#[derive(Deserialize)]
pub(in crate::aws) struct Input {
    /// The input's shape; none when the operation takes nothing.
    pub(in crate::aws) input: Option<String>,
    /// The filters that its documentation names; one that ends with `:` takes the rest of the name from the caller.
    #[serde(default)]
    pub(in crate::aws) filters: Vec<String>,
}

/// A structure.
#[derive(Default, Deserialize)]
pub(in crate::aws) struct Structure {
    pub(in crate::aws) members: BTreeMap<String, Member>,
    #[serde(default)]
    pub(in crate::aws) required: Vec<String>,
    /// What AWS has besides.
    #[serde(default)]
    pub(in crate::aws) others: Vec<String>,
}

/// A value's constraints.
#[derive(Deserialize)]
pub(in crate::aws) struct Member {
    #[serde(rename = "type")]
    pub(in crate::aws) kind: Kind,
    /// What a list or a map holds, or which structure it is.
    pub(in crate::aws) of: Option<Of>,
    pub(in crate::aws) key: Option<Box<Member>>,
    pub(in crate::aws) min: Option<i64>,
    pub(in crate::aws) max: Option<i64>,
    /// Whether it is an enum here, so that it always has a value: the first word is left out on the wire.
    #[serde(default)]
    pub(in crate::aws) always: bool,
    /// The most characters, where the pattern says so and not the shape.
    pub(in crate::aws) longest: Option<i64>,
    /// As AWS shows it.
    pub(in crate::aws) pattern: Option<String>,
    /// The pattern for `regex`, where that is another text.
    rust: Option<String>,
    /// What the text may not begin with.
    not: Option<String>,
    #[serde(default, rename = "enum")]
    pub(in crate::aws) words: Vec<String>,
    #[serde(skip)]
    compiled: OnceLock<(Option<Regex>, Option<Regex>)>,
}

/// AWS's own types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::aws) enum Kind {
    String,
    Integer,
    Long,
    Double,
    Boolean,
    List,
    Map,
    Structure,
}

/// What a list or a map holds, or the name of a structure.
#[derive(Deserialize)]
#[serde(untagged)]
pub(in crate::aws) enum Of {
    Structure(String),
    Value(Box<Member>),
}

impl Member {
    /// Tells whether a text meets the pattern, as a whole: AWS's services match so, whether the anchors are written or not.
    pub(in crate::aws) fn meets_pattern(&self, text: &str) -> bool {
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
    pub(in crate::aws) fn structure(&self, operation: &str, name: &str) -> Option<&Structure> {
        let (service, _) = operation.split_once(':')?;
        self.shapes.get(service)?.get(name)
    }

    /// The structure that an operation takes.
    pub(in crate::aws) fn input(&self, operation: &str) -> Option<&Structure> {
        let input = self.operations.get(operation)?.input.as_ref()?;
        self.structure(operation, input)
    }
}

/// The table.
pub(in crate::aws) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("table.json")).expect("a table that the tests read")
});
