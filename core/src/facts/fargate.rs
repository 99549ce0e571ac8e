//! The sizes in which Fargate sells tasks.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::embedded::parse;
use crate::fact::{Fact, Row};

pub(super) const JSON: &str = include_str!("fargate.json");

static SIZES: LazyLock<Fact<Vec<FargateSize>>> = LazyLock::new(|| parse(JSON));

/// A pair of CPU and memory that a task on Fargate may have; every other pair is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FargateSize {
    /// CPU units: 1024 are a vCPU.
    pub cpu: u32,
    /// Memory in MiB.
    pub memory_mib: u32,
    /// The lowest Linux platform version that offers it; none when all do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
}

impl FargateSize {
    /// All sizes, by CPU and then by memory, which is also from cheap to dear.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &SIZES.value
    }

    /// The size with exactly this CPU and memory; none when Fargate does not offer the pair.
    #[must_use]
    pub fn exactly(cpu: u32, memory_mib: u32) -> Option<&'static Self> {
        Self::all()
            .iter()
            .find(|size| size.cpu == cpu && size.memory_mib == memory_mib)
    }

    /// The cheapest size that has at least this CPU and memory; none when no size has.
    #[must_use]
    pub fn holding(cpu: u32, memory_mib: u32) -> Option<&'static Self> {
        Self::all()
            .iter()
            .find(|size| size.cpu >= cpu && size.memory_mib >= memory_mib)
    }

    /// The CPU in vCPUs.
    #[must_use]
    pub fn vcpus(&self) -> f64 {
        f64::from(self.cpu) / 1024.0
    }
}

pub(super) fn row() -> Row {
    let [first, .., last] = FargateSize::all() else {
        unreachable!("there are sizes");
    };
    let size = |size: &FargateSize| format!("{} / {}", size.cpu, size.memory_mib);
    let value = format!(
        "{} pairs, {} to {}",
        FargateSize::all().len(),
        size(first),
        size(last)
    );
    Row::of("fargate.sizes", value, &SIZES)
}

#[cfg(test)]
mod tests {
    use super::FargateSize;

    #[test]
    fn there_are_74_sizes_in_rising_order() {
        let pairs: Vec<_> = FargateSize::all()
            .iter()
            .map(|size| (size.cpu, size.memory_mib))
            .collect();
        assert_eq!(pairs.len(), 74);
        assert!(pairs.is_sorted());
        assert!((1..=2).all(|gib| FargateSize::exactly(256, gib * 1024).is_some()));
        assert!(FargateSize::exactly(256, 3072).is_none());
    }

    #[test]
    fn a_need_gets_the_smallest_size_that_holds_it() {
        let pair =
            |cpu, memory| FargateSize::holding(cpu, memory).map(|size| (size.cpu, size.memory_mib));
        assert_eq!(pair(0, 0), Some((256, 512)));
        assert_eq!(pair(256, 513), Some((256, 1024)));
        assert_eq!(pair(300, 600), Some((512, 1024)));
        assert_eq!(pair(256, 5000), Some((1024, 5120)));
        assert_eq!(pair(16_384, 122_880), Some((16_384, 122_880)));
        assert_eq!(pair(16_385, 512), None);
        assert_eq!(pair(256, 130_000), None);
    }
}
