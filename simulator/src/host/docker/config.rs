//! What a container is created from: the options of `docker create` and of a Compose service.

use std::collections::BTreeMap;
use std::fmt;
use std::net::Ipv4Addr;
use std::time::Duration;

use paperboat_core::workload::HealthConfig;

use super::cli::run;
use super::kernel::Kernel;

/// When a container comes back after its end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Restart {
    #[default]
    No,
    Always,
    UnlessStopped,
    /// After a failure, at most so many times; 0 means without end.
    OnFailure(u32),
}

impl Restart {
    /// Reads `no`, `always`, `unless-stopped`, `on-failure[:n]`.
    ///
    /// # Errors
    /// What is no policy.
    pub(super) fn parse(text: &str) -> Result<Self, NoPolicy> {
        let (name, count) = text
            .split_once(':')
            .map_or((text, None), |(n, c)| (n, Some(c)));
        match (name, count) {
            ("" | "no", None) => Ok(Self::No),
            ("always", None) => Ok(Self::Always),
            ("unless-stopped", None) => Ok(Self::UnlessStopped),
            ("on-failure", None) => Ok(Self::OnFailure(0)),
            ("on-failure", Some(n)) => {
                let n = n.parse().map_err(|_| NoPolicy::Count)?;
                Ok(Self::OnFailure(n))
            }
            ("no" | "always" | "unless-stopped", Some(_)) => Err(NoPolicy::CountWithout),
            _ => Err(NoPolicy::Unknown(name.to_owned())),
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Always => "always",
            Self::UnlessStopped => "unless-stopped",
            Self::OnFailure(_) => "on-failure",
        }
    }
}

/// Why a text is no restart policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NoPolicy {
    /// What should be a number of retries is none.
    Count,
    /// A number of retries where nothing is retried after a failure alone.
    CountWithout,
    /// There is no such policy.
    Unknown(String),
}

impl fmt::Display for NoPolicy {
    /// In the words of `docker run`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => f.write_str("maximum retry count must be an integer"),
            Self::CountWithout => f.write_str(
                "invalid restart policy: maximum retry count can only be used with 'on-failure'",
            ),
            Self::Unknown(name) => write!(
                f,
                "invalid restart policy: unknown policy '{name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'"
            ),
        }
    }
}

/// A port to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Publish {
    pub(super) host_ip: Ipv4Addr,
    /// The host ports to choose from, first and last; none for a free one.
    pub(super) host: Option<(u16, u16)>,
    pub(super) container_port: u16,
    pub(super) protocol: String,
}

/// A port that a running container holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bound {
    pub(super) host_ip: Ipv4Addr,
    pub(super) host_port: u16,
    pub(super) container_port: u16,
    pub(super) protocol: String,
}

/// What stands behind a mount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A volume by name; empty for an anonymous one.
    Volume(String),
    /// A path of the machine.
    Bind(String),
    /// A file with this text, which a client has put into the container.
    Content(String),
    /// Memory.
    Tmpfs,
}

/// A mount of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mount {
    pub(super) source: Source,
    pub(super) target: String,
    pub(super) read_only: bool,
    /// Whether a missing path of the machine is made (`-v`) or refused (`--mount`).
    pub(super) create: bool,
}

impl Mount {
    /// The volume's name.
    pub(super) fn volume(&self) -> Option<&str> {
        match &self.source {
            Source::Volume(name) => Some(name),
            Source::Bind(_) | Source::Content(_) | Source::Tmpfs => None,
        }
    }
}

/// A container that another one finds by a name of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) container: String,
    pub(super) alias: String,
}

/// What a container is created from.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Config {
    pub(super) name: String,
    /// The reference as written.
    pub(super) image: String,
    /// None leaves the image's.
    pub(super) entrypoint: Option<Vec<String>>,
    /// Empty leaves the image's.
    pub(super) command: Vec<String>,
    pub(super) environment: BTreeMap<String, String>,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) publish: Vec<Publish>,
    pub(super) publish_all: bool,
    pub(super) mounts: Vec<Mount>,
    /// Networks with the aliases on each; empty means the default bridge.
    pub(super) networks: Vec<(String, Vec<String>)>,
    /// The container in whose network it runs instead of on networks of its own.
    pub(super) joins: Option<String>,
    /// The containers that it finds by another name (`--link`).
    pub(super) links: Vec<Link>,
    /// The containers whose mounts it has too; true for reading only.
    pub(super) volumes_from: Vec<(String, bool)>,
    /// The name servers that it was given.
    pub(super) dns: Vec<Ipv4Addr>,
    /// Its address on the network, when one is asked for.
    pub(super) address: Option<Ipv4Addr>,
    pub(super) restart: Restart,
    /// Bytes.
    pub(super) memory: Option<u64>,
    /// In CPUs.
    pub(super) cpus: Option<f64>,
    /// The health check that was asked for; none leaves the image's.
    pub(super) health: Option<HealthConfig>,
    pub(super) init: bool,
    pub(super) user: String,
    pub(super) working_dir: String,
    pub(super) hostname: Option<String>,
    pub(super) auto_remove: bool,
    pub(super) stop_timeout: Option<Duration>,
    pub(super) stop_signal: Option<String>,
    pub(super) extra_hosts: Vec<(String, String)>,
    pub(super) privileged: bool,
    pub(super) read_only: bool,
    /// Ports or ranges that it is said to listen on, beside the image's own.
    pub(super) expose: Vec<String>,
    /// What its program reads.
    pub(super) stdin: String,
    pub(super) terminal: bool,
    pub(super) open_stdin: bool,
    pub(super) kernel: Kernel,
}

impl Config {
    /// Whether it uses the network of this name.
    pub(super) fn is_on(&self, network: &str) -> bool {
        self.networks.iter().any(|(n, _)| n == network)
    }

    /// The ports that it is said to listen on, with their protocols; what Docker would not read is left out.
    pub(super) fn exposes(&self) -> impl Iterator<Item = (u16, &str)> {
        let read = self.expose.iter().filter_map(|text| run::exposed(text));
        read.flat_map(|(ports, protocol)| ports.map(move |port| (port, protocol)))
    }

    /// The entry point and the command, when they are not the image's own.
    pub(super) fn words(&self) -> Option<Vec<String>> {
        let entrypoint = self.entrypoint.iter().flatten();
        let words: Vec<String> = entrypoint.chain(&self.command).cloned().collect();
        (!words.is_empty()).then_some(words)
    }
}
