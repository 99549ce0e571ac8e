//! The traps: what works at home and fails, or costs, or endangers, in one of the ways.

use serde::Serialize;

use super::Place;
use super::verdict::Saying;
use crate::app::load::Resolved;
use crate::strategy::App;

/// How grave a trap is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It will not work.
    Error,
    /// It works, but probably not as meant.
    Warning,
    /// Good to know.
    Note,
}

impl Severity {
    /// The key of its word in the catalogues.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Error => "level-error",
            Self::Warning => "level-warning",
            Self::Note => "level-note",
        }
    }
}

/// A trap that an application holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// The trap, as a key of the catalogues, with its arguments.
    pub trap: Saying,
    /// What can be done. It takes the arguments of the trap.
    pub remedy: Saying,
    /// The strategies in which it is one.
    pub strategies: Vec<&'static str>,
    /// The key that holds it.
    pub key: String,
    /// The service.
    pub service: Option<String>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// Finds all traps, the gravest first.
pub(super) fn find(_resolved: &Resolved, _app: &App) -> Vec<Finding> {
    Vec::new()
}
