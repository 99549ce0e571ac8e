//! What is found by an address.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// A map from addresses, in their order. They are kept as numbers: as four bytes they would be compared by a call for each
/// step of a search, and every connection searches several times.
#[derive(Clone, Debug)]
pub(crate) struct ByAddress<T>(BTreeMap<u32, T>);

impl<T> Default for ByAddress<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> ByAddress<T> {
    pub(crate) fn get(&self, address: Ipv4Addr) -> Option<&T> {
        self.0.get(&address.into())
    }

    pub(crate) fn get_mut(&mut self, address: Ipv4Addr) -> Option<&mut T> {
        self.0.get_mut(&address.into())
    }

    pub(crate) fn contains(&self, address: Ipv4Addr) -> bool {
        self.0.contains_key(&address.into())
    }

    /// Puts something at an address; what was there before is given back.
    pub(crate) fn insert(&mut self, address: Ipv4Addr, value: T) -> Option<T> {
        self.0.insert(address.into(), value)
    }

    pub(crate) fn remove(&mut self, address: Ipv4Addr) -> Option<T> {
        self.0.remove(&address.into())
    }

    /// How many addresses have something.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

impl<T: Default> ByAddress<T> {
    /// What is at an address, made where nothing is.
    pub(crate) fn at(&mut self, address: Ipv4Addr) -> &mut T {
        self.0.entry(address.into()).or_default()
    }
}
