//! Conditions of policies, as far as roles of tasks have them.

use paperboat_core::error::CloudError;
use serde_json::Value;

use super::policy::list;
use crate::id::{ACCOUNT, REGION};
use crate::wildcard::matches;

/// In which kind of request a condition is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// A service assumes a role.
    Assume,
    /// A role's credentials are used.
    Use,
}

/// One key that must have, or not have, one of some values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Condition {
    key: Key,
    compare: Compare,
    /// Whether it holds when none of the values fits.
    negated: bool,
    /// Whether it holds when the request has no such key.
    if_exists: bool,
    values: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compare {
    Equal,
    EqualIgnoringCase,
    Like,
}

/// The condition keys that requests have here (IAM user guide, "AWS global condition context keys").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    SourceAccount,
    SourceArn,
    RequestedRegion,
    PrincipalAccount,
    ResourceAccount,
    SecureTransport,
}

impl Key {
    fn named(name: &str) -> Option<Self> {
        // Keys are compared without regard to case.
        Some(match name.to_ascii_lowercase().as_str() {
            "aws:sourceaccount" => Self::SourceAccount,
            "aws:sourcearn" => Self::SourceArn,
            "aws:requestedregion" => Self::RequestedRegion,
            "aws:principalaccount" => Self::PrincipalAccount,
            "aws:resourceaccount" => Self::ResourceAccount,
            "aws:securetransport" => Self::SecureTransport,
            _ => return None,
        })
    }

    /// The value in a request; none when the request has no such key.
    fn value(self, context: Context) -> Option<String> {
        match self {
            // ECS sends `arn:aws:ecs:REGION:ACCOUNT:*` for its tasks (ECS guide, "Task IAM role", confused deputy).
            Self::SourceArn => {
                (context == Context::Assume).then(|| format!("arn:aws:ecs:{REGION}:{ACCOUNT}:*"))
            }
            Self::SourceAccount => (context == Context::Assume).then(|| ACCOUNT.to_owned()),
            Self::PrincipalAccount | Self::ResourceAccount => {
                (context == Context::Use).then(|| ACCOUNT.to_owned())
            }
            Self::RequestedRegion => Some(REGION.to_owned()),
            Self::SecureTransport => Some("true".to_owned()),
        }
    }
}

impl Condition {
    /// Reads a statement's `Condition`.
    ///
    /// # Errors
    /// `NotModelled` for an operator or a key that is not evaluated here.
    pub(super) fn read(operation: &str, block: Option<&Value>) -> Result<Vec<Self>, CloudError> {
        let mut out = Vec::new();
        let operators = block.and_then(Value::as_object).into_iter().flatten();
        for (operator, keys) in operators {
            let (name, if_exists) = match operator.strip_suffix("IfExists") {
                Some(name) => (name, true),
                None => (operator.as_str(), false),
            };
            let (compare, negated) = match name {
                "StringEquals" | "Bool" => (Compare::Equal, false),
                "StringNotEquals" => (Compare::Equal, true),
                "StringEqualsIgnoreCase" => (Compare::EqualIgnoringCase, false),
                "StringNotEqualsIgnoreCase" => (Compare::EqualIgnoringCase, true),
                // ArnEquals and ArnLike behave identically (IAM user guide, "Amazon Resource Name condition operators").
                "StringLike" | "ArnLike" | "ArnEquals" => (Compare::Like, false),
                "StringNotLike" | "ArnNotLike" | "ArnNotEquals" => (Compare::Like, true),
                _ => {
                    let what = format!("the condition operator {operator}");
                    return Err(CloudError::unsupported(operation, what));
                }
            };
            for (key, values) in keys.as_object().into_iter().flatten() {
                let Some(key) = Key::named(key) else {
                    let what = format!("the condition key {key}");
                    return Err(CloudError::unsupported(operation, what));
                };
                let values = list(Some(values));
                out.push(Self {
                    key,
                    compare,
                    negated,
                    if_exists,
                    values,
                });
            }
        }
        Ok(out)
    }

    /// Tells whether it holds in a request.
    pub(super) fn holds(&self, context: Context) -> bool {
        let Some(is) = self.key.value(context) else {
            // A negated operator holds where the key is missing (IAM user guide, "Condition operators").
            return self.negated || self.if_exists;
        };
        let fits = |wanted: &String| match self.compare {
            Compare::Equal => *wanted == is,
            Compare::EqualIgnoringCase => wanted.eq_ignore_ascii_case(&is),
            Compare::Like => matches(wanted, &is),
        };
        self.values.iter().any(fits) != self.negated
    }
}
