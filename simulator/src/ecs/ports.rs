//! Ports of container instances as what tasks take of them: a definition names those that it must have.

use std::collections::BTreeSet;

use paperboat_core::aws::ecs::{ContainerDefinition, PortMapping};

use super::mode::Mode;

/// The protocol of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Protocol {
    Tcp,
    Udp,
}

impl Protocol {
    /// The protocol of a port mapping; TCP where it does not say.
    pub(super) fn of(mapping: &PortMapping) -> Self {
        match mapping.protocol.as_str() {
            "udp" => Self::Udp,
            _ => Self::Tcp,
        }
    }

    /// ECS's word, and Docker's.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// A port of a container instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HostPort {
    pub(super) protocol: Protocol,
    pub(super) port: u16,
}

/// Ports of a container instance.
pub(crate) type HostPorts = BTreeSet<HostPort>;

/// The ports that an agent keeps for itself: SSH's, Docker's, and its own (ECS API reference, `PortMapping`, `hostPort`).
const RESERVED: [u16; 6] = [22, 2375, 2376, 51678, 51679, 51680];

/// The ports of an instance that no task can have.
pub(super) fn reserved() -> HostPorts {
    let protocol = Protocol::Tcp;
    RESERVED.map(|port| HostPort { protocol, port }).into()
}

/// The port of its host that a port mapping names; none for one that Docker chooses, and where tasks have ports of their own.
pub(super) fn fixed(mode: Mode, mapping: &PortMapping) -> Option<HostPort> {
    let port = mode.host_port(mapping.host_port, mapping.container_port);
    let named = matches!(mode, Mode::Bridge | Mode::Host) && port != 0;
    named.then_some(HostPort {
        protocol: Protocol::of(mapping),
        port,
    })
}

/// The ports of their host that the containers of a task name.
pub(super) fn all_fixed(mode: Mode, containers: &[ContainerDefinition]) -> HostPorts {
    let mappings = containers.iter().flat_map(|c| &c.port_mappings);
    mappings.filter_map(|m| fixed(mode, m)).collect()
}
