//! A scenario: what happens to an application while users come, when, and what is expected of it.
//!
//! ```yaml
//! version: 1
//! name: a storm
//! app: compose.yaml              # beside this file; `compare` takes the application from its own arguments
//! lanes: [ec2-careful, fargate]  # all, when none is named
//! peak: 20                       # requests a second at the day's peak
//! horizon: 36h                   # how long users come
//! people: {routine: script}      # who works, and how: see `people.rs`
//! timeline:                      # times count from the first user on
//!   - {at: 6h, fault: process-crash, service: web}
//!   - {at: 9h, fault: maintenance}
//!   - {at: 12h, fault: zone-outage, lasts: 30m}
//!   - {at: 24h, update: next}
//!   - {at: 26h, update: crashes}
//!   - {at: 28h, scale: 4, service: web}
//!   - {at: 30h, rush: 10, lasts: 15m}
//!   - {at: 32h, rollback: true, name: back again}
//! expect:
//!   - {available: 99.9%}
//!   - {lost-below: 100, after: process-crash, lane: fargate}
//!   - {recovered-within: 3m, after: zone-outage}
//!   - {cost-below: 80}           # USD a month
//!   - {first-answer-within: 20m}
//!   - {never-seen: {kind: state, resource: "task/*", reason: "*OutOfMemory*"}}
//! ```
//!
//! The first deployment stands before the timeline and the removal of everything after it, whatever the file says. Times
//! count from the moment at which users come in, so that every lane meets a fault at the same hour of its users' day.

#![expect(
    clippy::result_large_err,
    reason = "what is wrong with a file is said once, and reading it is not a hot path"
)]

mod expect;
mod expected;
mod field;
mod moment;
mod people;
mod read;
mod standard;

#[cfg(test)]
mod tests;

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::app::diagnostic::Diagnostic;
use crate::app::nearest::nearest;
use crate::app::node::Span;
use crate::fault::Fault;

pub use expect::{Expectation, Pattern, What};
pub use people::{GROUPS, Number, People};
pub use read::{Refusal, read};

/// The version of the format that is read.
pub const VERSION: i64 = 1;

/// The longest horizon: 31 days (own limit; a month is what is billed).
pub const LONGEST: Duration = Duration::from_secs(31 * 86_400);

/// What happens to an application, and what is expected of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Scenario {
    /// What it is called.
    pub name: String,
    /// The Compose file beside it, as written.
    pub app: Option<String>,
    /// The lanes by name; none means all.
    pub lanes: Vec<String>,
    /// Requests a second at the day's peak, when it says so.
    pub peak: Option<f64>,
    /// How long users come.
    pub horizon: Duration,
    /// What happens, in order of time; what happens at the same time, in order of the file.
    pub timeline: Vec<Moment>,
    /// Who works, and how, as far as its file says; not part of what happens.
    #[serde(skip)]
    pub people: People,
    /// What is expected; not part of what happens, which is what is written of a scenario that was read.
    #[serde(skip)]
    pub expectations: Vec<Expectation>,
    /// The services and lanes that its file speaks of; as long as it is a file.
    #[serde(skip)]
    pub named: Vec<Named>,
}

/// A name that only the application, or the program, can say is one.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// What it should be the name of.
    pub kind: Kind,
    /// The name.
    pub name: String,
    /// The key at which it stands.
    pub key: String,
    /// Where it stands.
    pub span: Option<Span>,
}

/// What a scenario names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A Compose service.
    Service,
    /// A lane of the comparison.
    Lane,
}

impl Scenario {
    /// Lets something else happen; it comes after what happens at the same time already.
    pub fn add(&mut self, mut moment: Moment) {
        moment.name = unused(&moment.name, &self.timeline);
        let after = self.timeline.partition_point(|m| m.at <= moment.at);
        self.timeline.insert(after, moment);
    }

    /// What is wrong with the services and lanes that it names.
    #[must_use]
    pub fn unknown(&self, services: &[&str], lanes: &[&str]) -> Vec<Diagnostic> {
        let wrong = self.named.iter().filter_map(|named| {
            let (code, known) = match named.kind {
                Kind::Service => ("scenario-unknown-service", services),
                Kind::Lane => ("scenario-unknown-lane", lanes),
            };
            if known.contains(&named.name.as_str()) {
                return None;
            }
            let near = nearest(&named.name, known.iter().copied());
            let found = Diagnostic::error(code)
                .arg("name", &named.name)
                .arg("nearest", near.unwrap_or_default());
            Some(found.key(&named.key).at(named.span))
        });
        wrong.collect()
    }
}

/// Something that happens at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// When, from the first user on.
    pub at: Duration,
    /// What it is called: `name:`, or else its word; a second one of the same name is `NAME-2`.
    pub name: String,
    /// What happens.
    pub act: Act,
}

/// What can happen in a scenario.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// The world strikes.
    Fault(Fault),
    /// Somebody brings out another version.
    Update(Version),
    /// Somebody goes back to the version before.
    Rollback,
    /// Somebody changes how many replicas of a service run; of the public service that answers least when none is named.
    Scale {
        /// The Compose service.
        service: Option<String>,
        /// How many.
        replicas: u32,
    },
    /// So many times the users come, for a while.
    Rush {
        /// How many times.
        factor: f64,
        /// For how long.
        lasts: Duration,
    },
}

impl Act {
    /// Its word in a scenario: the fault's name, or the key.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.name(),
            Self::Update(Version::Next) => "update",
            Self::Update(Version::Missing) => "bad-tag",
            Self::Update(Version::Crashes) => "bad-image",
            Self::Rollback => "rollback",
            Self::Scale { .. } => "scale",
            Self::Rush { .. } => "rush",
        }
    }
}

/// Which version an update brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Version {
    /// The next one, which works.
    Next,
    /// One whose tag is in no registry.
    Missing,
    /// One whose program ends at its start.
    Crashes,
}

impl Version {
    /// All of them, by their word.
    pub const ALL: [(&'static str, Self); 3] = [
        ("next", Self::Next),
        ("missing", Self::Missing),
        ("crashes", Self::Crashes),
    ];
}

/// A name that no moment before has.
fn unused(name: &str, before: &[Moment]) -> String {
    let taken = |name: &str| before.iter().any(|moment| moment.name == name);
    if !taken(name) {
        return name.to_owned();
    }
    let numbered = (2..).map(|n| format!("{name}-{n}"));
    let mut free = numbered.filter(|name| !taken(name));
    free.next().unwrap_or_else(|| name.to_owned())
}
