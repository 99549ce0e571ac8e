//! One service, typed: what the strategies deploy.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::bytes::Bytes;
use super::duration::ComposeDuration;
use super::extension::ServiceHints;

/// A service of the application, in its canonical form.
///
/// Every field bears the name and meaning of its key in the Compose Specification. What has no field here
/// (`develop`, `blkio_config`, `credential_spec`, ...) is in the tree of
/// [`Resolved`](super::load::Resolved).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Service {
    /// `annotations`.
    pub annotations: BTreeMap<String, String>,
    /// `build`, with defaults filled in.
    pub build: Option<Build>,
    /// `cap_add`.
    pub cap_add: Vec<String>,
    /// `cap_drop`.
    pub cap_drop: Vec<String>,
    /// `command` in words; nothing leaves it to the image, an empty list clears it.
    pub command: Option<Vec<String>>,
    /// `configs`.
    pub configs: Vec<FileMount>,
    /// `container_name`.
    pub container_name: Option<String>,
    /// `cpu_shares`.
    pub cpu_shares: Option<i64>,
    /// `cpus`, in CPUs.
    pub cpus: Option<f64>,
    /// `depends_on`, including what `links`, `volumes_from` and `service:` modes imply.
    pub depends_on: BTreeMap<String, Dependency>,
    /// `deploy`.
    pub deploy: Option<Deploy>,
    /// `devices`, as written.
    pub devices: Vec<Json>,
    /// `dns`.
    pub dns: Vec<String>,
    /// `dns_search`.
    pub dns_search: Vec<String>,
    /// `domainname`.
    pub domainname: Option<String>,
    /// `entrypoint` in words; nothing leaves it to the image, an empty list clears it.
    pub entrypoint: Option<Vec<String>>,
    /// `env_file`, with absolute paths. `environment` already holds their variables.
    pub env_file: Vec<EnvFile>,
    /// `environment` with the variables of `env_file`; nothing means that the variable is not set.
    pub environment: BTreeMap<String, Option<String>>,
    /// `expose`: ports or ranges, perhaps with a protocol.
    pub expose: Vec<String>,
    /// `external_links`.
    pub external_links: Vec<String>,
    /// `extra_hosts`, each `host=address`.
    pub extra_hosts: Vec<String>,
    /// `gpus`, as written.
    pub gpus: Option<Json>,
    /// `group_add`.
    pub group_add: Vec<String>,
    /// `healthcheck`.
    pub healthcheck: Option<Healthcheck>,
    /// `hostname`.
    pub hostname: Option<String>,
    /// `image`.
    pub image: Option<String>,
    /// `init`.
    pub init: Option<bool>,
    /// `ipc`.
    pub ipc: Option<String>,
    /// `labels`.
    pub labels: BTreeMap<String, String>,
    /// `links`.
    pub links: Vec<String>,
    /// `logging`.
    pub logging: Option<Logging>,
    /// `mac_address`.
    pub mac_address: Option<String>,
    /// `mem_limit`.
    pub mem_limit: Option<Bytes>,
    /// `mem_reservation`.
    pub mem_reservation: Option<Bytes>,
    /// `memswap_limit`.
    pub memswap_limit: Option<Bytes>,
    /// `models`, as written.
    pub models: Option<Json>,
    /// `network_mode`.
    pub network_mode: Option<String>,
    /// `networks`, `default` when nothing else is said.
    pub networks: BTreeMap<String, Option<ServiceNetwork>>,
    /// `oom_kill_disable`.
    pub oom_kill_disable: bool,
    /// `pid`.
    pub pid: Option<String>,
    /// `pids_limit`.
    pub pids_limit: Option<i64>,
    /// `platform`, such as `linux/arm64`.
    pub platform: Option<String>,
    /// `post_start`, as written.
    pub post_start: Option<Json>,
    /// `pre_start`, as written.
    pub pre_start: Option<Json>,
    /// `ports`, ranges spread out.
    pub ports: Vec<Port>,
    /// `privileged`.
    pub privileged: bool,
    /// `profiles`.
    pub profiles: Vec<String>,
    /// `provider`, as written.
    pub provider: Option<Json>,
    /// `pull_policy`.
    pub pull_policy: Option<String>,
    /// `read_only`.
    pub read_only: bool,
    /// `restart`: `no`, `always`, `unless-stopped`, `on-failure[:n]`.
    pub restart: Option<String>,
    /// `runtime`.
    pub runtime: Option<String>,
    /// `scale`.
    pub scale: Option<i64>,
    /// `secrets`.
    pub secrets: Vec<FileMount>,
    /// `security_opt`.
    pub security_opt: Vec<String>,
    /// `shm_size`.
    pub shm_size: Option<Bytes>,
    /// `stdin_open`.
    pub stdin_open: bool,
    /// `stop_grace_period`.
    pub stop_grace_period: Option<ComposeDuration>,
    /// `stop_signal`.
    pub stop_signal: Option<String>,
    /// `sysctls`.
    pub sysctls: BTreeMap<String, String>,
    /// `tmpfs`.
    pub tmpfs: Vec<String>,
    /// `tty`.
    pub tty: bool,
    /// `ulimits`.
    pub ulimits: BTreeMap<String, Ulimit>,
    /// `user`.
    pub user: Option<String>,
    /// `userns_mode`.
    pub userns_mode: Option<String>,
    /// `volumes`.
    pub volumes: Vec<Mount>,
    /// `volumes_from`.
    pub volumes_from: Vec<String>,
    /// `working_dir`.
    pub working_dir: Option<String>,
    /// `x-paperboat` of the service.
    #[serde(rename = "x-paperboat")]
    pub hints: ServiceHints,
}

