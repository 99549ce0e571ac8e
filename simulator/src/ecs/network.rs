//! Where a task's network interface goes.

use std::sync::Arc;

use paperboat_core::aws::ecs::{AwsVpcConfiguration, NetworkConfiguration};
use paperboat_core::error::CloudError;

use super::invalid;
use super::mode::Mode;
use crate::ec2;
use crate::model::Limit;
use crate::weather;
use crate::world::World;

/// Subnets with their zones, security groups, and whether tasks get a public address. Without subnets, tasks have no interface
/// of their own: they are on the networks of their instances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    /// Subnet and zone.
    pub(super) subnets: Vec<(String, String)>,
    pub(super) security_groups: Vec<String>,
    pub(super) public: bool,
}

impl Network {
    /// That of tasks without an interface of their own.
    fn of_instances() -> Self {
        Self {
            subnets: Vec::new(),
            security_groups: Vec::new(),
            public: false,
        }
    }

    /// Tells whether tasks have no interface of their own.
    pub(super) fn is_of_instances(&self) -> bool {
        self.subnets.is_empty()
    }

    /// As AWS shows it; none where tasks have no interface of their own.
    pub(super) fn shown(&self) -> Option<NetworkConfiguration> {
        if self.is_of_instances() {
            return None;
        }
        let subnets = self.subnets.iter().map(|(subnet, _)| subnet.clone());
        let public = if self.public { "ENABLED" } else { "DISABLED" };
        Some(NetworkConfiguration {
            awsvpc_configuration: Some(AwsVpcConfiguration {
                subnets: subnets.collect(),
                security_groups: self.security_groups.clone(),
                assign_public_ip: public.to_owned(),
            }),
        })
    }

    /// The places of the subnets in zones that have power.
    pub(super) fn powered<'a>(&'a self, w: &'a World) -> impl Iterator<Item = usize> + 'a {
        let up = |n: &usize| !weather::zone_is_out(w, &self.subnets[*n].1);
        (0..self.subnets.len()).filter(up)
    }

    /// Tells whether every zone of the subnets has power.
    pub(super) fn all_powered(&self, w: &World) -> bool {
        self.powered(w).count() == self.subnets.len()
    }

    /// The zones of the subnets, each once, in order.
    pub(super) fn zones(&self) -> Vec<&str> {
        let mut zones: Vec<&str> = self.subnets.iter().map(|(_, zone)| zone.as_str()).collect();
        zones.sort_unstable();
        zones.dedup();
        zones
    }
}

/// Reads the network configuration for tasks of a network mode and checks what it names.
///
/// # Errors
/// `InvalidParameterException`: none given where tasks have interfaces, one where they have none, too many members, or a
/// subnet that does not exist.
pub(super) fn read(
    w: &World,
    operation: &str,
    configuration: Option<&NetworkConfiguration>,
    mode: Mode,
) -> Result<Arc<Network>, CloudError> {
    let vpc = configuration.and_then(|c| c.awsvpc_configuration.as_ref());
    if !mode.has_interface() {
        return match vpc {
            None => Ok(Arc::new(Network::of_instances())),
            Some(_) => Err(invalid(
                operation,
                "Network Configuration is not valid for the given networkMode of this task definition.",
            )),
        };
    }
    let vpc = vpc.filter(|v| !v.subnets.is_empty()).ok_or_else(|| {
        invalid(
            operation,
            "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
        )
    })?;
    let most = w.model.limit(Limit::EcsSubnetsPerTask);
    if vpc.subnets.len() as u64 > most {
        let message = format!("subnets can have at most {most} items.");
        return Err(invalid(operation, message));
    }
    let most = w.model.limit(Limit::EcsSecurityGroupsPerTask);
    if vpc.security_groups.len() as u64 > most {
        let message = format!("securityGroups can have at most {most} items.");
        return Err(invalid(operation, message));
    }
    let mut subnets = Vec::new();
    for subnet in &vpc.subnets {
        let Some(zone) = ec2::zone_of(w, subnet) else {
            let message = format!(
                "Error retrieving subnet information for [{subnet}]: The subnet ID '{subnet}' does not exist (ErrorCode: InvalidSubnetID.NotFound)"
            );
            return Err(invalid(operation, message));
        };
        subnets.push((subnet.clone(), zone.to_owned()));
    }
    for group in &vpc.security_groups {
        if let Err(error) = ec2::require_groups(w, std::slice::from_ref(group)) {
            let message = format!(
                "Error retrieving security group information for [{group}]: {} (ErrorCode: {})",
                error.message, error.code
            );
            return Err(invalid(operation, message));
        }
    }
    Ok(Arc::new(Network {
        subnets,
        security_groups: vpc.security_groups.clone(),
        public: vpc.assign_public_ip == "ENABLED",
    }))
}
