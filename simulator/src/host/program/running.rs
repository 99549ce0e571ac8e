//! Programs that wait.

use super::super::{JobKey, Progress};
use super::{curl, package, power, unit};
use crate::world::World;

/// A program that waits.
#[derive(Clone, Debug)]
pub enum Running {
    /// `systemctl start`, until the units are ready.
    Units(Vec<String>),
    /// The system shuts down.
    Shutdown(power::Goal),
    /// A package tool at work.
    Package(package::Work),
    /// `curl` and `wget`, until the bytes are here or the connection is given up.
    Transfer(Box<curl::Transfer>),
}

/// Goes on with a program that waited.
pub(in crate::host) fn resume(w: &mut World, key: JobKey, running: Running) -> Progress {
    match running {
        Running::Units(units) => unit::ready(w, key, &units),
        Running::Shutdown(goal) => power::done(w, key, goal),
        Running::Package(work) => package::done(w, key, work),
        Running::Transfer(transfer) => curl::arrived(w, key, *transfer),
    }
}
