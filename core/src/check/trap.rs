//! The traps: what works at home and fails, or costs, or endangers, in one of the ways.

mod listening;
mod names;
mod outside;
mod ports;
mod programs;
mod rights;
mod secrets;
mod storage;

use serde::Serialize;

use super::Remedy;
use super::verdict::Saying;
use super::{KeyReport, Place};
use crate::app::load::Resolved;
use crate::app::node::{Node, key_below};
use crate::strategy::{App, Way, refusals};

/// How grave a trap is. What does not work at all is no trap: the way refuses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
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

/// The application, and the traps that were found in it.
struct Hunt<'a> {
    resolved: &'a Resolved,
    app: &'a App,
    ways: &'a [Way],
    found: Vec<Finding>,
}

/// Finds all traps of some ways to deploy, the gravest first. A key for which a way refuses the application is no trap
/// in it any more.
pub(super) fn find(
    resolved: &Resolved,
    app: &App,
    ways: &[Way],
    keys: &[KeyReport],
) -> Vec<Finding> {
    let mut hunt = Hunt {
        resolved,
        app,
        ways,
        found: Vec::new(),
    };
    for (name, service) in &app.project.services {
        ports::find(&mut hunt, name, service);
        listening::find(&mut hunt, name, service);
        outside::find(&mut hunt, name, service);
        names::find(&mut hunt, name, service);
        storage::find(&mut hunt, name, service);
        programs::find(&mut hunt, name, service);
        secrets::find(&mut hunt, name, service);
    }
    storage::externals(&mut hunt);
    storage::data_host(&mut hunt);
    ports::nothing_public(&mut hunt);
    secrets::variables(&mut hunt);
    rights::find(&mut hunt, keys);
    for way in ways {
        let refused = refusals(app, *way);
        for finding in &mut hunt.found {
            let known = refused.iter().any(|refusal| refusal.key == finding.key);
            finding.strategies.retain(|s| *s != way.name() || !known);
        }
    }
    hunt.found.retain(|finding| !finding.strategies.is_empty());
    hunt.found.sort_by_key(|finding| finding.severity);
    hunt.found
}

/// In which ways a trap is one: a question that every way answers, so that a new one is asked too.
type Where = fn(Way) -> bool;

const EVERYWHERE: Where = |_| true;
const ON_MACHINES: Where = Way::has_machine;
const IN_TASKS: Where = Way::in_tasks;
const BALANCED: Where = Way::has_balancer;

impl<'a> Hunt<'a> {
    /// A member of a service in the tree, where somebody wrote it.
    fn member(&self, service: &str, path: &[&str]) -> Option<&'a Node> {
        self.resolved.tree.at(&["services", service])?.at(path)
    }

    /// An entry of a list of a service in the tree.
    fn entry(&self, service: &str, list: &str, index: usize) -> Option<&'a Node> {
        self.member(service, &[list])?.as_list()?.get(index)
    }

    /// What stands in the file at a value.
    fn source(&self, node: &Node) -> Option<String> {
        let span = node.span?;
        let text = self.resolved.files.get(span.file as usize)?.text();
        let slice = text.get(span.start as usize..span.end as usize)?;
        Some(slice.to_owned())
    }

    /// Notes a trap below a service; `below` is the key there.
    fn trap(
        &mut self,
        severity: Severity,
        trap: (Saying, Remedy),
        such: impl Fn(Way) -> bool,
        (service, below): (&str, &str),
        node: Option<&Node>,
    ) {
        let mut key = key_below("services", service);
        if !below.is_empty() {
            key = format!("{key}.{below}");
        }
        let service_node = self.resolved.tree.at(&["services", service]);
        let node = node.filter(|n| n.place_of_key().is_some()).or(service_node);
        self.add(severity, trap, such, key, node);
        if let Some(last) = self.found.last_mut() {
            last.service = Some(service.to_owned());
        }
    }

    fn add(
        &mut self,
        severity: Severity,
        (trap, remedy): (Saying, Remedy),
        such: impl Fn(Way) -> bool,
        key: String,
        node: Option<&Node>,
    ) {
        let asked = self.ways.iter().filter(|way| such(**way));
        self.found.push(Finding {
            severity,
            trap,
            remedy: Saying::new(remedy),
            strategies: asked.map(|way| way.name()).collect(),
            key,
            service: None,
            place: super::place(self.resolved, node.and_then(Node::place_of_key)),
        });
    }
}
