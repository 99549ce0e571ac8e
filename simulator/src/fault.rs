//! Faults: what strikes a running world, whom it hits, and when it is over.
//!
//! A fault is a request on the same timeline as all others. It changes what is there; what follows from that is the
//! business of the rooms that it hits: restart policies, units, schedulers, health checks. Its event is the first cause of
//! all of it. Whom it hits, when it does not say, is drawn by seed, fault and occurrence, so that worlds of one seed meet
//! the same weather.
//!
//! It lies above the rooms that it hits; what lasts of it, for which these ask, is [`crate::weather`]'s.

mod account;
mod host;
mod lasting;
mod pick;
mod program;
mod registry;
mod strike;
mod zone;

pub use strike::{MISSED, Strike};

pub(crate) use lasting::wake;
pub(crate) use strike::strike;
