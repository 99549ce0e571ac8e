//! Registries (Docker Hub, ECR): which images exist, and what a pull costs in time and in pull limits.

use std::sync::Arc;

use paperboat_core::event::EventId;
use paperboat_core::workload::{Profile, PublishedImage};

use crate::arena::{Arena, Key};
use crate::wake::Wake;
use crate::world::World;

/// Names an image.
pub type ImageKey = Key<Image>;
/// Names a pull that is under way.
pub type PullKey = Key<Pull>;

/// An image under one tag.
#[derive(Clone, Debug)]
pub struct Image {
    /// The repository with its registry, such as `docker.io/library/mysql`.
    pub repository: String,
    /// The tag.
    pub tag: String,
    /// The digest, `sha256:` and 64 digits.
    pub digest: String,
    /// Layers, by digest, with their compressed bytes; a new tag of the same repository shares all but the last.
    pub layers: Vec<(String, u64)>,
    /// What it does.
    pub profile: Arc<Profile>,
}

/// Who pulls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Puller {
    /// A Docker engine; it caches layers.
    Machine(crate::host::MachineKey),
    /// A Fargate task; it caches nothing.
    Task(crate::ecs::TaskKey),
}

/// A pull under way.
#[derive(Clone, Debug)]
pub struct Pull {
    /// Who pulls.
    pub puller: Puller,
    /// The image.
    pub image: ImageKey,
    /// The event that began it.
    pub cause: EventId,
}

/// All registries.
#[derive(Clone, Debug, Default)]
pub struct Registry {
    pub(crate) published: Vec<PublishedImage>,
    pub(crate) images: Arena<Image>,
    pub(crate) pulls: Arena<Pull>,
}

impl Registry {
    /// Fills the registries.
    #[must_use]
    pub fn new(published: Vec<PublishedImage>) -> Self {
        Self {
            published,
            ..Self::default()
        }
    }

    /// Adds an image, or tags to the repository that exists.
    pub(crate) fn publish(&mut self, image: PublishedImage) {
        match self
            .published
            .iter_mut()
            .find(|p| p.repository == image.repository)
        {
            Some(known) => known.tags.extend(image.tags),
            None => self.published.push(image),
        }
    }
}

/// Begins to pull an image by the reference that a person or a task definition wrote. The puller hears of the end:
/// [`crate::host::on_pulled`] or [`crate::ecs::on_pulled`].
pub(crate) fn pull(w: &mut World, puller: Puller, reference: &str, cause: EventId) -> PullKey {
    let image = ImageKey::from_slot(0);
    let _ = reference;
    w.registry.pulls.insert(Pull {
        puller,
        image,
        cause,
    })
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    let _ = (w, wake);
}
