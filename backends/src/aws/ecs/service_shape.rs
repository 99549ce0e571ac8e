//! What a service is made of, both ways.

use aws_sdk_ecs::error::BuildError;
use aws_sdk_ecs::types as sdk;
use paperboat_core::aws::ecs::{
    AdvancedConfiguration, AwsVpcConfiguration, CanaryConfiguration, Deployment,
    DeploymentCircuitBreaker, DeploymentConfiguration, LoadBalancer, NetworkConfiguration, Service,
    ServiceConnectClientAlias, ServiceConnectConfiguration, ServiceConnectService,
    ServiceCurrentRevisionSummary, ServiceEvent, ServiceRegistry,
};

use super::capacity_provider::read_item;
use super::cluster::read_tag;
use super::container_instance::{read_constraint, read_strategy};
use crate::aws::convert::{
    all, int, known, maybe, moment, number, said, some, text, try_list, word,
};

pub(super) fn network(n: NetworkConfiguration) -> Result<sdk::NetworkConfiguration, BuildError> {
    let vpc = |v: AwsVpcConfiguration| {
        sdk::AwsVpcConfiguration::builder()
            .set_subnets(Some(v.subnets))
            .set_security_groups(some(v.security_groups))
            .set_assign_public_ip(word(&v.assign_public_ip))
            .build()
    };
    Ok(sdk::NetworkConfiguration::builder()
        .set_awsvpc_configuration(n.awsvpc_configuration.map(vpc).transpose()?)
        .build())
}

pub(super) fn read_network(n: sdk::NetworkConfiguration) -> NetworkConfiguration {
    NetworkConfiguration {
        awsvpc_configuration: n.awsvpc_configuration.map(|v| AwsVpcConfiguration {
            subnets: v.subnets,
            security_groups: v.security_groups.unwrap_or_default(),
            assign_public_ip: said(v.assign_public_ip),
        }),
    }
}

pub(super) fn balancer(b: LoadBalancer) -> sdk::LoadBalancer {
    sdk::LoadBalancer::builder()
        .set_target_group_arn(text(b.target_group_arn))
        .set_container_name(text(b.container_name))
        .container_port(b.container_port.into())
        .set_advanced_configuration(b.advanced_configuration.map(advanced))
        .build()
}

fn advanced(a: AdvancedConfiguration) -> sdk::AdvancedConfiguration {
    sdk::AdvancedConfiguration::builder()
        .set_alternate_target_group_arn(text(a.alternate_target_group_arn))
        .set_production_listener_rule(text(a.production_listener_rule))
        .set_role_arn(text(a.role_arn))
        .build()
}

pub(super) fn read_balancer(b: sdk::LoadBalancer) -> LoadBalancer {
    LoadBalancer {
        target_group_arn: b.target_group_arn.unwrap_or_default(),
        container_name: b.container_name.unwrap_or_default(),
        container_port: b.container_port.map(number).unwrap_or_default(),
        advanced_configuration: b.advanced_configuration.map(|a| AdvancedConfiguration {
            alternate_target_group_arn: a.alternate_target_group_arn.unwrap_or_default(),
            production_listener_rule: a.production_listener_rule.unwrap_or_default(),
            role_arn: a.role_arn.unwrap_or_default(),
        }),
    }
}

pub(super) fn registry(r: ServiceRegistry) -> sdk::ServiceRegistry {
    sdk::ServiceRegistry::builder()
        .set_registry_arn(text(r.registry_arn))
        .set_container_name(text(r.container_name))
        .set_container_port(r.container_port.map(Into::into))
        .build()
}

pub(super) fn read_registry(r: sdk::ServiceRegistry) -> ServiceRegistry {
    ServiceRegistry {
        registry_arn: r.registry_arn.unwrap_or_default(),
        container_name: r.container_name.unwrap_or_default(),
        container_port: maybe(r.container_port),
    }
}

pub(super) fn deployment(d: DeploymentConfiguration) -> sdk::DeploymentConfiguration {
    let breaker = |b: DeploymentCircuitBreaker| {
        sdk::DeploymentCircuitBreaker::builder()
            .enable(b.enable)
            .rollback(b.rollback)
            .build()
    };
    let canary = |c: CanaryConfiguration| {
        sdk::CanaryConfiguration::builder()
            .set_canary_percent(c.canary_percent)
            .set_canary_bake_time_in_minutes(c.canary_bake_time_in_minutes.map(int))
            .build()
    };
    sdk::DeploymentConfiguration::builder()
        .set_maximum_percent(d.maximum_percent.map(int))
        .set_minimum_healthy_percent(d.minimum_healthy_percent.map(int))
        .set_deployment_circuit_breaker(d.deployment_circuit_breaker.map(breaker))
        .set_strategy(word(&d.strategy))
        .set_bake_time_in_minutes(d.bake_time_in_minutes.map(int))
        .set_canary_configuration(d.canary_configuration.map(canary))
        .build()
}

