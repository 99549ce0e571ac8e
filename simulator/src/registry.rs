//! Registries (Docker Hub, ECR, others): which images exist, who may have them, and what a pull costs in time and in
//! pull limits.
//!
//! Some of it stands under names alone, because applications' files name it (see [`crate::world::World::publish`]); what
//! engines push has the content that it was made with, and a digest of that.

mod access;
mod content;
mod image;
mod link;
mod login;
mod look;
mod pull;
mod push;
mod refusal;

#[cfg(test)]
mod tests;

pub use image::{Image, ImageKey, Registry, Spoilt};
pub use paperboat_core::reference::Reference;
pub(crate) use pull::Asker;
pub use pull::{Pull, PullKey, Puller};

pub(crate) use image::digest;
pub(crate) use login::{Bearer, Login, sign_in, token};
pub(crate) use look::{find_image, image, spoil_next};
pub(crate) use pull::{abandon, forget, keep, pull, resolved, wake};
pub(crate) use push::{admit, contact, held_layers, put, rate};
pub(crate) use refusal::Refusal;
