//! AWS IAM and STS: roles and their policies, as far as a wrong role breaks a task; and who is calling.
//!
//! The caller may do everything. A statement counts by its effect, actions, resources and conditions; the condition keys
//! that are not evaluated, policy variables, `NotAction` and permission boundaries are refused as not modelled.

mod condition;
mod dispatch;
mod managed;
mod policy;
mod role;
mod words;

#[cfg(test)]
mod tests;

pub use role::Iam;

pub(crate) use dispatch::{handle, handle_sts};
pub(crate) use role::{allows, trusts};
