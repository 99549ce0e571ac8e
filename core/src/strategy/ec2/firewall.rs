//! Who may reach the instance.

use super::Ec2;
use super::launch::Site;
use crate::aws::Ec2 as _;
use crate::aws::ec2::{
    AuthorizeSecurityGroupIngress, CreateSecurityGroup, DescribeSecurityGroups, Filter,
    IpPermission, SecurityGroup,
};
use crate::cloud::Context;
use crate::error::Cause;
use crate::strategy::App;
use crate::strategy::names::{base, tagged};
use crate::strategy::network::WORLD;

/// Finds the application's security group.
pub(super) async fn find(cx: &Context<'_>, app: &App) -> Result<Option<SecurityGroup>, Cause> {
    let filters = vec![Filter::new("group-name", base(app))];
    let found = cx
        .cloud
        .describe_security_groups(DescribeSecurityGroups {
            filters,
            ..Default::default()
        })
        .await?;
    Ok(found.security_groups.into_iter().next())
}

/// Makes the security group and opens what the way of working opens: SSH and every published port to everybody, or
/// SSH to the caller's address and the public services' ports.
pub(super) async fn open(
    cx: &Context<'_>,
    app: &App,
    way: Ec2,
    site: &Site,
) -> Result<String, Cause> {
    let known = find(cx, app).await?;
    let group_id = match &known {
        Some(group) => group.group_id.clone(),
        None => {
            let request = CreateSecurityGroup {
                group_name: base(app),
                description: format!("{} and its users", app.name),
                vpc_id: site.vpc_id.clone(),
                tag_specifications: tagged(app, "security-group", &base(app)),
            };
            cx.cloud.create_security_group(request).await?.group_id
        }
    };
    let open = known.map(|g| g.ip_permissions).unwrap_or_default();
    allow(cx, app, way, &group_id, &open).await?;
    Ok(group_id)
}

/// Opens what a new version needs beyond the old one.
pub(super) async fn open_more(cx: &Context<'_>, app: &App, way: Ec2) -> Result<(), Cause> {
    match find(cx, app).await? {
        Some(group) => allow(cx, app, way, &group.group_id, &group.ip_permissions).await,
        None => Ok(()),
    }
}

async fn allow(
    cx: &Context<'_>,
    app: &App,
    way: Ec2,
    group_id: &str,
    open: &[IpPermission],
) -> Result<(), Cause> {
    let is_open = |port: u16| open.iter().any(|p| p.from_port == Some(i32::from(port)));
    let ssh_from = if way.careful() {
        cx.caller.to_string() + "/32"
    } else {
        WORLD.to_owned()
    };
    let mut wanted = vec![IpPermission::from_range("tcp", 22, ssh_from)];
    wanted.extend(
        ports(app, way)
            .into_iter()
            .map(|port| IpPermission::from_range("tcp", port, WORLD)),
    );
    wanted.retain(|p| {
        p.from_port
            .and_then(|port| u16::try_from(port).ok())
            .is_some_and(|port| !is_open(port))
    });
    if !wanted.is_empty() {
        let request = AuthorizeSecurityGroupIngress {
            group_id: group_id.to_owned(),
            ip_permissions: wanted,
            ..Default::default()
        };
        cx.cloud.authorize_security_group_ingress(request).await?;
    }
    Ok(())
}

fn ports(app: &App, way: Ec2) -> Vec<u16> {
    let mut ports: Vec<u16> = if way.careful() {
        app.entrances().into_iter().map(|e| e.published).collect()
    } else {
        let all = app.project.services.values().flat_map(|s| &s.ports);
        all.filter(|p| p.protocol() == "tcp" && p.host_ip.as_deref() != Some("127.0.0.1"))
            .filter_map(|p| Some(p.published_range()?.0))
            .collect()
    };
    ports.sort_unstable();
    ports.dedup();
    ports
}
