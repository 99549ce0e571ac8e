//! What everything costs, by AWS's own rules.

mod bill;
mod entry;
#[cfg(test)]
mod hand;
mod item;
mod kind;
mod part;
mod usage;

pub use bill::{Bill, Line, Position};
pub use item::Item;
pub use kind::CostKind;

pub(crate) use entry::{
    Meter, check, close, log_in, log_out, month_end, month_of, open, secret_call,
};
pub(crate) use usage::Usage;
