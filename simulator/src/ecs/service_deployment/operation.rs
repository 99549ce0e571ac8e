//! What `ListServiceDeployments`, `DescribeServiceDeployments`, `StopServiceDeployment` and `DescribeServiceRevisions` do.

use std::time::Duration;

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{
    ContainerImage, DescribeServiceDeployments, DescribeServiceDeploymentsOutput,
    DescribeServiceRevisions, DescribeServiceRevisionsOutput, Failure, ListServiceDeployments,
    ListServiceDeploymentsOutput, Rollback, ServiceDeployment, ServiceDeploymentAlarms,
    ServiceDeploymentBrief, ServiceDeploymentCircuitBreaker,
    ServiceDeploymentRollbackMonitorsStatus as Monitor, ServiceRevision, ServiceRevisionSummary,
    StopServiceDeployment, StopServiceDeploymentOutput, StopServiceDeploymentStopType,
};
use paperboat_core::error::{CloudError, ErrorKind};

use super::record::{Record, Revision, arn_of, counted, revision};
use crate::ecs::deployment::{ALARM, BREAKER};
use crate::ecs::refuse::page;
use crate::ecs::service::{self, Service, ServiceKey};
use crate::ecs::{cluster, describe, invalid, refuse, scheduler};
use crate::model::Timing;
use crate::registry;
use crate::world::{CallId, Outcome, World};

/// The service deployments of a page where nobody says how many (API reference, `ListServiceDeployments`).
const PAGE: usize = 20;
/// The most ARNs of one request (API reference, `DescribeServiceDeployments` and `DescribeServiceRevisions`).
const MOST: usize = 20;
/// For how long a service deployment is shown (ECS guide, "View service history using Amazon ECS service deployments": 90 days).
const SHOWN: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// Lists the service deployments of a service, from new to old; also of one that is gone.
pub(in crate::ecs) fn list(w: &World, r: &ListServiceDeployments) -> Result<Outcome, CloudError> {
    const OP: &str = "ListServiceDeployments";
    cluster::find(w, OP, &r.cluster)?;
    let key = service::look_up(w, &r.cluster, &r.service).ok_or_else(|| {
        let code = "ServiceNotFoundException";
        refuse(ErrorKind::NotFound, OP, code, "Service not found.")
    })?;
    let service = &w.ecs.services[key];
    let wanted = |record: &&Record| {
        w.now.since(record.created) <= SHOWN
            && (r.status.is_empty() || r.status.contains(&record.status))
    };
    let all = service.history.iter().rev().filter(wanted);
    let all = all.map(|record| brief(service, record)).collect();
    let token = r.next_token.as_deref();
    let (service_deployments, next_token) = page(OP, all, token, r.max_results, PAGE)?;
    Ok(Outcome::Done(Reply::ListServiceDeployments(
        ListServiceDeploymentsOutput {
            service_deployments,
            next_token,
        },
    )))
}

fn brief(service: &Service, record: &Record) -> ServiceDeploymentBrief {
    ServiceDeploymentBrief {
        service_deployment_arn: arn_of(service, record),
        service_arn: service.arn(),
        cluster_arn: cluster::cluster_arn(&service.cluster),
        started_at: record.started,
        created_at: record.created,
        finished_at: record.finished,
        target_service_revision_arn: revision(service, record.target)
            .map(|revision| revision.arn(service))
            .unwrap_or_default(),
        status: record.status,
        status_reason: record.reason.clone(),
    }
}

/// Describes service deployments by their ARNs.
pub(in crate::ecs) fn describe(
    w: &World,
    r: &DescribeServiceDeployments,
) -> Result<Outcome, CloudError> {
    bounds(
        "DescribeServiceDeployments",
        "Service deployment ARNs",
        &r.service_deployment_arns,
    )?;
    let mut output = DescribeServiceDeploymentsOutput::default();
    for arn in &r.service_deployment_arns {
        match look_up(w, arn) {
            Some((key, n)) => output.service_deployments.push(shown(w, key, n)),
            None => output.failures.push(missing(arn)),
        }
    }
    Ok(Outcome::Done(Reply::DescribeServiceDeployments(output)))
}

