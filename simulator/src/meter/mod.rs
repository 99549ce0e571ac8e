//! What everything costs, by AWS's own rules.

mod bill;
mod billable;
mod item;

pub use bill::{Bill, Line};
pub use item::{CostKind, Item};

pub(crate) use bill::{Meter, Usage, charge, check, close, open};
