//! Where connections begin and end.

use std::net::Ipv4Addr;

use crate::change::Subject;
pub use crate::id::Endpoint;
use crate::id::{BalancerKey, ContainerKey, MachineKey};

/// Where the instance metadata service is (EC2 user guide, "Access instance metadata for an EC2 instance").
pub(crate) const METADATA: Ipv4Addr = Ipv4Addr::new(169, 254, 169, 254);

/// Where a connection starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A computer on the internet, with this address.
    Internet(Ipv4Addr),
    /// A program on a machine itself, outside any container.
    Machine(MachineKey),
    /// A program in a container.
    Container(ContainerKey),
    /// A load balancer's node.
    Balancer(BalancerKey),
}

impl Origin {
    /// The container that it is.
    pub(crate) fn container(self) -> Option<ContainerKey> {
        match self {
            Self::Container(key) => Some(key),
            _ => None,
        }
    }
}

impl From<Endpoint> for Option<Subject> {
    fn from(endpoint: Endpoint) -> Self {
        match endpoint {
            Endpoint::Machine(machine) => Some(Subject::Machine(machine)),
            Endpoint::Task(task) => Some(Subject::Task(task)),
            Endpoint::Balancer(balancer) => Some(Subject::Balancer(balancer)),
            // A mount target's life changes nothing for who holds a connection.
            Endpoint::FileSystem(_) => None,
        }
    }
}

/// What takes a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Listener {
    /// A container's program, at this port of the container.
    Container(ContainerKey, u16),
    /// A machine's sshd.
    Sshd(MachineKey),
    /// A load balancer's listener, by port.
    Balancer(BalancerKey, u16),
    /// A file system.
    FileSystem(u32),
}

impl Listener {
    /// The container, when it is one.
    #[must_use]
    pub fn container(self) -> Option<ContainerKey> {
        match self {
            Self::Container(key, _) => Some(key),
            _ => None,
        }
    }
}