fn bounds(operation: &str, what: &str, arns: &[String]) -> Result<(), CloudError> {
    if arns.is_empty() {
        return Err(invalid(operation, format!("{what} cannot be empty.")));
    }
    if arns.len() > MOST {
        let message = format!("{what} can have at most {MOST} items.");
        return Err(invalid(operation, message));
    }
    Ok(())
}

fn missing(arn: &str) -> Failure {
    Failure {
        arn: arn.to_owned(),
        reason: "MISSING".to_owned(),
    }
}

/// Finds a service deployment by its ARN: its service, and its place in that one's history.
fn look_up(w: &World, arn: &str) -> Option<(ServiceKey, usize)> {
    w.ecs.services.iter().find_map(|(key, service)| {
        let mut all = service.history.iter();
        let n = all.position(|record| arn_of(service, record) == arn)?;
        let fresh = w.now.since(service.history[n].created) <= SHOWN;
        fresh.then_some((key, n))
    })
}

fn shown(w: &World, key: ServiceKey, n: usize) -> ServiceDeployment {
    let service = &w.ecs.services[key];
    let record = &service.history[n];
    let brief = brief(service, record);
    let (failure_count, threshold) = counted(w, service, record);
    let rollback = record.rollback.as_ref().map(|back| Rollback {
        reason: back.reason.clone(),
        started_at: back.started,
        service_revision_arn: revision(service, back.to)
            .map(|revision| revision.arn(service))
            .unwrap_or_default(),
    });
    let breaker = &record.configuration.deployment_circuit_breaker;
    let watch = |on: bool, tripped: bool| match () {
        () if tripped => Monitor::Triggered,
        () if !on => Monitor::Disabled,
        () if record.ongoing() => Monitor::Monitoring,
        () => Monitor::MonitoringComplete,
    };
    let tripped = |judge| record.judge.is_some_and(|j| std::ptr::eq(j, judge));
    let stage = service.deployment_of(record.target);
    let stage = stage.and_then(|d| d.shift.as_ref()).map(|s| s.stage());
    ServiceDeployment {
        service_deployment_arn: brief.service_deployment_arn,
        service_arn: brief.service_arn,
        cluster_arn: brief.cluster_arn,
        created_at: record.created,
        started_at: record.started,
        finished_at: record.finished,
        stopped_at: record.stopped,
        updated_at: record.updated,
        source_service_revisions: record
            .source
            .iter()
            .filter_map(|serial| summary(w, service, *serial))
            .collect(),
        target_service_revision: summary(w, service, record.target),
        status: record.status,
        status_reason: record.reason.clone(),
        lifecycle_stage: stage.filter(|_| record.ongoing()),
        deployment_configuration: record.configuration.clone(),
        rollback,
        deployment_circuit_breaker: Some(ServiceDeploymentCircuitBreaker {
            status: watch(
                breaker.as_ref().is_some_and(|b| b.enable),
                tripped(&BREAKER),
            ),
            failure_count,
            threshold,
        }),
        alarms: Some(ServiceDeploymentAlarms {
            status: watch(service.managed, tripped(&ALARM)),
        }),
    }
}

/// What a service has of a revision now.
fn summary(w: &World, service: &Service, serial: u32) -> Option<ServiceRevisionSummary> {
    let revision = revision(service, serial)?;
    let mut all = service.deployments.iter().enumerate();
    let found = all.find(|(_, d)| d.serial == serial);
    let (pending, running) = found.map_or((0, 0), |(_, d)| describe::counts(w, d.tasks.iter()));
    Some(ServiceRevisionSummary {
        arn: revision.arn(service),
        requested_task_count: found.map_or(0, |(n, d)| describe::requested(service, n, d)),
        running_task_count: running,
        pending_task_count: pending,
    })
}

