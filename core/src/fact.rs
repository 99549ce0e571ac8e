//! A value with its unit, where it comes from, and how far it can be trusted.

use serde::{Deserialize, Serialize};

/// How far a value can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// The maker of the thing says so: AWS, Docker, a published standard.
    Documented,
    /// Somebody measured it and published the measurement.
    Measured,
    /// Our own estimate, or a fit of our own.
    Estimate,
}

impl Confidence {
    /// The catalogue key and wire name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Measured => "measured",
            Self::Estimate => "estimate",
        }
    }
}

/// A value of which we know where it comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fact<T> {
    /// The value.
    pub value: T,
    /// What one of it is, such as `s`, `byte/s` or `USD/hour`.
    pub unit: String,
    /// Where it comes from: a document with its date, or what was measured and how often.
    pub source: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// What else a reader should know; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// A fact as text, for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// Its key, such as `ec2.pending_to_running`.
    pub key: String,
    /// Its value in words, such as `lognormal(median 7, p95 18)`.
    pub value: String,
    /// What one of it is.
    pub unit: String,
    /// Where it comes from.
    pub source: String,
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// What else a reader should know; may be empty.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Row {
    /// Makes the row of a fact whose value was put into words.
    #[must_use]
    pub fn of<T>(key: &str, value: String, fact: &Fact<T>) -> Self {
        Self {
            key: key.to_owned(),
            value,
            unit: fact.unit.clone(),
            source: fact.source.clone(),
            confidence: fact.confidence,
            note: fact.note.clone(),
        }
    }
}
