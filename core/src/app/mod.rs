//! What is deployed: an application, read from Compose files as Docker Compose v2 reads them.
//!
//! [`load::Load`] says which files, variables and profiles; its `read` gives a [`load::Resolved`], or
//! diagnostics. The reader touches nothing but the [`files::Files`] it is given, so the same code reads a
//! real disk and the disk of a simulated machine.
//!
//! The stages, in order: [`yaml`] (text to a tree of nodes with spans), interpolation, `extends`, `include`,
//! merge, the schema, canonical form, defaults, validation, profiles, the variables of `env_file`.
//! What no Compose file says is said by `x-paperboat`: see [`extension`].

pub mod bytes;
pub mod diagnostic;
pub mod duration;
pub mod extension;
pub mod files;
pub mod load;
pub mod node;
pub mod path;
pub mod project;
pub mod service;
