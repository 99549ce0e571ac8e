//! Looking into what runs: containers, lines, and commands on instances.

use super::{WAY, data, group, group_name, parts};
use crate::aws::Ec2 as _;
use crate::aws::autoscaling::LaunchTemplateSpecification;
use crate::aws::ec2::{DescribeInstances, Filter, GetConsoleOutput};
use crate::aws::host::ExecOutput;
use crate::cloud::Context;
use crate::error::Cause;
use crate::recipe::Obstacle;
use crate::strategy::ec2::containers;
use crate::strategy::ec2::host::Host;
use crate::strategy::{App, Replica, is_machine};

/// Lines of a boot in an error.
const LINES: usize = 10;

/// The containers of all instances, each with its instance's id before its name.
///
/// An instance that does not let the person in shows nothing, as long as another one does: one that boots or dies is no
/// reason to know nothing of those that serve.
pub(super) async fn replicas(cx: &Context<'_>, app: &App) -> Result<Vec<Replica>, Cause> {
    let group = group::require(cx, app).await?;
    let (mut all, mut failed) = (Vec::new(), None);
    let mut seen = false;
    for instance in group::serving(&group) {
        let id = &instance.instance_id;
        let host = Host::at(cx, app, id).await?;
        match containers::list(&host, app, WAY).await {
            Ok(replicas) => {
                seen = true;
                all.extend(replicas.into_iter().map(|replica| Replica {
                    id: format!("{id}/{}", replica.id),
                    ..replica
                }));
            }
            Err(cause) => failed = Some(cause),
        }
    }
    if !parts::staying(app).is_empty() {
        let host = data::host(cx, app).await?;
        match containers::list(&host, app, WAY).await {
            Ok(replicas) => all.extend(replicas),
            Err(cause) => failed = Some(cause),
        }
    }
    match failed {
        Some(cause) if !seen => Err(cause),
        _ => Ok(all),
    }
}

/// The last lines of a service on all instances, one instance after the other.
pub(super) async fn lines(
    cx: &Context<'_>,
    app: &App,
    service: &str,
    tail: u32,
) -> Result<Vec<String>, Cause> {
    if parts::stays(app, service) {
        let host = data::host(cx, app).await?;
        return containers::logs(&host, app, WAY, service, tail).await;
    }
    let group = group::require(cx, app).await?;
    let mut all = Vec::new();
    for instance in group::serving(&group) {
        let host = Host::at(cx, app, &instance.instance_id).await?;
        all.extend(containers::logs(&host, app, WAY, service, tail).await?);
    }
    Ok(all)
}

/// Runs a command on the first instance that serves, or in a service's container there or on the data host.
pub(super) async fn exec(
    cx: &Context<'_>,
    app: &App,
    target: &str,
    command: &[String],
) -> Result<ExecOutput, Cause> {
    if !is_machine(app, target) && parts::stays(app, target) {
        let host = data::host(cx, app).await?;
        return containers::exec(&host, app, WAY, target, command).await;
    }
    let group = group::require(cx, app).await?;
    let first = group::serving(&group).next();
    let first = first.ok_or_else(|| Cause::impossible(Obstacle::NotDeployed, target))?;
    let host = Host::at(cx, app, &first.instance_id).await?;
    containers::exec(&host, app, WAY, target, command).await
}

/// The last lines of the console of the instance that was launched first with a version, because it is the furthest: it may have been
/// given up since, and one in its place says nothing yet. None where nobody can tell.
pub(super) async fn boot_log(
    cx: &Context<'_>,
    app: &App,
    template: &LaunchTemplateSpecification,
) -> Vec<String> {
    let tagged = |tag: &str, value: &str| Filter {
        name: format!("tag:aws:{tag}"),
        values: vec![value.to_owned()],
    };
    let request = DescribeInstances {
        filters: vec![
            tagged("autoscaling:groupName", &group_name(app)),
            tagged("ec2launchtemplate:version", &template.version),
        ],
        ..DescribeInstances::default()
    };
    let Ok(found) = cx.cloud.describe_instances(request).await else {
        return Vec::new();
    };
    let all = found.reservations.into_iter().flat_map(|r| r.instances);
    let mut launched: Vec<_> = all.collect();
    launched.sort_by_key(|instance| instance.launch_time);
    for instance in launched {
        let request = GetConsoleOutput {
            instance_id: instance.instance_id,
            latest: true,
        };
        let Ok(console) = cx.cloud.get_console_output(request).await else {
            continue;
        };
        let lines: Vec<&str> = console.output.lines().collect();
        let last = &lines[lines.len().saturating_sub(LINES)..];
        if !last.is_empty() {
            return last.iter().map(|line| (*line).to_owned()).collect();
        }
    }
    Vec::new()
}
