//! What AWS's service models say of the wire, as it is kept.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use indexmap::IndexMap;
use serde::Deserialize;

/// All services and operations that are modelled.
#[derive(Debug, Deserialize)]
pub(super) struct Table {
    pub(super) services: BTreeMap<String, Service>,
    /// By the name that the operation has here, such as `ec2:RunInstances`.
    pub(super) operations: BTreeMap<String, Operation>,
    /// By service, then by the name that the shape has here.
    inputs: BTreeMap<String, BTreeMap<String, Input>>,
    outputs: BTreeMap<String, BTreeMap<String, Output>>,
}

/// What all operations of a service share.
#[derive(Debug, Deserialize)]
pub(super) struct Service {
    /// Its name in the scope of a signature.
    pub(super) signing: String,
    pub(super) protocol: Protocol,
    /// The version of the API, a date.
    pub(super) version: String,
    #[serde(default)]
    pub(super) xmlns: String,
    /// What stands before the operation in `X-Amz-Target`.
    pub(super) target: Option<String>,
    /// The version of AWS's JSON protocol.
    pub(super) json: Option<String>,
    /// The statuses of refusals by code, where they are not 400.
    pub(super) errors: BTreeMap<String, u16>,
    /// Everything that AWS has, sorted.
    pub(super) operations: Vec<String>,
}

/// AWS's protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Protocol {
    Ec2,
    Query,
    Json,
    RestJson,
}

/// One operation.
#[derive(Debug, Deserialize)]
pub(super) struct Operation {
    /// The name that AWS gives it.
    pub(super) aws: String,
    /// The shape of its input; none when it takes nothing.
    pub(super) input: Option<String>,
    /// The members of its answer.
    #[serde(default)]
    pub(super) output: Output,
    /// The element around the answer.
    #[serde(default)]
    pub(super) wrapper: String,
    pub(super) http: Option<Http>,
    /// Whether AWS's answer leads to a stream of its own.
    #[serde(default)]
    pub(super) stream: bool,
}

/// Where an operation of a REST protocol stands.
#[derive(Debug, Deserialize)]
pub(super) struct Http {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) status: u16,
}

/// The members of an answer, in the order in which they are written.
pub(super) type Output = IndexMap<String, Member>;

/// A structure of a request.
#[derive(Debug, Deserialize)]
pub(super) struct Input {
    pub(super) members: IndexMap<String, Member>,
    /// What AWS has besides: its name on the wire, and the member's.
    #[serde(default)]
    pub(super) others: BTreeMap<String, String>,
}

/// A member, or what a list or a map holds.
#[derive(Debug, Deserialize)]
pub(super) struct Member {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    /// Its name on the wire, where that is another one.
    pub(super) name: Option<String>,
    /// AWS's name of it, where ours is another one.
    pub(super) called: Option<String>,
    /// Where it stands, when that is not the body.
    #[serde(rename = "in")]
    pub(super) place: Option<Place>,
    /// The structure.
    #[serde(default)]
    pub(super) of: String,
    /// What a list or a map holds.
    pub(super) value: Option<Box<Member>>,
    /// The element of each item; empty for a list whose items stand in its own place.
    pub(super) item: Option<String>,
    #[serde(rename = "as")]
    pub(super) form: Option<Form>,
    /// Whether a member with its type's default value is left out.
    #[serde(default)]
    pub(super) absent: bool,
    /// The word that is the default.
    #[serde(default)]
    pub(super) default: String,
}

impl Member {
    /// The name on the wire of a member that is called `name` here.
    pub(super) fn on_wire<'a>(&'a self, name: &'a str) -> &'a str {
        self.name.as_deref().unwrap_or(name)
    }
}

/// AWS's types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Kind {
    String,
    Integer,
    Double,
    Boolean,
    Timestamp,
    List,
    Map,
    Structure,
}

/// A form that the wire has and the shapes here do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Form {
    /// A text in base64.
    Base64,
    /// A text whose characters are percent-encoded.
    Percent,
    /// A time in milliseconds.
    Millis,
    /// A time that is kept in seconds.
    Seconds,
}

/// Where a member of a REST protocol stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Place {
    Uri,
    QueryString,
}

impl Table {
    /// A structure of a request to a service.
    pub(super) fn input(&self, service: &str, name: &str) -> Option<&Input> {
        self.inputs.get(service)?.get(name)
    }

    /// A structure of an answer of a service.
    pub(super) fn output(&self, service: &str, name: &str) -> Option<&Output> {
        self.outputs.get(service)?.get(name)
    }

    /// The service of a name in signatures, with its name here.
    pub(super) fn signed(&self, name: &str) -> Option<(&str, &Service)> {
        let mut all = self.services.iter();
        let found = all.find(|(_, service)| service.signing == name)?;
        Some((found.0, found.1))
    }

    /// The operation that AWS calls so in a service, with its name here.
    pub(super) fn named(&self, service: &str, aws: &str) -> Option<(&str, &Operation)> {
        let prefix = format!("{service}:");
        let all = self.operations.range(prefix.clone()..);
        let mut all = all.take_while(|(name, _)| name.starts_with(&prefix));
        let found = all.find(|(_, operation)| operation.aws == aws)?;
        Some((found.0, found.1))
    }
}

/// The table.
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_json::from_str(include_str!("table.json")).expect("a table that the tests read")
});
