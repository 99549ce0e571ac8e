//! What a container image does when it runs, as far as a deployment can notice.

mod address;
mod flag;
mod image;
mod kept;
mod mention;
mod need;
mod outside;
mod port;
mod resolve;
#[cfg(test)]
mod tests;
mod variable;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use address::addresses;
pub(crate) use address::{FOR_BROWSERS, host_of, words_of};
pub use flag::filled;
pub use image::{HealthConfig, ImageConfig, Programs};
pub use kept::{Engine, Settings, is_data_directory};
pub use need::{Need, needs};
pub use outside::{KINDS, Managed, Outside, answers, managed};
pub use port::{Listening, PortSign, Sign, own_ports};
pub(crate) use resolve::serves_for_ever;
pub use resolve::{listening, profiles};

/// What kind of program it is, which decides how others depend on it and whether it may be public.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WorkloadKind {
    /// Keeps data: MySQL, PostgreSQL, MongoDB.
    Database,
    /// Keeps data that may be lost: Redis, Memcached.
    Cache,
    /// Passes messages: RabbitMQ, Kafka.
    Queue,
    /// Serves files or forwards requests: nginx, Traefik.
    Web,
    /// Serves requests by its own code.
    #[default]
    App,
    /// Ends by itself.
    Job,
}

impl WorkloadKind {
    /// Tells whether two copies over one volume would destroy each other's data.
    #[must_use]
    pub fn stateful(self) -> bool {
        matches!(self, Self::Database | Self::Queue)
    }

    /// Tells whether programs usually refuse to start without it.
    #[must_use]
    pub fn needed_at_start(self) -> bool {
        matches!(self, Self::Database | Self::Cache | Self::Queue)
    }
}

/// Something that a program connects to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Requirement {
    /// The name or address that it uses.
    pub host: String,
    /// The port; 0 when nothing says which.
    pub port: u16,
    /// Whether the program exits when it cannot connect at its start, rather than failing single requests.
    pub at_start: bool,
}

/// What an image does when it runs. Where a number was stated, looked up or guessed is kept in `origins`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Profile {
    /// Kind of program.
    pub kind: WorkloadKind,
    /// Compressed bytes that cross the network when it is pulled.
    pub pull_bytes: u64,
    /// Unpacked bytes on a disk.
    pub disk_bytes: u64,
    /// Seconds from start to ready with one free vCPU of a current server.
    pub boot_s: f64,
    /// The part of `boot_s` that is CPU-bound, 0 to 1.
    pub cpu_boot_share: f64,
    /// Resident memory at rest, in MiB.
    pub memory_mib: u64,
    /// Ports on which it listens when its environment does not say otherwise.
    pub listens: Vec<u16>,
    /// Requests a second that one replica answers.
    pub requests_per_second: f64,
    /// The path that answers 200 when the program is well; empty when `/` does.
    pub health_path: String,
    /// Whether it speaks HTTP on the ports on which it listens.
    pub http: bool,
    /// Groups of environment variables of which one each must be set, or the program exits at once.
    pub required_env: Vec<Vec<String>>,
    /// Connections that it needs whatever its environment says.
    pub requires: Vec<Requirement>,
    /// Whether it goes on trying what it needs at its start, rather than ending.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub retries: bool,
    /// Endpoints outside the application that answer, as somebody states.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outside: Vec<Outside>,
    /// Seconds after which it ends by itself with 0; none when it runs on.
    pub ends_after_s: Option<f64>,
    /// Architectures for which the image exists, in Docker's words (`amd64`, `arm64`).
    pub architectures: Vec<String>,
    /// Programs that the image lacks although health checks often call them (`curl`, `wget`).
    pub lacks: Vec<String>,
    /// What it does instead when it is started with these words: one image often holds a server, a worker and a job.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub started_with: Vec<Started>,
    /// What the image says of itself, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<ImageConfig>,
    /// Where each number comes from: a key of the facts, `x-paperboat`, or `guess`.
    pub origins: BTreeMap<String, String>,
}

/// A way in which an image is started so that it does something else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Started {
    /// The words of entrypoint and command; none when they are the image's own.
    pub words: Vec<String>,
    /// Variables that set this start apart from others with the same words.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub environment: BTreeMap<String, String>,
    /// The service that starts it so, when neither words nor variables set it apart; empty when any may.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub service: String,
    /// What it does then.
    pub profile: Profile,
}

/// An image that a registry holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PublishedImage {
    /// The repository with its registry, such as `docker.io/library/mysql`.
    pub repository: String,
    /// The tags under which it exists.
    pub tags: Vec<String>,
    /// What it does.
    pub profile: Profile,
    /// Whether a pull needs a login.
    pub private: bool,
    /// Whether its repository was there before the deployment, because the application's files name it. In the account's
    /// own registry a repository is made by `ecr:CreateRepository` otherwise; one that was there before is neither listed
    /// nor billed here.
    #[serde(default, skip_serializing_if = "crate::aws::is_default")]
    pub held_before: bool,
}

impl PublishedImage {
    /// The port of its registry, where that is on this computer's loopback (`127.0.0.1:5000/web`, `localhost:5000/web`).
    #[must_use]
    pub fn loopback_port(&self) -> Option<u16> {
        let (registry, _) = self.repository.split_once('/')?;
        let (host, port) = registry.split_once(':')?;
        let here = ["127.0.0.1", "localhost"].contains(&host);
        port.parse().ok().filter(|_| here)
    }
}
