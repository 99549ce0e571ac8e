//! The Compose plugin: `docker compose` as version 2.40.3 reads files, and 2.26.1 was seen to do the rest.
//!
//! A command reads the application from the machine's files with the reader of `paperboat_core::app`, compares it
//! with the containers that bear the project's labels, and becomes a plan of operations on the engine.

mod build;
pub(super) mod command;
mod config;
mod copy;
mod disk;
mod down;
mod each;
mod follow;
mod gate;
mod hold;
mod labels;
mod look;
mod one_off;
mod orphan;
mod pull;
mod push;
mod reading;
mod service;
mod up;

pub(super) use command::begin;
pub(super) use follow::Follow;
pub(super) use gate::Gate;
pub(super) use labels::SERVICE;
pub use reading::Readings;
pub(super) use up::Converge;
