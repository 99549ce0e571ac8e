//! What tests of the whole house share: what an account holds, emulators as servers, endpoints that say what a test
//! wants, and a real Docker engine.

pub mod account;
#[path = "docker/mod.rs"]
pub mod docker;
#[path = "emulators/mod.rs"]
pub mod emulators;
pub mod endpoint;
#[cfg(feature = "aws")]
pub mod watched;
