//! What an image says of itself beside what its program does: the configuration that its Dockerfile gave it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How an image is started, and what it holds, as `docker image inspect` shows it (OCI image configuration).
///
/// Without one, an image is taken to expose the ports on which its program listens, and nothing is known of its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ImageConfig {
    /// `ENTRYPOINT`: the words before the command.
    pub entrypoint: Vec<String>,
    /// `CMD`: the words that a container's command replaces.
    pub command: Vec<String>,
    /// `EXPOSE`: ports with their protocol, such as `8080/tcp`.
    pub exposes: Vec<String>,
    /// `ENV`, each as `NAME=VALUE`, in order.
    pub environment: Vec<String>,
    /// `WORKDIR`; empty for the root folder.
    pub working_dir: String,
    /// `USER`; empty for root.
    pub user: String,
    /// `LABEL`.
    pub labels: BTreeMap<String, String>,
    /// Which programs it holds.
    pub programs: Programs,
    /// The text files that are known of it, by path.
    pub files: BTreeMap<String, String>,
}

/// Which programs an image holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Programs {
    /// Nobody knows.
    #[default]
    Unknown,
    /// Those of busybox in `/bin`, and no other.
    Busybox,
}
