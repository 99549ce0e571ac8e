//! `docker build`: an image out of a Dockerfile, as BuildKit makes one, as far as it writes text and says how to start.

mod declare;
mod dockerfile;
mod healthcheck;
mod stage;

pub(super) use declare::change;
pub(super) use dockerfile::{Dockerfile, bases};
pub(super) use stage::Build;
