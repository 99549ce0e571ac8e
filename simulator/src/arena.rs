//! Collections whose keys are small numbers that are never used twice.

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;

/// Names one entry of an [`Arena`], of what `T` tells; fits into a timer.
pub struct Key<T>(u32, PhantomData<fn() -> T>);

impl<T> Key<T> {
    /// Makes the key with this number, as a timer carries it.
    #[must_use]
    pub fn from_slot(slot: u32) -> Self {
        Self(slot, PhantomData)
    }

    /// The number.
    #[must_use]
    pub fn slot(self) -> u32 {
        self.0
    }
}

impl<T> Clone for Key<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Key<T> {}
impl<T> PartialEq for Key<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Key<T> {}
impl<T> PartialOrd for Key<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Key<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> fmt::Debug for Key<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// A growing list of things with stable keys, in order of birth.
///
/// What was removed takes a pointer's room while something older lives, and none afterwards: a world in which tasks are
/// replaced all day walks over those that are there.
///
/// Its keys are of type `I`: the thing itself where only its own room names it, and else what stands for it in
/// [`crate::id`], which rooms can know that do not know the thing.
#[derive(Clone, Debug)]
pub struct Arena<T, I = T> {
    /// How many keys were given out before that of the first entry here.
    gone: u32,
    entries: VecDeque<Option<Box<T>>>,
    keys: PhantomData<fn() -> I>,
}

impl<T, I> Default for Arena<T, I> {
    fn default() -> Self {
        Self {
            gone: 0,
            entries: VecDeque::new(),
            keys: PhantomData,
        }
    }
}

impl<T, I> Arena<T, I> {
    /// Adds an entry.
    ///
    /// # Panics
    /// Past 2^32 entries.
    pub fn insert(&mut self, value: T) -> Key<I> {
        let key = self.next_key();
        assert!(key.0 < u32::MAX, "an arena holds fewer than 2^32 entries");
        self.entries.push_back(Some(Box::new(value)));
        key
    }

    /// The key that the next entry will get.
    #[must_use]
    pub fn next_key(&self) -> Key<I> {
        let here = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        Key::from_slot(self.gone.saturating_add(here))
    }

    /// Where an entry lies; none when it was removed with all before it.
    fn place(&self, key: Key<I>) -> Option<usize> {
        Some(key.0.checked_sub(self.gone)? as usize)
    }

    /// Looks an entry up; none when it was removed.
    #[must_use]
    pub fn get(&self, key: Key<I>) -> Option<&T> {
        self.entries.get(self.place(key)?)?.as_deref()
    }

    /// Looks an entry up to change it; none when it was removed.
    pub fn get_mut(&mut self, key: Key<I>) -> Option<&mut T> {
        let place = self.place(key)?;
        self.entries.get_mut(place)?.as_deref_mut()
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: Key<I>) -> Option<T> {
        let place = self.place(key)?;
        let taken = self.entries.get_mut(place)?.take()?;
        while self.entries.front().is_some_and(Option::is_none) {
            self.entries.pop_front();
            self.gone += 1;
        }
        Some(*taken)
    }

    /// Walks over the entries in order of birth.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Key<I>, &T)> {
        let gone = self.gone;
        let entries = self.entries.iter().enumerate();
        entries.filter_map(move |(n, e)| Some((Key::from_slot(gone + n as u32), e.as_deref()?)))
    }

    /// Walks over the entries to change them.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (Key<I>, &mut T)> {
        let gone = self.gone;
        let entries = self.entries.iter_mut().enumerate();
        entries.filter_map(move |(n, e)| Some((Key::from_slot(gone + n as u32), e.as_deref_mut()?)))
    }

    /// The keys in order of birth.
    #[must_use]
    pub fn keys(&self) -> Vec<Key<I>> {
        self.iter().map(|(k, _)| k).collect()
    }
}

impl<T, I> std::ops::Index<Key<I>> for Arena<T, I> {
    type Output = T;
    /// # Panics
    /// When the entry was removed: whoever holds a key to it broke an invariant of the world.
    fn index(&self, key: Key<I>) -> &T {
        self.get(key).expect("the entry exists")
    }
}

impl<T, I> std::ops::IndexMut<Key<I>> for Arena<T, I> {
    fn index_mut(&mut self, key: Key<I>) -> &mut T {
        self.get_mut(key).expect("the entry exists")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stay_what_they_are_whoever_goes() {
        let mut arena: Arena<usize> = Arena::default();
        let keys: Vec<_> = (0..6).map(|n| arena.insert(n)).collect();
        // From the middle, then everything before it, then the last one.
        for gone in [2, 0, 1, 5] {
            assert_eq!(arena.remove(keys[gone]), Some(gone));
            assert_eq!(arena.remove(keys[gone]), None);
        }
        assert_eq!(arena.iter().map(|(_, n)| *n).collect::<Vec<_>>(), [3, 4]);
        assert_eq!(
            arena.iter().rev().map(|(k, _)| k).collect::<Vec<_>>(),
            [keys[4], keys[3]]
        );
        assert!(
            keys.iter()
                .zip(0..)
                .all(|(key, n)| arena.get(*key).is_none_or(|here| *here == n))
        );
        let next = arena.next_key();
        assert_eq!(arena.insert(6), next);
        assert!(!keys.contains(&next), "a key is never given out again");
        for (_, n) in arena.iter_mut() {
            *n *= 10;
        }
        assert_eq!((arena[keys[3]], arena[keys[4]], arena[next]), (30, 40, 60));
    }
}
