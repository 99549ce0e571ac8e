//! The two ways that bring services to ECS: on Fargate, and on instances of the account's own.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::Recipe;
use super::capacity::Capacity;
use super::look;
use crate::aws::host::ExecOutput;
use crate::cloud::Context;
use crate::error::DeployError;
use crate::recipe::Step;
use crate::strategy::{App, Deployed, Status, Strategy};

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

/// Lets ways be carried out by the recipe.
macro_rules! carried_out {
    ($($way:ident: $name:literal),*) => { $(
        impl $way {
            /// How many tasks a service gets: what the file asks for, and more where this way gives more. What somebody scaled a
            /// service to stays, and so do services that cannot have copies.
            #[must_use]
            pub fn tasks_of(self, app: &App, service: &str) -> u32 {
                Recipe::from(self).tasks_of(app, service)
            }

            /// The services whose tasks follow a metric.
            #[must_use]
            pub fn followers(self, app: &App) -> Vec<Follower> {
                let recipe = Recipe::from(self);
                let followers = recipe.followers(app).into_iter();
                let follower = |(service, most): (String, u32)| Follower {
                    least: recipe.tasks_of(app, &service),
                    service,
                    most,
                };
                followers.map(follower).collect()
            }

            /// The services that have one task although this way gives others several: a second one would spoil the data that the
            /// first keeps on a volume.
            #[must_use]
            pub fn alone(self, app: &App) -> Vec<String> {
                Recipe::from(self).alone(app)
            }
        }

        #[async_trait]
        impl Strategy for $way {
            fn name(&self) -> &'static str {
                $name
            }

            async fn deploy(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
                Recipe::from(*self).deploy(cx, app).await
            }

            async fn update(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
                Recipe::from(*self).update(cx, app).await
            }

            async fn rollback(&self, cx: &Context<'_>, app: &App) -> Result<Deployed, DeployError> {
                Recipe::from(*self).update(cx, app).await
            }

            async fn scale(
                &self,
                cx: &Context<'_>,
                app: &App,
                service: &str,
                replicas: u32,
            ) -> Result<Deployed, DeployError> {
                Recipe::from(*self).scale(cx, app, service, replicas).await
            }

            async fn status(&self, cx: &Context<'_>, app: &App) -> Result<Status, DeployError> {
                Recipe::from(*self).status(cx, app).await
            }

            async fn logs(
                &self,
                cx: &Context<'_>,
                app: &App,
                service: &str,
                tail: u32,
            ) -> Result<Vec<String>, DeployError> {
                let body = look::lines(cx, app, service, tail);
                cx.step(Step::ReadLogs, body).await
            }

            async fn exec(
                &self,
                cx: &Context<'_>,
                app: &App,
                target: &str,
                command: &[String],
            ) -> Result<ExecOutput, DeployError> {
                let body = look::exec(cx, app, target, command);
                cx.step(Step::RunCommand, body).await
            }

            async fn destroy(&self, cx: &Context<'_>, app: &App) -> Result<(), DeployError> {
                Recipe::from(*self).destroy(cx, app).await
            }
        }
    )* };
}
carried_out!(Fargate: "fargate", EcsEc2: "ecs-ec2");
