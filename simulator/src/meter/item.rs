//! What is billed, and by which of AWS's rules.

use std::time::Duration;

use paperboat_core::facts::InstanceType;
use paperboat_core::money::Usd;
use serde::{Deserialize, Serialize};

use crate::model::{Limit, Model, Price};

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

/// What is billed, with what its price depends on.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// An on-demand Linux instance while it runs.
    Instance {
        /// Such as `t3.micro`.
        instance_type: String,
    },
    /// A gp3 volume.
    Gp3 {
        /// Its size in GiB.
        gib: u32,
    },
    /// A snapshot.
    Snapshot {
        /// The stored GiB.
        gib: u32,
    },
    /// A public IPv4 address, in use or not.
    PublicIpv4,
    /// A Fargate task from the start of its pull to its end.
    FargateTask {
        /// Units of 1/1024 vCPU.
        cpu: u32,
        /// MiB.
        memory_mib: u32,
        /// GiB of ephemeral storage; the first 20 are free.
        ephemeral_gib: u32,
        /// Whether it runs on Graviton.
        arm: bool,
    },
    /// An application load balancer, without its capacity units.
    LoadBalancer,
    /// A load balancer's capacity units, by the hour, in thousandths.
    CapacityUnits {
        /// Thousandths of an LCU-hour.
        milli_hours: u64,
    },
    /// A secret.
    Secret,
    /// Standard storage of an EFS file system.
    Efs {
        /// The stored bytes.
        bytes: u64,
    },
    /// A Route 53 private hosted zone, which a private DNS namespace makes.
    HostedZone,
    /// Images in ECR.
    EcrStorage {
        /// The stored bytes.
        bytes: u64,
    },
    /// Log lines taken in.
    LogIngestion {
        /// The bytes.
        bytes: u64,
    },
    /// Bytes sent to the internet beyond the free ones.
    DataOut {
        /// The bytes.
        bytes: u64,
    },
}

/// AWS's gigabyte of storage and traffic, in bytes.
const GB: u64 = 1_000_000_000;
/// A gibibyte in bytes.
const GIB: u64 = 1 << 30;

impl Item {
    /// What it is for.
    #[must_use]
    pub fn kind(&self) -> CostKind {
        match self {
            Self::Instance { .. } | Self::FargateTask { .. } => CostKind::Compute,
            Self::Gp3 { .. }
            | Self::Snapshot { .. }
            | Self::Efs { .. }
            | Self::EcrStorage { .. } => CostKind::Storage,
            Self::LoadBalancer | Self::CapacityUnits { .. } => CostKind::LoadBalancing,
            Self::PublicIpv4 | Self::HostedZone | Self::DataOut { .. } => CostKind::Network,
            Self::LogIngestion { .. } => CostKind::Logs,
            Self::Secret => CostKind::Secrets,
        }
    }

