//! One file a command.

mod compare;
mod config;
mod model;

pub use compare::compare;
pub use config::config;
pub use model::model;
