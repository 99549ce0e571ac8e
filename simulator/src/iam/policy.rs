//! Policy documents: what a role allows, on what, and who may assume it.

use paperboat_core::error::CloudError;
use serde_json::Value;

use super::condition::{Condition, Context};
use super::words::malformed;
use crate::wildcard::matches;

/// One statement of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Statement {
    allow: bool,
    actions: Vec<String>,
    services: Vec<String>,
    resources: Resources,
    conditions: Vec<Condition>,
}

/// What a statement is about.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Resources {
    /// `Resource`.
    These(Vec<String>),
    /// `NotResource`.
    AllBut(Vec<String>),
}

/// A document as far as it counts here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Policy(Vec<Statement>);

/// What a policy says of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// A statement denies it, whatever others allow.
    Denied,
    /// A statement allows it.
    Allowed,
    /// No statement is about it.
    Silent,
}

impl Policy {
    /// Reads what a role may do.
    ///
    /// # Errors
    /// `MalformedPolicyDocument`; `NotModelled` for conditions that are not evaluated here.
    pub(super) fn of_permissions(text: &str) -> Result<Self, CloudError> {
        let operation = "iam:PutRolePolicy";
        Self::read(operation, text, |statement| {
            if statement.get("Principal").is_some() {
                return Err(malformed("Policy document should not specify a principal."));
            }
            if statement.get("Resource").is_none() && statement.get("NotResource").is_none() {
                return Err(malformed("Policy statement must contain resources."));
            }
            Ok(Vec::new())
        })
    }

    /// Reads who may assume a role.
    ///
    /// # Errors
    /// `MalformedPolicyDocument`, also for a principal that cannot exist; `NotModelled` as above.
    pub(super) fn of_trust(text: &str) -> Result<Self, CloudError> {
        Self::read("iam:CreateRole", text, |statement| {
            if statement.get("Resource").is_some() {
                return Err(malformed("Has prohibited field Resource"));
            }
            let Some(principal) = statement.get("Principal") else {
                return Err(malformed("Missing required field Principal"));
            };
            let services = list(principal.get("Service"));
            let wrong = services.iter().find(|s| !s.ends_with(".amazonaws.com"));
            if let Some(wrong) = wrong {
                let message = format!("Invalid principal in policy: \"SERVICE\":\"{wrong}\"");
                return Err(malformed(message));
            }
            Ok(services)
        })
    }

    fn read(
        operation: &str,
        text: &str,
        services: impl Fn(&Value) -> Result<Vec<String>, CloudError>,
    ) -> Result<Self, CloudError> {
        let document: Value = serde_json::from_str(text)
            .map_err(|_| malformed("This policy contains invalid Json"))?;
        let syntax = || malformed("Syntax errors in policy.");
        // IAM user guide, "Version": these two and no other; without one it is the older.
        let version = document.get("Version");
        if version.is_some_and(|v| v != "2012-10-17" && v != "2008-10-17") {
            return Err(syntax());
        }
        let statements = match document.get("Statement") {
            Some(Value::Array(all)) if !all.is_empty() => all.clone(),
            Some(one @ Value::Object(_)) => vec![one.clone()],
            _ => return Err(syntax()),
        };
        let mut out = Vec::new();
        for statement in &statements {
            let allow = match statement.get("Effect").and_then(Value::as_str) {
                Some("Allow") => true,
                Some("Deny") => false,
                _ => return Err(syntax()),
            };
            if statement.get("NotAction").is_some() {
                let what = "NotAction in a policy";
                return Err(CloudError::unsupported(operation, what));
            }
            let actions = list(statement.get("Action"));
            if actions.is_empty() {
                return Err(malformed("Policy statement must contain actions."));
            }
            if let Some(action) = actions.iter().find(|a| *a != "*" && !a.contains(':')) {
                let message = format!(
                    "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. ({action})"
                );
                return Err(malformed(message));
            }
            let services = services(statement)?;
            out.push(Statement {
                allow,
                actions,
                services,
                resources: resources(operation, statement)?,
                conditions: Condition::read(operation, statement.get("Condition"))?,
            });
        }
        Ok(Self(out))
    }

    /// A policy that allows actions on everything.
    pub(super) fn allowing(actions: &[&str]) -> Self {
        Self(vec![Statement {
            allow: true,
            actions: actions.iter().map(|a| (*a).to_owned()).collect(),
            services: Vec::new(),
            resources: Resources::These(vec!["*".to_owned()]),
            conditions: Vec::new(),
        }])
    }

    /// What the policy says of an action on a resource.
    pub(super) fn effect(&self, action: &str, resource: &str, context: Context) -> Effect {
        let about = self
            .0
            .iter()
            .filter(|s| s.covers(action) && s.resources.hold(resource) && s.holds(context));
        let mut effect = Effect::Silent;
        for statement in about {
            if !statement.allow {
                return Effect::Denied;
            }
            effect = Effect::Allowed;
        }
        effect
    }

    /// Tells whether a service may assume the role that has this trust policy.
    pub(super) fn trusts(&self, service: &str) -> bool {
        let names = |s: &&Statement| {
            s.covers("sts:AssumeRole")
                && s.services.iter().any(|n| n == service)
                && s.holds(Context::Assume)
        };
        let mut statements = self.0.iter().filter(names).peekable();
        statements.peek().is_some() && statements.all(|s| s.allow)
    }
}

impl Statement {
    fn covers(&self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        let mut patterns = self.actions.iter().map(|a| a.to_ascii_lowercase());
        patterns.any(|p| matches(&p, &action))
    }

    fn holds(&self, context: Context) -> bool {
        self.conditions.iter().all(|c| c.holds(context))
    }
}

impl Resources {
    fn hold(&self, resource: &str) -> bool {
        match self {
            Self::These(all) => all.iter().any(|p| matches(p, resource)),
            Self::AllBut(all) => !all.iter().any(|p| matches(p, resource)),
        }
    }
}

/// Reads `Resource` or `NotResource`; a trust policy has neither.
fn resources(operation: &str, statement: &Value) -> Result<Resources, CloudError> {
    let (all, but) = match statement.get("NotResource") {
        Some(not) => (list(Some(not)), true),
        None => (list(statement.get("Resource")), false),
    };
    for resource in &all {
        if resource.contains("${") {
            let what = format!("the policy variable in {resource}");
            return Err(CloudError::unsupported(operation, what));
        }
        // An ARN has six parts (IAM user guide, "IAM ARNs"); `*` stands for all.
        if resource != "*" && !(resource.starts_with("arn:") && resource.split(':').count() >= 6) {
            let message = format!("Resource {resource} must be in ARN format or \"*\".");
            return Err(malformed(message));
        }
    }
    Ok(if but {
        Resources::AllBut(all)
    } else {
        Resources::These(all)
    })
}

/// A member that is one text or a list of texts.
pub(super) fn list(member: Option<&Value>) -> Vec<String> {
    match member {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Bool(one)) => vec![one.to_string()],
        Some(Value::Array(all)) => {
            let texts = all.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}
