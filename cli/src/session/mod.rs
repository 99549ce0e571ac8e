//! A deployment that lasts over several commands: seed, model version and timed requests, replayed.

mod journal;

pub use journal::{Journal, JournalError};
