//! The two ways that bring services to ECS: on Fargate, and on instances of the account's own.

use serde::{Deserialize, Serialize};

use super::Recipe;
use super::capacity::Capacity;

/// The managed strategy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Fargate {
    /// How many tasks each service has at least that may have several. ECS spreads a service's tasks over the zones of its
    /// subnets.
    pub tasks: u32,
    /// How many tasks a public service has at most, where service auto scaling lets their number follow the load of their processors;
    /// none where the number stays.
    #[serde(rename = "maxTasks", skip_serializing_if = "Option::is_none")]
    pub max_tasks: Option<u32>,
}

impl Fargate {
    /// So many tasks of each service, whatever users do.
    #[must_use]
    pub const fn of(tasks: u32) -> Self {
        Self {
            tasks,
            max_tasks: None,
        }
    }
}

impl Default for Fargate {
    fn default() -> Self {
        Self::of(1)
    }
}

/// ECS on instances of the account's own: an Auto Scaling group that a capacity provider fills with tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EcsEc2 {
    /// How many tasks each service has at least that may have several.
    pub tasks: u32,
    /// How many tasks a public service has at most, as [`Fargate::max_tasks`]; the group has room for them.
    #[serde(rename = "maxTasks", skip_serializing_if = "Option::is_none")]
    pub max_tasks: Option<u32>,
}

impl EcsEc2 {
    /// So many tasks of each service, whatever users do.
    #[must_use]
    pub const fn of(tasks: u32) -> Self {
        Self {
            tasks,
            max_tasks: None,
        }
    }
}

impl Default for EcsEc2 {
    fn default() -> Self {
        Self::of(1)
    }
}

/// Express Mode of ECS: one container that users call, with all that it stands on made by one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Express {
    /// How many tasks the service has at least.
    pub tasks: u32,
    /// How many it may come to, as the load of their processors says: Express Mode always lets them follow it.
    pub max_tasks: u32,
}

impl Default for Express {
    /// What Express Mode does where nobody says (own memory of the Amazon ECS developer guide, Express Mode).
    fn default() -> Self {
        Self {
            tasks: 1,
            max_tasks: 20,
        }
    }
}

impl From<Express> for Recipe {
    fn from(way: Express) -> Self {
        Self {
            tasks: way.tasks,
            max_tasks: Some(way.max_tasks),
            capacity: Capacity::Fargate,
        }
    }
}

impl From<Fargate> for Recipe {
    fn from(way: Fargate) -> Self {
        Self {
            tasks: way.tasks,
            max_tasks: way.max_tasks,
            capacity: Capacity::Fargate,
        }
    }
}

impl From<EcsEc2> for Recipe {
    fn from(way: EcsEc2) -> Self {
        Self {
            tasks: way.tasks,
            max_tasks: way.max_tasks,
            capacity: Capacity::Instances,
        }
    }
}

/// A service whose tasks follow a metric: how few and how many of them there may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Follower {
    /// The Compose service.
    pub service: String,
    /// The number that it begins with, and never falls below.
    pub least: u32,
    /// The number that it may come to.
    pub most: u32,
}
