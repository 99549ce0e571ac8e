//! AWS IAM and STS: roles and their policies, as far as a wrong role breaks a task or a machine's sign-in; and who is
//! calling.
//!
//! The caller may do everything. A statement counts by its effect, actions, resources and conditions; the condition keys
//! that are not evaluated, policy variables, `NotAction` and permission boundaries are refused as not modelled.

mod condition;
mod dispatch;
mod managed;
mod policy;
mod profile;
mod role;
mod words;

#[cfg(test)]
mod tests;

pub use role::Iam;

pub(crate) use dispatch::{handle, handle_sts, owner};
pub(crate) use profile::{for_instance, role_of, shown};
pub(crate) use role::{allows, arn as role_arn, id as role_id, is_settled, trusts};
