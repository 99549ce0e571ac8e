//! What Compose read last on a machine: a command over the same files with the same options finds the same.

use std::cell::RefCell;
use std::sync::Arc;

use paperboat_core::app::files::{FileError, Files};
use paperboat_core::app::load::{Load, Refused, Resolved};

use super::disk::Disk;
use crate::host::docker::engine::Client;
use crate::world::World;

/// What came of reading an application.
pub(super) type Outcome = Result<Resolved, Refused>;

/// An application that was read, and everything that its reading depended on.
#[derive(Clone, Debug)]
pub(in crate::host::docker) struct Reading {
    load: Load,
    seen: Vec<Seen>,
    outcome: Arc<Outcome>,
}

/// What was found at a path.
#[derive(Clone, Debug)]
struct Seen {
    path: String,
    limit: u64,
    found: Result<Vec<u8>, FileError>,
}

/// Files that remember what was asked of them.
struct Recorder<'w> {
    disk: Disk<'w>,
    seen: RefCell<Vec<Seen>>,
}

impl Files for Recorder<'_> {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        let found = self.disk.read(path, limit);
        self.seen.borrow_mut().push(Seen {
            path: path.to_owned(),
            limit,
            found: found.clone(),
        });
        found
    }
}

impl Reading {
    fn holds(&self, load: &Load, disk: &Disk<'_>) -> bool {
        let unchanged = |s: &Seen| disk.read(&s.path, s.limit) == s.found;
        self.load == *load && self.seen.iter().all(unchanged)
    }
}

/// Reads the application for a command line, unless the last one on the machine read the same.
pub(super) fn read(w: &mut World, client: Client, load: &Load) -> Arc<Outcome> {
    let disk = Disk { w, job: client.job };
    let last = w.hosts.machines[client.machine].docker.reading.as_ref();
    if let Some(last) = last.filter(|last| last.holds(load, &disk)) {
        return Arc::clone(&last.outcome);
    }
    let recorder = Recorder {
        disk,
        seen: RefCell::default(),
    };
    let outcome = Arc::new(load.read(&recorder));
    let reading = Reading {
        load: load.clone(),
        seen: recorder.seen.into_inner(),
        outcome: Arc::clone(&outcome),
    };
    w.hosts.machines[client.machine].docker.reading = Some(Box::new(reading));
    outcome
}
