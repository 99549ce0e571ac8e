//! Programs that wait.

use super::super::{JobKey, Progress};
use super::{aws, curl, package, power, ssh, unit};
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
    /// `aws`, until the answer is there.
    Aws(Box<aws::Asking>),
    /// `ssh` and `scp`, until the machine has answered.
    Ssh(Box<ssh::Session>),
}

/// Goes on with a program that waited.
pub(in crate::host) fn resume(w: &mut World, key: JobKey, running: Running) -> Progress {
    match running {
        Running::Units(units) => unit::ready(w, key, &units),
        Running::Shutdown(goal) => power::done(w, key, goal),
        Running::Package(work) => package::done(w, key, work),
        Running::Transfer(transfer) => curl::arrived(w, key, *transfer),
        Running::Aws(asking) => aws::answered(w, key, *asking),
        Running::Ssh(session) => ssh::answered(w, key, *session),
    }
}
