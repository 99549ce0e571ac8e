//! The document.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::action::action;
use crate::aws::{Beside, Facts, Scope};
use crate::strategy::{INFRASTRUCTURE_POLICY, REGISTRY_READ_POLICY, TASK_EXECUTION_POLICY};

/// The most characters of a managed policy, blanks not counted (IAM's quotas, read 2026-11-25).
pub const MOST_CHARACTERS: usize = 6_144;

/// A policy: its statements by their scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    actions: BTreeMap<Scope, BTreeSet<String>>,
    /// The operations that make something on EC2 and tag it, and those on EFS.
    creating: BTreeMap<Scope, BTreeSet<String>>,
    linked: BTreeSet<&'static str>,
    /// The services that get the application's roles.
    passed: BTreeSet<&'static str>,
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
    fn add(&mut self, scope: Scope, action: &str) {
        let actions = self.actions.entry(scope).or_default();
        actions.insert(action.to_owned());
    }

    fn allow(&mut self, operation: &str) {
        let (Some(own), Some(facts)) = (action(operation), Facts::of(operation)) else {
            return;
        };
        for scope in facts.scopes {
            self.add(*scope, &own);
        }
        for beside in facts.besides {
            self.allow_beside(&own, *beside);
        }
    }

    fn allow_beside(&mut self, own: &str, beside: Beside) {
        match beside {
            Beside::Tags(tagging) => {
                let scope = match tagging {
                    "ec2:CreateTags" => Scope::Ec2Tags,
                    "elasticfilesystem:TagResource" => Scope::EfsTags,
                    _ => Scope::NamedNew,
                };
                self.add(scope, tagging);
                let (_, name) = own.split_once(':').unwrap_or_default();
                let creating = self.creating.entry(scope).or_default();
                creating.insert(name.to_owned());
            }
            Beside::PassRole(service) => {
                self.add(Scope::Pass, "iam:PassRole");
                self.passed.insert(service);
            }
            Beside::FirstUse(service) => {
                self.add(Scope::LinkedRole, "iam:CreateServiceLinkedRole");
                self.linked.insert(service);
            }
            Beside::Action(action, scope) => self.add(scope, action),
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
        let statements = statements.map(|(scope, actions)| self.statement(*scope, actions));
        json!({"Version": "2012-10-17", "Statement": statements.collect::<Vec<_>>()})
    }

    /// The characters that IAM counts: all but blanks.
    #[must_use]
    pub fn characters(&self) -> usize {
        let text = self.document().to_string();
        text.chars().filter(|c| !c.is_whitespace()).count()
    }

    fn statement(&self, scope: Scope, actions: &BTreeSet<String>) -> Value {
        let mut statement = Map::new();
        statement.insert("Sid".to_owned(), scope.sid().into());
        statement.insert("Effect".to_owned(), "Allow".into());
        statement.insert("Action".to_owned(), json!(actions));
        statement.insert("Resource".to_owned(), json!(scope.resources(actions)));
        if let Some(condition) = scope.condition().or_else(|| self.made_with(scope)) {
            statement.insert("Condition".to_owned(), condition);
        }
        Value::Object(statement)
    }

    /// The managed policies that the roles of the services get; the first where nobody gets a role.
    fn attached(&self) -> BTreeSet<&'static str> {
        let mut attached = BTreeSet::new();
        if self.passed.contains("ec2.amazonaws.com") {
            attached.insert(REGISTRY_READ_POLICY);
        }
        if attached.is_empty() || self.passed.contains("ecs-tasks.amazonaws.com") {
            attached.insert(TASK_EXECUTION_POLICY);
        }
        if self.passed.contains("ecs.amazonaws.com") {
            attached.insert(INFRASTRUCTURE_POLICY);
        }
        attached
    }

    /// The conditions that depend on which operations are allowed.
    fn made_with(&self, scope: Scope) -> Option<Value> {
        let key = match scope {
            Scope::Ec2Tags => "ec2:CreateAction",
            Scope::EfsTags => "elasticfilesystem:CreateAction",
            Scope::Pass => {
                let passed = one_or_all(&self.passed);
                return Some(json!({"StringEquals": {"iam:PassedToService": passed}}));
            }
            Scope::Attach => {
                let attached = one_or_all(&self.attached());
                return Some(json!({"ArnEquals": {"iam:PolicyARN": attached}}));
            }
            Scope::LinkedRole => {
                return Some(json!({"StringEquals": {"iam:AWSServiceName": self.linked}}));
            }
            _ => return None,
        };
        Some(json!({"StringEquals": {key: self.creating.get(&scope)}}))
    }
}

/// A value of a condition: IAM takes a list as well, where one of several may be met.
fn one_or_all(values: &BTreeSet<&'static str>) -> Value {
    match values.first() {
        Some(one) if values.len() == 1 => json!(one),
        _ => json!(values),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::OPERATIONS;

    #[test]
    fn every_operation_of_a_service_is_allowed_by_its_own_action() {
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
                // IAM's names: those of reads begin so at every service of these.
                let (_, name) = action.split_once(':').expect("a service");
                let reads = ["Describe", "Get", "BatchGet", "List", "Filter"];
                let reads = reads.iter().any(|r| name.starts_with(r));
                assert!(reads || wide.contains(&action), "{action}");
            }
        }
    }

    #[test]
    fn a_launch_is_held_to_tags() {
        let document = policy(["ec2:RunInstances", "host:Exec"]).document();
        insta::assert_snapshot!(serde_json::to_string_pretty(&document).expect("JSON"));
    }
}
