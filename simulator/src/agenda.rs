//! The world's pending timers, earliest first and in push order among equals.

mod entry;
mod heap;
mod radix;

#[cfg(test)]
mod tests;

use paperboat_core::time::Timestamp;

pub use entry::Wake;

use entry::{Entry, SEQUENCE_END};
use heap::Heap;
use radix::Radix;

/// Pending timers above which the radix heap takes over.
const GROW_ABOVE: usize = 1 << 15;
/// Pending timers below which the 4-ary heap takes over again.
const SHRINK_BELOW: usize = 1 << 13;

/// Holds what will wake whom, and when.
///
/// Wakes come out by time; those of the same microsecond come out in the order in which they were pushed, always:
/// when the 26 bits of the sequence number are used up (after 67 million pushes) the pending entries are
/// numbered afresh in their present order. A time that has passed counts as the time of the last pop. Times beyond
/// [`Agenda::HORIZON`] count as the horizon.
///
/// Nothing can be taken out of the middle: whoever changes their mind raises their own generation and ignores the
/// wake that carries the old one.
///
/// A 4-ary heap holds up to 32,768 entries, a radix heap more; both are equally fast at about 16,000. A pop that is
/// followed by a push costs one sift.
///
/// # Panics
///
/// When more than 67 million wakes are pending at once.
#[derive(Clone, Debug, Default)]
pub struct Agenda {
    queue: Queue,
    now: Timestamp,
    pushed: u32,
}

#[derive(Clone, Debug)]
enum Queue {
    Heap(Heap),
    Radix(Box<Radix>),
}

impl Default for Queue {
    fn default() -> Self {
        Self::Heap(Heap::default())
    }
}

impl Agenda {
    /// The latest time that can be told apart, 35.7 years after the beginning.
    pub const HORIZON: Timestamp = entry::HORIZON;

    /// Adds a wake that is due at `at`.
    pub fn push(&mut self, at: Timestamp, wake: Wake) {
        if self.pushed + 1 == SEQUENCE_END {
            self.renumber();
        }
        self.pushed += 1;
        let entry = Entry::new(at.max(self.now), self.pushed, wake);
        match &mut self.queue {
            Queue::Heap(heap) => {
                heap.push(entry);
                if heap.len() > GROW_ABOVE {
                    let entries = heap.drain();
                    self.queue = Queue::Radix(Box::new(Radix::new(self.now, entries)));
                }
            }
            Queue::Radix(radix) => radix.push(entry),
        }
    }

    /// Tells when the first wake is due.
    #[must_use]
    pub fn peek(&self) -> Option<Timestamp> {
        match &self.queue {
            Queue::Heap(heap) => heap.peek(),
            Queue::Radix(radix) => radix.peek(),
        }
        .map(Entry::at)
    }

    /// Takes out the first wake.
    pub fn pop(&mut self) -> Option<(Timestamp, Wake)> {
        let entry = match &mut self.queue {
            Queue::Heap(heap) => heap.pop(),
            Queue::Radix(radix) => {
                let first = radix.pop();
                if radix.len() < SHRINK_BELOW {
                    self.queue = Queue::Heap(radix.drain().collect());
                }
                first
            }
        }?;
        self.now = entry.at();
        Some((self.now, entry.wake()))
    }

    /// Counts the pending wakes, stale ones among them.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.queue {
            Queue::Heap(heap) => heap.len(),
            Queue::Radix(radix) => radix.len(),
        }
    }

    /// Tells whether nothing is pending.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Gives the pending entries new sequence numbers from 1, in their present order.
    #[cold]
    fn renumber(&mut self) {
        let mut entries: Vec<Entry> = match &mut self.queue {
            Queue::Heap(heap) => heap.drain().collect(),
            Queue::Radix(radix) => radix.drain().collect(),
        };
        entries.sort_unstable();
        assert!(
            entries.len() + 1 < SEQUENCE_END as usize,
            "more wakes are pending than the agenda can order"
        );
        self.pushed = 0;
        let renumbered = entries.into_iter().map(|entry| {
            self.pushed += 1;
            Entry::new(entry.at(), self.pushed, entry.wake())
        });
        self.queue = match self.queue {
            Queue::Heap(_) => Queue::Heap(renumbered.collect()),
            Queue::Radix(_) => Queue::Radix(Box::new(Radix::new(self.now, renumbered))),
        };
    }
}
