//! Registries (Docker Hub, ECR, others): which images exist, who may have them, and what a pull costs in time and in
//! pull limits.
//!
//! Not modelled: pushes as an operation (see [`crate::world::World::publish`]), and builds.

mod access;
mod image;
mod link;
mod login;
mod pull;
mod push;
mod refusal;

#[cfg(test)]
mod tests;

pub use image::{Image, ImageKey, Registry, Spoilt};
pub use paperboat_core::reference::Reference;
pub(crate) use pull::Asker;
pub use pull::{Pull, PullKey, Puller};

pub(crate) use login::{Login, sign_in, token};
pub(crate) use pull::{abandon, forget, pull, resolved, wake};
pub(crate) use refusal::Refusal;
