//! A simulated cloud whose every input is written down.

use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use paperboat_core::aws::{Reply, Request};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::{EventKind, Observer};
use paperboat_core::facts::Quota;
use paperboat_simulator::sim::Sim;

use super::record::Record;
use super::{Journal, JournalError};

/// Writes down what enters a world, so that it can be replayed.
#[derive(Debug)]
pub struct Recorder {
    sim: Sim,
    journal: Mutex<Journal>,
    /// The first failure to write; what an observer is told cannot be refused on the spot.
    failed: Mutex<Option<JournalError>>,
}

impl Recorder {
    /// Records what enters the world of `sim`.
    #[must_use]
    pub fn new(sim: Sim, journal: Journal) -> Self {
        Self {
            sim,
            journal: Mutex::new(journal),
            failed: Mutex::new(None),
        }
    }

    /// The simulated cloud.
    #[must_use]
    pub fn sim(&self) -> &Sim {
        &self.sim
    }

    /// Writes a record.
    pub fn write(&self, record: &Record) {
        if let Err(error) = lock(&self.journal).append(record) {
            lock(&self.failed).get_or_insert(error);
        }
    }

    /// Waits until all records are on the disk. Nothing may be told to a person before.
    ///
    /// # Errors
    /// The first failure to write.
    pub fn sync(&self) -> Result<(), JournalError> {
        lock(&self.failed)
            .take()
            .map_or_else(|| lock(&self.journal).sync(), Err)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl Cloud for Recorder {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let operation = request.name();
        let members = serde_json::to_value(&request).unwrap_or_default();
        self.write(&Record::Call {
            at: self.sim.now(),
            operation: operation.to_owned(),
            members,
        });
        if let Some(error) = &*lock(&self.failed) {
            return Err(CloudError::refused(
                ErrorKind::Internal,
                operation,
                "SessionNotWritten",
                error,
            ));
        }
        self.sim.call(request).await
    }

    fn clock(&self) -> &dyn Clock {
        &self.sim
    }

    fn quota(&self, quota: Quota) -> Option<u64> {
        self.sim.quota(quota)
    }
}

impl Observer for Recorder {
    fn observe(&self, kind: EventKind) {
        self.write(&Record::Note {
            at: self.sim.now(),
            event: kind.clone(),
        });
        self.sim.observe(kind);
    }
}
