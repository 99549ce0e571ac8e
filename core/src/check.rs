//! What becomes of every key of a Compose file in each strategy, and the traps that the file holds.
//!
//! [`check`] gives data: outcomes, places, and keys of the catalogues with their arguments ([`Because`], [`Remedy`], [`Trap`]). It asks no
//! cloud; it says what the ways to deploy do, as far as the file and the facts tell. What they refuse is not decided here:
//! it is [`refusals`], which the first step of each recipe asks too.

mod build;
mod ec2;
mod express;
mod fargate;
mod sentence;
mod subject;
mod trap;
mod verdict;
mod written;

use std::collections::BTreeMap;

use serde::Serialize;

pub use build::build_commands;
pub use sentence::{Because, Remedy, Sentence, Trap};
pub use trap::{Finding, Severity};
pub use verdict::{Outcome, Saying, Verdict};

use crate::app::load::Resolved;
use crate::app::node::Span;
use crate::strategy::{App, Care, Refusal, RunWith, Way, refusals};
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

/// Something that stands in the way of a deployment, and what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Obstacle {
    /// Why it is refused.
    pub reason: Saying,
    /// What can be done. It takes the arguments of the reason.
    pub remedy: Saying,
    /// The key that asks for it.
    pub key: String,
    /// The service.
    pub service: Option<String>,
    /// Where it stands.
    pub place: Option<Place>,
}

/// What comes of an application in one way to deploy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The strategy's name.
    pub strategy: &'static str,
    /// How much care is taken, where the strategy asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care: Option<Care>,
    /// How containers are started, where the strategy asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<RunWith>,
    /// The worst that becomes of a key: it is kept, changed or dropped; or the application is refused.
    pub outcome: Outcome,
    /// Everything for which it is refused.
    pub refusals: Vec<Obstacle>,
}

/// Everything that `check` has to say of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The project's name.
    pub app: String,
    /// The strategies that were asked, in the order in which they are compared.
    pub strategies: Vec<&'static str>,
    /// What comes of it in each of them.
    pub answers: Vec<Answer>,
    /// Every key, in the order of the model.
    pub keys: Vec<KeyReport>,
    /// The traps, the gravest first. What is refused is no trap: it stands in the answers.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Tells whether a strategy refuses something.
    #[must_use]
    pub fn refuses(&self, strategy: &str) -> bool {
        let refused = |answer: &Answer| answer.outcome == Outcome::Refused;
        self.answers
            .iter()
            .any(|a| a.strategy == strategy && refused(a))
    }

    /// Tells whether every strategy that was asked refuses something: there is no way to deploy the application.
    #[must_use]
    pub fn refused_by_all(&self) -> bool {
        !self.strategies.is_empty() && self.strategies.iter().all(|s| self.refuses(s))
    }
}

/// Says what becomes of an application in some ways to deploy, at most one for each strategy.
#[must_use]
pub fn check(resolved: &Resolved, app: &App, ways: &[Way]) -> Report {
    let asked: Vec<(Way, Vec<Refusal>)> = ways.iter().map(|w| (*w, refusals(app, *w))).collect();
    let report = |subject: Subject<'_>| {
        let verdicts = asked
            .iter()
            .map(|(way, refused)| (way.name(), verdict_of(*way, refused, &subject)));
        KeyReport {
            place: place(resolved, subject.span()),
            service: subject.service.map(str::to_owned),
            verdicts: verdicts.collect(),
            key: subject.path,
        }
    };
    let keys: Vec<KeyReport> = written::walk(resolved, app)
        .into_iter()
        .map(report)
        .collect();
    let answers = asked
        .iter()
        .map(|(way, refused)| answer(resolved, *way, refused, &keys));
    Report {
        app: app.name.clone(),
        strategies: ways.iter().map(|way| way.name()).collect(),
        answers: answers.collect(),
        findings: trap::find(resolved, app, ways, &keys),
        keys,
    }
}

/// What comes of it in one way, as its refusals and its verdicts say.
fn answer(resolved: &Resolved, way: Way, refused: &[Refusal], keys: &[KeyReport]) -> Answer {
    let obstacle = |refusal: &Refusal| Obstacle {
        reason: Saying::why(refusal),
        remedy: Saying::new(refusal.why.remedy()),
        place: place_of(resolved, &refusal.key, keys),
        key: refusal.key.clone(),
        service: refusal.service.clone(),
    };
    let outcomes = keys
        .iter()
        .filter_map(|key| Some(key.verdicts.get(way.name())?.outcome));
    let worst = outcomes.max().unwrap_or(Outcome::Kept);
    let (care, run) = match way {
        Way::Ec2(ec2) => (Some(ec2.care), Some(ec2.run)),
        Way::Asg(_) | Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => (None, None),
    };
    Answer {
        strategy: way.name(),
        care,
        run,
        outcome: if refused.is_empty() {
            worst.min(Outcome::Dropped)
        } else {
            Outcome::Refused
        },
        refusals: refused.iter().map(obstacle).collect(),
    }
}

/// Where a key stands: its own place, or that of the nearest key above it.
fn place_of(resolved: &Resolved, key: &str, keys: &[KeyReport]) -> Option<Place> {
    let known = keys.iter().find(|k| k.key == key);
    if let Some(found) = known.and_then(|k| k.place.clone()) {
        return Some(found);
    }
    let node = resolved.tree.nearest(key)?;
    place(resolved, node.place_of_key())
}

/// What a way does with a key.
fn verdict_of(way: Way, refused: &[Refusal], subject: &Subject<'_>) -> Verdict {
    if let Some(refusal) = refused.iter().find(|r| r.key == subject.path) {
        return Verdict::refused(refusal);
    }
    if let Some(common) = verdict::common(subject) {
        return common;
    }
    match way {
        Way::Ec2(_) | Way::Asg(_) => ec2::verdict(subject, way),
        Way::Fargate(_) => fargate::verdict(subject),
        Way::Express(_) => express::verdict(subject),
        Way::EcsEc2(_) => {
            let verdict = fargate::verdict(subject);
            verdict.instead_of(Because::FargateLacks, Because::TasksLack)
        }
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
