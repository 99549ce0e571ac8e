//! `UpdateExpressGatewayService`: another version of the container, or other bounds for its tasks.

use paperboat_core::aws::ecs::{
    AwsVpcConfiguration, ExpressGatewayServiceConfiguration,
    ExpressGatewayServiceNetworkConfiguration, NetworkConfiguration, UpdateExpressGatewayService,
    UpdateExpressGatewayServiceOutput, UpdateService, UpdatedExpressGatewayService,
};
use paperboat_core::aws::elbv2::ModifyTargetGroup;
use paperboat_core::error::CloudError;

use super::service::{self, ServiceKey};
use super::{ask, configuration, create, describe, watch};
use crate::elbv2;
use crate::world::{CallId, World};

const OP: &str = "UpdateExpressGatewayService";

/// Changes a service. Another container, size, role, network or health check makes a new version, which is brought up as a canary;
/// other bounds for its tasks alone do not.
///
/// # Errors
/// An unknown service, one that is not ACTIVE, and what making one refuses.
pub(super) fn update(
    w: &mut World,
    call: CallId,
    r: UpdateExpressGatewayService,
) -> Result<UpdateExpressGatewayServiceOutput, CloudError> {
    let key = service::active(w, OP, &r.service_arn)?;
    let now = w.express.services[key].newest().clone();
    let version = wanted(w, r, &now)?;
    let (new, rescaled) = (
        is_new(&version, &now),
        version.scaling_target != now.scaling_target,
    );
    if rescaled {
        rescale(w, call, key, &version)?;
    }
    let version = if new {
        roll(w, call, key, version, &now)?
    } else {
        version
    };
    let (time, event) = (w.now, w.call_event(call));
    let service = &mut w.express.services[key];
    service.updated = time;
    service.last = event;
    if new {
        service.versions.push(version);
        watch::begin(w, key);
    } else if let Some(newest) = service.versions.last_mut() {
        *newest = version;
    }
    let service = &w.express.services[key];
    Ok(UpdateExpressGatewayServiceOutput {
        service: UpdatedExpressGatewayService {
            service_arn: service.arn(),
            cluster: service.cluster.clone(),
            service_name: service.name.clone(),
            status: Some(describe::status(w, key)),
            target_configuration: Some(service.newest().clone()),
            created_at: service.created,
            updated_at: service.updated,
        },
    })
}

/// The version that a request asks for: what it leaves out stays as it is.
fn wanted(
    w: &World,
    r: UpdateExpressGatewayService,
    now: &ExpressGatewayServiceConfiguration,
) -> Result<ExpressGatewayServiceConfiguration, CloudError> {
    let mut version = now.clone();
    let text = |given: String, now: &mut String| {
        if !given.is_empty() {
            *now = given;
        }
    };
    text(r.execution_role_arn, &mut version.execution_role_arn);
    text(r.task_role_arn, &mut version.task_role_arn);
    text(r.health_check_path, &mut version.health_check_path);
    text(r.cpu, &mut version.cpu);
    text(r.memory, &mut version.memory);
    text(r.cpu_architecture, &mut version.cpu_architecture);
    let logs = (now.primary_container.as_ref())
        .and_then(|container| container.aws_logs_configuration.clone())
        .unwrap_or_default();
    if let Some(container) = r.primary_container {
        version.primary_container = Some(container);
    }
    if let (Some(given), Some(scaling)) = (r.scaling_target, &mut version.scaling_target) {
        scaling.min_task_count = given.min_task_count.or(scaling.min_task_count);
        scaling.max_task_count = given.max_task_count.or(scaling.max_task_count);
        text(given.auto_scaling_metric, &mut scaling.auto_scaling_metric);
        let value = given.auto_scaling_target_value;
        scaling.auto_scaling_target_value = value.or(scaling.auto_scaling_target_value);
    }
    if let (Some(given), Some(network)) =
        (r.network_configuration, &mut version.network_configuration)
    {
        if !given.subnets.is_empty() && given.subnets != network.subnets {
            // The load balancer is in the subnets that the service had at first.
            let what = "other subnets of a service";
            return Err(CloudError::unsupported(&format!("ecs:{OP}"), what));
        }
        if !given.security_groups.is_empty() {
            network.security_groups = given.security_groups;
        }
    }
    configuration::complete(w, OP, &mut version, &logs.log_group)?;
    Ok(version)
}

/// Tells whether tasks have to be replaced.
fn is_new(
    version: &ExpressGatewayServiceConfiguration,
    now: &ExpressGatewayServiceConfiguration,
) -> bool {
    let mut same = version.clone();
    same.scaling_target.clone_from(&now.scaling_target);
    same != *now
}

fn rescale(
    w: &mut World,
    call: CallId,
    key: ServiceKey,
    version: &ExpressGatewayServiceConfiguration,
) -> Result<(), CloudError> {
    let service = &w.express.services[key];
    let resource_id = format!("service/{}/{}", service.cluster, service.name);
    let group = crate::ecs::registered_group(w, service.ecs);
    let label = elbv2::label_of(&service.balancer, &group);
    let wanted = version.scaling_target.clone().unwrap_or_default();
    let (target, policy) = configuration::scaling(OP, &resource_id, &wanted, label)?;
    ask(w, call, target)?;
    ask(w, call, policy).map(drop)
}

/// Begins the deployment of a version; gives it with what was made for it.
fn roll(
    w: &mut World,
    call: CallId,
    key: ServiceKey,
    mut version: ExpressGatewayServiceConfiguration,
    now: &ExpressGatewayServiceConfiguration,
) -> Result<ExpressGatewayServiceConfiguration, CloudError> {
    let service = w.express.services[key].clone();
    let (cluster, name) = (&service.cluster, &service.name);
    let family = format!("{cluster}-{name}");
    let definition = configuration::definition(&family, &version, &service.tags);
    let definition = ask(w, call, definition)?.task_definition;
    version.task_definition_arn = definition.task_definition_arn.clone();
    let port = |v: &ExpressGatewayServiceConfiguration| {
        (v.primary_container.as_ref()).and_then(|container| container.container_port)
    };
    if let (Some(port), Some(own)) = (
        port(&version).filter(|new| Some(*new) != port(now)),
        &service.own_group,
    ) {
        let mut gateways = w.express.gateways.iter();
        let gateway = gateways.find(|g| g.balancer == service.balancer);
        if let Some(group) = gateway.map(|g| g.group.clone()) {
            create::admit(w, call, own, port, &group)?;
        }
    }
    // The group that the new version will have: the one that has no requests now.
    let serving = crate::ecs::serving_group(w, service.ecs);
    if let Some(idle) = service.groups.iter().find(|group| **group != serving) {
        let request = ModifyTargetGroup {
            target_group_arn: idle.clone(),
            health_check_path: version.health_check_path.clone(),
            ..Default::default()
        };
        ask(w, call, request)?;
    }
    let network = version.network_configuration.clone().unwrap_or_default();
    let ExpressGatewayServiceNetworkConfiguration {
        security_groups,
        subnets,
    } = network;
    let request = UpdateService {
        cluster: cluster.clone(),
        service: name.clone(),
        task_definition: definition.task_definition_arn,
        network_configuration: Some(NetworkConfiguration {
            awsvpc_configuration: Some(AwsVpcConfiguration {
                subnets,
                security_groups,
                assign_public_ip: "ENABLED".to_owned(),
            }),
        }),
        force_new_deployment: true,
        ..Default::default()
    };
    ask(w, call, request)?;
    version.service_revision_arn = crate::ecs::revision_of(w, service.ecs);
    version.created_at = w.now;
    Ok(version)
}
