//! AWS's protocols, to and from the operations' own shapes: no IO, no clock.
//!
//! `table.json` says how each operation stands on the wire; `tests/aws_models/regenerate.py` writes it out of the service
//! models that botocore carries. So there is one codec for each protocol, and no code for an operation: a difference
//! between a shape here and AWS's (`Changes`, texts in base64) is a row of `tests/aws_models/wire.py`.
//!
//! **Signatures are read and not verified.** The scope says which service and which region is asked and who asks.

mod answer;
mod failure;
mod form;
mod names;
mod print;
mod rest;
mod scope;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod waiter;

use paperboat_core::aws::{Reply, Request};
use paperboat_core::error::CloudError;
use serde_json::{Map, Value};

use answer::Reader;
pub use failure::Refusal;
use failure::{content_type, malformed};
pub use names::{ACCOUNT, Scope, ZONE_IDS};
pub use print::{print, query};
use table::{Operation, Protocol, Service, TABLE};
pub use waiter::{Verdict, Waiter};

/// The region in which a world is born.
pub const REGION: &str = "us-east-1";
const XML: &str = "text/xml;charset=UTF-8";
const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";

/// A request as HTTP carries it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, without the query.
    pub path: &'a str,
    /// The query, without its question mark.
    pub query: &'a str,
    /// `X-Amz-Target`.
    pub target: Option<&'a str>,
    /// `Authorization`.
    pub authorization: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

/// A request that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// What is asked of the world, in the names in which it is born.
    pub request: Request,
    /// Whose world is asked, and by which names it goes.
    pub scope: Scope,
}

impl From<Request> for Read {
    /// A request to the account and the region in which worlds are born.
    fn from(request: Request) -> Self {
        Self {
            request,
            scope: Scope::default(),
        }
    }
}

/// An answer as HTTP carries it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: String,
    /// `x-amzn-RequestId`.
    pub request_id: String,
    /// `x-amzn-ErrorType`, for refusals of the JSON protocols.
    pub error_type: Option<String>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// Data that is no answer of AWS's; a text is itself.
    #[must_use]
    pub fn of_data(status: u16, data: &Value, request_id: &str) -> Self {
        match data {
            Value::String(text) => Self::new(status, TEXT, request_id, text.clone()),
            data => Self::new(status, JSON, request_id, data.to_string()),
        }
    }

    fn new(status: u16, content_type: impl Into<String>, request_id: &str, body: String) -> Self {
        Self {
            status,
            content_type: content_type.into(),
            request_id: request_id.to_owned(),
            error_type: None,
            body,
        }
    }
}

/// The services that are modelled, by their names here.
pub fn services() -> impl Iterator<Item = &'static str> {
    TABLE.services.keys().map(String::as_str)
}

/// Reads a request.
///
/// # Errors
/// In the form of the service that is asked: no or half a signature, another region, what AWS does not have, what it has
/// and is not modelled, what cannot be read.
pub fn read(asked: &Asked<'_>) -> Result<Read, Refusal> {
    let (name, scope) = scope::service(asked)?;
    let service = &TABLE.services[name];
    let (operation, members) = match service.protocol {
        Protocol::Ec2 | Protocol::Query => read_query(name, service, asked)?,
        Protocol::Json => {
            let aws = asked.target.and_then(|t| t.split_once('.'));
            let (_, aws) = aws
                .filter(|(target, _)| service.target.as_deref() == Some(*target))
                .ok_or_else(|| unknown(name, asked.target.unwrap_or_default()))?;
            let (operation, _) = named(name, service, aws)?;
            (operation, Value::Object(body(name, asked.body)?))
        }
        Protocol::RestJson => {
            let (operation, members) = rest::read(name, asked, body(name, asked.body)?)?;
            (operation, Value::Object(members))
        }
    };
    request(name, operation, members, scope)
}

fn read_query(
    name: &'static str,
    service: &'static Service,
    asked: &Asked<'_>,
) -> Result<(&'static str, Value), Refusal> {
    let mut pairs = form::pairs(asked.query.as_bytes());
    pairs.extend(form::pairs(asked.body));
    let mut taken = |wanted: &str| {
        let at = pairs.iter().position(|(name, _)| name == wanted)?;
        Some(pairs.remove(at).1)
    };
    let (aws, version) = (taken("Action"), taken("Version"));
    let Some(aws) = aws else {
        let message = "The request must contain the parameter Action";
        return Err(Refusal::new(name, 400, "MissingAction", message));
    };
    if let Some(version) = version.filter(|v| *v != service.version) {
        return Err(Refusal::not_modelled(
            name,
            format!("version {version} of {name}"),
        ));
    }
    let (operation, row) = named(name, service, &aws)?;
    pairs.retain(|(name, _)| !name.starts_with("X-Amz-"));
    let members = match row
        .input
        .as_deref()
        .and_then(|input| TABLE.input(name, input))
    {
        Some(input) => form::members(name, input, pairs).map_err(|misfit| {
            let form::Misfit { parameter, value } = misfit;
            let message = format!("Value ({value}) for parameter {parameter} is invalid.");
            Refusal::new(name, 400, malformed(name), message)
        })?,
        None => Value::Object(Map::new()),
    };
    Ok((operation, members))
}

