//! All targets, by key and by address.

use std::net::Ipv4Addr;
use std::ops::{Index, IndexMut};

use super::target::{Target, TargetKey};
use crate::arena::Arena;
use crate::net::ByAddress;

/// The targets of all groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Targets {
    all: Arena<Target>,
    by_address: ByAddress<Vec<TargetKey>>,
}

impl Targets {
    pub(super) fn insert(&mut self, target: Target) -> TargetKey {
        let address = target.address;
        let key = self.all.insert(target);
        self.by_address.at(address).push(key);
        key
    }

    pub(super) fn remove(&mut self, key: TargetKey) -> Option<Target> {
        let target = self.all.remove(key)?;
        if let Some(keys) = self.by_address.get_mut(target.address) {
            keys.retain(|k| *k != key);
            if keys.is_empty() {
                self.by_address.remove(target.address);
            }
        }
        Some(target)
    }

    pub(super) fn get(&self, key: TargetKey) -> Option<&Target> {
        self.all.get(key)
    }

    pub(super) fn get_mut(&mut self, key: TargetKey) -> Option<&mut Target> {
        self.all.get_mut(key)
    }

    /// The targets with an address, in order of birth.
    pub(super) fn at(&self, address: Ipv4Addr) -> &[TargetKey] {
        self.by_address.get(address).map_or(&[], Vec::as_slice)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (TargetKey, &Target)> {
        self.all.iter()
    }

    /// The keys in order of birth.
    pub(super) fn keys(&self) -> Vec<TargetKey> {
        self.all.keys()
    }
}

impl Index<TargetKey> for Targets {
    type Output = Target;
    fn index(&self, key: TargetKey) -> &Target {
        &self.all[key]
    }
}

impl IndexMut<TargetKey> for Targets {
    fn index_mut(&mut self, key: TargetKey) -> &mut Target {
        &mut self.all[key]
    }
}
