//! Services of Express Mode.

use aws_sdk_ecs::Client;
use aws_sdk_ecs::error::BuildError;
use aws_sdk_ecs::types as sdk;
use paperboat_core::aws::ecs::{
    CreateExpressGatewayService, DeleteExpressGatewayService, DescribeExpressGatewayService,
    ExpressGatewayContainer, ExpressGatewayScalingTarget, ExpressGatewayService,
    ExpressGatewayServiceAwsLogsConfiguration, ExpressGatewayServiceConfiguration,
    ExpressGatewayServiceNetworkConfiguration, ExpressGatewayServiceOutput,
    ExpressGatewayServiceStatus, IngressPathSummary, RepositoryCredentials,
    UpdateExpressGatewayService, UpdateExpressGatewayServiceOutput, UpdatedExpressGatewayService,
};

use super::cluster::{read_tag, tag};
use super::container::{pair, read_pair, read_secret, secret};
use crate::aws::convert::{all, int, list, maybe, moment, said, some, text, try_list, word, words};
use crate::aws::error::{Answer, refused, unbuilt};

fn container(c: ExpressGatewayContainer) -> Result<sdk::ExpressGatewayContainer, BuildError> {
    let logs = |l: ExpressGatewayServiceAwsLogsConfiguration| {
        sdk::ExpressGatewayServiceAwsLogsConfiguration::builder()
            .log_group(l.log_group)
            .log_stream_prefix(l.log_stream_prefix)
            .build()
    };
    let credentials = |c: RepositoryCredentials| {
        sdk::ExpressGatewayRepositoryCredentials::builder()
            .set_credentials_parameter(text(c.credentials_parameter))
            .build()
    };
    sdk::ExpressGatewayContainer::builder()
        .image(c.image)
        .set_container_port(c.container_port.map(Into::into))
        .set_aws_logs_configuration(c.aws_logs_configuration.map(logs).transpose()?)
        .set_repository_credentials(c.repository_credentials.map(credentials))
        .set_command(some(c.command))
        .set_environment(list(c.environment, pair))
        .set_secrets(try_list(c.secrets, secret)?)
        .build()
}

fn read_container(c: sdk::ExpressGatewayContainer) -> ExpressGatewayContainer {
    ExpressGatewayContainer {
        image: c.image,
        container_port: maybe(c.container_port),
        aws_logs_configuration: c.aws_logs_configuration.map(|l| {
            ExpressGatewayServiceAwsLogsConfiguration {
                log_group: l.log_group,
                log_stream_prefix: l.log_stream_prefix,
            }
        }),
        repository_credentials: c.repository_credentials.map(|c| RepositoryCredentials {
            credentials_parameter: c.credentials_parameter.unwrap_or_default(),
        }),
        command: c.command.unwrap_or_default(),
        environment: all(c.environment, read_pair),
        secrets: all(c.secrets, read_secret),
    }
}

fn network(
    n: ExpressGatewayServiceNetworkConfiguration,
) -> sdk::ExpressGatewayServiceNetworkConfiguration {
    sdk::ExpressGatewayServiceNetworkConfiguration::builder()
        .set_security_groups(some(n.security_groups))
        .set_subnets(some(n.subnets))
        .build()
}

fn scaling(s: ExpressGatewayScalingTarget) -> sdk::ExpressGatewayScalingTarget {
    sdk::ExpressGatewayScalingTarget::builder()
        .set_min_task_count(s.min_task_count.map(int))
        .set_max_task_count(s.max_task_count.map(int))
        .set_auto_scaling_metric(word(&s.auto_scaling_metric))
        .set_auto_scaling_target_value(s.auto_scaling_target_value.map(int))
        .build()
}

fn read_status(s: sdk::ExpressGatewayServiceStatus) -> ExpressGatewayServiceStatus {
    ExpressGatewayServiceStatus {
        status_code: said(s.status_code),
        status_reason: s.status_reason.unwrap_or_default(),
    }
}

fn read_configuration(
    c: sdk::ExpressGatewayServiceConfiguration,
) -> ExpressGatewayServiceConfiguration {
    ExpressGatewayServiceConfiguration {
        service_revision_arn: c.service_revision_arn.unwrap_or_default(),
        execution_role_arn: c.execution_role_arn.unwrap_or_default(),
        task_role_arn: c.task_role_arn.unwrap_or_default(),
        task_definition_arn: c.task_definition_arn.unwrap_or_default(),
        cpu: c.cpu.unwrap_or_default(),
        memory: c.memory.unwrap_or_default(),
        cpu_architecture: said(c.cpu_architecture),
        network_configuration: c.network_configuration.map(|n| {
            ExpressGatewayServiceNetworkConfiguration {
                security_groups: n.security_groups.unwrap_or_default(),
                subnets: n.subnets.unwrap_or_default(),
            }
        }),
        health_check_path: c.health_check_path.unwrap_or_default(),
        primary_container: c.primary_container.map(read_container),
        scaling_target: c.scaling_target.map(|s| ExpressGatewayScalingTarget {
            min_task_count: maybe(s.min_task_count),
            max_task_count: maybe(s.max_task_count),
            auto_scaling_metric: said(s.auto_scaling_metric),
            auto_scaling_target_value: maybe(s.auto_scaling_target_value),
        }),
        ingress_paths: all(c.ingress_paths, |p| IngressPathSummary {
            access_type: p.access_type.as_str().to_owned(),
            endpoint: p.endpoint,
        }),
        created_at: moment(c.created_at).unwrap_or_default(),
    }
}

