//! What a way passes on and Docker or Fargate heeds, and a rehearsal knows nothing of.

use super::{Hunt, Severity};
use crate::app::node::{Node, Value, key_below};
use crate::check::KeyReport;
use crate::check::verdict::{Outcome, Saying};
use crate::check::{Remedy, Trap};
use crate::strategy::Way;

/// The keys of a service that take rights, resources or names from its programs. Which of an image's programs need what they
/// take is not modelled. Keys that only give more change nothing for a program that runs without.
const TAKEN: &[&str] = &[
    "blkio_config",
    "cap_drop",
    "cpu_shares",
    "cpuset",
    "dns",
    "dns_opt",
    "dns_search",
    "ipc",
    "isolation",
    "oom_score_adj",
    "pid",
    "pids_limit",
    "read_only",
    "security_opt",
    "sysctls",
    "user",
    "userns_mode",
    "uts",
];

/// Names each of these keys in the ways that do not drop it.
pub(super) fn find(hunt: &mut Hunt<'_>, keys: &[KeyReport]) {
    for report in keys {
        let Some(service) = report.service.as_deref() else {
            continue;
        };
        let above = key_below("services", service) + ".";
        let Some(key) = report.key.strip_prefix(&above) else {
            continue;
        };
        let node = hunt.member(service, &[key]);
        if !TAKEN.contains(&key) || node.is_none_or(says_nothing) {
            continue;
        }
        let passed = report.verdicts.iter();
        let passed = passed.filter(|(_, v)| v.outcome <= Outcome::Changed);
        let ways: Vec<&'static str> = passed.map(|(way, _)| *way).collect();
        if ways.is_empty() {
            continue;
        }
        let trap = Saying::new(Trap::NotModelled).arg("key", key);
        let trap = (trap, Remedy::TryImage);
        let such = |way: Way| ways.contains(&way.name());
        hunt.trap(Severity::Note, trap, such, (service, key), node);
    }
}

fn says_nothing(node: &Node) -> bool {
    match &node.value {
        Value::Bool(on) => !on,
        Value::List(items) => items.is_empty(),
        Value::Map(members) => members.is_empty(),
        _ => false,
    }
}
