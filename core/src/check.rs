//! What becomes of every key of a Compose file in each strategy, and the traps that the file holds.
//!
//! [`check`] gives data: outcomes, places, and keys of the catalogues with their arguments ([`KEYS`]). It asks no
//! cloud; it says what the strategies do, as far as the file and the facts tell. `ec2` stands for the careful way with
//! `docker compose`.

mod build;
mod ec2;
mod fargate;
mod keys;
mod subject;
mod trap;
mod verdict;
mod written;

use std::collections::BTreeMap;

use serde::Serialize;

pub use build::build_commands;
pub use keys::KEYS;
pub use trap::{Finding, Severity};
pub use verdict::{Outcome, Saying, Verdict};

use crate::app::load::Resolved;
use crate::app::node::Span;
use crate::strategy::{App, NAMES};
use subject::Subject;

/// A place in a file, as a person looks for it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The absolute path of the file.
    pub file: String,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1, in characters.
    pub column: u32,
}

/// A key that somebody wrote, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct KeyReport {
    /// The whole key, such as `services.web.ports[0]`.
    pub key: String,
    /// The service that it belongs to; none for what stands beside the services.
    pub service: Option<String>,
    /// Where it stands; none for what the reader left out of the model.
    pub place: Option<Place>,
    /// What each strategy does with it, by the strategy's name.
    pub verdicts: BTreeMap<&'static str, Verdict>,
}

/// Everything that `check` has to say of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The project's name.
    pub app: String,
    /// The strategies that were asked, in the order in which they are compared.
    pub strategies: Vec<&'static str>,
    /// Every key, in the order of the model.
    pub keys: Vec<KeyReport>,
    /// The traps, the gravest first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Tells whether a strategy refuses something.
    #[must_use]
    pub fn refuses(&self, strategy: &str) -> bool {
        let refused = |key: &KeyReport| {
            let verdict = key.verdicts.get(strategy);
            verdict.is_some_and(|v| v.outcome == Outcome::Refused)
        };
        self.keys.iter().any(refused)
    }

    /// Tells whether every strategy that was asked refuses something: there is no way to deploy the application.
    #[must_use]
    pub fn refused_by_all(&self) -> bool {
        !self.strategies.is_empty() && self.strategies.iter().all(|s| self.refuses(s))
    }
}

/// Says what becomes of an application in the strategies that are named; in all of them when none is.
///
/// A name that is no strategy's is left out.
#[must_use]
pub fn check(resolved: &Resolved, app: &App, only: &[&str]) -> Report {
    let asked = |name: &&&str| only.is_empty() || only.contains(*name);
    let strategies: Vec<&'static str> = NAMES.iter().filter(asked).copied().collect();
    let report = |subject: Subject<'_>| {
        let verdicts = strategies
            .iter()
            .map(|name| (*name, verdict_of(name, &subject)));
        KeyReport {
            place: place(resolved, subject.span()),
            service: subject.service.map(str::to_owned),
            verdicts: verdicts.collect(),
            key: subject.path,
        }
    };
    let keys = written::walk(resolved, app)
        .into_iter()
        .map(report)
        .collect();
    let mut findings = trap::find(resolved, app);
    for finding in &mut findings {
        finding.strategies.retain(|name| strategies.contains(name));
    }
    findings.retain(|finding| !finding.strategies.is_empty());
    Report {
        app: app.name.clone(),
        strategies,
        keys,
        findings,
    }
}

/// What a strategy does with a key.
fn verdict_of(strategy: &str, subject: &Subject<'_>) -> Verdict {
    if let Some(common) = verdict::common(subject) {
        return common;
    }
    match strategy {
        "ec2" => ec2::verdict(subject),
        "fargate" => fargate::verdict(subject),
        _ => Verdict::dropped("because-unknown-key").arg("key", &subject.kind),
    }
}

/// Turns a span into a place.
fn place(resolved: &Resolved, span: Option<Span>) -> Option<Place> {
    let span = span?;
    let file = resolved.files.get(span.file as usize)?;
    Some(Place {
        file: file.path.clone(),
        line: span.line,
        column: span.column,
    })
}
