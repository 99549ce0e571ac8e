//! `CreateExpressGatewayService`: everything, in the order in which one needs the other.

use paperboat_core::aws::ec2::{AuthorizeSecurityGroupIngress, DescribeSubnets, IpPermission};
use paperboat_core::aws::ecs::{
    AdvancedConfiguration, AwsVpcConfiguration, CanaryConfiguration, CreateCluster,
    CreateExpressGatewayService, CreateService, DeploymentConfiguration,
    ExpressGatewayServiceConfiguration, ExpressGatewayServiceNetworkConfiguration,
    ExpressGatewayServiceOutput, IngressPathSummary, LoadBalancer, NetworkConfiguration,
};
use paperboat_core::aws::elbv2::{
    Action, CreateRule, CreateTargetGroup, DescribeRules, ForwardActionConfig, RuleCondition,
    TargetGroupTuple,
};
use paperboat_core::error::{CloudError, ErrorKind};

use super::configuration::{self, CONTAINER, assumed, invalid};
use super::service::Service;
use super::{ask, describe, gateway};
use crate::ecs;
use crate::elbv2;
use crate::id::REGION;
use crate::model::Limit;
use crate::world::{CallId, World};
use crate::{iam, logs};

const OP: &str = "CreateExpressGatewayService";

/// What the infrastructure role must allow, as far as it is looked at: one action of each service in which something is made.
const ACTIONS: [&str; 5] = [
    "ec2:CreateSecurityGroup",
    "elasticloadbalancing:CreateLoadBalancer",
    "elasticloadbalancing:ModifyRule",
    "application-autoscaling:RegisterScalableTarget",
    "acm:RequestCertificate",
];

