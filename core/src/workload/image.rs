//! What an image says of itself beside what its program does: the configuration that its Dockerfile gave it.

use std::collections::BTreeMap;
use std::time::Duration;

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
    /// `HEALTHCHECK`; none where the image has none. Docker and Compose use it, ECS does not (ECS API reference,
    /// `HealthCheck`).
    pub healthcheck: Option<HealthConfig>,
    /// `VOLUME`: the folders for which a container gets a volume where nothing else is mounted.
    pub volumes: Vec<String>,
    /// `STOPSIGNAL`; empty for SIGTERM.
    pub stop_signal: String,
    /// What `docker commit -m` and `docker import -m` note of it.
    pub comment: String,
    /// What `docker commit -a` notes of it.
    pub author: String,
    /// Whether it was made of a file system alone (`docker import`), so that there is no program where no words are given.
    pub flat: bool,
}

impl ImageConfig {
    /// The words with which a container of it starts: its own, but for an entry point and a command that are given. An entry
    /// point that is given leaves the image's command out; an empty one is none.
    #[must_use]
    pub fn words(&self, entrypoint: Option<&[String]>, command: &[String]) -> Vec<String> {
        let own = match (command.is_empty(), entrypoint) {
            (true, None) => &self.command,
            _ => command,
        };
        let first = entrypoint.unwrap_or(&self.entrypoint);
        first.iter().chain(own).cloned().collect()
    }

    /// Gives a variable a value, after all others.
    pub fn set_variable(&mut self, name: &str, value: &str) {
        let start = format!("{name}=");
        self.environment.retain(|line| !line.starts_with(&start));
        self.environment.push(format!("{start}{value}"));
    }
}

/// A health check as an image or a container declares it (Docker Engine API, `HealthConfig`): what is left out is the image's, or
/// else Docker's default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HealthConfig {
    /// The command, with `CMD` or `CMD-SHELL` before it; `NONE` alone for no check, nothing for the image's.
    pub test: Vec<String>,
    /// Between two checks.
    pub interval: Option<Duration>,
    /// How long a check may take.
    pub timeout: Option<Duration>,
    /// How long failures do not count after the start.
    pub start_period: Option<Duration>,
    /// Failures in a row that make it unhealthy.
    pub retries: Option<u32>,
}

impl HealthConfig {
    /// No check, whatever the image declares.
    #[must_use]
    pub fn none() -> Self {
        Self {
            test: vec!["NONE".to_owned()],
            ..Self::default()
        }
    }

    /// This one over the image's: what it leaves out is the image's, member by member (moby, `daemon/commit.go`, `merge`).
    #[must_use]
    pub fn over(&self, image: Option<&Self>) -> Self {
        let Some(image) = image else {
            return self.clone();
        };
        let test = if self.test.is_empty() {
            &image.test
        } else {
            &self.test
        };
        Self {
            test: test.clone(),
            interval: self.interval.or(image.interval),
            timeout: self.timeout.or(image.timeout),
            start_period: self.start_period.or(image.start_period),
            retries: self.retries.or(image.retries),
        }
    }
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
