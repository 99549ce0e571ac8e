//! Collections whose keys are small numbers that are never used twice.

use std::fmt;
use std::marker::PhantomData;

/// Names one entry of an [`Arena`]; fits into a timer.
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
#[derive(Clone, Debug)]
pub struct Arena<T> {
    entries: Vec<Option<T>>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self {
            entries: Vec::new(),
        }
    }
}

impl<T> Arena<T> {
    /// Adds an entry.
    ///
    /// # Panics
    /// Past 2^32 entries.
    pub fn insert(&mut self, value: T) -> Key<T> {
        let slot =
            u32::try_from(self.entries.len()).expect("an arena holds fewer than 2^32 entries");
        self.entries.push(Some(value));
        Key::from_slot(slot)
    }

    /// The key that the next entry will get.
    #[must_use]
    pub fn next_key(&self) -> Key<T> {
        Key::from_slot(u32::try_from(self.entries.len()).unwrap_or(u32::MAX))
    }

    /// Looks an entry up; none when it was removed.
    #[must_use]
    pub fn get(&self, key: Key<T>) -> Option<&T> {
        self.entries.get(key.0 as usize)?.as_ref()
    }

    /// Looks an entry up to change it; none when it was removed.
    pub fn get_mut(&mut self, key: Key<T>) -> Option<&mut T> {
        self.entries.get_mut(key.0 as usize)?.as_mut()
    }

    /// Takes an entry out.
    pub fn remove(&mut self, key: Key<T>) -> Option<T> {
        self.entries.get_mut(key.0 as usize)?.take()
    }

    /// Walks over the entries in order of birth.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (Key<T>, &T)> {
        self.entries
            .iter()
            .enumerate()
            .filter_map(|(i, e)| Some((Key::from_slot(i as u32), e.as_ref()?)))
    }

    /// Walks over the entries to change them.
    pub fn iter_mut(&mut self) -> impl DoubleEndedIterator<Item = (Key<T>, &mut T)> {
        self.entries
            .iter_mut()
            .enumerate()
            .filter_map(|(i, e)| Some((Key::from_slot(i as u32), e.as_mut()?)))
    }

    /// The keys in order of birth.
    #[must_use]
    pub fn keys(&self) -> Vec<Key<T>> {
        self.iter().map(|(k, _)| k).collect()
    }
}

impl<T> std::ops::Index<Key<T>> for Arena<T> {
    type Output = T;
    /// # Panics
    /// When the entry was removed: whoever holds a key to it broke an invariant of the world.
    fn index(&self, key: Key<T>) -> &T {
        self.get(key).expect("the entry exists")
    }
}

impl<T> std::ops::IndexMut<Key<T>> for Arena<T> {
    fn index_mut(&mut self, key: Key<T>) -> &mut T {
        self.get_mut(key).expect("the entry exists")
    }
}