/// Makes a service with all that it stands on. What a later part refuses leaves the parts before it behind, as on AWS.
///
/// # Errors
/// A name that is taken, roles that ECS cannot assume, sizes that Fargate does not have, what other services refuse; what is not
/// modelled, by name.
pub(super) fn create(
    w: &mut World,
    call: CallId,
    r: CreateExpressGatewayService,
) -> Result<ExpressGatewayServiceOutput, CloudError> {
    let infrastructure_role = r.infrastructure_role_arn;
    assumed(w, OP, &infrastructure_role, "ecs.amazonaws.com")?;
    for action in ACTIONS {
        if iam::allows(w, &infrastructure_role, action, "*").is_err() {
            if !iam::is_settled(w, &infrastructure_role) {
                return Err(configuration::not_assumed(
                    OP,
                    &infrastructure_role,
                    "ecs.amazonaws.com",
                ));
            }
            let what = format!("an infrastructure role that does not allow {action}");
            return Err(CloudError::unsupported(&format!("ecs:{OP}"), what));
        }
    }
    let cluster = match r.cluster.rsplit('/').next() {
        Some("") | None => "default",
        Some(name) => name,
    };
    let cluster = cluster.to_owned();
    let name = if r.service_name.is_empty() {
        generated(w, r.primary_container.as_ref().map_or("", |c| &c.image))
    } else {
        r.service_name
    };
    if !ecs::has_cluster(w, &cluster) {
        if !r.cluster.is_empty() {
            let message = "Cluster not found.";
            let code = "ClusterNotFoundException";
            return Err(CloudError::refused(
                ErrorKind::NotFound,
                &format!("ecs:{OP}"),
                code,
                message,
            ));
        }
        let cluster_name = cluster.clone();
        ask(
            w,
            call,
            CreateCluster {
                cluster_name,
                ..Default::default()
            },
        )?;
    }
    if ecs::is_taken(w, &cluster, &name) {
        return Err(invalid(OP, "Creation of service was not idempotent."));
    }
    let log_group = format!("/aws/ecs/{cluster}/{name}-{}", w.ids.hex(4));
    let network = network(w, call, r.network_configuration)?;
    let mut version = ExpressGatewayServiceConfiguration {
        execution_role_arn: r.execution_role_arn,
        task_role_arn: r.task_role_arn,
        cpu: r.cpu,
        memory: r.memory,
        cpu_architecture: r.cpu_architecture,
        health_check_path: r.health_check_path,
        primary_container: r.primary_container,
        scaling_target: r.scaling_target,
        created_at: w.now,
        ..Default::default()
    };
    configuration::complete(w, OP, &mut version, &log_group)?;
    let container = version.primary_container.clone().unwrap_or_default();
    let port = container.container_port.unwrap_or_default();
    if let Some(logs) = &container.aws_logs_configuration {
        logs::ensure(w, &logs.log_group);
    }
    let definition = configuration::definition(&format!("{cluster}-{name}"), &version, &r.tags);
    let definition = ask(w, call, definition)?.task_definition;
    version.task_definition_arn = definition.task_definition_arn.clone();

    let gateway = gateway::ensure(w, call, &network.subnets)?;
    let own_group = match network.security_groups.is_empty() {
        true => Some(task_group(w, call, &cluster, &name, port, &gateway.group)?),
        false => None,
    };
    let security_groups = match &own_group {
        Some(group) => vec![group.clone()],
        None => network.security_groups.clone(),
    };
    version.network_configuration = Some(ExpressGatewayServiceNetworkConfiguration {
        security_groups: security_groups.clone(),
        subnets: network.subnets.clone(),
    });
    let path = &version.health_check_path;
    let groups = [
        target_group(w, call, port, path)?,
        target_group(w, call, port, path)?,
    ];
    let letters: String = name.chars().take(2).collect();
    let host = format!(
        "{}-{}.ecs.{REGION}.on.aws",
        letters.to_lowercase(),
        w.ids.hex(32)
    );
    let rule = rule(w, call, &gateway.listener, &host, &groups)?;
    let cause = w.call_event(call);
    elbv2::call_also(w, &gateway.balancer, &host, cause)?;
    version.ingress_paths = vec![IngressPathSummary {
        access_type: "PUBLIC".to_owned(),
        endpoint: host.clone(),
    }];
    let scaling = version.scaling_target.clone().unwrap_or_default();
    let minutes = w.model.limit(Limit::ExpressBakeMinutes) as u32;
    let request = CreateService {
        cluster: cluster.clone(),
        service_name: name.clone(),
        task_definition: definition.task_definition_arn,
        desired_count: scaling.min_task_count,
        launch_type: "FARGATE".to_owned(),
        load_balancers: vec![LoadBalancer {
            target_group_arn: groups[0].clone(),
            container_name: CONTAINER.to_owned(),
            container_port: port,
            advanced_configuration: Some(AdvancedConfiguration {
                alternate_target_group_arn: groups[1].clone(),
                production_listener_rule: rule.clone(),
                role_arn: infrastructure_role.clone(),
            }),
        }],
        network_configuration: Some(NetworkConfiguration {
            awsvpc_configuration: Some(AwsVpcConfiguration {
                subnets: network.subnets,
                security_groups,
                assign_public_ip: "ENABLED".to_owned(),
            }),
        }),
        deployment_configuration: Some(DeploymentConfiguration {
            strategy: "CANARY".to_owned(),
            bake_time_in_minutes: Some(minutes),
            canary_configuration: Some(CanaryConfiguration {
                canary_percent: Some(w.model.limit(Limit::ExpressCanaryPercent) as f64),
                canary_bake_time_in_minutes: Some(minutes),
            }),
            ..Default::default()
        }),
        tags: r.tags.clone(),
        ..Default::default()
    };
    ask(w, call, request)?;
    let Some(ecs_key) = ecs::active_service(w, &cluster, &name) else {
        return Err(invalid(OP, "Service was not ACTIVE."));
    };
    ecs::manage(w, ecs_key);
    let resource_id = format!("service/{cluster}/{name}");
    let label = elbv2::label_of(&gateway.balancer, &groups[0]);
    let (target, policy) = configuration::scaling(OP, &resource_id, &scaling, label)?;
    ask(w, call, target)?;
    ask(w, call, policy)?;
    version.service_revision_arn = ecs::revision_of(w, ecs_key);
    let now = w.now;
    let key = w.express.services.insert(Service {
        ecs: ecs_key,
        cluster,
        name,
        infrastructure_role,
        host,
        balancer: gateway.balancer,
        rule,
        groups,
        own_group,
        versions: vec![version],
        tags: r.tags,
        created: now,
        updated: now,
        counted: (0.0, 0.0),
        points: Vec::new(),
        generation: 0,
        last: cause,
        gone: false,
    });
    Ok(ExpressGatewayServiceOutput {
        service: describe::service(w, key, true),
    })
}