impl Service {
    /// The variables of its environment that are set.
    #[must_use]
    pub fn variables(&self) -> BTreeMap<String, String> {
        let all = self.environment.iter();
        all.filter_map(|(name, value)| Some((name.clone(), value.clone()?)))
            .collect()
    }

    /// How many containers of it shall run.
    #[must_use]
    pub fn replicas(&self) -> u32 {
        let wanted = self
            .scale
            .or_else(|| self.deploy.as_ref().and_then(|deploy| deploy.replicas));
        u32::try_from(wanted.unwrap_or(1)).unwrap_or(0)
    }

    /// The most memory that one container may use: `mem_limit` or `deploy.resources.limits.memory`.
    #[must_use]
    pub fn memory_limit(&self) -> Option<Bytes> {
        self.mem_limit.or_else(|| self.limits()?.memory)
    }

    /// The most CPUs that one container may use: `cpus` or `deploy.resources.limits.cpus`.
    #[must_use]
    pub fn cpu_limit(&self) -> Option<f64> {
        self.cpus.or_else(|| self.limits()?.cpus)
    }

    fn limits(&self) -> Option<&Resource> {
        self.deploy.as_ref()?.resources.limits.as_ref()
    }
}

/// `build`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Build {
    /// `context`: an absolute path, or a URL.
    pub context: Option<String>,
    /// `dockerfile`.
    pub dockerfile: Option<String>,
    /// `dockerfile_inline`.
    pub dockerfile_inline: Option<String>,
    /// `args`; nothing means that the argument is not set.
    pub args: BTreeMap<String, Option<String>>,
    /// `target`.
    pub target: Option<String>,
    /// `additional_contexts`: further sources by name; `service:NAME` is what another service builds.
    pub additional_contexts: BTreeMap<String, String>,
    /// `platforms`.
    pub platforms: Vec<String>,
    /// `tags`.
    pub tags: Vec<String>,
    /// `secrets`.
    pub secrets: Vec<FileMount>,
}

/// One of `secrets` or `configs` of a service.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileMount {
    /// The key of the secret or config.
    pub source: String,
    /// Where it appears in the container.
    pub target: Option<String>,
    /// `uid`.
    pub uid: Option<String>,
    /// `gid`.
    pub gid: Option<String>,
    /// `mode`, the bits of the file's permissions.
    pub mode: Option<u32>,
}

/// What must be true of a service before another one starts.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// Its containers run.
    #[default]
    ServiceStarted,
    /// They are healthy.
    ServiceHealthy,
    /// They ended with exit code 0.
    ServiceCompletedSuccessfully,
}

/// One of `depends_on`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dependency {
    /// `condition`.
    pub condition: Condition,
    /// `restart`: restarted together with it.
    pub restart: bool,
    /// `required`: its absence is an error.
    pub required: bool,
}

impl Default for Dependency {
    fn default() -> Self {
        Self {
            condition: Condition::default(),
            restart: false,
            required: true,
        }
    }
}

/// One of `env_file`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct EnvFile {
    /// The absolute path.
    pub path: String,
    /// Whether its absence is an error.
    pub required: bool,
    /// `format`: `raw` takes values as they are.
    pub format: Option<String>,
}

/// `healthcheck`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Healthcheck {
    /// `test`: `CMD` or `CMD-SHELL` and words, or `NONE`.
    pub test: Vec<String>,
    /// `interval`; Docker's default is 30 s.
    pub interval: Option<ComposeDuration>,
    /// `timeout`; Docker's default is 30 s.
    pub timeout: Option<ComposeDuration>,
    /// `retries`; Docker's default is 3.
    pub retries: Option<u64>,
    /// `start_period`; Docker's default is none.
    pub start_period: Option<ComposeDuration>,
    /// `start_interval`; Docker's default is 5 s.
    pub start_interval: Option<ComposeDuration>,
    /// `disable`.
    pub disable: bool,
}

impl Healthcheck {
    /// Tells whether it switches the image's own check off.
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.disable || self.test.first().is_some_and(|first| first == "NONE")
    }
}

/// `logging`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Logging {
    /// `driver`.
    pub driver: Option<String>,
    /// `options`.
    pub options: BTreeMap<String, String>,
}

