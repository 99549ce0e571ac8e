//! The least that IAM must allow for a set of operations, as a policy document.
//!
//! Made from operations that were really sent, not from a list of what may be needed. Reads that AWS cannot narrow
//! stay wide; everything else is held to names that begin with `paperboat-`, or to the tag `paperboat:deployment`
//! where names are not in the ARN. Each statement's `Sid` says why it stands there. What IAM checks for an operation
//! besides its own action (tags given at creation, roles handed to tasks, first use of a service) is added.
//!
//! Source of actions, resource types and condition keys: AWS's Service Authorization Reference, read 2026-11-25. No
//! document of this kind was tried on an account here.

mod action;
mod document;
mod scope;

pub use action::action;
pub use document::{MOST_CHARACTERS, Policy, policy};
