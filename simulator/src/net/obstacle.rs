//! What stands in the way of a connection, in words that name the resource.

use paperboat_core::event::{EventId, EventKind};

use crate::world::World;

/// What stands in the way of a connection.
#[derive(Clone, Debug)]
pub(crate) struct Obstacle {
    /// What it is about, by its name in events.
    pub(crate) resource: String,
    pub(crate) text: String,
    /// What it is like that because of, where it is not the latest change on the way.
    pub(crate) cause: Option<EventId>,
}

impl Obstacle {
    /// Says what stands in the way, because of a change on the way where nothing else is known.
    pub(crate) fn told(self, w: &mut World, change: Option<EventId>) -> EventId {
        let Self {
            resource,
            text,
            cause,
        } = self;
        w.emit(cause.or(change), EventKind::Message { resource, text })
    }
}
