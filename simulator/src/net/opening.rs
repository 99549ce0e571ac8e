//! What a security group lets in, as a person reads it.

use serde::Serialize;

/// A rule that lets connections in from addresses.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Opening {
    /// The protocol and the ports, such as `tcp 22`.
    pub what: String,
    /// The addresses, such as `0.0.0.0/0`.
    pub from: String,
}
