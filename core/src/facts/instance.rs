//! EC2's instance types, as far as a container host of a small or middling application may need them.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::embedded::parse;
use crate::fact::{Fact, Row};
use crate::money::Usd;

pub(super) const JSON: &str = include_str!("instances.json");

static TYPES: LazyLock<Fact<Vec<InstanceType>>> = LazyLock::new(|| parse(JSON));

/// A processor's instruction set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Architecture {
    /// Intel and AMD, 64 bits.
    #[serde(rename = "x86_64")]
    X86_64,
    /// Graviton, 64 bits.
    #[serde(rename = "arm64")]
    Arm64,
}

impl Architecture {
    /// EC2's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }

    /// Docker's word, as in `linux/amd64`.
    #[must_use]
    pub fn docker_word(self) -> &'static str {
        match self {
            Self::X86_64 => "amd64",
            Self::Arm64 => "arm64",
        }
    }
}

/// What an instance type offers, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InstanceType {
    /// Its name, such as `t3.medium`.
    pub name: String,
    /// Virtual CPUs.
    pub vcpu: u32,
    /// Memory in MiB, before the system takes its part.
    pub memory_mib: u64,
    /// Instruction set.
    pub architecture: Architecture,
    /// On demand, Linux, us-east-1, an hour.
    pub hourly: Usd,
    /// Network in Mbit/s: what it always has, and what it may reach.
    pub network_mbps: [u32; 2],
    /// Disk throughput in Mbit/s: what it always has, and what it may reach.
    pub ebs_mbps: [u32; 2],
    /// Network interfaces, the first one included.
    pub interfaces: u32,
    /// Private IPv4 addresses of each interface.
    pub addresses_per_interface: u32,
    /// Whether a free plan may launch it.
    #[serde(default, skip_serializing_if = "crate::aws::is_default")]
    pub free_tier: bool,
    /// Its CPU credits, when it bursts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burst: Option<Burst>,
}

/// The CPU credits of a burstable type. A credit is one vCPU for a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Burst {
    /// Credits earned in an hour.
    pub credits_per_hour: u32,
    /// Credits kept at most.
    pub credits_most: u32,
    /// Load of each vCPU, in percent, that earns as much as it spends.
    pub baseline_percent: u32,
}

impl InstanceType {
    /// All types, by family and size.
    #[must_use]
    pub fn all() -> &'static [Self] {
        &TYPES.value
    }

    /// Looks a type up by its name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::all().iter().find(|each| each.name == name)
    }

    /// The cheapest type with at least this many vCPUs and MiB; the first in the table among equals.
    #[must_use]
    pub fn holding(
        architecture: Architecture,
        vcpu: u32,
        memory_mib: u64,
    ) -> Option<&'static Self> {
        let fits = |each: &&Self| {
            each.architecture == architecture && each.vcpu >= vcpu && each.memory_mib >= memory_mib
        };
        Self::all()
            .iter()
            .filter(fits)
            .min_by_key(|each| each.hourly)
    }

    /// How many tasks with an interface of their own fit beside the host's own interface, without trunking.
    #[must_use]
    pub fn awsvpc_tasks(&self) -> u32 {
        self.interfaces.saturating_sub(1)
    }
}

pub(super) fn rows() -> impl Iterator<Item = Row> {
    InstanceType::all().iter().map(|each| {
        let value = format!(
            "{} vCPU, {} MiB, {}",
            each.vcpu, each.memory_mib, each.hourly
        );
        let mut row = Row::of(&format!("instance.{}", each.name), value, &TYPES);
        "vCPU, MiB, USD/hour".clone_into(&mut row.unit);
        row
    })
}

#[cfg(test)]
mod tests {
    use super::{Architecture, Burst, InstanceType};

    #[test]
    fn a_type_has_its_specification_and_price() {
        let medium = InstanceType::named("t3.medium").unwrap();
        assert_eq!(
            (medium.vcpu, medium.memory_mib, medium.hourly.nanos()),
            (2, 4096, 41_600_000)
        );
        let burst = Burst {
            credits_per_hour: 24,
            credits_most: 576,
            baseline_percent: 20,
        };
        assert_eq!(medium.burst, Some(burst));
        assert_eq!(InstanceType::named("m5.large").unwrap().awsvpc_tasks(), 2);
        assert_eq!(InstanceType::named("t9.medium"), None);
    }

    #[test]
    fn a_need_gets_the_cheapest_type_that_holds_it() {
        let name = |architecture, vcpu, memory| {
            InstanceType::holding(architecture, vcpu, memory).map(|each| each.name.as_str())
        };
        assert_eq!(name(Architecture::X86_64, 1, 3000), Some("t3a.medium"));
        assert_eq!(name(Architecture::Arm64, 1, 3000), Some("t4g.medium"));
        assert_eq!(name(Architecture::X86_64, 2, 1 << 30), None);
    }

    #[test]
    fn every_burstable_type_pays_its_way() {
        for each in InstanceType::all() {
            assert!(
                each.hourly.nanos() > 0 && each.vcpu > 0 && each.memory_mib > 0,
                "{}",
                each.name
            );
            if let Some(burst) = each.burst {
                assert_eq!(
                    burst.credits_per_hour,
                    each.vcpu * burst.baseline_percent * 60 / 100,
                    "{}",
                    each.name
                );
                assert_eq!(
                    burst.credits_most,
                    burst.credits_per_hour * 24,
                    "{}",
                    each.name
                );
            }
        }
    }
}
