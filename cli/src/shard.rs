//! A comparison in parts, on as many machines as there are: what each of them writes, and how the parts become one.

mod join;
mod partial;

pub use join::{Joined, join};
pub use partial::{Input, Partial, Seeded};

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Which part of a comparison's seeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Shard {
    /// Which one, from 1.
    pub index: u64,
    /// Of how many.
    pub of: u64,
}

impl Shard {
    /// Reads `I/N`; none of what is no such part.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (index, of) = text.split_once('/')?;
        let whole = |text: &str| text.trim().parse::<u64>().ok();
        let (index, of) = (whole(index)?, whole(of)?);
        (1..=of).contains(&index).then_some(Self { index, of })
    }

    /// Its seeds of so many, counted from 0: the shards are as large as each other to a seed, and follow one another.
    #[must_use]
    pub fn range(self, seeds: u64) -> Range<u64> {
        let (each, more) = (seeds / self.of, seeds % self.of);
        let begin = |index: u64| index * each + index.min(more);
        begin(self.index - 1)..begin(self.index)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn shards_cover_all_seeds_once() {
        for seeds in [1_u64, 5, 7, 8, 1_000, 10_000] {
            for of in 1..=seeds.min(9) {
                let shard = |index| Shard { index, of }.range(seeds);
                let all: Vec<u64> = (1..=of).flat_map(shard).collect();
                assert_eq!(all, (0..seeds).collect::<Vec<_>>(), "{seeds} in {of}");
                let sizes = (1..=of).map(|index| shard(index).count());
                let (least, most) = (sizes.clone().min(), sizes.max());
                assert!(most <= least.map(|n| n + 1), "{seeds} in {of}");
            }
        }
    }

    #[test]
    fn only_a_part_is_a_shard() {
        assert_eq!(Shard::parse("2/3"), Some(Shard { index: 2, of: 3 }));
        for wrong in [
            "0/3", "4/3", "1", "1/0", "/", "1/x", "-1/2", "1/2/3", "1.5/2",
        ] {
            assert_eq!(Shard::parse(wrong), None, "{wrong}");
        }
    }
}
