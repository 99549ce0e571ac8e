//! On whose capacity tasks run: Fargate's, or that of instances that the account has registered with the cluster.

use std::sync::Arc;

use paperboat_core::aws::ecs::{
    CapacityProviderStrategyItem, PlacementConstraint, PlacementStrategy,
};
use paperboat_core::error::CloudError;

use super::instance::{ContainerInstanceKey, Rules};
use super::network::Network;
use super::provider;
use super::taskdef::DefinitionKey;
use super::{invalid, refuse};
use crate::model::Limit;
use crate::world::World;

/// Where tasks are launched, in ECS's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LaunchType {
    Fargate,
    Ec2,
}

impl LaunchType {
    /// ECS's word.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Fargate => "FARGATE",
            Self::Ec2 => "EC2",
        }
    }

    /// Reads what a request says; nothing means `EC2` (API reference, `RunTask` and `CreateService`).
    fn read(operation: &str, word: &str) -> Result<Self, CloudError> {
        match word {
            "FARGATE" => Ok(Self::Fargate),
            "EC2" | "" => Ok(Self::Ec2),
            other => Err(CloudError::unsupported(
                &format!("ecs:{operation}"),
                format!("launch type {other}"),
            )),
        }
    }
}

/// The launch types that a task definition was checked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Compatible {
    pub(super) fargate: bool,
    pub(super) ec2: bool,
}

impl Compatible {
    fn has(self, launch_type: LaunchType) -> bool {
        match launch_type {
            LaunchType::Fargate => self.fargate,
            LaunchType::Ec2 => self.ec2,
        }
    }
}

/// What a task's containers run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// A machine of Fargate's, for this task alone.
    Fargate,
    /// A container instance, which it shares.
    Instance(ContainerInstanceKey),
    /// None yet: an instance of its capacity provider that is to come.
    Waiting,
}

impl Host {
    pub(super) fn launch_type(self) -> LaunchType {
        match self {
            Self::Fargate => LaunchType::Fargate,
            Self::Instance(_) | Self::Waiting => LaunchType::Ec2,
        }
    }

    /// The container instance, where there is one.
    pub(super) fn instance(self) -> Option<ContainerInstanceKey> {
        match self {
            Self::Fargate | Self::Waiting => None,
            Self::Instance(key) => Some(key),
        }
    }
}

/// Where the tasks of a request or a service go.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Capacity {
    Fargate,
    /// On container instances, chosen by rules.
    Instances(Arc<Rules>),
}

impl Capacity {
    pub(super) fn launch_type(&self) -> LaunchType {
        match self {
            Self::Fargate => LaunchType::Fargate,
            Self::Instances(_) => LaunchType::Ec2,
        }
    }
}

/// What a request says of where its tasks shall go.
pub(super) struct Asked<'a> {
    pub(super) cluster: &'a str,
    pub(super) launch_type: &'a str,
    pub(super) providers: &'a [CapacityProviderStrategyItem],
    pub(super) strategy: &'a [PlacementStrategy],
    pub(super) constraints: &'a [PlacementConstraint],
}

/// Reads where the tasks of a request shall go, and checks that the definition and the network allow it.
///
/// # Errors
/// `InvalidParameterException` in AWS's words; `NotModelled` for other launch types, and for what [`Rules`] do not have.
pub(super) fn read(
    w: &World,
    operation: &str,
    asked: &Asked<'_>,
    definition: DefinitionKey,
    network: &Network,
) -> Result<Capacity, CloudError> {
    let Asked {
        cluster,
        launch_type,
        providers,
        strategy,
        constraints,
    } = asked;
    let provider = provider::strategy(w, operation, cluster, launch_type, providers)?;
    let launch_type = LaunchType::read(operation, launch_type)?;
    if !w.ecs.definitions[definition].compatible.has(launch_type) {
        let message = format!(
            "Task definition does not support launch_type {}.",
            launch_type.word()
        );
        return Err(invalid(operation, message));
    }
    match launch_type {
        LaunchType::Fargate => {
            if !strategy.is_empty() || !constraints.is_empty() {
                let message = "Placement strategies and constraints are not supported with FARGATE launch type.";
                return Err(refuse(
                    paperboat_core::error::ErrorKind::InvalidInput,
                    operation,
                    "ClientException",
                    message,
                ));
            }
            Ok(Capacity::Fargate)
        }
        LaunchType::Ec2 => {
            if network.public {
                let message = "Assign public IP is not supported for this launch type.";
                return Err(invalid(operation, message));
            }
            let most = w.model.limit(Limit::EcsPlacementStrategies) as usize;
            if strategy.len() > most {
                let message = format!("placementStrategy can have at most {most} items.");
                return Err(invalid(operation, message));
            }
            let rules = Rules::read(operation, strategy, constraints)?.of(provider);
            Ok(Capacity::Instances(Arc::new(rules)))
        }
    }
}
