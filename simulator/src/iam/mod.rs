//! AWS IAM and STS: roles and their policies, as far as a wrong role breaks a task; and who is calling.
//!
//! The caller may do everything. Conditions, resources and permission boundaries of policies are not modelled:
//! a statement counts by its effect and its actions.

mod dispatch;
mod managed;
mod policy;
mod role;
mod words;

#[cfg(test)]
mod tests;

pub use role::Iam;

pub(crate) use dispatch::handle;
pub(crate) use role::{allows, trusts};
