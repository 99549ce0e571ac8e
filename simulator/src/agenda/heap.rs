//! A 4-ary heap whose pop leaves a hole at the top for the next push to fill.

use super::entry::Entry;

const ARITY: usize = 4;

/// The smallest entry is at the top; four children of an entry lie side by side, about one cache line.
#[derive(Clone, Debug, Default)]
pub(super) struct Heap {
    entries: Vec<Entry>,
    /// Whether `entries[0]` was popped and nothing has taken its place yet.
    hole: bool,
}

impl Heap {
    pub(super) fn len(&self) -> usize {
        self.entries.len() - usize::from(self.hole)
    }

    pub(super) fn push(&mut self, entry: Entry) {
        if self.hole {
            self.hole = false;
            self.sift_down(entry);
        } else {
            self.entries.push(entry);
            self.sift_up(entry);
        }
    }

    pub(super) fn peek(&self) -> Option<Entry> {
        if self.hole {
            let children = &self.entries[1..self.entries.len().min(1 + ARITY)];
            children.iter().min().copied()
        } else {
            self.entries.first().copied()
        }
    }

    pub(super) fn pop(&mut self) -> Option<Entry> {
        if self.hole {
            self.hole = false;
            let last = self.entries.pop()?;
            if !self.entries.is_empty() {
                self.sift_down(last);
            }
        }
        let first = *self.entries.first()?;
        self.hole = true;
        Some(first)
    }

    /// Empties the heap, in no order.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = Entry> + use<> {
        let hole = usize::from(std::mem::take(&mut self.hole));
        std::mem::take(&mut self.entries).into_iter().skip(hole)
    }

    /// Lets `entry` rise from the last place.
    fn sift_up(&mut self, entry: Entry) {
        let mut place = self.entries.len() - 1;
        while place > 0 {
            let parent = (place - 1) / ARITY;
            if self.entries[parent] <= entry {
                break;
            }
            self.entries[place] = self.entries[parent];
            place = parent;
        }
        self.entries[place] = entry;
    }

    /// Lets `entry` sink from the top, whose old content is forgotten.
    fn sift_down(&mut self, entry: Entry) {
        let entries = self.entries.as_mut_slice();
        let mut place = 0;
        loop {
            let first = place * ARITY + 1;
            let Some(children) = entries.get(first..).filter(|rest| !rest.is_empty()) else {
                break;
            };
            let (child, smallest) = smallest_child(children);
            if entry <= smallest {
                break;
            }
            entries[place] = smallest;
            place = first + child;
        }
        entries[place] = entry;
    }
}

/// Finds the smallest among the first four of `children`, which has at least one.
#[inline]
fn smallest_child(children: &[Entry]) -> (usize, Entry) {
    if let Some(four) = children.first_chunk::<ARITY>() {
        let [a, b, c, d] = *four;
        let (left, right) = (a.min(b), c.min(d));
        let (in_left, in_right) = (usize::from(b < a), 2 + usize::from(d < c));
        let child = if right < left { in_right } else { in_left };
        return (child, left.min(right));
    }
    let mut found = (0, children[0]);
    for (child, entry) in children.iter().copied().enumerate().skip(1) {
        if entry < found.1 {
            found = (child, entry);
        }
    }
    found
}

impl FromIterator<Entry> for Heap {
    fn from_iter<I: IntoIterator<Item = Entry>>(entries: I) -> Self {
        let mut entries: Vec<Entry> = entries.into_iter().collect();
        entries.sort_unstable();
        Self {
            entries,
            hole: false,
        }
    }
}
