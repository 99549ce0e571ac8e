//! The programs of a machine, by name.

use super::{JobKey, Progress, docker};
use crate::world::World;

/// A program that waits.
#[derive(Clone, Debug)]
pub enum Running {}

/// A program: its arguments with its name first, and what it can read.
pub(super) type Program = fn(&mut World, JobKey, &[String], &str) -> Progress;

/// Finds a program by its name.
pub(super) fn find(name: &str) -> Option<Program> {
    Some(match name {
        "docker" => docker::run,
        _ => return None,
    })
}

/// Goes on with a program that waited.
pub(super) fn resume(w: &mut World, job: JobKey, running: Running) -> Progress {
    let _ = (w, job);
    match running {}
}
