//! Operations that an endpoint does not have, as emulators say it.

/// Why an endpoint does not serve an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::aws) enum Lacking {
    /// It does not know it.
    Missing,
    /// It sells it.
    Paid,
}

/// Codes of endpoints that do not know an operation or a service.
const CODES: [&str; 8] = [
    "InvalidAction",
    "NotImplemented",
    "NotImplementedError",
    "NotImplementedException",
    "UnknownAction",
    "UnknownOperation",
    "UnknownOperationException",
    "UnknownService",
];

/// Words, in small letters, of endpoints that do not know an operation or a service.
const WORDS: [&str; 8] = [
    "has not been implemented",
    "is not implemented",
    "no route",
    "not currently supported",
    "not yet implemented",
    "unknown action",
    "unknown ec2 action",
    "unsupported service",
];

/// Words, in small letters, of endpoints that sell an operation or a service.
const PAID: [&str; 4] = [
    "license plan",
    "localstack license",
    "pro feature",
    "upgraded license",
];

/// Tells whether an answer means that the endpoint lacks the operation. Real AWS never answers so to an operation
/// that the SDK knows.
pub(in crate::aws) fn lacking(status: u16, code: &str, message: &str) -> Option<Lacking> {
    let message = message.to_lowercase();
    if PAID.iter().any(|w| message.contains(w)) {
        return Some(Lacking::Paid);
    }
    let unknown = CODES.contains(&code) || WORDS.iter().any(|w| message.contains(w));
    (unknown || status == 501).then_some(Lacking::Missing)
}