/// The operation that AWS calls so.
fn named(
    service: &'static str,
    all: &Service,
    aws: &str,
) -> Result<(&'static str, &'static Operation), Refusal> {
    let known = all
        .operations
        .binary_search_by(|o| o.as_str().cmp(aws))
        .is_ok();
    match TABLE.named(service, aws) {
        Some((_, row)) if row.stream => {
            let what = format!("{service}:{aws}, whose answer is a stream of its own");
            Err(Refusal::not_modelled(service, what))
        }
        Some(found) => Ok(found),
        None if known => Err(Refusal::not_modelled(service, format!("{service}:{aws}"))),
        None => Err(unknown(service, aws)),
    }
}

/// AWS's own refusal of an operation that it does not have.
fn unknown(service: &'static str, aws: &str) -> Refusal {
    match TABLE.services[service].protocol {
        Protocol::Ec2 | Protocol::Query => {
            let message = format!("The action {aws} is not valid for this web service.");
            Refusal::new(service, 400, "InvalidAction", message)
        }
        Protocol::Json => Refusal::new(service, 400, "UnknownOperationException", ""),
        Protocol::RestJson => Refusal::new(service, 404, "UnknownOperationException", ""),
    }
}

/// The members in a JSON body. A member that is null is one that is not given.
fn body(service: &'static str, body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let wrong = |said: String| Refusal::new(service, 400, malformed(service), said);
    if body.is_empty() {
        return Ok(Map::new());
    }
    let mut value = serde_json::from_slice(body).map_err(|error| wrong(error.to_string()))?;
    without_nulls(&mut value);
    match value {
        Value::Object(members) => Ok(members),
        _ => Err(wrong("the body is no structure".to_owned())),
    }
}

fn without_nulls(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, value| !value.is_null());
            members.values_mut().for_each(without_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        _ => {}
    }
}

fn request(
    service: &'static str,
    operation: &'static str,
    mut members: Value,
    scope: Scope,
) -> Result<Read, Refusal> {
    if !scope.is_native() {
        scope.exchange(&mut members);
    }
    let request = Request::read(operation, members);
    let request = request.map_err(|misread| Refusal::of_members(service, &misread))?;
    Ok(Read { request, scope })
}

/// The answer to an operation, such as `ec2:RunInstances`, as the AWS command line prints it: under AWS's own names of members,
/// with times of ISO 8601.
#[must_use]
pub fn printed(operation: &str, reply: &Reply) -> Value {
    let service = operation.split(':').next().unwrap_or_default();
    match TABLE.operations.get(operation) {
        Some(row) => answer::json(service, &row.output, &reply.members(), Reader::Person),
        None => reply.members(),
    }
}

impl Read {
    /// The service, by its name here.
    fn service(&self) -> &'static str {
        self.request
            .name()
            .split_once(':')
            .map_or("", |(service, _)| service)
    }

    /// What the world said, as the service says it.
    #[must_use]
    pub fn answer(&self, said: &Result<Reply, CloudError>, request_id: &str) -> Answer {
        match said {
            Ok(reply) => self.done(reply, request_id),
            Err(error) => {
                let mut refusal = Refusal::of(self.service(), error);
                self.scope.exchange_in(&mut refusal.message);
                refusal.answer(request_id)
            }
        }
    }

    /// A reply's members in the names of the scope.
    fn members(&self, reply: &Reply) -> Value {
        let mut members = reply.members();
        if !self.scope.is_native() {
            self.scope.exchange(&mut members);
        }
        members
    }

    /// An answer as data under AWS's names, whatever the protocol.
    #[must_use]
    pub fn shown(&self, reply: &Reply) -> Value {
        let row = &TABLE.operations[self.request.name()];
        answer::json(
            self.service(),
            &row.output,
            &self.members(reply),
            Reader::Client,
        )
    }

    fn done(&self, reply: &Reply, request_id: &str) -> Answer {
        let (name, row) = (self.service(), &TABLE.operations[self.request.name()]);
        let (service, aws) = (&TABLE.services[name], &row.aws);
        if matches!(service.protocol, Protocol::Json | Protocol::RestJson) {
            let status = row.http.as_ref().map_or(200, |http| http.status);
            let content_type = match service.protocol {
                Protocol::RestJson => JSON.to_owned(),
                _ => content_type(Some(service)),
            };
            let body = match status {
                204 => String::new(),
                _ => self.shown(reply).to_string(),
            };
            return Answer::new(status, content_type, request_id, body);
        }
        let mut inner = String::new();
        answer::xml(&mut inner, name, &row.output, &self.members(reply));
        let xmlns = &service.xmlns;
        let mut body = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        body.push_str(&format!("<{aws}Response xmlns=\"{xmlns}\">"));
        if service.protocol == Protocol::Ec2 {
            body.push_str(&format!("<requestId>{request_id}</requestId>"));
            body.push_str(&inner);
            if row.output.is_empty() {
                body.push_str("<return>true</return>");
            }
        } else {
            if !row.wrapper.is_empty() {
                body.push_str(&format!("<{0}>{inner}</{0}>", row.wrapper));
            }
            body.push_str(&format!(
                "<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata>"
            ));
        }
        body.push_str(&format!("</{aws}Response>"));
        Answer::new(200, XML, request_id, body)
    }
}
