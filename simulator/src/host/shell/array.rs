//! Arrays of the shell: numbered, and by key.

use std::collections::BTreeMap;

/// An array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::host) enum Array {
    /// By number.
    Indexed(BTreeMap<i64, String>),
    /// By key, `declare -A`; in the order in which bash's table gives them.
    Keyed(Vec<(String, String)>),
}

/// The buckets of bash's table: `ASSOC_HASH_BUCKETS` in its `assoc.h`. The table grows when it holds twice as many.
const BUCKETS: u32 = 1024;
/// The most elements of an array: as many as bash's table holds before it grows and their order is another one.
pub(super) const ELEMENTS: usize = 2 * BUCKETS as usize;

/// The bucket of a key: FNV-1, as in bash's `hashlib.c`.
fn bucket(key: &str) -> u32 {
    let step = |hash: u32, byte: u8| hash.wrapping_mul(16_777_619) ^ u32::from(byte);
    key.bytes().fold(2_166_136_261, step) & (BUCKETS - 1)
}

impl Array {
    /// An empty one.
    pub(super) fn new(keyed: bool) -> Self {
        if keyed {
            Self::Keyed(Vec::new())
        } else {
            Self::Indexed(BTreeMap::new())
        }
    }

    /// Numbered from 0 on.
    pub(super) fn of(values: impl IntoIterator<Item = String>) -> Self {
        Self::Indexed((0..).zip(values).collect())
    }

    /// The elements in their order.
    pub(super) fn values(&self) -> Vec<String> {
        match self {
            Self::Indexed(elements) => elements.values().cloned().collect(),
            Self::Keyed(elements) => elements.iter().map(|(_, v)| v.clone()).collect(),
        }
    }

    /// Their numbers or keys.
    pub(super) fn indexes(&self) -> Vec<String> {
        match self {
            Self::Indexed(elements) => elements.keys().map(ToString::to_string).collect(),
            Self::Keyed(elements) => elements.iter().map(|(k, _)| k.clone()).collect(),
        }
    }

    /// How many elements it has.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Indexed(elements) => elements.len(),
            Self::Keyed(elements) => elements.len(),
        }
    }

    /// What `$NAME` without an index is: the element 0.
    pub(in crate::host) fn first(&self) -> Option<&String> {
        match self {
            Self::Indexed(elements) => elements.get(&0),
            Self::Keyed(elements) => elements.iter().find(|(k, _)| k == "0").map(|(_, v)| v),
        }
    }

    /// The element of a key.
    pub(super) fn keyed(&self, key: &str) -> Option<&String> {
        match self {
            Self::Keyed(elements) => elements.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            Self::Indexed(_) => None,
        }
    }

    /// The number of an index; those below 0 count from the end. None where there is none.
    pub(super) fn number(&self, index: i64) -> Option<i64> {
        let Self::Indexed(elements) = self else {
            return Some(index);
        };
        if index >= 0 {
            return Some(index);
        }
        let end = elements.keys().next_back().map_or(0, |last| last + 1);
        Some(end + index).filter(|n| *n >= 0)
    }

    /// Sets the element of a key.
    pub(super) fn put(&mut self, key: &str, value: String) {
        let Self::Keyed(elements) = self else { return };
        if let Some((_, old)) = elements.iter_mut().find(|(k, _)| k == key) {
            *old = value;
            return;
        }
        // Bash goes through its buckets in order, and puts a new key at the head of its own.
        let own = bucket(key);
        let at = elements.iter().position(|(k, _)| bucket(k) >= own);
        let element = (key.to_owned(), value);
        elements.insert(at.unwrap_or(elements.len()), element);
    }

    /// Forgets the element of a key.
    pub(super) fn forget(&mut self, key: &str) {
        if let Self::Keyed(elements) = self {
            elements.retain(|(k, _)| k != key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Array;

    #[test]
    fn keys_come_in_the_order_of_bash() {
        let mut array = Array::new(true);
        for key in ["red", "green", "blue", "one", "two", "three"] {
            array.put(key, String::new());
        }
        // `declare -A m=([red]= [green]= [blue]= [one]= [two]= [three]=); echo "${!m[@]}"` in bash 5.2.15.
        assert_eq!(array.indexes().join(" "), "blue two red three one green");
    }
}
