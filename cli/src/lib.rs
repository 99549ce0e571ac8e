//! The `paperboat` program as a library, so that tests and benches can call its parts.
//!
//! Only this crate prints, parses arguments, reads configuration or ends the process.

pub mod args;
pub mod book;
pub mod chart;
pub mod command;
pub mod deployment;
pub mod diagnostic;
pub mod disk;
pub mod document;
pub mod exit;
pub mod file;
pub mod help;
pub mod html;
pub mod junit;
pub mod load;
pub mod man;
pub mod output;
#[cfg(feature = "aws")]
pub mod outside;
pub mod place;
pub mod play;
pub mod report;
pub mod scenario;
pub mod scene;
pub mod session;
pub mod settings;
pub mod shard;
pub mod shell;
pub mod style;
pub mod table;
pub mod text;
pub mod ui;
pub mod usage;
pub mod waiting;
mod wrap;
