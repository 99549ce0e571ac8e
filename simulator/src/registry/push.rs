//! What reaches a registry from outside: images that somebody pushes, or that it is to hold.

use paperboat_core::time::Timestamp;
use paperboat_core::workload::PublishedImage;

use crate::ecr;
use crate::world::World;

impl World {
    /// Pushes an image to a registry: its tags are new, or move to it.
    ///
    /// # Panics
    /// When `at` lies in the past.
    pub fn push(&mut self, at: Timestamp, image: PublishedImage) {
        self.advance(at);
        let address = image.repository.clone();
        self.registry.publish(image);
        ecr::on_push(self, &address);
    }

    /// Has a registry hold an image: tags that it has already in this form stay, others are new or move.
    ///
    /// # Panics
    /// When `at` lies in the past.
    pub fn publish(&mut self, at: Timestamp, image: PublishedImage) {
        self.advance(at);
        let address = image.repository.clone();
        self.registry.provide(image);
        ecr::on_push(self, &address);
    }

    /// The digest of an image in a registry, by its repository with its registry; none when it does not hold the tag.
    #[must_use]
    pub fn digest(&self, repository: &str, tag: &str) -> Option<String> {
        self.registry.digest_of(repository, tag)
    }
}
