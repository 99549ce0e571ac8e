//! Who may reach whom among tasks.

use super::capacity::Capacity;
use super::named;
use crate::aws::ec2::IpPermission;
use crate::cloud::Context;
use crate::error::Cause;
use crate::strategy::App;
use crate::strategy::names::balancer_group;
pub(super) use crate::strategy::network::{Network, find, find_group};
use crate::strategy::network::{WORLD, allow, group};

/// The port of NFS, over which tasks reach a file system.
const NFS: u16 = 2049;

/// The security groups.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    pub(super) balancer: String,
    pub(super) tasks: String,
    /// The instances on which tasks run; none on Fargate.
    pub(super) instances: Option<String>,
    /// None without a file system.
    pub(super) files: Option<String>,
}

/// Makes the security groups: the world reaches the balancer, the balancer the tasks, tasks each other and the files.
pub(super) async fn groups(
    cx: &Context<'_>,
    app: &App,
    network: &Network,
    with_files: bool,
    capacity: Capacity,
) -> Result<Groups, Cause> {
    let entrances = app.entrances();
    let balancer = group(cx, app, network, balancer_group(app)).await?;
    let listeners = entrances
        .iter()
        .map(|e| IpPermission::from_range("tcp", e.published, WORLD));
    allow(cx, &balancer, listeners.collect()).await?;
    let tasks = group(cx, app, network, named::task_group(app)).await?;
    let mut rules: Vec<IpPermission> = entrances
        .iter()
        .map(|e| IpPermission::from_group("tcp", e.target, &balancer.group_id))
        .collect();
    let mut among = IpPermission::from_group("tcp", 0, &tasks.group_id);
    among.to_port = Some(65_535);
    rules.push(among);
    let mut seen = Vec::new();
    rules.retain(|rule| {
        let fresh = !seen.contains(rule);
        seen.push(rule.clone());
        fresh
    });
    allow(cx, &tasks, rules).await?;
    // Nobody calls an instance: what it is for has interfaces of its own.
    let instances = match capacity {
        Capacity::Fargate => None,
        Capacity::Instances => {
            let made = group(cx, app, network, named::instance_group(app)).await?;
            Some(made.group_id)
        }
    };
    let mut files = None;
    if with_files {
        let group = group(cx, app, network, named::file_group(app)).await?;
        // On an instance it is the instance that mounts.
        let mounts = instances.iter().chain([&tasks.group_id]);
        let rules = mounts.map(|from| IpPermission::from_group("tcp", NFS, from));
        allow(cx, &group, rules.collect()).await?;
        files = Some(group.group_id);
    }
    Ok(Groups {
        balancer: balancer.group_id,
        tasks: tasks.group_id,
        instances,
        files,
    })
}
