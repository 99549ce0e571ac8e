//! What a version of a service is: read from requests, completed by defaults, and what other rooms are asked for it.

use paperboat_core::aws::applicationautoscaling::{
    PredefinedMetricSpecification, PutScalingPolicy, RegisterScalableTarget,
    TargetTrackingScalingPolicyConfiguration,
};
use paperboat_core::aws::ecs::{
    ContainerDefinition, ExpressGatewayScalingTarget, ExpressGatewayServiceAwsLogsConfiguration,
    ExpressGatewayServiceConfiguration, LogConfiguration, PortMapping, RegisterTaskDefinition,
    RuntimePlatform, Tag,
};
use paperboat_core::error::{CloudError, ErrorKind};

use crate::iam;
use crate::id::REGION;
use crate::model::Limit;
use crate::world::World;

/// The name of the one container (botocore 1.44.8, ecs, `CreateExpressGatewayServiceRequest.taskDefinitionArn`).
pub(super) const CONTAINER: &str = "Main";
/// The path of the health check when nobody says (botocore 1.44.8, ecs, `healthCheckPath`).
pub(super) const PATH: &str = "/ping";
/// What log streams begin with when nobody says (botocore 1.44.8, ecs, `logStreamPrefix`).
pub(super) const PREFIX: &str = "ecs";

/// Refuses with `InvalidParameterException`.
pub(super) fn invalid(operation: &str, message: impl std::fmt::Display) -> CloudError {
    let (kind, code) = (ErrorKind::InvalidInput, "InvalidParameterException");
    CloudError::refused(kind, &format!("ecs:{operation}"), code, message)
}

/// Completes a version by AWS's defaults, and checks it.
///
/// # Errors
/// What is missing or out of bounds, a metric that is not modelled, by name.
pub(super) fn complete(
    w: &World,
    operation: &str,
    version: &mut ExpressGatewayServiceConfiguration,
    log_group: &str,
) -> Result<(), CloudError> {
    let limit = |limit| w.model.limit(limit);
    let Some(container) = &mut version.primary_container else {
        let message = "primaryContainer must be specified.";
        return Err(invalid(operation, message));
    };
    if container.image.is_empty() {
        return Err(invalid(
            operation,
            "primaryContainer.image must be specified.",
        ));
    }
    let port = container
        .container_port
        .unwrap_or(limit(Limit::ExpressPort) as u16);
    container.container_port = Some(port);
    let logs = container.aws_logs_configuration.get_or_insert_with(|| {
        ExpressGatewayServiceAwsLogsConfiguration {
            log_group: log_group.to_owned(),
            ..Default::default()
        }
    });
    if logs.log_stream_prefix.is_empty() {
        logs.log_stream_prefix = PREFIX.to_owned();
    }
    let default = |text: &mut String, value: String| {
        if text.is_empty() {
            *text = value;
        }
    };
    default(&mut version.cpu, limit(Limit::ExpressCpu).to_string());
    default(
        &mut version.memory,
        limit(Limit::ExpressMemoryMib).to_string(),
    );
    default(&mut version.cpu_architecture, "X86_64".to_owned());
    default(&mut version.health_check_path, PATH.to_owned());
    if !version.health_check_path.starts_with('/') {
        return Err(invalid(
            operation,
            "healthCheckPath must start with a forward slash.",
        ));
    }
    if version.execution_role_arn.is_empty() {
        return Err(invalid(operation, "executionRoleArn must be specified."));
    }
    assumed(
        w,
        operation,
        &version.execution_role_arn,
        "ecs-tasks.amazonaws.com",
    )?;
    let scaling = version.scaling_target.get_or_insert_default();
    let least = *scaling
        .min_task_count
        .get_or_insert(limit(Limit::ExpressTasksLeast) as u32);
    let most = limit(Limit::ExpressTasksMost) as u32;
    let most = *scaling.max_task_count.get_or_insert(most.max(least));
    default(&mut scaling.auto_scaling_metric, "AVERAGE_CPU".to_owned());
    let value = limit(Limit::ExpressScalingValue) as u32;
    let value = *scaling.auto_scaling_target_value.get_or_insert(value);
    if least > most {
        let message = "minTaskCount must not be greater than maxTaskCount.";
        return Err(invalid(operation, message));
    }
    if value == 0 {
        return Err(invalid(
            operation,
            "autoScalingTargetValue must be greater than 0.",
        ));
    }
    metric(operation, &scaling.auto_scaling_metric).map(drop)
}

