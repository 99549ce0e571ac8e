//! A deterministic, in-memory AWS: no IO, no runtime.
//!
//! [`agenda`] holds what is still to happen, [`random`] says how long it takes, [`model`] from which numbers.

pub mod agenda;
pub mod random;
