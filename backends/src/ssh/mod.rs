//! A shell on a machine over SSH: commands, files, and whom to believe.

mod client;
mod failure;
mod forward;
mod key;
mod known_hosts;
mod private;
mod running;
mod session;
mod trust;

#[cfg(test)]
pub(crate) mod tests;

pub use client::{Client, Limits, Target};
pub use failure::Failure;
pub use forward::Forward;
pub use key::KeyFile;
pub use known_hosts::KnownHosts;
pub use trust::{Asked, Console, Either, Fixed, Offer, Trust, printed_host_keys};

pub(crate) use key::{decode, generate};
pub(crate) use private::write_private;