/// One of a service's `networks`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ServiceNetwork {
    /// `aliases`: further names of the service on this network.
    pub aliases: Vec<String>,
    /// `ipv4_address`.
    pub ipv4_address: Option<String>,
    /// `ipv6_address`.
    pub ipv6_address: Option<String>,
    /// `mac_address`.
    pub mac_address: Option<String>,
    /// `priority`.
    pub priority: i64,
}

/// One of `ports`: always one container port.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Port {
    /// `name`.
    pub name: Option<String>,
    /// `mode`: `ingress` or `host`.
    pub mode: Option<String>,
    /// `host_ip`: the address on the host; nothing means all.
    pub host_ip: Option<String>,
    /// `target`: the port in the container.
    pub target: u16,
    /// `published`: a port of the host, a range to choose from, or nothing for a free one.
    pub published: Option<String>,
    /// `protocol`: `tcp` or `udp`.
    pub protocol: Option<String>,
    /// `app_protocol`.
    pub app_protocol: Option<String>,
}

impl Port {
    /// The ports of the host that may be taken, first and last; nothing when a free one is wanted.
    #[must_use]
    pub fn published_range(&self) -> Option<(u16, u16)> {
        let published = self.published.as_deref()?;
        let (first, last) = published.split_once('-').unwrap_or((published, published));
        Some((first.parse().ok()?, last.parse().ok()?))
    }

    /// `tcp`, unless another protocol is given.
    #[must_use]
    pub fn protocol(&self) -> &str {
        self.protocol.as_deref().unwrap_or("tcp")
    }
}

/// `ulimits`: one value for both, or soft and hard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Ulimit {
    /// The same for both.
    Single(i64),
    /// Apart.
    Range {
        /// The soft limit.
        soft: i64,
        /// The hard limit.
        hard: i64,
    },
}

/// What a mount mounts.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum MountType {
    /// A file or folder of the host.
    Bind,
    /// A volume; without a source, an anonymous one.
    #[default]
    Volume,
    /// Memory.
    Tmpfs,
    /// A Windows pipe.
    Npipe,
    /// A volume of a Swarm cluster.
    Cluster,
    /// The files of an image.
    Image,
}

/// One of a service's `volumes`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mount {
    /// `type`.
    #[serde(rename = "type")]
    pub kind: MountType,
    /// `source`: the key of a volume, or an absolute path.
    pub source: Option<String>,
    /// `target`: the path in the container.
    pub target: String,
    /// `read_only`.
    pub read_only: bool,
    /// `bind`, as written.
    pub bind: Option<Json>,
    /// `volume`, as written.
    pub volume: Option<Json>,
    /// `tmpfs`, as written.
    pub tmpfs: Option<Json>,
}

/// `deploy`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Deploy {
    /// `mode`: `replicated`, `global`, `replicated-job`, `global-job`.
    pub mode: Option<String>,
    /// `endpoint_mode`.
    pub endpoint_mode: Option<String>,
    /// `replicas`.
    pub replicas: Option<i64>,
    /// `labels`.
    pub labels: BTreeMap<String, String>,
    /// `update_config`.
    pub update_config: Option<UpdateConfig>,
    /// `rollback_config`.
    pub rollback_config: Option<UpdateConfig>,
    /// `resources`.
    pub resources: Resources,
    /// `restart_policy`.
    pub restart_policy: Option<RestartPolicy>,
    /// `placement`, as written.
    pub placement: Option<Json>,
}

/// `deploy.update_config` or `deploy.rollback_config`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct UpdateConfig {
    /// `parallelism`: how many at a time; 0 means all.
    pub parallelism: Option<u64>,
    /// `delay` between groups.
    pub delay: Option<ComposeDuration>,
    /// `failure_action`: `continue`, `rollback`, `pause`.
    pub failure_action: Option<String>,
    /// `monitor`: how long to watch after each task.
    pub monitor: Option<ComposeDuration>,
    /// `max_failure_ratio`.
    pub max_failure_ratio: Option<f64>,
    /// `order`: `stop-first` or `start-first`.
    pub order: Option<String>,
}

/// `deploy.resources`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Resources {
    /// `limits`.
    pub limits: Option<Resource>,
    /// `reservations`.
    pub reservations: Option<Resource>,
}

/// `deploy.resources.limits` or `deploy.resources.reservations`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Resource {
    /// `cpus`, in CPUs.
    pub cpus: Option<f64>,
    /// `memory`.
    pub memory: Option<Bytes>,
    /// `pids`.
    pub pids: Option<i64>,
    /// `devices`, as written.
    pub devices: Vec<Json>,
}

/// `deploy.restart_policy`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RestartPolicy {
    /// `condition`: `none`, `on-failure`, `any`.
    pub condition: Option<String>,
    /// `delay`.
    pub delay: Option<ComposeDuration>,
    /// `max_attempts`.
    pub max_attempts: Option<u64>,
    /// `window`.
    pub window: Option<ComposeDuration>,
}
