//! A deployment that lasts over several commands: seed, model version and timed requests, replayed.

mod record;
mod recorder;
mod store;

pub use paperboat_serve::journal::{Journal, JournalError};
pub use record::{FORMAT, Record, ReplayError, Replayed, replay};
pub use recorder::Recorder;
pub use store::{Begin, Session, SessionError, Store};