    /// A catalogue key that names it.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Instance { .. } => "instance",
            Self::Gp3 { .. } => "gp3-volume",
            Self::Snapshot { .. } => "snapshot",
            Self::PublicIpv4 => "public-ipv4",
            Self::FargateTask { .. } => "fargate-task",
            Self::LoadBalancer => "load-balancer",
            Self::CapacityUnits { .. } => "capacity-units",
            Self::Secret => "secret",
            Self::Efs { .. } => "efs-storage",
            Self::HostedZone => "hosted-zone",
            Self::EcrStorage { .. } => "ecr-storage",
            Self::LogIngestion { .. } => "log-ingestion",
            Self::DataOut { .. } => "data-out",
        }
    }

    /// What an hour of it costs; zero for what is billed once.
    #[must_use]
    pub fn hourly(&self, model: &Model) -> Usd {
        let price = |p: Price| model.price(p).value;
        match self {
            Self::Instance { instance_type } => {
                InstanceType::named(instance_type).map_or(Usd::ZERO, |t| t.hourly)
            }
            Self::Gp3 { gib } => price(Price::EbsGp3GbMonth)
                .times(u64::from(*gib), 1)
                .month_to_hour(),
            Self::Snapshot { gib } => price(Price::EbsSnapshotGbMonth)
                .times(u64::from(*gib), 1)
                .month_to_hour(),
            Self::PublicIpv4 => price(Price::Ec2PublicIpv4Hour),
            Self::FargateTask {
                cpu,
                memory_mib,
                ephemeral_gib,
                arm,
            } => {
                let (vcpu, gb) = if *arm {
                    (Price::FargateArmVcpuHour, Price::FargateArmGbHour)
                } else {
                    (Price::FargateVcpuHour, Price::FargateGbHour)
                };
                let free = model.limit(Limit::FargateStorageGib);
                let extra = u64::from(*ephemeral_gib).saturating_sub(free);
                price(vcpu).times(u64::from(*cpu), 1_024)
                    + price(gb).times(u64::from(*memory_mib), 1_024)
                    + price(Price::FargateStorageGbHour).times(extra, 1)
            }
            Self::LoadBalancer => price(Price::ElbAlbHour),
            Self::Secret => price(Price::SecretsSecretMonth).month_to_hour(),
            Self::Efs { bytes } => price(Price::EfsStorageGbMonth)
                .times(*bytes, GIB)
                .month_to_hour(),
            Self::HostedZone => price(Price::Route53ZoneMonth).month_to_hour(),
            Self::EcrStorage { bytes } => price(Price::EcrStorageGbMonth)
                .times(*bytes, GB)
                .month_to_hour(),
            Self::CapacityUnits { .. } | Self::LogIngestion { .. } | Self::DataOut { .. } => {
                Usd::ZERO
            }
        }
    }

    /// What it costs once; zero for what is billed by time.
    #[must_use]
    pub fn once(&self, model: &Model) -> Usd {
        let price = |p: Price| model.price(p).value;
        match self {
            Self::CapacityUnits { milli_hours } => {
                price(Price::ElbLcuHour).times(*milli_hours, 1_000)
            }
            Self::LogIngestion { bytes } => price(Price::LogsIngestGb).times(*bytes, GB),
            Self::DataOut { bytes } => price(Price::TransferOutGb).times(*bytes, GB),
            _ => Usd::ZERO,
        }
    }

    /// The key of the price in the model, or of the fact, that decides most of it.
    #[must_use]
    pub fn price_key(&self) -> String {
        let price = match self {
            Self::Instance { instance_type } => return format!("instance.{instance_type}"),
            Self::Gp3 { .. } => Price::EbsGp3GbMonth,
            Self::Snapshot { .. } => Price::EbsSnapshotGbMonth,
            Self::PublicIpv4 => Price::Ec2PublicIpv4Hour,
            Self::FargateTask { arm: true, .. } => Price::FargateArmVcpuHour,
            Self::FargateTask { .. } => Price::FargateVcpuHour,
            Self::LoadBalancer => Price::ElbAlbHour,
            Self::CapacityUnits { .. } => Price::ElbLcuHour,
            Self::Secret => Price::SecretsSecretMonth,
            Self::Efs { .. } => Price::EfsStorageGbMonth,
            Self::HostedZone => Price::Route53ZoneMonth,
            Self::EcrStorage { .. } => Price::EcrStorageGbMonth,
            Self::LogIngestion { .. } => Price::LogsIngestGb,
            Self::DataOut { .. } => Price::TransferOutGb,
        };
        price.key().to_owned()
    }

    /// The shortest time that is billed at each start.
    #[must_use]
    pub fn minimum(&self, model: &Model) -> Duration {
        match self {
            Self::Instance { .. } => model.seconds(Limit::Ec2MinimumBilledS),
            Self::FargateTask { .. } => model.seconds(Limit::FargateMinimumBilledS),
            _ => Duration::ZERO,
        }
    }

    /// Tells whether AWS rounds its time up to whole hours; everything else is billed by the second.
    #[must_use]
    pub fn whole_hours(&self) -> bool {
        matches!(self, Self::LoadBalancer)
    }
}
