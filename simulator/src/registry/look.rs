//! What other rooms see of the images that somebody asked for.

use paperboat_core::event::EventId;

use super::{Image, ImageKey, Spoilt};
use crate::world::World;

/// An image that somebody has asked for.
///
/// # Panics
/// When there is none of this name, which nobody who holds one finds.
pub(crate) fn image(w: &World, key: ImageKey) -> &Image {
    &w.registry.images[key]
}

/// An image that somebody has asked for; none when there is none of this name.
pub(crate) fn find_image(w: &World, key: ImageKey) -> Option<&Image> {
    w.registry.images.get(key)
}

/// Has the next version of a repository spoilt: the first one that nobody has asked for by now.
pub(crate) fn spoil_next(w: &mut World, repository: &str, spoilt: Spoilt, fault: EventId) {
    w.registry.spoil_next(repository, spoilt, fault);
}
