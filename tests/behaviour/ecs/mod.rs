//! ECS on Fargate, as its API reference and its developer guide document it.

pub(crate) mod cluster;
pub(crate) mod definition;
pub(crate) mod express;
pub(crate) mod rollout;
pub(crate) mod service;
pub(crate) mod task;

use paperboat_core::aws::Ecs;
use paperboat_core::aws::ecs::*;

use crate::bench::{Bench, Stop, is};
use crate::ec2::subnets;

/// A public image of a web server that runs until it is stopped; every cloud of the suite can pull it that can pull
/// anything.
pub(crate) const REPOSITORY: &str = "public.ecr.aws/docker/library/nginx";

/// The version that runs first.
pub(crate) fn image() -> String {
    format!("{REPOSITORY}:stable")
}

/// A cluster, which is deleted when the case is over.
pub(crate) async fn cluster(b: &Bench<'_>) -> Result<String, Stop> {
    let request = CreateCluster {
        cluster_name: b.name("cluster"),
        ..Default::default()
    };
    let made = b.cloud.create_cluster(request).await?.cluster;
    b.later(DeleteCluster {
        cluster: made.cluster_name.clone(),
    });
    Ok(b.name("cluster"))
}

/// A task definition of a quarter vCPU and 512 MiB with one web server.
pub(crate) fn definition(b: &Bench<'_>, image: &str) -> RegisterTaskDefinition {
    RegisterTaskDefinition {
        family: b.name("web"),
        network_mode: "awsvpc".into(),
        requires_compatibilities: vec!["FARGATE".into()],
        cpu: "256".into(),
        memory: "512".into(),
        container_definitions: vec![ContainerDefinition {
            name: "web".into(),
            image: image.into(),
            port_mappings: vec![PortMapping {
                container_port: 80,
                ..Default::default()
            }],
            ..Default::default()
        }],
        ..Default::default()
    }
}

/// Registers a task definition, which is deregistered when the case is over.
pub(crate) async fn register(
    b: &Bench<'_>,
    request: RegisterTaskDefinition,
) -> Result<TaskDefinition, Stop> {
    let made = b.cloud.register_task_definition(request).await?;
    b.later(DeregisterTaskDefinition {
        task_definition: made.task_definition.task_definition_arn.clone(),
    });
    Ok(made.task_definition)
}

/// Two default subnets and public addresses, so that images can be pulled.
pub(crate) async fn network(b: &Bench<'_>) -> Result<Option<NetworkConfiguration>, Stop> {
    let subnets = subnets(b).await?.into_iter().take(2).map(|s| s.subnet_id);
    Ok(Some(NetworkConfiguration {
        awsvpc_configuration: Some(AwsVpcConfiguration {
            subnets: subnets.collect(),
            security_groups: vec![crate::ec2::group(b, "tasks").await?],
            assign_public_ip: "ENABLED".into(),
        }),
    }))
}

/// A request for a service of `desired` tasks in a cluster of its own.
pub(crate) async fn service(b: &Bench<'_>, desired: u32) -> Result<CreateService, Stop> {
    let network_configuration = network(b).await?;
    Ok(CreateService {
        cluster: cluster(b).await?,
        service_name: b.name("web"),
        task_definition: register(b, definition(b, &image()))
            .await?
            .task_definition_arn,
        desired_count: Some(desired),
        launch_type: "FARGATE".into(),
        network_configuration,
        ..Default::default()
    })
}

/// Creates a service, which is deleted with its tasks when the case is over.
pub(crate) async fn create(b: &Bench<'_>, request: CreateService) -> Result<Service, Stop> {
    let (cluster, service) = (request.cluster.clone(), request.service_name.clone());
    let made = b.cloud.create_service(request).await?.service;
    b.later(DeleteService {
        cluster,
        service,
        force: true,
    });
    Ok(made)
}

pub(crate) fn by_name(b: &Bench<'_>) -> DescribeServices {
    DescribeServices {
        cluster: b.name("cluster"),
        services: vec![b.name("web")],
        ..Default::default()
    }
}

/// Looks at the case's service.
pub(crate) async fn seen(b: &Bench<'_>) -> Result<Service, Stop> {
    let mut reply = b.cloud.describe_services(by_name(b)).await?;
    if reply.services.is_empty() {
        return Err(Stop("ecs:DescribeServices shows no service".into()));
    }
    Ok(reply.services.remove(0))
}

/// Waits until the case's service runs what it should: one deployment, completed, all tasks running.
pub(crate) async fn stable(b: &Bench<'_>, desired: u32) -> Result<Service, Stop> {
    let settled = |r: &DescribeServicesOutput| {
        let s = r.services.first().ok_or("no service")?;
        is(
            shown(s),
            format!("1 deployment COMPLETED, {desired} running"),
        )
    };
    let mut reply = b
        .until("the service is stable", by_name(b), settled)
        .await?;
    Ok(reply.services.remove(0))
}

/// How far a service is, in words.
pub(crate) fn shown(s: &Service) -> String {
    let state = s
        .deployments
        .first()
        .map_or("absent", |d| d.rollout_state.word());
    let (count, running) = (s.deployments.len(), s.running_count);
    format!("{count} deployment {state}, {running} running")
}

/// The ARNs of the tasks that should run in the case's service.
pub(crate) async fn tasks(b: &Bench<'_>) -> Result<Vec<String>, Stop> {
    let request = ListTasks {
        cluster: b.name("cluster"),
        service_name: b.name("web"),
        ..Default::default()
    };
    Ok(b.cloud.list_tasks(request).await?.task_arns)
}
