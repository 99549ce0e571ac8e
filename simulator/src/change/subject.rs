//! What an effect can depend on.

use std::net::Ipv4Addr;

use crate::id::{
    BalancerKey, ContainerKey, MachineKey, SecurityGroupKey, ServiceKey, TargetGroupKey, TaskKey,
};
use crate::random::Key;

/// Something on which a connection or a check can depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Subject {
    /// A container: its state, its place on networks.
    Container(ContainerKey),
    /// The health of a container, where others depend on it.
    Health(ContainerKey),
    /// A task: its state, its membership of a service.
    Task(TaskKey),
    /// An ECS service: which tasks stand behind its Service Connect names.
    Service(ServiceKey),
    /// A machine: its power, its instance's state, its units.
    Machine(MachineKey),
    /// A container name, or an alias, that nobody on a machine's Docker networks bears any more.
    Name(MachineKey, Key),
    /// The pulls of a machine: the last one that failed.
    Pulls(MachineKey),
    /// A port of a machine that a container published which is gone.
    Port(MachineKey, u16),
    /// A security group: its rules.
    SecurityGroup(SecurityGroupKey),
    /// A load balancer: its state, its listeners and their rules.
    Balancer(BalancerKey),
    /// A target group: its targets and what it thinks of them.
    TargetGroup(TargetGroupKey),
    /// A DNS name of a load balancer: whether there is one.
    Dns(Key),
    /// An address: who holds it.
    Address(Ipv4Addr),
}

impl Subject {
    /// A name on a machine's Docker networks.
    pub(crate) fn name(machine: MachineKey, name: &str) -> Self {
        Self::Name(machine, Key::of(name))
    }

    /// A DNS name.
    pub(crate) fn dns(name: &str) -> Self {
        Self::Dns(Key::of(name))
    }
}

/// A subject as one number, by which the many that a world has are found: its kind, then a key, then what tells it from others
/// of that key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Packed(u128);

impl From<Subject> for Packed {
    fn from(subject: Subject) -> Self {
        let (kind, key, rest) = match subject {
            Subject::Container(key) => (0, key.slot(), 0),
            Subject::Health(key) => (1, key.slot(), 0),
            Subject::Task(key) => (2, key.slot(), 0),
            Subject::Service(key) => (3, key.slot(), 0),
            Subject::Machine(key) => (4, key.slot(), 0),
            Subject::Name(key, name) => (5, key.slot(), name.get()),
            Subject::Pulls(key) => (6, key.slot(), 0),
            Subject::Port(key, port) => (7, key.slot(), u64::from(port)),
            Subject::SecurityGroup(key) => (8, key.slot(), 0),
            Subject::Balancer(key) => (9, key.slot(), 0),
            Subject::TargetGroup(key) => (10, key.slot(), 0),
            Subject::Dns(name) => (11, 0, name.get()),
            Subject::Address(address) => (12, 0, u64::from(u32::from(address))),
        };
        Self((kind << 96) | (u128::from(key) << 64) | u128::from(rest))
    }
}
