//! What becomes of service deployments: superseded, failed, taken back, deleted with their service.

use paperboat_core::aws::ec2::DescribeSubnets;
use paperboat_core::aws::ecs::*;

use super::instances::image;
use crate::testing::{call, pass, world};
use crate::world::World;

/// A cluster with a revision of `web` that runs and a second one whose image is missing.
fn street() -> (World, CreateService) {
    let mut w = world(vec![image()]);
    let subnets = call(&mut w, DescribeSubnets::default()).unwrap().subnets;
    let cluster = CreateCluster {
        cluster_name: "street".into(),
        ..Default::default()
    };
    call(&mut w, cluster).unwrap();
    for reference in ["web:1", "web:none"] {
        let definition = super::small("web", vec![super::web(reference)]);
        call(&mut w, definition).unwrap();
    }
    let network = AwsVpcConfiguration {
        subnets: vec![subnets[0].subnet_id.clone()],
        assign_public_ip: "ENABLED".into(),
        ..Default::default()
    };
    let service = CreateService {
        cluster: "street".into(),
        service_name: "web".into(),
        task_definition: "web:1".into(),
        desired_count: Some(1),
        launch_type: "FARGATE".into(),
        network_configuration: Some(NetworkConfiguration {
            awsvpc_configuration: Some(network),
        }),
        ..Default::default()
    };
    (w, service)
}

fn with_breaker(rollback: bool) -> Option<DeploymentConfiguration> {
    Some(DeploymentConfiguration {
        deployment_circuit_breaker: Some(DeploymentCircuitBreaker {
            enable: true,
            rollback,
        }),
        ..Default::default()
    })
}

fn to(definition: &str) -> UpdateService {
    UpdateService {
        cluster: "street".into(),
        service: "web".into(),
        task_definition: definition.into(),
        ..Default::default()
    }
}

fn list() -> ListServiceDeployments {
    ListServiceDeployments {
        cluster: "street".into(),
        service: "web".into(),
        ..Default::default()
    }
}

fn all(w: &mut World) -> Vec<ServiceDeployment> {
    let found = call(w, list()).unwrap().service_deployments;
    let arns = found.into_iter().map(|d| d.service_deployment_arn);
    let request = DescribeServiceDeployments {
        service_deployment_arns: arns.collect(),
    };
    call(w, request).unwrap().service_deployments
}

/// Each service deployment in a line, from new to old.
fn told(w: &mut World) -> String {
    let line = |d: ServiceDeployment| {
        let breaker = d.deployment_circuit_breaker.unwrap();
        format!(
            "{} ({}) {} {}/{}, {}{}",
            d.status,
            d.status_reason,
            breaker.status,
            breaker.failure_count,
            breaker.threshold,
            match d.finished_at {
                Some(_) => "finished",
                None => "goes on",
            },
            match d.stopped_at {
                Some(_) => ", stopped",
                None => "",
            },
        )
    };
    let lines: Vec<_> = all(w).into_iter().map(line).collect();
    lines.join("\n")
}

