//! What a verb leaves behind, and what a look shows.

use serde::{Deserialize, Serialize};

use super::{App, Entrance};

/// A public address of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Endpoint {
    /// The Compose service.
    pub service: String,
    /// A name or an address.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Whether HTTPS is spoken there.
    #[serde(default, skip_serializing_if = "crate::aws::is_default")]
    pub secure: bool,
}

impl Endpoint {
    /// The URL of a path.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        match self.port {
            443 if self.secure => format!("https://{}{path}", self.host),
            port if self.secure => format!("https://{}:{port}{path}", self.host),
            80 => format!("http://{}{path}", self.host),
            port => format!("http://{}:{port}{path}", self.host),
        }
    }
}

/// An application that is up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Deployed {
    /// Where users reach it.
    pub endpoints: Vec<Endpoint>,
    /// What it stands on: the instance, or the cluster.
    pub platform: String,
}

impl Deployed {
    /// An application whose entrances are all at one host.
    pub(super) fn at(app: &App, host: &str, platform: String) -> Self {
        let endpoint = |e: Entrance| Endpoint {
            service: e.service,
            host: host.to_owned(),
            port: e.published,
            secure: false,
        };
        Self {
            endpoints: app.entrances().into_iter().map(endpoint).collect(),
            platform,
        }
    }
}

/// One running copy of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Replica {
    /// The Compose service.
    pub service: String,
    /// The container or the task.
    pub id: String,
    /// The state, in Docker's or ECS's own word.
    pub state: String,
    /// The health, in Docker's or ECS's own word; empty without a check.
    pub health: String,
    /// The image that it runs.
    pub image: String,
}

/// What a look at a deployment shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// Where users reach it, as far as it is known.
    pub endpoints: Vec<Endpoint>,
    /// What it stands on, with its state.
    pub platform: String,
    /// What runs, or ran.
    pub replicas: Vec<Replica>,
}
