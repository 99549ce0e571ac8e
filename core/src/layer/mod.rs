//! What can be put between a strategy and its cloud: each layer is a cloud over a cloud.

mod hands;
mod journal;
mod read_only;
mod retry;

pub use hands::Hands;
pub use journal::{Entry, Journal, Ledger, Sink};
pub use read_only::ReadOnly;
pub use retry::{Backoff, Retry};

/// The codes of refusals that layers make themselves, with their arguments; the catalogues must hold them.
pub const KEYS: &[(&str, &[&str])] = &[
    ("journal-not-written", &["reason"]),
    ("read-only", &["operation"]),
];
