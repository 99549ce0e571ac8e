//! What AWS's own service models say of the inputs: which members there are, and what their values may be.
//!
//! `table.json` is written by `tests/aws_models/regenerate.py` out of the service models that botocore carries: facts
//! only, for the members that are modelled here, and by name those that AWS has and this crate does not.
//!
//! **Who enforces what.** The models are shared by the services, which enforce all of it, and by the AWS command line,
//! which refuses a part before it sends anything, as "Parameter validation failed": required members, types, and the
//! lower bounds of numbers, lengths and counts (botocore 1.44.8, `validate.py`, `range_check`). Upper bounds, patterns
//! and enums are left to the service. Here all of it is the service's refusal, because a request that is sent without
//! the command line gets that.
//!
//! **What it does not hold.** Bounds that AWS only writes in prose (a security group's description, tags for each
//! resource) are not in the models; each service's room knows those. EC2's model has hardly any bounds.

mod glance;
mod members;
mod rule;
mod table;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod trace;
mod violation;

#[cfg(test)]
pub(super) use trace::{Shapes, shapes};

pub(super) use table::{Kind, Member, Of, Structure, TABLE};

pub use members::{Misread, check_members};
pub use rule::Rule;
pub use violation::{Step, Violation, filter_exists, violations, word_exists};
