//! What Compose has read: a command over the same files with the same options finds the same.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use paperboat_core::app::files::{FileError, Files};
use paperboat_core::app::load::{Load, Refused, Resolved};
use paperboat_core::app::service::Service;

use super::disk::Disk;
use super::labels;
use crate::host::docker::engine::Client;
use crate::host::shell::Scripts;
use crate::world::World;

/// What came of reading an application.
pub(super) type Outcome = Result<Arc<Resolved>, Arc<Refused>>;

/// How many readings are kept: more than one deployment needs.
const KEPT: usize = 16;

/// How many services' digits are kept: those of two versions of the largest applications that people compare.
const KEPT_DIGITS: usize = 256;

/// The latest readings of Compose files, and of scripts, for any number of worlds.
///
/// A reading is found again only where options, paths and all bytes are the same, so that sharing it saves time and
/// changes nothing.
#[derive(Clone, Debug, Default)]
pub struct Readings {
    applications: Arc<Mutex<VecDeque<Arc<Reading>>>>,
    digits: Arc<Mutex<VecDeque<Counted>>>,
    pub(in crate::host) scripts: Scripts,
}

/// An application that was read, and everything that its reading depended on.
#[derive(Debug)]
struct Reading {
    load: Load,
    seen: Vec<Seen>,
    outcome: Outcome,
}

/// A service, and the digits by which Compose knows whether its containers have to be made anew.
#[derive(Debug)]
struct Counted {
    service: Service,
    digits: String,
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

impl Readings {
    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<Reading>>> {
        self.applications
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    /// The digits of a service ([`labels::hash`]), found again only where all of the service is the same.
    pub(super) fn digits(&self, service: &Service) -> String {
        let mut kept = self.digits.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(counted) = kept.iter().find(|counted| counted.service == *service) {
            return counted.digits.clone();
        }
        let digits = labels::hash(service);
        kept.truncate(KEPT_DIGITS - 1);
        kept.push_front(Counted {
            service: service.clone(),
            digits: digits.clone(),
        });
        digits
    }

    fn find(&self, load: &Load, disk: &Disk<'_>) -> Option<Outcome> {
        // Others may read meanwhile.
        let kept = self.lock().clone();
        let found = kept.iter().find(|reading| reading.holds(load, disk))?;
        Some(found.outcome.clone())
    }

    fn keep(&self, reading: Reading) {
        let mut kept = self.lock();
        kept.truncate(KEPT - 1);
        kept.push_front(Arc::new(reading));
    }
}

/// Reads the application for a command line, unless one of the latest readings was the same.
pub(super) fn read(w: &World, client: Client, load: &Load) -> Outcome {
    let disk = Disk { w, job: client.job };
    if let Some(outcome) = w.readings.find(load, &disk) {
        return outcome;
    }
    let recorder = Recorder {
        disk,
        seen: RefCell::default(),
    };
    let outcome = load.read(&recorder).map(Arc::new).map_err(Arc::new);
    w.readings.keep(Reading {
        load: load.clone(),
        seen: recorder.seen.into_inner(),
        outcome: outcome.clone(),
    });
    outcome
}