fn read(s: sdk::EcsExpressGatewayService) -> ExpressGatewayServiceOutput {
    ExpressGatewayServiceOutput {
        service: ExpressGatewayService {
            cluster: s.cluster.unwrap_or_default(),
            service_name: s.service_name.unwrap_or_default(),
            service_arn: s.service_arn.unwrap_or_default(),
            infrastructure_role_arn: s.infrastructure_role_arn.unwrap_or_default(),
            status: s.status.map(read_status),
            current_deployment: s.current_deployment.unwrap_or_default(),
            active_configurations: all(s.active_configurations, read_configuration),
            tags: all(s.tags, read_tag),
            created_at: moment(s.created_at).unwrap_or_default(),
            updated_at: moment(s.updated_at).unwrap_or_default(),
        },
    }
}

pub(in crate::aws) async fn create_express_gateway_service(
    ecs: &Client,
    r: CreateExpressGatewayService,
) -> Answer<ExpressGatewayServiceOutput> {
    let container = r.primary_container.map(container).transpose();
    let made = ecs
        .create_express_gateway_service()
        .set_execution_role_arn(text(r.execution_role_arn))
        .set_infrastructure_role_arn(text(r.infrastructure_role_arn))
        .set_service_name(text(r.service_name))
        .set_cluster(text(r.cluster))
        .set_health_check_path(text(r.health_check_path))
        .set_primary_container(container.map_err(unbuilt)?)
        .set_task_role_arn(text(r.task_role_arn))
        .set_network_configuration(r.network_configuration.map(network))
        .set_cpu(text(r.cpu))
        .set_memory(text(r.memory))
        .set_cpu_architecture(word(&r.cpu_architecture))
        .set_scaling_target(r.scaling_target.map(scaling))
        .set_tags(list(r.tags, tag))
        .send()
        .await
        .map_err(refused)?;
    Ok(made.service.map(read).unwrap_or_default())
}

pub(in crate::aws) async fn describe_express_gateway_service(
    ecs: &Client,
    r: DescribeExpressGatewayService,
) -> Answer<ExpressGatewayServiceOutput> {
    let found = ecs
        .describe_express_gateway_service()
        .set_service_arn(text(r.service_arn))
        .set_include(words(&r.include))
        .send()
        .await
        .map_err(refused)?;
    Ok(found.service.map(read).unwrap_or_default())
}

pub(in crate::aws) async fn update_express_gateway_service(
    ecs: &Client,
    r: UpdateExpressGatewayService,
) -> Answer<UpdateExpressGatewayServiceOutput> {
    let container = r.primary_container.map(container).transpose();
    let updated = ecs
        .update_express_gateway_service()
        .set_service_arn(text(r.service_arn))
        .set_execution_role_arn(text(r.execution_role_arn))
        .set_health_check_path(text(r.health_check_path))
        .set_primary_container(container.map_err(unbuilt)?)
        .set_task_role_arn(text(r.task_role_arn))
        .set_network_configuration(r.network_configuration.map(network))
        .set_cpu(text(r.cpu))
        .set_memory(text(r.memory))
        .set_cpu_architecture(word(&r.cpu_architecture))
        .set_scaling_target(r.scaling_target.map(scaling))
        .send()
        .await
        .map_err(refused)?;
    let read = |s: sdk::UpdatedExpressGatewayService| UpdatedExpressGatewayService {
        service_arn: s.service_arn.unwrap_or_default(),
        cluster: s.cluster.unwrap_or_default(),
        service_name: s.service_name.unwrap_or_default(),
        status: s.status.map(read_status),
        target_configuration: s.target_configuration.map(read_configuration),
        created_at: moment(s.created_at).unwrap_or_default(),
        updated_at: moment(s.updated_at).unwrap_or_default(),
    };
    Ok(UpdateExpressGatewayServiceOutput {
        service: updated.service.map(read).unwrap_or_default(),
    })
}

pub(in crate::aws) async fn delete_express_gateway_service(
    ecs: &Client,
    r: DeleteExpressGatewayService,
) -> Answer<ExpressGatewayServiceOutput> {
    let deleted = ecs
        .delete_express_gateway_service()
        .set_service_arn(text(r.service_arn))
        .send()
        .await
        .map_err(refused)?;
    Ok(deleted.service.map(read).unwrap_or_default())
}
