//! Which rows of a table something has looked at.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// A mark for each row of a table. Clones share the marks, so that all worlds of one run tell together what they read.
///
/// They say nothing about the numbers: tables are equal whatever was read, and the marks do not show in what is printed.
#[derive(Clone)]
pub(super) struct Reads(Arc<[AtomicBool]>);

impl Reads {
    pub(super) fn none(rows: usize) -> Self {
        Self((0..rows).map(|_| AtomicBool::new(false)).collect())
    }

    pub(super) fn mark(&self, row: usize) {
        // A load is cheaper than a store where many worlds share the mark, and nearly all marks are set soon.
        if !self.0[row].load(Relaxed) {
            self.0[row].store(true, Relaxed);
        }
    }

    pub(super) fn has(&self, row: usize) -> bool {
        self.0[row].load(Relaxed)
    }
}

impl fmt::Debug for Reads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("..")
    }
}

impl PartialEq for Reads {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
