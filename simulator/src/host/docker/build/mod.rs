//! `docker build`: an image out of a Dockerfile, as BuildKit makes one, as far as it writes text and says how to start.

mod dockerfile;
mod stage;

pub(super) use dockerfile::{Dockerfile, bases};
pub(super) use stage::Build;
