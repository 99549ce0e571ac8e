//! One file a command.

mod model;

pub use model::model;
