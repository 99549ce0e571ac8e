//! Service deployments and revisions.

use aws_sdk_ecs::Client;
use aws_sdk_ecs::types as sdk;
use paperboat_core::aws::ecs::{
    ContainerImage, DescribeServiceDeployments, DescribeServiceDeploymentsOutput,
    DescribeServiceRevisions, DescribeServiceRevisionsOutput, ListServiceDeployments,
    ListServiceDeploymentsOutput, Rollback, ServiceDeployment, ServiceDeploymentAlarms,
    ServiceDeploymentBrief, ServiceDeploymentCircuitBreaker, ServiceDeploymentStatus,
    ServiceRevision, ServiceRevisionSummary, StopServiceDeployment, StopServiceDeploymentOutput,
};

use super::capacity_provider::read_item;
use super::cluster::read_failure;
use super::service_shape::{
    read_balancer, read_connect, read_deployment_configuration, read_network, read_registry,
};
use crate::aws::convert::{all, int, known, list, moment, number, portions, said, text};
use crate::aws::error::{Answer, refused};

/// The most ARNs that one request may ask for (API reference, `DescribeServiceDeployments`, `DescribeServiceRevisions`).
const MOST: usize = 20;

/// Lists all pages: the SDK has no paginator for this one.
pub(in crate::aws) async fn list_service_deployments(
    ecs: &Client,
    r: ListServiceDeployments,
) -> Answer<ListServiceDeploymentsOutput> {
    let mut out = ListServiceDeploymentsOutput::default();
    let mut token = r.next_token;
    loop {
        let status = |s: ServiceDeploymentStatus| sdk::ServiceDeploymentStatus::from(s.word());
        let page = ecs
            .list_service_deployments()
            .set_cluster(text(r.cluster.as_str()))
            .set_service(text(r.service.as_str()))
            .set_status(list(r.status.clone(), status))
            .set_max_results(r.max_results.map(int))
            .set_next_token(token.clone())
            .send()
            .await
            .map_err(refused)?;
        out.service_deployments
            .extend(all(page.service_deployments, read_brief));
        let next = page.next_token.filter(|t| !t.is_empty());
        // A cloud that repeats its token would be asked for ever.
        if next.is_none() || next == token {
            return Ok(out);
        }
        token = next;
    }
}

fn read_brief(d: sdk::ServiceDeploymentBrief) -> ServiceDeploymentBrief {
    ServiceDeploymentBrief {
        service_deployment_arn: d.service_deployment_arn.unwrap_or_default(),
        service_arn: d.service_arn.unwrap_or_default(),
        cluster_arn: d.cluster_arn.unwrap_or_default(),
        started_at: moment(d.started_at),
        created_at: moment(d.created_at).unwrap_or_default(),
        finished_at: moment(d.finished_at),
        target_service_revision_arn: d.target_service_revision_arn.unwrap_or_default(),
        status: known(d.status),
        status_reason: d.status_reason.unwrap_or_default(),
    }
}

pub(in crate::aws) async fn describe_service_deployments(
    ecs: &Client,
    r: DescribeServiceDeployments,
) -> Answer<DescribeServiceDeploymentsOutput> {
    let mut out = DescribeServiceDeploymentsOutput::default();
    for arns in portions(&r.service_deployment_arns, MOST) {
        let found = ecs
            .describe_service_deployments()
            .set_service_deployment_arns(Some(arns))
            .send()
            .await
            .map_err(refused)?;
        out.service_deployments
            .extend(all(found.service_deployments, read));
        out.failures.extend(all(found.failures, read_failure));
    }
    Ok(out)
}

