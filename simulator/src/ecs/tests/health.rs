//! Whose health check ECS takes: a definition's, and never an image's.

use std::time::Duration;

use paperboat_core::aws::ec2::DescribeSubnets;
use paperboat_core::aws::ecs::*;
use paperboat_core::workload::{HealthConfig, ImageConfig};

use super::instances::image;
use super::{small, web};
use crate::testing::{call, pass, world};

#[test]
fn the_check_that_an_image_declares_is_not_used() {
    let mut published = image();
    published.profile.config = Some(ImageConfig {
        exposes: vec!["8080/tcp".into()],
        healthcheck: Some(HealthConfig {
            test: vec!["CMD-SHELL".into(), "exit 1".into()],
            interval: Some(Duration::from_secs(5)),
            ..HealthConfig::default()
        }),
        ..ImageConfig::default()
    });
    let mut w = world(vec![published]);
    let cluster = CreateCluster {
        cluster_name: "ward".into(),
        ..Default::default()
    };
    call(&mut w, cluster).unwrap();
    let without = web("web:1");
    let mut with = web("web:1");
    with.health_check = Some(HealthCheck {
        command: vec!["CMD-SHELL".into(), "exit 1".into()],
        interval: Some(5),
        ..Default::default()
    });
    let subnets = call(&mut w, DescribeSubnets::default()).unwrap().subnets;
    let mut health = Vec::new();
    for (family, container) in [("without", without), ("with", with)] {
        call(&mut w, small(family, vec![container])).unwrap();
        let run = RunTask {
            cluster: "ward".into(),
            task_definition: family.into(),
            launch_type: "FARGATE".into(),
            network_configuration: Some(NetworkConfiguration {
                awsvpc_configuration: Some(AwsVpcConfiguration {
                    subnets: vec![subnets[0].subnet_id.clone()],
                    assign_public_ip: "ENABLED".into(),
                    ..Default::default()
                }),
            }),
            ..Default::default()
        };
        let task = call(&mut w, run).unwrap().tasks.remove(0).task_arn;
        pass(&mut w, 180);
        let look = DescribeTasks {
            cluster: "ward".into(),
            tasks: vec![task],
        };
        health.push(call(&mut w, look).unwrap().tasks.remove(0).health_status);
    }
    assert_eq!(health, [HealthStatus::Unknown, HealthStatus::Unhealthy]);
}