/// A name from the image's, with letters and digits that no other has.
fn generated(w: &mut World, image: &str) -> String {
    let last = image.rsplit('/').next().unwrap_or_default();
    let bare = last.split([':', '@']).next().unwrap_or_default();
    let stem = if bare.is_empty() { "express" } else { bare };
    format!("{stem}-{}", w.ids.hex(4))
}

/// Where tasks and load balancer are: in the subnets of the default VPC, unless the request says others.
fn network(
    w: &mut World,
    call: CallId,
    given: Option<ExpressGatewayServiceNetworkConfiguration>,
) -> Result<ExpressGatewayServiceNetworkConfiguration, CloudError> {
    let mut network = given.unwrap_or_default();
    if network.subnets.is_empty() {
        let found = ask(w, call, DescribeSubnets::default())?.subnets;
        network.subnets = found.into_iter().map(|subnet| subnet.subnet_id).collect();
    }
    Ok(network)
}

/// The security group of a service's tasks: the load balancer may call them at the container's port, and nobody else.
fn task_group(
    w: &mut World,
    call: CallId,
    cluster: &str,
    name: &str,
    port: u16,
    balancer_group: &str,
) -> Result<String, CloudError> {
    let name = format!("{cluster}-{name}-{}", w.ids.hex(8));
    let group = gateway::security_group(w, call, &name, "tasks of Express Mode")?;
    admit(w, call, &group, port, balancer_group)?;
    Ok(group)
}

/// Lets a load balancer call tasks at a port.
pub(super) fn admit(
    w: &mut World,
    call: CallId,
    group: &str,
    port: u16,
    balancer_group: &str,
) -> Result<(), CloudError> {
    let request = AuthorizeSecurityGroupIngress {
        group_id: group.to_owned(),
        ip_permissions: vec![IpPermission::from_group("tcp", port, balancer_group)],
        ..Default::default()
    };
    ask(w, call, request).map(drop)
}

fn target_group(w: &mut World, call: CallId, port: u16, path: &str) -> Result<String, CloudError> {
    let request = CreateTargetGroup {
        name: format!("ecs-gateway-tg-{}", w.ids.hex(17)),
        protocol: "HTTP".to_owned(),
        port: Some(port),
        vpc_id: crate::ec2::vpc_id(w).to_owned(),
        target_type: "ip".to_owned(),
        health_check_path: path.to_owned(),
        ..Default::default()
    };
    let mut made = ask(w, call, request)?.target_groups;
    Ok(made.remove(0).target_group_arn)
}

/// The rule for the name of a service, with the first priority that is free: all requests to the first group.
fn rule(
    w: &mut World,
    call: CallId,
    listener: &str,
    host: &str,
    groups: &[String; 2],
) -> Result<String, CloudError> {
    let listener_arn = listener.to_owned();
    let known = ask(w, call, DescribeRules { listener_arn })?.rules;
    let taken: Vec<u32> = known
        .iter()
        .filter_map(|r| r.priority.parse().ok())
        .collect();
    let free = (1..).find(|priority| !taken.contains(priority));
    let tuple = |arn: &String, weight| TargetGroupTuple {
        target_group_arn: arn.clone(),
        weight: Some(weight),
    };
    let request = CreateRule {
        listener_arn: listener.to_owned(),
        priority: free.unwrap_or(1),
        conditions: vec![RuleCondition {
            field: "host-header".to_owned(),
            values: vec![host.to_owned()],
        }],
        actions: vec![Action {
            r#type: "forward".to_owned(),
            forward_config: Some(ForwardActionConfig {
                target_groups: vec![tuple(&groups[0], 100), tuple(&groups[1], 0)],
            }),
            ..Action::default()
        }],
    };
    let mut made = ask(w, call, request)?.rules;
    Ok(made.remove(0).rule_arn)
}
