//! How the containers of a task are connected: `networkMode` of its definition.

use paperboat_core::error::CloudError;

/// A network mode (ECS API reference, `RegisterTaskDefinition`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Each task has a network interface of its own.
    AwsVpc,
    /// Each container is on the default bridge of its instance's Docker engine.
    Bridge,
    /// Containers listen on their instance itself.
    Host,
    /// Containers have no network.
    None,
}

impl Mode {
    /// Reads what a definition says; nothing means `bridge`.
    pub(super) fn read(word: &str) -> Option<Self> {
        match word {
            "awsvpc" => Some(Self::AwsVpc),
            "bridge" | "" => Some(Self::Bridge),
            "host" => Some(Self::Host),
            "none" => Some(Self::None),
            _ => None,
        }
    }

    /// ECS's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::AwsVpc => "awsvpc",
            Self::Bridge => "bridge",
            Self::Host => "host",
            Self::None => "none",
        }
    }

    /// Tells whether each task has a network interface of its own.
    pub(super) fn has_interface(self) -> bool {
        self == Self::AwsVpc
    }

    /// Says that something is not modelled of tasks that are connected like this.
    pub(super) fn unsupported(self, operation: &str, what: &str) -> CloudError {
        let what = format!("{what} with network mode {}", self.word());
        CloudError::unsupported(&format!("ecs:{operation}"), what)
    }

    /// The port of the host that is shown of a port mapping, when the definition says this or nothing; 0 stands for any
    /// that is free.
    pub(super) fn host_port(self, said: Option<u16>, container_port: u16) -> u16 {
        match self {
            Self::Bridge => said.unwrap_or(0),
            Self::AwsVpc | Self::Host | Self::None => container_port,
        }
    }
}