fn read(d: sdk::ServiceDeployment) -> ServiceDeployment {
    let rollback = |r: sdk::Rollback| Rollback {
        reason: r.reason.unwrap_or_default(),
        started_at: moment(r.started_at).unwrap_or_default(),
        service_revision_arn: r.service_revision_arn.unwrap_or_default(),
    };
    let breaker = |b: sdk::ServiceDeploymentCircuitBreaker| ServiceDeploymentCircuitBreaker {
        status: known(b.status),
        failure_count: number(b.failure_count),
        threshold: number(b.threshold),
    };
    let alarms = |a: sdk::ServiceDeploymentAlarms| ServiceDeploymentAlarms {
        status: known(a.status),
    };
    let configuration = d.deployment_configuration;
    ServiceDeployment {
        service_deployment_arn: d.service_deployment_arn.unwrap_or_default(),
        service_arn: d.service_arn.unwrap_or_default(),
        cluster_arn: d.cluster_arn.unwrap_or_default(),
        created_at: moment(d.created_at).unwrap_or_default(),
        started_at: moment(d.started_at),
        finished_at: moment(d.finished_at),
        stopped_at: moment(d.stopped_at),
        updated_at: moment(d.updated_at).unwrap_or_default(),
        source_service_revisions: all(d.source_service_revisions, read_summary),
        target_service_revision: d.target_service_revision.map(read_summary),
        status: known(d.status),
        status_reason: d.status_reason.unwrap_or_default(),
        lifecycle_stage: d.lifecycle_stage.map(|stage| known(Some(stage))),
        deployment_configuration: configuration
            .map(read_deployment_configuration)
            .unwrap_or_default(),
        rollback: d.rollback.map(rollback),
        deployment_circuit_breaker: d.deployment_circuit_breaker.map(breaker),
        alarms: d.alarms.map(alarms),
    }
}

fn read_summary(s: sdk::ServiceRevisionSummary) -> ServiceRevisionSummary {
    ServiceRevisionSummary {
        arn: s.arn.unwrap_or_default(),
        requested_task_count: number(s.requested_task_count),
        running_task_count: number(s.running_task_count),
        pending_task_count: number(s.pending_task_count),
    }
}

pub(in crate::aws) async fn stop_service_deployment(
    ecs: &Client,
    r: StopServiceDeployment,
) -> Answer<StopServiceDeploymentOutput> {
    let stop_type = r.stop_type.map(|t| t.word().into());
    let stopped = ecs
        .stop_service_deployment()
        .set_service_deployment_arn(text(r.service_deployment_arn))
        .set_stop_type(stop_type)
        .send()
        .await
        .map_err(refused)?;
    Ok(StopServiceDeploymentOutput {
        service_deployment_arn: stopped.service_deployment_arn.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn describe_service_revisions(
    ecs: &Client,
    r: DescribeServiceRevisions,
) -> Answer<DescribeServiceRevisionsOutput> {
    let mut out = DescribeServiceRevisionsOutput::default();
    for arns in portions(&r.service_revision_arns, MOST) {
        let found = ecs
            .describe_service_revisions()
            .set_service_revision_arns(Some(arns))
            .send()
            .await
            .map_err(refused)?;
        out.service_revisions
            .extend(all(found.service_revisions, read_revision));
        out.failures.extend(all(found.failures, read_failure));
    }
    Ok(out)
}

fn read_revision(v: sdk::ServiceRevision) -> ServiceRevision {
    let image = |i: sdk::ContainerImage| ContainerImage {
        container_name: i.container_name.unwrap_or_default(),
        image_digest: i.image_digest.unwrap_or_default(),
        image: i.image.unwrap_or_default(),
    };
    ServiceRevision {
        service_revision_arn: v.service_revision_arn.unwrap_or_default(),
        service_arn: v.service_arn.unwrap_or_default(),
        cluster_arn: v.cluster_arn.unwrap_or_default(),
        task_definition: v.task_definition.unwrap_or_default(),
        capacity_provider_strategy: all(v.capacity_provider_strategy, read_item),
        launch_type: said(v.launch_type),
        load_balancers: all(v.load_balancers, read_balancer),
        service_registries: all(v.service_registries, read_registry),
        network_configuration: v.network_configuration.map(read_network),
        container_images: all(v.container_images, image),
        service_connect_configuration: v.service_connect_configuration.map(read_connect),
        created_at: moment(v.created_at).unwrap_or_default(),
    }
}