#[test]
fn a_new_one_stops_the_one_before() {
    let (mut w, service) = street();
    call(&mut w, service).unwrap();
    call(&mut w, to("web:2")).unwrap();
    insta::assert_snapshot!(told(&mut w), @r"
    IN_PROGRESS () DISABLED 0/3, goes on
    STOPPED () DISABLED 0/3, finished, stopped
    ");
    pass(&mut w, 60);
    call(&mut w, to("web:1")).unwrap();
    pass(&mut w, 600);
    insta::assert_snapshot!(told(&mut w), @r"
    SUCCESSFUL () DISABLED 0/3, finished
    STOPPED () DISABLED 0/3, finished, stopped
    STOPPED () DISABLED 0/3, finished, stopped
    ");
}

#[test]
fn one_that_fails_is_stopped_where_nobody_wants_a_rollback() {
    let (mut w, service) = street();
    let service = CreateService {
        task_definition: "web:2".into(),
        deployment_configuration: with_breaker(false),
        ..service
    };
    call(&mut w, service).unwrap();
    pass(&mut w, 900);
    insta::assert_snapshot!(told(&mut w), @r"STOPPED (Service deployment stopped because the circuit breaker threshold was exceeded.) TRIGGERED 3/3, finished, stopped");
}

#[test]
fn one_without_a_version_before_has_nothing_to_go_back_to() {
    let (mut w, service) = street();
    let service = CreateService {
        task_definition: "web:2".into(),
        deployment_configuration: with_breaker(true),
        ..service
    };
    call(&mut w, service).unwrap();
    pass(&mut w, 900);
    insta::assert_snapshot!(told(&mut w), @r"ROLLBACK_FAILED (No rollback candidate was found to run the rollback.) TRIGGERED 3/3, finished");
}

#[test]
fn one_that_is_taken_back_goes_on_until_the_version_before_runs_alone() {
    let (mut w, service) = street();
    let service = CreateService {
        deployment_configuration: with_breaker(true),
        ..service
    };
    call(&mut w, service).unwrap();
    pass(&mut w, 300);
    let update = call(&mut w, to("web:2")).unwrap().service;
    let mut seen = Vec::new();
    for _ in 0..900 {
        pass(&mut w, 1);
        let status = all(&mut w).remove(0).status.word();
        if seen.last() != Some(&status) {
            seen.push(status);
        }
    }
    assert_eq!(
        seen,
        [
            "PENDING",
            "IN_PROGRESS",
            "ROLLBACK_IN_PROGRESS",
            "ROLLBACK_SUCCESSFUL"
        ]
    );
    let all = all(&mut w);
    assert_eq!(
        update.current_service_deployment,
        all[0].service_deployment_arn
    );
    let rollback = all[0].rollback.as_ref().unwrap();
    let first = all[1].target_service_revision.as_ref().unwrap();
    assert_eq!(rollback.service_revision_arn, first.arn);
    assert_eq!(
        (first.requested_task_count, first.running_task_count),
        (1, 1)
    );
    let target = all[0].target_service_revision.as_ref().unwrap();
    assert_eq!(target.running_task_count, 0);
    let revisions = DescribeServiceRevisions {
        service_revision_arns: vec![target.arn.clone(), first.arn.clone(), "none".into()],
    };
    let revisions = call(&mut w, revisions).unwrap();
    let images: Vec<_> = revisions
        .service_revisions
        .iter()
        .flat_map(|r| &r.container_images)
        .map(|i| (i.image.as_str(), i.image_digest.is_empty()))
        .collect();
    assert_eq!(images, [("web:none", true), ("web:1", false)]);
    assert_eq!(revisions.failures[0].reason, "MISSING");
}

#[test]
fn whoever_stops_one_has_it_taken_back_or_is_refused() {
    let (mut w, service) = street();
    call(&mut w, service).unwrap();
    pass(&mut w, 300);
    let update = call(&mut w, to("web:2")).unwrap().service;
    let stop = StopServiceDeployment {
        service_deployment_arn: update.current_service_deployment,
        stop_type: None,
    };
    let abort = StopServiceDeployment {
        stop_type: Some(StopServiceDeploymentStopType::Abort),
        ..stop.clone()
    };
    let refused = call(&mut w, abort).unwrap_err();
    assert!(refused.message.contains("not modelled"), "{refused:?}");
    for _ in 0..2 {
        call(&mut w, stop.clone()).unwrap();
    }
    assert_eq!(
        all(&mut w)[0].status,
        ServiceDeploymentStatus::RollbackRequested
    );
    pass(&mut w, 300);
    insta::assert_snapshot!(told(&mut w), @r"
    ROLLBACK_SUCCESSFUL (Service deployment rolled back because a rollback was requested.) DISABLED 0/3, finished
    SUCCESSFUL () DISABLED 0/3, finished
    ");
    assert_eq!(call(&mut w, stop).unwrap_err().code, "ConflictException");
}

#[test]
fn those_of_a_service_that_is_gone_are_listed_by_status_and_page() {
    let (mut w, service) = street();
    call(&mut w, service).unwrap();
    pass(&mut w, 300);
    call(&mut w, to("web:2")).unwrap();
    let delete = DeleteService {
        cluster: "street".into(),
        service: "web".into(),
        force: true,
    };
    call(&mut w, delete).unwrap();
    let services = ListServices {
        cluster: "street".into(),
        ..Default::default()
    };
    let listed = call(&mut w, services).unwrap();
    assert_eq!(listed.service_arns, Vec::<String>::new(), "it drains");
    pass(&mut w, 300);
    let one = ListServiceDeployments {
        max_results: Some(1),
        ..list()
    };
    let first = call(&mut w, one.clone()).unwrap();
    let second = ListServiceDeployments {
        next_token: first.next_token,
        ..one
    };
    let second = call(&mut w, second).unwrap();
    assert_eq!(
        (
            first.service_deployments[0].status,
            second.service_deployments[0].status
        ),
        (
            ServiceDeploymentStatus::Stopped,
            ServiceDeploymentStatus::Successful
        )
    );
    assert_eq!(second.next_token, None);
    let stopped = ListServiceDeployments {
        status: vec![ServiceDeploymentStatus::Stopped],
        ..list()
    };
    assert_eq!(
        call(&mut w, stopped).unwrap().service_deployments,
        first.service_deployments
    );
    // The guide shows the history of 90 days.
    pass(&mut w, 91 * 24 * 60 * 60);
    assert_eq!(call(&mut w, list()).unwrap().service_deployments, []);
}
