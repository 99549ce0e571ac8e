//! What copies of a world share until one of them changes it.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A part of a world's state: a copy of the world costs nothing for it, and the first change of it after that a copy of the
/// part.
#[derive(Clone, Debug, Default)]
pub(crate) struct Room<T>(Arc<T>);

impl<T> Room<T> {
    pub(crate) fn new(state: T) -> Self {
        Self(Arc::new(state))
    }
}

impl<T> Deref for Room<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Room<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}