/// Has a service deployment go back to the last version that was completed, also where its configuration asks for no rollback.
///
/// # Errors
/// `ServiceDeploymentNotFoundException`; `ConflictException` for one that has ended; the type `ABORT`, which AWS's model names and
/// its reference does not, by name.
pub(in crate::ecs) fn stop(
    w: &mut World,
    call: CallId,
    r: &StopServiceDeployment,
) -> Result<Outcome, CloudError> {
    const OP: &str = "StopServiceDeployment";
    if r.stop_type == Some(StopServiceDeploymentStopType::Abort) {
        let operation = format!("ecs:{OP}");
        return Err(CloudError::unsupported(&operation, "the stop type ABORT"));
    }
    let (key, n) = look_up(w, &r.service_deployment_arn).ok_or_else(|| {
        let code = "ServiceDeploymentNotFoundException";
        let message = "The specified service deployment was not found.";
        refuse(ErrorKind::NotFound, OP, code, message)
    })?;
    let record = &w.ecs.services[key].history[n];
    if !record.ongoing() {
        let message = format!(
            "The service deployment cannot be stopped because it is in the {} state.",
            record.status
        );
        return Err(refuse(ErrorKind::InUse, OP, "ConflictException", message));
    }
    if !record.turned() {
        let cause = w.call_event(call);
        let now = w.now;
        w.ecs.services[key].history[n].turn(now, cause);
        scheduler::poke(w, key, Timing::EcsServiceReaction);
    }
    let service_deployment_arn = r.service_deployment_arn.clone();
    Ok(Outcome::Done(Reply::StopServiceDeployment(
        StopServiceDeploymentOutput {
            service_deployment_arn,
        },
    )))
}

/// Describes revisions of services by their ARNs.
pub(in crate::ecs) fn revisions(
    w: &World,
    r: &DescribeServiceRevisions,
) -> Result<Outcome, CloudError> {
    bounds(
        "DescribeServiceRevisions",
        "Service revision ARNs",
        &r.service_revision_arns,
    )?;
    let mut output = DescribeServiceRevisionsOutput::default();
    for arn in &r.service_revision_arns {
        let found = w.ecs.services.iter().find_map(|(key, service)| {
            let revision = service.revisions.iter().find(|v| v.arn(service) == *arn)?;
            Some(shown_revision(w, key, revision))
        });
        match found {
            Some(revision) => output.service_revisions.push(revision),
            None => output.failures.push(missing(arn)),
        }
    }
    Ok(Outcome::Done(Reply::DescribeServiceRevisions(output)))
}

fn shown_revision(w: &World, key: ServiceKey, revision: &Revision) -> ServiceRevision {
    let service = &w.ecs.services[key];
    let (launch_type, capacity_provider_strategy) = describe::capacity(w, service);
    let live = service.deployment_of(revision.serial);
    let images = live.map_or(&revision.images, |d| &d.images);
    let containers = w.ecs.definitions[revision.definition].containers().iter();
    let container_images = containers.map(|c| {
        let found = images.get(&c.image).copied();
        let found = found.and_then(|image| registry::find_image(w, image));
        ContainerImage {
            container_name: c.name.clone(),
            image_digest: found.map(|image| image.digest.clone()).unwrap_or_default(),
            image: c.image.clone(),
        }
    });
    ServiceRevision {
        service_revision_arn: revision.arn(service),
        service_arn: service.arn(),
        cluster_arn: cluster::cluster_arn(&service.cluster),
        task_definition: describe::definition_arn(w, revision.definition),
        capacity_provider_strategy,
        launch_type,
        load_balancers: revision.load_balancers.to_vec(),
        service_registries: service.registries.clone(),
        network_configuration: revision.network.shown(),
        container_images: container_images.collect(),
        service_connect_configuration: revision.connect.as_deref().cloned(),
        created_at: revision.created,
    }
}
