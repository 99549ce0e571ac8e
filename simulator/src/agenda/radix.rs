//! A radix heap: for very many entries, since it touches memory in order.

use paperboat_core::time::Timestamp;

use super::entry::{Entry, LOWEST_ORDERING_BIT};

const BUCKETS: usize = (u128::BITS - LOWEST_ORDERING_BIT) as usize;
const NONE: Entry = Entry(u128::MAX);

/// Entries lie in the bucket of the highest bit in which they differ from the last one popped.
///
/// That order holds because nothing smaller than the last pop is ever pushed. When the lowest bucket that
/// holds anything is opened, its entries move to still lower ones, so that each moves at most once a bit.
#[derive(Clone, Debug)]
pub(super) struct Radix {
    last: Entry,
    buckets: Vec<Bucket>,
    /// One bit for each bucket that holds anything.
    filled: u128,
    len: usize,
}

#[derive(Clone, Debug)]
struct Bucket {
    entries: Vec<Entry>,
    smallest: Entry,
}

impl Radix {
    /// Makes a heap of entries that are due at `now` or later.
    pub(super) fn new(now: Timestamp, entries: impl Iterator<Item = Entry>) -> Self {
        let empty = Bucket {
            entries: Vec::new(),
            smallest: NONE,
        };
        let mut radix = Self {
            last: Entry::before_all(now),
            buckets: vec![empty; BUCKETS],
            filled: 0,
            len: 0,
        };
        entries.for_each(|entry| radix.push(entry));
        radix
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    pub(super) fn push(&mut self, entry: Entry) {
        self.place(entry);
        self.len += 1;
    }

    pub(super) fn peek(&self) -> Option<Entry> {
        let lowest = self.buckets.get(self.filled.trailing_zeros() as usize)?;
        Some(lowest.smallest)
    }

    pub(super) fn pop(&mut self) -> Option<Entry> {
        let lowest = self.filled.trailing_zeros() as usize;
        let bucket = self.buckets.get_mut(lowest)?;
        let first = std::mem::replace(&mut bucket.smallest, NONE);
        let mut entries = std::mem::take(&mut bucket.entries);
        self.last = first;
        self.filled &= !(1 << lowest);
        self.len -= 1;
        for entry in entries.drain(..).filter(|entry| *entry != first) {
            self.place(entry);
        }
        self.buckets[lowest].entries = entries;
        Some(first)
    }

    /// Empties the heap, in no order.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Entry> + use<> {
        self.filled = 0;
        self.len = 0;
        let buckets = std::mem::take(&mut self.buckets);
        buckets.into_iter().flat_map(|bucket| bucket.entries)
    }

    fn place(&mut self, entry: Entry) {
        debug_assert!(entry > self.last, "the radix heap only goes forward");
        let highest = (entry.0 ^ self.last.0).ilog2() - LOWEST_ORDERING_BIT;
        let bucket = &mut self.buckets[highest as usize];
        bucket.entries.push(entry);
        bucket.smallest = bucket.smallest.min(entry);
        self.filled |= 1 << highest;
    }
}
