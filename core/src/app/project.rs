//! The application, typed.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::extension::AppHints;
use super::service::{Condition, Service};

/// The application that Compose files describe, after everything is resolved.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Project {
    /// The project's name.
    pub name: String,
    /// The folder that relative paths start from, and where `.env` is looked for.
    #[serde(skip)]
    pub directory: String,
    /// The active services by name.
    pub services: BTreeMap<String, Service>,
    /// Services left out because none of their profiles is active.
    #[serde(skip)]
    pub inactive: Vec<String>,
    /// Networks by key; only those that an active service uses.
    pub networks: BTreeMap<String, Network>,
    /// Volumes by key; only those that an active service uses.
    pub volumes: BTreeMap<String, Volume>,
    /// Secrets by key; only those that an active service uses.
    pub secrets: BTreeMap<String, FileObject>,
    /// Configs by key; only those that an active service uses.
    pub configs: BTreeMap<String, FileObject>,
    /// Models by key, as written.
    pub models: BTreeMap<String, Json>,
    /// `x-paperboat` at the top.
    #[serde(rename = "x-paperboat")]
    pub hints: AppHints,
}

impl Project {
    /// The service that a host names: by its key, or by its container's name.
    #[must_use]
    pub fn called(&self, host: &str) -> Option<&str> {
        let mut services = self.services.iter();
        let found = services
            .find(|(key, service)| *key == host || service.container_name.as_deref() == Some(host));
        found.map(|(key, _)| key.as_str())
    }

    /// Tells whether another service waits until this one has completed.
    #[must_use]
    pub fn is_awaited(&self, service: &str) -> bool {
        self.services.values().any(|other| {
            let dependency = other.depends_on.get(service);
            dependency.is_some_and(|d| d.condition == Condition::ServiceCompletedSuccessfully)
        })
    }

    /// Lists the services so that each comes after those it depends on; names break ties.
    #[must_use]
    pub fn start_order(&self) -> Vec<&str> {
        let mut order: Vec<&str> = Vec::new();
        let mut placed: BTreeSet<&str> = BTreeSet::new();
        while order.len() < self.services.len() {
            let ready = self.services.iter().filter(|(name, service)| {
                let known = |name: &str| placed.contains(name);
                !known(name)
                    && service
                        .depends_on
                        .keys()
                        .all(|other| known(other) || !self.services.contains_key(other))
            });
            let ready: Vec<&str> = ready.map(|(name, _)| name.as_str()).collect();
            assert!(!ready.is_empty(), "a read project has no dependency cycle");
            placed.extend(&ready);
            order.extend(ready);
        }
        order
    }
}

/// A network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Network {
    /// The name that Docker knows it by.
    pub name: String,
    /// `driver`.
    pub driver: Option<String>,
    /// `driver_opts`.
    pub driver_opts: BTreeMap<String, String>,
    /// `external`: someone else creates it.
    pub external: bool,
    /// `internal`: no way out.
    pub internal: bool,
    /// `attachable`.
    pub attachable: bool,
    /// `enable_ipv6`.
    pub enable_ipv6: bool,
    /// `ipam`, as written.
    pub ipam: Option<Json>,
    /// `labels`.
    pub labels: BTreeMap<String, String>,
}

/// A volume.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Volume {
    /// The name that Docker knows it by.
    pub name: String,
    /// `driver`.
    pub driver: Option<String>,
    /// `driver_opts`.
    pub driver_opts: BTreeMap<String, String>,
    /// `external`: someone else creates it.
    pub external: bool,
    /// `labels`.
    pub labels: BTreeMap<String, String>,
}

/// A secret or a config.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FileObject {
    /// The name that Docker knows it by.
    pub name: String,
    /// `file`: the absolute path of the content.
    pub file: Option<String>,
    /// `environment`: the variable that holds the content.
    pub environment: Option<String>,
    /// What that variable holds where the application was read; none when it is not set.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<String>,
    /// `content`: the content itself (configs only).
    pub content: Option<String>,
    /// `external`: someone else creates it.
    pub external: bool,
    /// `driver`.
    pub driver: Option<String>,
    /// `template_driver`.
    pub template_driver: Option<String>,
    /// `labels`.
    pub labels: BTreeMap<String, String>,
}
