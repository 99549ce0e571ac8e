//! The rows of a bill's summary.

use serde::{Deserialize, Serialize};

/// What a cost is for: the rows of a bill's summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CostKind {
    /// Processors and memory.
    Compute,
    /// Disks, snapshots, file systems, images.
    Storage,
    /// Load balancers and their capacity units.
    LoadBalancing,
    /// Public addresses, names, bytes sent out.
    Network,
    /// Log lines.
    Logs,
    /// Secrets.
    Secrets,
}

impl CostKind {
    /// All kinds, in the order of a bill.
    pub const ALL: [Self; 6] = [
        Self::Compute,
        Self::Storage,
        Self::LoadBalancing,
        Self::Network,
        Self::Logs,
        Self::Secrets,
    ];

    /// The catalogue key and wire name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Compute => "compute",
            Self::Storage => "storage",
            Self::LoadBalancing => "load-balancing",
            Self::Network => "network",
            Self::Logs => "logs",
            Self::Secrets => "secrets",
        }
    }
}
