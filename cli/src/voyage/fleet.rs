//! Many voyages at once: each has a world of its own, so they share the processors and nothing else.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use paperboat_core::strategy::App;

use super::lane::{Lane, LaneReport, Settings, sail};

/// What it takes to sail one lane.
#[derive(Clone, Debug)]
pub struct Trip {
    /// The application.
    pub app: App,
    /// The lane.
    pub lane: Lane,
    /// The settings.
    pub settings: Settings,
}

/// Sails every trip. The reports come in the order of the trips, and are the same for any number of processors.
#[must_use]
pub fn sail_all(trips: &[Trip]) -> Vec<LaneReport> {
    let processors = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let next = AtomicUsize::new(0);
    let reports: Mutex<Vec<Option<LaneReport>>> = Mutex::new(trips.iter().map(|_| None).collect());
    let work = || {
        while let Some((n, trip)) = {
            let n = next.fetch_add(1, Ordering::Relaxed);
            trips.get(n).map(|trip| (n, trip))
        } {
            let report = sail(&trip.app, trip.lane, &trip.settings);
            reports.lock().unwrap_or_else(PoisonError::into_inner)[n] = Some(report);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..processors.min(trips.len()) {
            scope.spawn(work);
        }
        work();
    });
    let reports = reports.into_inner().unwrap_or_else(PoisonError::into_inner);
    reports.into_iter().flatten().collect()
}
