//! One file a command.

mod config;
mod model;

pub use config::config;
pub use model::model;