/// Refuses a role that a service of AWS cannot assume.
pub(super) fn assumed(
    w: &World,
    operation: &str,
    role: &str,
    service: &str,
) -> Result<(), CloudError> {
    if iam::trusts(w, role, service) {
        return Ok(());
    }
    Err(not_assumed(operation, role, service))
}

/// What is said of a role that cannot be used, or not yet.
pub(super) fn not_assumed(operation: &str, role: &str, service: &str) -> CloudError {
    let message = format!(
        "ECS was unable to assume the role '{role}' that was provided. Please verify that the role being passed has the proper trust relationship and permissions: {service} must be trusted."
    );
    invalid(operation, message)
}

/// The task definition of a version.
pub(super) fn definition(
    family: &str,
    version: &ExpressGatewayServiceConfiguration,
    tags: &[Tag],
) -> RegisterTaskDefinition {
    let container = version.primary_container.clone().unwrap_or_default();
    let port = container.container_port.unwrap_or_default();
    let logs = container.aws_logs_configuration.unwrap_or_default();
    let options = [
        ("awslogs-group", logs.log_group),
        ("awslogs-region", REGION.to_owned()),
        ("awslogs-stream-prefix", logs.log_stream_prefix),
    ];
    let main = ContainerDefinition {
        name: CONTAINER.to_owned(),
        image: container.image,
        essential: Some(true),
        command: container.command,
        environment: container.environment,
        secrets: container.secrets,
        repository_credentials: container.repository_credentials,
        port_mappings: vec![PortMapping {
            container_port: port,
            name: format!("main-{port}-tcp"),
            protocol: "tcp".to_owned(),
            ..Default::default()
        }],
        log_configuration: Some(LogConfiguration {
            log_driver: "awslogs".to_owned(),
            options: options.map(|(key, value)| (key.to_owned(), value)).into(),
        }),
        ..Default::default()
    };
    RegisterTaskDefinition {
        family: family.to_owned(),
        task_role_arn: version.task_role_arn.clone(),
        execution_role_arn: version.execution_role_arn.clone(),
        network_mode: "awsvpc".to_owned(),
        requires_compatibilities: vec!["FARGATE".to_owned()],
        cpu: version.cpu.clone(),
        memory: version.memory.clone(),
        runtime_platform: Some(RuntimePlatform {
            cpu_architecture: version.cpu_architecture.clone(),
            operating_system_family: "LINUX".to_owned(),
        }),
        container_definitions: vec![main],
        tags: tags.to_vec(),
        ..Default::default()
    }
}

/// A metric in the words of Application Auto Scaling.
fn metric(operation: &str, word: &str) -> Result<&'static str, CloudError> {
    match word {
        "AVERAGE_CPU" => Ok("ECSServiceAverageCPUUtilization"),
        "REQUEST_COUNT_PER_TARGET" => Ok("ALBRequestCountPerTarget"),
        "AVERAGE_MEMORY" => Err(CloudError::unsupported(
            &format!("ecs:{operation}"),
            "the metric AVERAGE_MEMORY",
        )),
        other => Err(invalid(
            operation,
            format!("Invalid autoScalingMetric: {other}"),
        )),
    }
}

/// How few and how many tasks a service has, and what they follow.
pub(super) fn scaling(
    operation: &str,
    resource_id: &str,
    wanted: &ExpressGatewayScalingTarget,
    label: String,
) -> Result<(RegisterScalableTarget, PutScalingPolicy), CloudError> {
    let metric = metric(operation, &wanted.auto_scaling_metric)?;
    let by_request = metric == "ALBRequestCountPerTarget";
    let target = RegisterScalableTarget {
        service_namespace: "ecs".to_owned(),
        resource_id: resource_id.to_owned(),
        scalable_dimension: "ecs:service:DesiredCount".to_owned(),
        min_capacity: wanted.min_task_count,
        max_capacity: wanted.max_task_count,
        ..Default::default()
    };
    let policy = PutScalingPolicy {
        policy_name: format!("{resource_id}/{}", wanted.auto_scaling_metric).replace('/', "-"),
        service_namespace: "ecs".to_owned(),
        resource_id: resource_id.to_owned(),
        scalable_dimension: "ecs:service:DesiredCount".to_owned(),
        policy_type: "TargetTrackingScaling".to_owned(),
        target_tracking_scaling_policy_configuration: Some(
            TargetTrackingScalingPolicyConfiguration {
                target_value: wanted.auto_scaling_target_value.map_or(0.0, f64::from),
                predefined_metric_specification: Some(PredefinedMetricSpecification {
                    predefined_metric_type: metric.to_owned(),
                    resource_label: if by_request { label } else { String::new() },
                }),
                ..Default::default()
            },
        ),
    };
    Ok((target, policy))
}