pub(super) fn read_deployment_configuration(
    d: sdk::DeploymentConfiguration,
) -> DeploymentConfiguration {
    let breaker = |b: sdk::DeploymentCircuitBreaker| DeploymentCircuitBreaker {
        enable: b.enable,
        rollback: b.rollback,
    };
    // What a service that rolls says besides is what the others leave out here.
    let shifts = d.strategy != Some(sdk::DeploymentStrategy::Rolling);
    DeploymentConfiguration {
        strategy: said(d.strategy.filter(|_| shifts)),
        bake_time_in_minutes: maybe(d.bake_time_in_minutes.filter(|_| shifts)),
        canary_configuration: d.canary_configuration.map(|c| CanaryConfiguration {
            canary_percent: c.canary_percent,
            canary_bake_time_in_minutes: maybe(c.canary_bake_time_in_minutes),
        }),
        maximum_percent: maybe(d.maximum_percent),
        minimum_healthy_percent: maybe(d.minimum_healthy_percent),
        deployment_circuit_breaker: d.deployment_circuit_breaker.map(breaker),
    }
}

pub(super) fn connect(
    c: ServiceConnectConfiguration,
) -> Result<sdk::ServiceConnectConfiguration, BuildError> {
    let alias = |a: ServiceConnectClientAlias| {
        sdk::ServiceConnectClientAlias::builder()
            .port(a.port.into())
            .set_dns_name(text(a.dns_name))
            .build()
    };
    let service = |s: ServiceConnectService| {
        sdk::ServiceConnectService::builder()
            .port_name(s.port_name)
            .set_discovery_name(text(s.discovery_name))
            .set_client_aliases(try_list(s.client_aliases, alias)?)
            .build()
    };
    Ok(sdk::ServiceConnectConfiguration::builder()
        .enabled(c.enabled)
        .set_namespace(text(c.namespace))
        .set_services(try_list(c.services, service)?)
        .build())
}

pub(super) fn read_connect(c: sdk::ServiceConnectConfiguration) -> ServiceConnectConfiguration {
    let alias = |a: sdk::ServiceConnectClientAlias| ServiceConnectClientAlias {
        port: number(a.port),
        dns_name: a.dns_name.unwrap_or_default(),
    };
    let service = |s: sdk::ServiceConnectService| ServiceConnectService {
        port_name: s.port_name,
        discovery_name: s.discovery_name.unwrap_or_default(),
        client_aliases: all(s.client_aliases, alias),
    };
    ServiceConnectConfiguration {
        enabled: c.enabled,
        namespace: c.namespace.unwrap_or_default(),
        services: all(c.services, service),
    }
}

fn read_deployment(d: sdk::Deployment) -> Deployment {
    Deployment {
        id: d.id.unwrap_or_default(),
        status: d.status.unwrap_or_default(),
        task_definition: d.task_definition.unwrap_or_default(),
        desired_count: number(d.desired_count),
        pending_count: number(d.pending_count),
        running_count: number(d.running_count),
        failed_tasks: number(d.failed_tasks),
        rollout_state: known(d.rollout_state),
        rollout_state_reason: d.rollout_state_reason.unwrap_or_default(),
        created_at: moment(d.created_at).unwrap_or_default(),
        updated_at: moment(d.updated_at).unwrap_or_default(),
        service_connect_configuration: d.service_connect_configuration.map(read_connect),
    }
}

pub(super) fn read(s: sdk::Service) -> Service {
    let configuration = s.deployment_configuration;
    Service {
        service_arn: s.service_arn.unwrap_or_default(),
        service_name: s.service_name.unwrap_or_default(),
        cluster_arn: s.cluster_arn.unwrap_or_default(),
        status: s.status.unwrap_or_default(),
        desired_count: number(s.desired_count),
        running_count: number(s.running_count),
        pending_count: number(s.pending_count),
        launch_type: said(s.launch_type),
        task_definition: s.task_definition.unwrap_or_default(),
        deployment_configuration: configuration
            .map(read_deployment_configuration)
            .unwrap_or_default(),
        deployments: all(s.deployments, read_deployment),
        events: all(s.events, |e| ServiceEvent {
            id: e.id.unwrap_or_default(),
            created_at: moment(e.created_at).unwrap_or_default(),
            message: e.message.unwrap_or_default(),
        }),
        load_balancers: all(s.load_balancers, read_balancer),
        service_registries: all(s.service_registries, read_registry),
        health_check_grace_period_seconds: maybe(s.health_check_grace_period_seconds),
        network_configuration: s.network_configuration.map(read_network),
        created_at: moment(s.created_at).unwrap_or_default(),
        current_service_deployment: s.current_service_deployment.unwrap_or_default(),
        current_service_revisions: all(s.current_service_revisions, |r| {
            ServiceCurrentRevisionSummary {
                arn: r.arn.unwrap_or_default(),
                requested_task_count: number(r.requested_task_count),
                running_task_count: number(r.running_task_count),
                pending_task_count: number(r.pending_task_count),
            }
        }),
        tags: all(s.tags, read_tag),
        // Of the account's own services AWS says CUSTOMER.
        resource_management_type: said(
            s.resource_management_type
                .filter(|kind| *kind != sdk::ResourceManagementType::Customer),
        ),
        capacity_provider_strategy: all(s.capacity_provider_strategy, read_item),
        placement_constraints: all(s.placement_constraints, read_constraint),
        placement_strategy: all(s.placement_strategy, read_strategy),
    }
}
