//! One file a command.

mod book;
mod check;
mod compare;
mod completions;
mod config;
mod doctor;
mod fault;
mod history;
mod leftovers;
mod model;
mod plan;
mod policy;
mod push;
mod schema;
mod settle;
mod test;
mod update;
mod verbs;

pub use book::book;
pub use check::check;
pub use compare::compare;
pub use completions::completions;
pub use config::config;
pub use doctor::doctor;
pub use fault::{advance, fault};
pub use history::{events, why};
pub use leftovers::leftovers;
pub use model::model;
pub use plan::plan;
pub use policy::policy;
pub use push::push;
pub use schema::{SCHEMAS, schema};
pub use test::{Case, Tested, test};
pub use update::{rollback, update};
pub use verbs::{deploy, destroy, exec, logs, scale, status};
