//! What ECS does, as stories: requests in, events out.

mod attributes;
mod behind;
mod bounds;
mod bridge;
mod canary;
mod definitions;
mod health;
mod instances;
mod providers;
mod rooms;
mod service_deployments;

use paperboat_core::aws::ecs::{ContainerDefinition, PortMapping, RegisterTaskDefinition};

/// A container that listens on 8080.
pub(super) fn web(image: &str) -> ContainerDefinition {
    ContainerDefinition {
        name: "web".into(),
        image: image.into(),
        port_mappings: vec![PortMapping {
            container_port: 8080,
            name: "http".into(),
            ..Default::default()
        }],
        ..Default::default()
    }
}

/// A task definition of a quarter vCPU and 512 MiB.
pub(super) fn small(family: &str, containers: Vec<ContainerDefinition>) -> RegisterTaskDefinition {
    RegisterTaskDefinition {
        family: family.into(),
        network_mode: "awsvpc".into(),
        requires_compatibilities: vec!["FARGATE".into()],
        cpu: "256".into(),
        memory: "512".into(),
        container_definitions: containers,
        ..Default::default()
    }
}
