//! A radix heap: for very many entries, since it touches memory in order.

use paperboat_core::time::Timestamp;

use super::entry::{Entry, LOWEST_ORDERING_BIT};

const BUCKETS: usize = (u128::BITS - LOWEST_ORDERING_BIT) as usize;
const NONE: Entry = Entry(u128::MAX);
/// Up to this many entries are sorted at once rather than moved bucket by bucket.
const RUN: usize = 32;

/// Entries lie in the bucket of the highest bit in which they differ from `base`, which none of them precedes.
///
/// When the lowest bucket that holds anything is opened, its smallest entry becomes the base. Many entries move
/// to still lower buckets, so that each moves at most once a bit; a few become the `run`, which is popped from its
/// end. That order holds because nothing smaller than the last pop is ever pushed.
#[derive(Clone, Debug)]
pub(super) struct Radix {
    base: Entry,
    /// The first entries of all, the very first at the end.
    run: Vec<Entry>,
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
            base: Entry::before_all(now),
            run: Vec::with_capacity(2 * RUN),
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
        self.len += 1;
        if self.run.first().is_some_and(|last| entry < *last) {
            let place = self.run.partition_point(|other| *other > entry);
            self.run.insert(place, entry);
            if self.run.len() > 2 * RUN {
                self.spill();
            }
        } else {
            self.place(entry);
        }
    }

    pub(super) fn peek(&self) -> Option<Entry> {
        let lowest = || self.buckets.get(self.filled.trailing_zeros() as usize);
        self.run
            .last()
            .copied()
            .or_else(|| Some(lowest()?.smallest))
    }

    pub(super) fn pop(&mut self) -> Option<Entry> {
        while self.run.is_empty() {
            self.open()?;
        }
        self.len -= 1;
        self.run.pop()
    }

    /// Empties the heap, in no order.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Entry> + use<> {
        self.filled = 0;
        self.len = 0;
        let run = std::mem::take(&mut self.run);
        let buckets = std::mem::take(&mut self.buckets);
        run.into_iter()
            .chain(buckets.into_iter().flat_map(|bucket| bucket.entries))
    }

    /// Opens the lowest bucket; none when all are empty.
    fn open(&mut self) -> Option<()> {
        let lowest = self.filled.trailing_zeros() as usize;
        let bucket = self.buckets.get_mut(lowest)?;
        self.base = std::mem::replace(&mut bucket.smallest, NONE);
        self.filled &= !(1 << lowest);
        if bucket.entries.len() <= RUN {
            self.run.append(&mut bucket.entries);
            self.run.sort_unstable_by(|a, b| b.cmp(a));
            return Some(());
        }
        let mut entries = std::mem::take(&mut bucket.entries);
        for entry in entries.drain(..) {
            if entry == self.base {
                self.run.push(entry);
            } else {
                self.place(entry);
            }
        }
        self.buckets[lowest].entries = entries;
        Some(())
    }

    /// Puts the later half of the run back into buckets.
    fn spill(&mut self) {
        for later in 0..RUN {
            self.place(self.run[later]);
        }
        self.run.drain(..RUN);
    }

    fn place(&mut self, entry: Entry) {
        debug_assert!(entry > self.base, "the radix heap only goes forward");
        let highest = (entry.0 ^ self.base.0).ilog2() - LOWEST_ORDERING_BIT;
        let bucket = &mut self.buckets[highest as usize];
        bucket.entries.push(entry);
        bucket.smallest = bucket.smallest.min(entry);
        self.filled |= 1 << highest;
    }
}
