//! Services.

use aws_sdk_ecs::Client;
use paperboat_core::aws::ecs::{
    CreateService, DeleteService, DescribeServices, DescribeServicesOutput, ListServices,
    ListServicesOutput, ServiceOutput, UpdateService,
};

use super::capacity_provider::item;
use super::cluster::{read_failure, tag};
use super::container_instance::{constraint, strategy};
use super::service_shape::{balancer, connect, deployment, network, read, registry};
use crate::aws::convert::{all, int, list, on, portions, text, try_list, word, words};
use crate::aws::error::{Answer, refused, unbuilt};

/// The most services that one request may ask for (API reference, `DescribeServices`).
const MOST_SERVICES: usize = 10;

pub(in crate::aws) async fn create_service(
    ecs: &Client,
    r: CreateService,
) -> Answer<ServiceOutput> {
    let network = r.network_configuration.map(network).transpose();
    let connect = r.service_connect_configuration.map(connect).transpose();
    let made = ecs
        .create_service()
        .set_cluster(text(r.cluster))
        .set_service_name(text(r.service_name))
        .set_task_definition(text(r.task_definition))
        .set_desired_count(r.desired_count.map(int))
        .set_launch_type(word(&r.launch_type))
        .set_client_token(text(r.client_token))
        .set_load_balancers(list(r.load_balancers, balancer))
        .set_service_registries(list(r.service_registries, registry))
        .set_service_connect_configuration(connect.map_err(unbuilt)?)
        .set_network_configuration(network.map_err(unbuilt)?)
        .set_deployment_configuration(r.deployment_configuration.map(deployment))
        .set_health_check_grace_period_seconds(r.health_check_grace_period_seconds.map(int))
        .set_scheduling_strategy(word(&r.scheduling_strategy))
        .set_platform_version(text(r.platform_version))
        .set_availability_zone_rebalancing(word(&r.availability_zone_rebalancing))
        .set_enable_execute_command(on(r.enable_execute_command))
        .set_capacity_provider_strategy(
            try_list(r.capacity_provider_strategy, item).map_err(unbuilt)?,
        )
        .set_placement_constraints(list(r.placement_constraints, constraint))
        .set_placement_strategy(list(r.placement_strategy, strategy))
        .set_tags(list(r.tags, tag))
        .send()
        .await
        .map_err(refused)?;
    let service = made.service.map(read).unwrap_or_default();
    Ok(ServiceOutput { service })
}

pub(in crate::aws) async fn update_service(
    ecs: &Client,
    r: UpdateService,
) -> Answer<ServiceOutput> {
    let network = r.network_configuration.map(network).transpose();
    let connect = r.service_connect_configuration.map(connect).transpose();
    let changed = ecs
        .update_service()
        .set_cluster(text(r.cluster))
        .set_service(text(r.service))
        .set_desired_count(r.desired_count.map(int))
        .set_task_definition(text(r.task_definition))
        .set_deployment_configuration(r.deployment_configuration.map(deployment))
        .set_network_configuration(network.map_err(unbuilt)?)
        .set_health_check_grace_period_seconds(r.health_check_grace_period_seconds.map(int))
        .set_force_new_deployment(on(r.force_new_deployment))
        .set_service_connect_configuration(connect.map_err(unbuilt)?)
        .set_load_balancers(
            r.load_balancers
                .map(|all| all.into_iter().map(balancer).collect()),
        )
        .send()
        .await
        .map_err(refused)?;
    let service = changed.service.map(read).unwrap_or_default();
    Ok(ServiceOutput { service })
}

pub(in crate::aws) async fn delete_service(
    ecs: &Client,
    r: DeleteService,
) -> Answer<ServiceOutput> {
    let gone = ecs
        .delete_service()
        .set_cluster(text(r.cluster))
        .set_service(text(r.service))
        .set_force(on(r.force))
        .send()
        .await
        .map_err(refused)?;
    let service = gone.service.map(read).unwrap_or_default();
    Ok(ServiceOutput { service })
}

pub(in crate::aws) async fn list_services(
    ecs: &Client,
    r: ListServices,
) -> Answer<ListServicesOutput> {
    let pages = ecs
        .list_services()
        .set_cluster(text(r.cluster))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    Ok(ListServicesOutput {
        service_arns: found.try_collect().await.map_err(refused)?,
        next_token: None,
    })
}

pub(in crate::aws) async fn describe_services(
    ecs: &Client,
    r: DescribeServices,
) -> Answer<DescribeServicesOutput> {
    let mut out = DescribeServicesOutput::default();
    for names in portions(&r.services, MOST_SERVICES) {
        let found = ecs
            .describe_services()
            .set_cluster(text(r.cluster.as_str()))
            .set_services(Some(names))
            .set_include(words(&r.include))
            .send()
            .await
            .map_err(refused)?;
        out.services.extend(all(found.services, read));
        out.failures.extend(all(found.failures, read_failure));
    }
    Ok(out)
}
