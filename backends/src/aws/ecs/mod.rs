//! Amazon ECS.

mod attribute;
mod capacity_provider;
mod cluster;
mod container;
mod container_instance;
mod express;
mod service;
mod service_deployment;
mod service_shape;
mod tagging;
mod task;
mod task_definition;

pub(super) use attribute::{delete_attributes, list_attributes, put_attributes};
pub(super) use capacity_provider::{
    create_capacity_provider, delete_capacity_provider, describe_capacity_providers,
    put_cluster_capacity_providers,
};
pub(super) use cluster::{create_cluster, delete_cluster, describe_clusters, list_clusters};
pub(super) use container_instance::{
    deregister_container_instance, describe_container_instances, list_container_instances,
    update_container_instances_state,
};
pub(super) use express::{
    create_express_gateway_service, delete_express_gateway_service,
    describe_express_gateway_service, update_express_gateway_service,
};
pub(super) use service::{
    create_service, delete_service, describe_services, list_services, update_service,
};
pub(super) use service_deployment::{
    describe_service_deployments, describe_service_revisions, list_service_deployments,
    stop_service_deployment,
};
pub(super) use tagging::{list_tags_for_resource, tag_resource, untag_resource};
pub(super) use task::{describe_tasks, execute_command, list_tasks, run_task, stop_task};
pub(super) use task_definition::{
    deregister_task_definition, describe_task_definition, list_task_definition_families,
    list_task_definitions, register_task_definition,
};
