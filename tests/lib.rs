//! What tests of the whole house share: emulators as servers, and a real Docker engine.

#[path = "docker/mod.rs"]
pub mod docker;
#[path = "emulators/mod.rs"]
pub mod emulators;
