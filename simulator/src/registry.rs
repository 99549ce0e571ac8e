//! Registries (Docker Hub, ECR): which images exist, and what a pull costs in time and in pull limits.

mod image;
mod pull;
mod reference;

pub use image::{Image, ImageKey, Registry};
pub use pull::{Pull, PullKey, Puller};
pub use reference::Reference;

pub(crate) use pull::{pull, wake};
