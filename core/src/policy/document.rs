//! The document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::action::{action, besides, linked_role, passes_roles, tagging};
use super::place::Place;

/// The most characters of a managed policy, blanks not counted (IAM's quotas, read 2026-11-25).
pub const MOST_CHARACTERS: usize = 6_144;

/// A policy: its statements by their places.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    actions: BTreeMap<Place, BTreeSet<String>>,
    /// The operations that make something on EC2 and tag it, and those on EFS.
    creating: BTreeMap<Place, BTreeSet<String>>,
    linked: BTreeSet<&'static str>,
}

/// Makes the policy that allows these operations, such as `ec2:RunInstances`, and no more than they need.
#[must_use]
pub fn policy<'a>(operations: impl IntoIterator<Item = &'a str>) -> Policy {
    let mut policy = Policy::default();
    for operation in operations {
        policy.allow(operation);
    }
    policy
}

impl Policy {
    fn add(&mut self, place: Place, action: &str) {
        let actions = self.actions.entry(place).or_default();
        actions.insert(action.to_owned());
    }

    fn allow(&mut self, operation: &str) {
        let Some(own) = action(operation) else {
            return;
        };
        for place in Place::of(operation) {
            self.add(*place, &own);
        }
        if let Some(tagging) = tagging(operation) {
            let place = match tagging {
                "ec2:CreateTags" => Place::Ec2Tags,
                "elasticfilesystem:TagResource" => Place::EfsTags,
                _ => Place::NamedNew,
            };
            self.add(place, tagging);
            let (_, name) = own.split_once(':').unwrap_or_default();
            let creating = self.creating.entry(place).or_default();
            creating.insert(name.to_owned());
        }
        for action in besides(operation) {
            let looks = crate::aws::is_read(action);
            self.add(
                if looks {
                    Place::Look
                } else {
                    Place::Interfaces
                },
                action,
            );
        }
        if passes_roles(operation) {
            self.add(Place::Pass, "iam:PassRole");
        }
        if let Some(service) = linked_role(operation) {
            self.add(Place::LinkedRole, "iam:CreateServiceLinkedRole");
            self.linked.insert(service);
        }
    }

    /// All actions that it allows.
    #[must_use]
    pub fn actions(&self) -> BTreeSet<&str> {
        let all = self.actions.values().flatten();
        all.map(String::as_str).collect()
    }

    /// The document, as IAM takes it.
    #[must_use]
    pub fn document(&self) -> Value {
        let statements = self.actions.iter();
        let statements = statements.map(|(place, actions)| self.statement(*place, actions));
        json!({"Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>()})
    }

    /// The characters that IAM counts: all but blanks.
    #[must_use]
    pub fn characters(&self) -> usize {
        let text = self.document().to_string();
        text.chars().filter(|c| !c.is_whitespace()).count()
    }

    fn statement(&self, place: Place, actions: &BTreeSet<String>) -> Value {
        let mut statement = Map::new();
        statement.insert("Sid".to_owned(), place.sid().into());
        statement.insert("Effect".to_owned(), "Allow".into());
        statement.insert("Action".to_owned(), json!(actions));
        statement.insert("Resource".to_owned(), json!(place.resources(actions)));
        if let Some(condition) = place.condition().or_else(|| self.made_with(place)) {
            statement.insert("Condition".to_owned(), condition);
        }
        Value::Object(statement)
    }

    /// The conditions that depend on which operations are allowed.
    fn made_with(&self, place: Place) -> Option<Value> {
        let key = match place {
            Place::Ec2Tags => "ec2:CreateAction",
            Place::EfsTags => "elasticfilesystem:CreateAction",
            Place::LinkedRole => {
                return Some(json!({"StringEquals": {"iam:AWSServiceName": self.linked}}));
            }
            _ => return None,
        };
        Some(json!({"StringEquals": {key: self.creating.get(&place)}}))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{OPERATIONS, is_read};

    #[test]
    fn every_operation_of_a_service_has_its_place() {
        for operation in OPERATIONS {
            let allowed = policy([*operation]);
            match action(operation) {
                None => assert_eq!(allowed, Policy::default(), "{operation}"),
                Some(own) => assert!(allowed.actions().contains(own.as_str()), "{operation}"),
            }
        }
    }

    #[test]
    fn nothing_that_changes_is_allowed_on_everything_without_a_condition() {
        let all = policy(OPERATIONS.iter().copied()).document();
        for statement in all["Statement"].as_array().expect("statements") {
            let everything = statement["Resource"] == json!(["*"]);
            if !everything || statement.get("Condition").is_some() {
                continue;
            }
            for action in statement["Action"].as_array().expect("actions") {
                let action = action.as_str().expect("a word");
                let wide = [
                    "ecs:DeregisterTaskDefinition",
                    "servicediscovery:DeleteService",
                ];
                assert!(is_read(action) || wide.contains(&action), "{action}");
            }
        }
    }

    #[test]
    fn a_launch_is_held_to_tags() {
        let document = policy(["ec2:RunInstances", "host:Exec"]).document();
        insta::assert_snapshot!(serde_json::to_string_pretty(&document).expect("JSON"));
    }
}
