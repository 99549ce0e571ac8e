//! What a command on a machine met that is no fault of the command: kept where it arises, for whoever asks why the command
//! failed. What was written of it is for people.

use super::JobKey;
use crate::world::World;

/// What stands in the way of commands on a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trouble {
    /// The Docker engine does not run.
    Engine,
    /// An image could not be pulled, or had no room once it was there.
    Pull,
    /// The disk is full.
    Disk,
}

/// Keeps that a command met trouble, whatever comes of the command.
pub(super) fn meets(w: &mut World, job: JobKey, trouble: Trouble) {
    w.hosts.jobs[job].troubles.insert(trouble);
}
