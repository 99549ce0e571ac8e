//! The network that an application stands in, and who may reach whom.

use super::App;
use super::names::tagged;
use crate::aws::Ec2 as _;
use crate::aws::ec2::{
    AuthorizeSecurityGroupIngress, CreateSecurityGroup, DeleteSecurityGroup,
    DescribeSecurityGroups, DescribeSubnets, DescribeVpcs, Filter, IpPermission,
    RevokeSecurityGroupIngress, SecurityGroup,
};
use crate::cloud::{Context, Patience};
use crate::error::{Cause, ErrorKind};
use crate::recipe::{Obstacle, Wait};

/// Everybody.
pub(super) const WORLD: &str = "0.0.0.0/0";

/// The default VPC with its subnets, one a zone.
#[derive(Clone, Debug, Default)]
pub(super) struct Network {
    pub(super) vpc_id: String,
    pub(super) subnets: Vec<String>,
    /// The region, as its zones tell.
    pub(super) region: String,
}

/// Finds the default VPC and its subnets.
pub(super) async fn find(cx: &Context<'_>) -> Result<Network, Cause> {
    let default = vec![Filter::new("is-default", "true")];
    let vpcs = cx.cloud.describe_vpcs(DescribeVpcs {
        filters: default,
        ..DescribeVpcs::default()
    });
    let vpc = vpcs.await?.vpcs.into_iter().next();
    let vpc_id = vpc.ok_or_else(|| missing("default-vpc"))?.vpc_id;
    let filters = vec![
        Filter::new("vpc-id", &vpc_id),
        Filter::new("default-for-az", "true"),
    ];
    let mut subnets = cx
        .cloud
        .describe_subnets(DescribeSubnets {
            filters,
            ..DescribeSubnets::default()
        })
        .await?
        .subnets;
    subnets.sort_by(|a, b| a.availability_zone.cmp(&b.availability_zone));
    // A load balancer needs two zones; three is what services are spread over.
    subnets.truncate(3);
    let zone = &subnets
        .first()
        .ok_or_else(|| missing("default-subnet"))?
        .availability_zone;
    let region = zone
        .trim_end_matches(|c: char| c.is_ascii_alphabetic())
        .to_owned();
    let subnets = subnets.into_iter().map(|subnet| subnet.subnet_id).collect();
    Ok(Network {
        vpc_id,
        subnets,
        region,
    })
}

fn missing(what: &str) -> Cause {
    Cause::impossible(Obstacle::NoDefaultNetwork, what)
}

/// Makes a security group, or takes the one of this name.
pub(super) async fn group(
    cx: &Context<'_>,
    app: &App,
    network: &Network,
    name: String,
) -> Result<SecurityGroup, Cause> {
    if let Some(known) = find_group(cx, &name).await? {
        return Ok(known);
    }
    let request = CreateSecurityGroup {
        group_name: name.clone(),
        description: format!("{name} of {}", app.name),
        vpc_id: network.vpc_id.clone(),
        tag_specifications: tagged(app, "security-group", &name),
    };
    let group_id = cx.cloud.create_security_group(request).await?.group_id;
    Ok(SecurityGroup {
        group_id,
        group_name: name,
        ..SecurityGroup::default()
    })
}

/// Finds a security group by its name.
pub(super) async fn find_group(
    cx: &Context<'_>,
    name: &str,
) -> Result<Option<SecurityGroup>, Cause> {
    let request = DescribeSecurityGroups {
        filters: vec![Filter::new("group-name", name)],
        ..DescribeSecurityGroups::default()
    };
    let found = cx.cloud.describe_security_groups(request).await?;
    Ok(found.security_groups.into_iter().next())
}

/// Allows what is not allowed yet.
pub(super) async fn allow(
    cx: &Context<'_>,
    group: &SecurityGroup,
    mut wanted: Vec<IpPermission>,
) -> Result<(), Cause> {
    let ports = |p: &IpPermission| (p.from_port, p.to_port);
    wanted.retain(|rule| {
        !group
            .ip_permissions
            .iter()
            .any(|open| ports(open) == ports(rule))
    });
    if wanted.is_empty() {
        return Ok(());
    }
    let request = AuthorizeSecurityGroupIngress {
        group_id: group.group_id.clone(),
        ip_permissions: wanted,
        ..Default::default()
    };
    match cx.cloud.authorize_security_group_ingress(request).await {
        Err(error) if error.kind != ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

/// Takes back the rules of a security group that are about other ports than these.
pub(super) async fn close_others(cx: &Context<'_>, name: &str, ports: &[u16]) -> Result<(), Cause> {
    let Some(group) = find_group(cx, name).await? else {
        return Ok(());
    };
    let listens = |rule: &IpPermission| {
        let mut ports = ports.iter();
        ports.any(|port| rule.from_port == Some(i32::from(*port)))
    };
    let mut stale = group.ip_permissions;
    stale.retain(|rule| !listens(rule));
    if stale.is_empty() {
        return Ok(());
    }
    let request = RevokeSecurityGroupIngress {
        group_id: group.group_id,
        ip_permissions: stale,
        ..Default::default()
    };
    cx.cloud.revoke_security_group_ingress(request).await?;
    Ok(())
}

/// Deletes security groups as soon as nothing uses them any more: one after the other, so that those stand last to which
/// others refer.
pub(super) async fn delete_groups(
    cx: &Context<'_>,
    names: &[String],
    patience: Patience,
) -> Result<(), Cause> {
    for name in names {
        if let Some(group) = find_group(cx, name).await? {
            let request = DeleteSecurityGroup {
                group_id: group.group_id,
                ..Default::default()
            };
            cx.once_possible(Wait::FirewallUnused, patience, request)
                .await?;
        }
    }
    Ok(())
}
