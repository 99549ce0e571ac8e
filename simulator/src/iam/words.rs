//! IAM's own words for what it refuses.

use std::fmt::Display;

use paperboat_core::error::CloudError;

use crate::refusal::{invalid, not_found};

/// Refuses because a role, or a policy of it, does not exist.
pub(super) fn no_such_entity(message: impl Display) -> CloudError {
    not_found("NoSuchEntity", message)
}

/// Refuses a policy document.
pub(super) fn malformed(message: impl Display) -> CloudError {
    invalid("MalformedPolicyDocument", message)
}
