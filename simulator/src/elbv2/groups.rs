//! All target groups, by key and by ARN.

use std::collections::BTreeMap;
use std::ops::{Index, IndexMut};

use super::target_group::{GroupKey, TargetGroup};
use crate::arena::Arena;
use crate::id;

/// The target groups of the account. Every task asks for its group by ARN, so that is no walk over all of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    all: Arena<TargetGroup, id::TargetGroup>,
    by_arn: BTreeMap<String, GroupKey>,
}

impl Groups {
    pub(super) fn insert(&mut self, group: TargetGroup) -> GroupKey {
        let arn = group.arn.clone();
        let key = self.all.insert(group);
        self.by_arn.insert(arn, key);
        key
    }

    pub(super) fn remove(&mut self, key: GroupKey) -> Option<TargetGroup> {
        let group = self.all.remove(key)?;
        self.by_arn.remove(&group.arn);
        Some(group)
    }

    pub(super) fn get(&self, key: GroupKey) -> Option<&TargetGroup> {
        self.all.get(key)
    }

    /// The group with an ARN.
    pub(super) fn named(&self, arn: &str) -> Option<GroupKey> {
        self.by_arn.get(arn).copied()
    }

    /// All of them, in order of birth.
    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = (GroupKey, &TargetGroup)> {
        self.all.iter()
    }
}

impl Index<GroupKey> for Groups {
    type Output = TargetGroup;
    fn index(&self, key: GroupKey) -> &TargetGroup {
        &self.all[key]
    }
}

impl IndexMut<GroupKey> for Groups {
    fn index_mut(&mut self, key: GroupKey) -> &mut TargetGroup {
        &mut self.all[key]
    }
}
