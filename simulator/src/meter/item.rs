//! What is billed, and by which of AWS's rules.

use std::time::Duration;

use paperboat_core::facts::InstanceType;
use paperboat_core::money::Usd;

use super::CostKind;
use super::part::{Part, Quantity, Span};
use crate::model::{Limit, Model, Price};

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
        /// The bytes of the blocks that it alone stores.
        bytes: u64,
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
    /// A secret.
    Secret,
    /// Standard storage of an EFS file system, whose throughput is of the mode `bursting`: bytes read and written are free.
    Efs {
        /// The stored bytes.
        bytes: u64,
    },
    /// A Route 53 private hosted zone, which a private DNS namespace makes: paid for each month that has begun, unless it
    /// is deleted soon.
    HostedZone,
    /// Images in ECR.
    EcrStorage {
        /// The stored bytes.
        bytes: u64,
    },
}

/// AWS's gigabyte of storage and traffic, in bytes.
pub(super) const GB: u64 = 1_000_000_000;
/// A gibibyte in bytes.
pub(super) const GIB: u64 = 1 << 30;

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
            Self::LoadBalancer => CostKind::LoadBalancing,
            Self::PublicIpv4 | Self::HostedZone => CostKind::Network,
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
            Self::Secret => "secret",
            Self::Efs { .. } => "efs-storage",
            Self::HostedZone => "hosted-zone",
            Self::EcrStorage { .. } => "ecr-storage",
        }
    }

    /// What its cost by time is made of: quantity and unit price, one for each of AWS's usage types.
    pub(super) fn parts(&self, model: &Model) -> Vec<Part> {
        let part = |price: Price, unit, units, span| Part {
            price: price.key().to_owned(),
            unit,
            unit_price: model.price(price).value,
            units,
            span,
        };
        let one = Quantity::whole(1);
        vec![match self {
            Self::Instance { instance_type } => Part {
                price: format!("instance.{instance_type}"),
                unit: "hour",
                unit_price: InstanceType::named(instance_type).map_or(Usd::ZERO, |t| t.hourly),
                units: one,
                span: Span::Hour,
            },
            Self::Gp3 { gib } => {
                let gib = Quantity::whole(u64::from(*gib));
                part(Price::EbsGp3GbMonth, "GB-month", gib, Span::Month)
            }
            Self::Snapshot { bytes } => {
                let gib = Quantity::of(*bytes, GIB);
                part(Price::EbsSnapshotGbMonth, "GB-month", gib, Span::Month)
            }
            Self::PublicIpv4 => part(Price::Ec2PublicIpv4Hour, "hour", one, Span::Hour),
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
                let vcpus = Quantity::of(u64::from(*cpu), 1_024);
                let memory = Quantity::of(u64::from(*memory_mib), 1_024);
                let mut parts = vec![
                    part(vcpu, "vCPU-hour", vcpus, Span::Hour),
                    part(gb, "GB-hour", memory, Span::Hour),
                ];
                let free = model.limit(Limit::FargateStorageGib);
                let extra = u64::from(*ephemeral_gib).saturating_sub(free);
                if extra > 0 {
                    let extra = Quantity::whole(extra);
                    let price = Price::FargateStorageGbHour;
                    parts.push(part(price, "GB-hour", extra, Span::Hour));
                }
                return parts;
            }
            Self::LoadBalancer => part(Price::ElbAlbHour, "hour", one, Span::Hour),
            Self::Secret => part(Price::SecretsSecretMonth, "month", one, Span::Month),
            Self::Efs { bytes } => {
                let gib = Quantity::of(*bytes, GIB);
                part(Price::EfsStorageGbMonth, "GB-month", gib, Span::Month)
            }
            Self::HostedZone => part(Price::Route53ZoneMonth, "month", one, Span::WholeMonth),
            Self::EcrStorage { bytes } => {
                let gb = Quantity::of(*bytes, GB);
                part(Price::EcrStorageGbMonth, "GB-month", gb, Span::Month)
            }
        }]
    }

    /// What an hour of it costs; of what is paid by the month, a 730th of that.
    #[must_use]
    pub fn hourly(&self, model: &Model) -> Usd {
        self.parts(model).iter().map(Part::hourly).sum()
    }

    /// How long it lives at most without being billed.
    #[must_use]
    pub fn free_for(&self, model: &Model) -> Duration {
        match self {
            Self::HostedZone => model.seconds(Limit::Route53FreeWhenDeletedWithinS),
            _ => Duration::ZERO,
        }
    }

    /// The shortest time that is billed at each start.
    #[must_use]
    pub fn minimum(&self, model: &Model) -> Duration {
        match self {
            Self::Instance { .. } => model.seconds(Limit::Ec2MinimumBilledS),
            Self::FargateTask { .. } => model.seconds(Limit::FargateMinimumBilledS),
            // Volumes and addresses are paid by the second too, with no minimum that a source names.
            _ => Duration::ZERO,
        }
    }

    /// What AWS rounds its time up to: whole hours for a load balancer, whole seconds for everything else.
    #[must_use]
    pub fn step(&self) -> Duration {
        match self {
            Self::LoadBalancer => Duration::from_secs(3_600),
            _ => Duration::from_secs(1),
        }
    }
}
