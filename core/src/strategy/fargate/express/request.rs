//! What Express Mode is asked for: a Compose service in the members of its requests.

use super::express;
use crate::aws::Express as _;
use crate::aws::ecs::{
    ContainerDefinition, CreateExpressGatewayService, ExpressGatewayContainer,
    ExpressGatewayScalingTarget, ExpressGatewayService, ExpressGatewayServiceAwsLogsConfiguration,
    ExpressGatewayServiceConfiguration, Tag, UpdateExpressGatewayService,
};
use crate::cloud::Context;
use crate::error::Cause;
use crate::facts::Architecture;
use crate::recipe::Obstacle;
use crate::strategy::fargate::definition::{self, Parts};
use crate::strategy::fargate::scaling::Bounds;
use crate::strategy::fargate::{named, rollout};
use crate::strategy::names::{base, marks};
use crate::strategy::role::once_known;
use crate::strategy::{App, architecture, fargate_size};

/// What a version is, as both requests say it.
struct Wanted {
    container: ExpressGatewayContainer,
    cpu: String,
    memory: String,
    architecture: &'static str,
    path: String,
    scaling: ExpressGatewayScalingTarget,
}

fn wanted(app: &App, name: &str, parts: &Parts) -> Result<Wanted, Cause> {
    let size = fargate_size(app, name)
        .ok_or_else(|| Cause::impossible(Obstacle::NoFargateSizeHoldsIt, name))?;
    let ContainerDefinition {
        image,
        command,
        environment,
        secrets,
        ..
    } = definition::container(app, name, parts);
    let entrances = app.entrances_of(name);
    let container = ExpressGatewayContainer {
        image,
        container_port: entrances.first().map(|entrance| entrance.target),
        aws_logs_configuration: Some(ExpressGatewayServiceAwsLogsConfiguration {
            log_group: named::log_group(app, name),
            log_stream_prefix: "ecs".to_owned(),
        }),
        command,
        environment,
        secrets,
        ..ExpressGatewayContainer::default()
    };
    Ok(Wanted {
        container,
        cpu: size.cpu.to_string(),
        memory: size.memory_mib.to_string(),
        architecture: match architecture::task(app, name) {
            Architecture::Arm64 => "ARM64",
            Architecture::X86_64 => "X86_64",
        },
        path: app.health_path(name).to_owned(),
        scaling: scaling(app, name),
    })
}

/// How few and how many tasks there may be; the metric and its value are AWS's own.
fn scaling(app: &App, name: &str) -> ExpressGatewayScalingTarget {
    let bounds = Bounds::of(app, name);
    ExpressGatewayScalingTarget {
        min_task_count: bounds.map(|bounds| bounds.min),
        max_task_count: bounds.map(|bounds| bounds.max),
        ..ExpressGatewayScalingTarget::default()
    }
}

/// Has the service made with all that it stands on.
pub(super) async fn create(
    cx: &Context<'_>,
    app: &App,
    name: &str,
    parts: &Parts,
    infrastructure_role_arn: String,
) -> Result<(), Cause> {
    let wanted = wanted(app, name, parts)?;
    let tag = |(key, value): (&str, &str)| Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    };
    let request = CreateExpressGatewayService {
        execution_role_arn: parts.execution_role.clone(),
        infrastructure_role_arn,
        service_name: named::service(name),
        cluster: base(app),
        health_check_path: wanted.path,
        primary_container: Some(wanted.container),
        task_role_arn: parts.task_role.clone(),
        cpu: wanted.cpu,
        memory: wanted.memory,
        cpu_architecture: wanted.architecture.to_owned(),
        scaling_target: Some(wanted.scaling),
        tags: marks(app).map(tag).collect(),
        ..CreateExpressGatewayService::default()
    };
    let cloud = cx.cloud;
    once_known(cx, || cloud.create_express_gateway_service(request.clone())).await?;
    Ok(())
}

/// Brings a service to a version, and does nothing where it has it.
pub(super) async fn update(
    cx: &Context<'_>,
    app: &App,
    name: &str,
    parts: &Parts,
    known: &ExpressGatewayService,
) -> Result<(), Cause> {
    let wanted = wanted(app, name, parts)?;
    let newest = known.active_configurations.first();
    if newest.is_some_and(|newest| is_so(newest, &wanted, parts))
        && known.active_configurations.len() == 1
    {
        return Ok(());
    }
    let request = UpdateExpressGatewayService {
        service_arn: known.service_arn.clone(),
        execution_role_arn: parts.execution_role.clone(),
        health_check_path: wanted.path,
        primary_container: Some(wanted.container),
        task_role_arn: parts.task_role.clone(),
        cpu: wanted.cpu,
        memory: wanted.memory,
        cpu_architecture: wanted.architecture.to_owned(),
        scaling_target: Some(wanted.scaling),
        ..UpdateExpressGatewayService::default()
    };
    cx.cloud.update_express_gateway_service(request).await?;
    Ok(())
}

/// Tells whether a version is the one that is wanted, whatever AWS has filled in.
fn is_so(version: &ExpressGatewayServiceConfiguration, wanted: &Wanted, parts: &Parts) -> bool {
    let mut container = version.primary_container.clone().unwrap_or_default();
    let mut ours = wanted.container.clone();
    for container in [&mut container, &mut ours] {
        container.environment.sort_by(|a, b| a.name.cmp(&b.name));
        container.secrets.sort_by(|a, b| a.name.cmp(&b.name));
    }
    let scaling = version.scaling_target.clone().unwrap_or_default();
    container == ours
        && version.execution_role_arn == parts.execution_role
        && version.task_role_arn == parts.task_role
        && (&version.cpu, &version.memory) == (&wanted.cpu, &wanted.memory)
        && version.cpu_architecture == wanted.architecture
        && version.health_check_path == wanted.path
        && scaling.min_task_count == wanted.scaling.min_task_count
        && scaling.max_task_count == wanted.scaling.max_task_count
}

/// Gives the service so many tasks at least, and waits until they run.
pub(super) async fn scale(cx: &Context<'_>, app: &App, name: &str) -> Result<(), Cause> {
    let known = express(cx, app, name).await?;
    let known = known.ok_or_else(|| Cause::impossible(Obstacle::NotDeployed, name))?;
    let request = UpdateExpressGatewayService {
        service_arn: known.service_arn,
        scaling_target: Some(scaling(app, name)),
        ..UpdateExpressGatewayService::default()
    };
    cx.cloud.update_express_gateway_service(request).await?;
    rollout::wait_replicas(cx, app, name, app.replicas(name)).await
}
