//! Where users come in, and what became of their requests.

use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::Curve;

/// What users ask for, and how often.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// The rate of all requests together.
    pub curve: Curve,
    /// Where they go.
    pub entries: Vec<Entry>,
    /// Bytes of one answer, headers included; they leave AWS and are billed.
    pub response_bytes: u64,
}

/// A public address that users call.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// The Compose service behind it.
    pub service: String,
    /// A name or an address.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The part of all requests that comes here; the parts of a plan's entries add up to 1.
    pub share: f64,
}

/// What became of the requests to one entry.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EntryReport {
    /// The Compose service.
    pub service: String,
    /// Requests that users sent.
    pub asked: f64,
    /// Requests that nobody answered, or that were answered with an error of the platform.
    pub lost: f64,
    /// Seconds in which every request was lost.
    pub unavailable_s: f64,
    /// Seconds in which some requests were lost, but not all.
    pub degraded_s: f64,
    /// The losses by cause, in order of time.
    pub losses: Vec<Loss>,
}

impl EntryReport {
    /// Requests that were answered.
    #[must_use]
    pub fn served(&self) -> f64 {
        self.asked - self.lost
    }
}

/// Requests that were lost for one reason.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Loss {
    /// A catalogue key that says why.
    pub why: String,
    /// The event that began it; none when it was so when the traffic began.
    pub cause: Option<EventId>,
    /// When it began.
    pub since: Timestamp,
    /// For how many seconds.
    pub seconds: f64,
    /// How many requests.
    pub requests: f64,
}
