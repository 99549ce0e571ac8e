//! What is deployed: an application, read from Compose files as Docker Compose v2 reads them.
//!
//! [`load::Load`] says which files, variables and profiles; its `read` gives a [`load::Resolved`], or
//! diagnostics. The reader touches nothing but the [`files::Files`] it is given, so the same code reads a
//! real disk and the disk of a simulated machine.
//!
//! The stages, in order: YAML (text to a tree of nodes with spans), interpolation, `extends`, `include`,
//! merge, the schema, canonical form, defaults, validation, profiles, the variables of `env_file`.
//! What no Compose file says is said by `x-paperboat`: see [`extension`].

#![expect(
    clippy::result_large_err,
    reason = "a reading ends with its first error, so its size costs nothing"
)]

mod budget;
pub mod bytes;
mod canonical;
mod cast;
mod check;
pub mod command;
mod cycle;
pub mod diagnostic;
mod dotenv;
pub mod duration;
mod environment;
mod extends;
pub mod extension;
pub mod files;
mod include;
mod interpolate;
pub mod load;
mod merge;
pub mod mounts;
pub mod nearest;
pub mod node;
mod normalize;
pub mod path;
mod paths;
mod port;
pub mod project;
mod reader;
pub mod render;
pub mod scalar;
mod schema;
mod select;
pub mod service;
mod timestamp;
mod validate;
mod volume;
pub(crate) mod yaml;

#[cfg(test)]
mod tests;
