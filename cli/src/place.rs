//! Where a deployment lives: on the simulator, on an endpoint like LocalStack's, or in an AWS account.

use std::net::Ipv4Addr;

use serde::{Deserialize, Serialize};

use crate::args::{Backend, PlaceArgs};

/// Where a deployment lives, as it is kept between commands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Place {
    /// The kind of cloud.
    pub backend: Backend,
    /// The region; none when the environment decides.
    pub region: Option<String>,
    /// The profile in AWS's own files; none when the environment decides.
    pub profile: Option<String>,
    /// The endpoint instead of AWS's own.
    pub endpoint_url: Option<String>,
    /// What stands behind an instance, as it was typed: `simulated`, `docker`, `ssh://user@address:port`.
    pub hosts: Option<String>,
    /// The account that was typed back, on real AWS.
    pub account: Option<String>,
    /// The address from which the person works; none when it is asked for.
    pub caller: Option<Ipv4Addr>,
}

impl Place {
    /// The place that options name.
    #[must_use]
    pub fn of(args: &PlaceArgs) -> Self {
        Self {
            backend: args.backend.unwrap_or_default(),
            region: args.region.clone(),
            profile: args.aws_profile.clone(),
            endpoint_url: args.endpoint_url.clone(),
            hosts: args.hosts.clone(),
            account: None,
            caller: args.caller,
        }
    }

    /// The place as the SDK's cloud is told of it.
    #[cfg(feature = "aws")]
    #[must_use]
    pub fn for_sdk(&self) -> paperboat_backends::aws::Place {
        paperboat_backends::aws::Place {
            region: self.region.clone(),
            profile: self.profile.clone(),
            endpoint_url: self.endpoint_url.clone(),
            localstack: self.backend == Backend::Localstack,
        }
    }
}
