//! Container instances, and how tasks are placed on them.

use aws_sdk_ecs::Client;
use aws_sdk_ecs::types as sdk;
use paperboat_core::aws::ecs::{
    ContainerInstance, DeregisterContainerInstance, DeregisterContainerInstanceOutput,
    DescribeContainerInstances, DescribeContainerInstancesOutput, ListContainerInstances,
    ListContainerInstancesOutput, PlacementConstraint, PlacementStrategy, Resource,
    UpdateContainerInstancesState,
};

use super::attribute::read_attribute;
use super::cluster::{MOST, read_failure};
use crate::aws::convert::{all, int, known, moment, number, on, portions, text, word};
use crate::aws::error::{Answer, refused};

pub(super) fn strategy(s: PlacementStrategy) -> sdk::PlacementStrategy {
    sdk::PlacementStrategy::builder()
        .set_type(word(s.r#type.word()))
        .set_field(text(s.field))
        .build()
}

pub(super) fn read_strategy(s: sdk::PlacementStrategy) -> PlacementStrategy {
    PlacementStrategy {
        r#type: known(s.r#type),
        field: s.field.unwrap_or_default(),
    }
}

pub(super) fn constraint(c: PlacementConstraint) -> sdk::PlacementConstraint {
    sdk::PlacementConstraint::builder()
        .set_type(word(c.r#type.word()))
        .set_expression(text(c.expression))
        .build()
}

pub(super) fn read_constraint(c: sdk::PlacementConstraint) -> PlacementConstraint {
    PlacementConstraint {
        r#type: known(c.r#type),
        expression: c.expression.unwrap_or_default(),
    }
}

fn read_resource(r: sdk::Resource) -> Resource {
    let is_number = r.r#type.as_deref() == Some("INTEGER");
    Resource {
        name: r.name.unwrap_or_default(),
        integer_value: is_number.then(|| number(r.integer_value)),
        r#type: r.r#type.unwrap_or_default(),
        string_set_value: r.string_set_value.unwrap_or_default(),
    }
}

fn read(i: sdk::ContainerInstance) -> ContainerInstance {
    ContainerInstance {
        container_instance_arn: i.container_instance_arn.unwrap_or_default(),
        ec2_instance_id: i.ec2_instance_id.unwrap_or_default(),
        status: known(i.status),
        agent_connected: i.agent_connected,
        running_tasks_count: number(i.running_tasks_count),
        pending_tasks_count: number(i.pending_tasks_count),
        registered_at: moment(i.registered_at).unwrap_or_default(),
        registered_resources: all(i.registered_resources, read_resource),
        remaining_resources: all(i.remaining_resources, read_resource),
        attributes: all(i.attributes, read_attribute),
        capacity_provider_name: i.capacity_provider_name.unwrap_or_default(),
    }
}

pub(in crate::aws) async fn list_container_instances(
    ecs: &Client,
    r: ListContainerInstances,
) -> Answer<ListContainerInstancesOutput> {
    let pages = ecs
        .list_container_instances()
        .set_cluster(text(r.cluster))
        .set_filter(text(r.filter))
        .set_status(r.status.and_then(|status| word(status.word())))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    Ok(ListContainerInstancesOutput {
        container_instance_arns: found.try_collect().await.map_err(refused)?,
        next_token: None,
    })
}

pub(in crate::aws) async fn describe_container_instances(
    ecs: &Client,
    r: DescribeContainerInstances,
) -> Answer<DescribeContainerInstancesOutput> {
    let mut out = DescribeContainerInstancesOutput::default();
    for instances in portions(&r.container_instances, MOST) {
        let found = ecs
            .describe_container_instances()
            .set_cluster(text(r.cluster.as_str()))
            .set_container_instances(Some(instances))
            .send()
            .await
            .map_err(refused)?;
        out.container_instances
            .extend(all(found.container_instances, read));
        out.failures.extend(all(found.failures, read_failure));
    }
    Ok(out)
}

pub(in crate::aws) async fn update_container_instances_state(
    ecs: &Client,
    r: UpdateContainerInstancesState,
) -> Answer<DescribeContainerInstancesOutput> {
    let changed = ecs
        .update_container_instances_state()
        .set_cluster(text(r.cluster))
        .set_container_instances(Some(r.container_instances))
        .set_status(word(r.status.word()))
        .send()
        .await
        .map_err(refused)?;
    Ok(DescribeContainerInstancesOutput {
        container_instances: all(changed.container_instances, read),
        failures: all(changed.failures, read_failure),
    })
}

pub(in crate::aws) async fn deregister_container_instance(
    ecs: &Client,
    r: DeregisterContainerInstance,
) -> Answer<DeregisterContainerInstanceOutput> {
    let gone = ecs
        .deregister_container_instance()
        .set_cluster(text(r.cluster))
        .set_container_instance(text(r.container_instance))
        .set_force(on(r.force))
        .send()
        .await
        .map_err(refused)?;
    Ok(DeregisterContainerInstanceOutput {
        container_instance: gone.container_instance.map(read).unwrap_or_default(),
    })
}
