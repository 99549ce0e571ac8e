//! Refusals in the form of each protocol.

use paperboat_core::aws::constraint::Misread;
use paperboat_core::error::{CloudError, ErrorKind};
use serde_json::json;

use crate::table::{Protocol, Service, TABLE};
use crate::text::to_xml;
use crate::{Answer, JSON, XML};

/// Why a request is not answered as it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The service's name here; empty when nobody knows.
    service: &'static str,
    /// AWS's code, or `NotModelled`.
    pub code: String,
    /// In the service's own words, or in ours for what is not modelled.
    pub message: String,
    /// The status.
    pub status: u16,
    /// Whether a service that nobody knows speaks JSON.
    json: bool,
}

impl Refusal {
    /// A refusal of a service.
    pub(super) fn new(
        service: &'static str,
        status: u16,
        code: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            service,
            code: code.into(),
            message: message.into(),
            status,
            json: false,
        }
    }

    /// The same, for somebody who spoke JSON to a service that nobody knows.
    pub(super) fn spoken_in_json(mut self, json: bool) -> Self {
        self.json = json;
        self
    }

    /// Refuses what AWS has and is not modelled. 400, because clients send 5xx again.
    pub(super) fn not_modelled(service: &'static str, what: impl std::fmt::Display) -> Self {
        Self::new(service, 400, "NotModelled", format!("{what}: not modelled"))
    }

    /// What the endpoint itself refuses before a service looks.
    #[must_use]
    pub fn of_endpoint(status: u16, code: &str, message: &str) -> Self {
        Self::new("", status, code, message)
    }

    /// The refusal of a service for what its world said.
    pub(super) fn of(service: &'static str, error: &CloudError) -> Self {
        let known = TABLE.services.get(service);
        let status = known.and_then(|s| s.errors.get(&error.code).copied());
        let ec2 = service == "ec2";
        let status = status.unwrap_or(match error.kind {
            ErrorKind::Throttled if ec2 => 503,
            // EC2 API reference, "Server error codes".
            ErrorKind::LimitExceeded if ec2 && error.code.starts_with("Insufficient") => 500,
            ErrorKind::Unavailable => 503,
            ErrorKind::Internal => 500,
            _ => 400,
        });
        Self::new(service, status, error.code.clone(), error.message.clone())
    }

    /// The refusal of members that cannot be read.
    pub(super) fn of_members(service: &'static str, misread: &Misread) -> Self {
        let said = misread.to_string();
        match misread {
            Misread::NotModelled { .. } | Misread::Operation(_) => {
                Self::new(service, 400, "NotModelled", said)
            }
            Misread::Unknown { member, .. } if service == "ec2" => {
                let message = format!("The parameter {member} is not recognized");
                Self::new(service, 400, "UnknownParameter", message)
            }
            Misread::Unknown { .. } => Self::new(service, 400, "UnknownMember", said),
            Misread::Type { .. } => Self::new(service, 400, malformed(service), said),
        }
    }

    /// The answer.
    #[must_use]
    pub fn answer(&self, request_id: &str) -> Answer {
        let known = TABLE.services.get(self.service);
        let protocol = known.map_or(
            if self.json {
                Protocol::Json
            } else {
                Protocol::Query
            },
            |service| service.protocol,
        );
        match protocol {
            Protocol::Ec2 => self.xml(
                "<Response><Errors><Error>",
                "</Error></Errors><RequestID>",
                request_id,
                "</RequestID></Response>",
            ),
            Protocol::Query => {
                let xmlns = known.map_or("", |s| s.xmlns.as_str());
                let side = if self.status < 500 {
                    "Sender"
                } else {
                    "Receiver"
                };
                self.xml(
                    &format!("<ErrorResponse xmlns=\"{xmlns}\"><Error><Type>{side}</Type>"),
                    "</Error><RequestId>",
                    request_id,
                    "</RequestId></ErrorResponse>",
                )
            }
            Protocol::Json => {
                let body = json!({ "__type": self.code, "message": self.message });
                self.json(&body, &content_type(known), request_id)
            }
            Protocol::RestJson => {
                let body = json!({ "ErrorCode": self.code, "Message": self.message });
                self.json(&body, JSON, request_id)
            }
        }
    }

    fn xml(&self, before: &str, after: &str, request_id: &str, end: &str) -> Answer {
        let mut body = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{before}<Code>");
        to_xml(&mut body, &self.code);
        body.push_str("</Code><Message>");
        to_xml(&mut body, &self.message);
        body.push_str("</Message>");
        body.push_str(&format!("{after}{request_id}{end}"));
        Answer::new(self.status, XML, request_id, body)
    }

    fn json(&self, body: &serde_json::Value, content_type: &str, request_id: &str) -> Answer {
        let mut answer = Answer::new(self.status, content_type, request_id, body.to_string());
        answer.error_type = Some(self.code.clone());
        answer
    }
}

/// The code for what cannot be read at all.
pub(super) fn malformed(service: &str) -> &'static str {
    match TABLE.services.get(service).map(|s| s.protocol) {
        Some(Protocol::Ec2) => "InvalidParameterValue",
        Some(Protocol::Json) => "SerializationException",
        Some(Protocol::RestJson) => "BadRequest",
        Some(Protocol::Query) | None => "MalformedInput",
    }
}

/// The media type of AWS's JSON protocols.
pub(super) fn content_type(service: Option<&Service>) -> String {
    let version = service.and_then(|s| s.json.as_deref()).unwrap_or("1.1");
    format!("application/x-amz-json-{version}")
}
