//! What everything costs, by AWS's own rules.

use crate::world::World;

/// The bill so far.
#[derive(Clone, Debug, Default)]
pub struct Meter {}

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
        /// GiB of ephemeral storage.
        ephemeral_gib: u32,
        /// Whether it runs on Graviton.
        arm: bool,
    },
    /// An application load balancer; its capacity units are charged from the traffic.
    LoadBalancer,
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
    /// Bytes sent to the internet.
    DataOut {
        /// The bytes.
        bytes: u64,
    },
}

/// Begins to bill a resource.
pub(crate) fn open(w: &mut World, resource: &str, item: Item) {
    let _ = (w, resource, item);
}

/// Ends all that is billed for a resource.
pub(crate) fn close(w: &mut World, resource: &str) {
    let _ = (w, resource);
}

/// Bills something once.
pub(crate) fn charge(w: &mut World, resource: &str, item: Item) {
    let _ = (w, resource, item);
}

pub(crate) fn check(w: &World) {
    let _ = w;
}
