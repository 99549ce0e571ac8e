//! Tests that look at the whole house: rules of the architecture, the command line, behaviour.

#[path = "emulators/mod.rs"]
pub mod emulators;
