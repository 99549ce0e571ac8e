//! One file a command.

mod check;
mod compare;
mod config;
mod history;
mod model;
mod plan;
mod verbs;

pub use check::check;
pub use compare::compare;
pub use config::config;
pub use history::{events, why};
pub use model::model;
pub use plan::plan;
pub use verbs::{deploy, destroy, exec, logs, rollback, scale, status, update};
