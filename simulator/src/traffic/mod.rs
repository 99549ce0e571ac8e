//! Who asks, who is served and who is lost: a request-rate curve against the capacity that answers.

use crate::world::World;

/// The requests of all public services.
#[derive(Clone, Debug, Default)]
pub struct Traffic {}

/// Brings served and lost requests up to date, and looks again at who serves.
pub(crate) fn settle(w: &mut World) {
    let _ = w;
}

pub(crate) fn wake(w: &mut World, slot: u32, generation: u16) {
    let _ = (w, slot, generation);
}

pub(crate) fn check(w: &World) {
    let _ = w;
}
