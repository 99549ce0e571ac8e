//! ECS services: one for each Compose service, known by the same names.

use std::collections::BTreeSet;

use super::capacity::Capacity;
use super::network::{Groups, Network};
use super::{health, named};
use crate::aws::Ecs as _;
use crate::aws::ecs::{
    AwsVpcConfiguration, CreateService, DeploymentCircuitBreaker, DeploymentConfiguration,
    DescribeServices, ListServices, LoadBalancer, NetworkConfiguration, Service,
    ServiceConnectClientAlias, ServiceConnectConfiguration, ServiceConnectService, Tag,
};
use crate::cloud::Context;
use crate::error::Cause;
use crate::strategy::App;
use crate::strategy::balancer::Balancer;
use crate::strategy::names::{base, marks};
use crate::strategy::once::found;

/// The most services that one `DescribeServices` takes.
const AT_A_TIME: usize = 10;

/// The names of the Compose services that become ECS services: all but the jobs.
pub(super) fn lasting(app: &App) -> Vec<&str> {
    let order = app.project.start_order();
    order.into_iter().filter(|name| !app.is_job(name)).collect()
}

/// Where the interfaces of tasks go, and who reaches them.
pub(super) fn network_configuration(
    capacity: Capacity,
    network: &Network,
    groups: &Groups,
) -> NetworkConfiguration {
    NetworkConfiguration {
        awsvpc_configuration: Some(AwsVpcConfiguration {
            subnets: network.subnets.clone(),
            security_groups: vec![groups.tasks.clone()],
            assign_public_ip: capacity.assign_public_ip().to_owned(),
        }),
    }
}

/// Looks at the application's services, those that are gone left out.
pub(super) async fn describe(cx: &Context<'_>, app: &App) -> Result<Vec<Service>, Cause> {
    let names: Vec<String> = lasting(app).into_iter().map(named::service).collect();
    described(cx, app, &names).await
}

/// The same for services of these names.
pub(super) async fn described(
    cx: &Context<'_>,
    app: &App,
    names: &[String],
) -> Result<Vec<Service>, Cause> {
    let mut services = Vec::new();
    for names in names.chunks(AT_A_TIME) {
        let request = DescribeServices {
            cluster: base(app),
            services: names.to_vec(),
            ..DescribeServices::default()
        };
        if let Some(some) = found(cx.cloud.describe_services(request).await)? {
            services.extend(some.services);
        }
    }
    services.retain(|service| service.status != "INACTIVE");
    Ok(services)
}

/// The services in the application's cluster that the new version does not have.
pub(super) async fn others(cx: &Context<'_>, app: &App) -> Result<Vec<String>, Cause> {
    let request = ListServices {
        cluster: base(app),
        ..ListServices::default()
    };
    let listed = found(crate::aws::all(cx.cloud, request).await)?;
    let arns = listed.map(|listed| listed.service_arns).unwrap_or_default();
    let wanted: BTreeSet<String> = lasting(app).into_iter().map(named::service).collect();
    let names = arns
        .iter()
        .filter_map(|arn| Some(arn.rsplit_once('/')?.1.to_owned()));
    Ok(names.filter(|name| !wanted.contains(name)).collect())
}

/// Makes every service that is not there, without tasks, so that each name exists before the first task starts:
/// a task only knows the names that existed when its deployment began.
pub(super) async fn make_all(
    cx: &Context<'_>,
    app: &App,
    capacity: Capacity,
    network: &Network,
    groups: &Groups,
    balancer: &Balancer,
) -> Result<(), Cause> {
    let known = describe(cx, app).await?;
    for name in lasting(app) {
        if known
            .iter()
            .any(|s| s.service_name == named::service(name) && s.status == "ACTIVE")
        {
            continue;
        }
        let request = wanted(app, name, capacity, (network, groups), balancer);
        cx.cloud.create_service(request).await?;
    }
    Ok(())
}

fn wanted(
    app: &App,
    name: &str,
    capacity: Capacity,
    (network, groups): (&Network, &Groups),
    balancer: &Balancer,
) -> CreateService {
    let load_balancers = load_balancers(name, balancer);
    let grace = (!load_balancers.is_empty()).then(|| health::grace_seconds(app, name));
    let tags = marks(app).map(|(key, value)| Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    });
    CreateService {
        cluster: base(app),
        service_name: named::service(name),
        task_definition: named::family(app, name),
        desired_count: Some(0),
        launch_type: capacity.launch_type(),
        capacity_provider_strategy: capacity.strategy(app),
        load_balancers,
        service_connect_configuration: Some(names(app, name)),
        network_configuration: Some(network_configuration(capacity, network, groups)),
        deployment_configuration: Some(percents(app, name)),
        health_check_grace_period_seconds: grace,
        enable_execute_command: true,
        tags: tags.collect(),
        ..CreateService::default()
    }
}

/// Where a service's tasks are registered, in order of ports.
pub(super) fn load_balancers(name: &str, balancer: &Balancer) -> Vec<LoadBalancer> {
    let groups = balancer.target_groups.iter();
    let ours = groups.filter(|((service, _), _)| service == name);
    ours.map(|((_, port), arn)| LoadBalancer {
        target_group_arn: arn.clone(),
        container_name: name.to_owned(),
        container_port: *port,
        ..LoadBalancer::default()
    })
    .collect()
}

/// How a rollout may go: two copies of a program that keeps data on a volume would spoil it, so the old one stops
/// first. The circuit breaker goes back by itself.
pub(super) fn percents(app: &App, name: &str) -> DeploymentConfiguration {
    let (least, most) = if app.keeps_data(name) {
        (0, 100)
    } else {
        (100, 200)
    };
    DeploymentConfiguration {
        minimum_healthy_percent: Some(least),
        maximum_percent: Some(most),
        deployment_circuit_breaker: Some(DeploymentCircuitBreaker {
            enable: true,
            rollback: true,
        }),
        ..DeploymentConfiguration::default()
    }
}

/// The names under which others reach a service, as on a Compose network; and that it may use theirs.
pub(super) fn names(app: &App, name: &str) -> ServiceConnectConfiguration {
    let services = app.ports(name).into_iter().flat_map(|port| {
        aliases(app, name)
            .into_iter()
            .map(move |alias| ServiceConnectService {
                port_name: named::port(port),
                discovery_name: format!("{alias}-{port}"),
                client_aliases: vec![ServiceConnectClientAlias {
                    port,
                    dns_name: alias,
                }],
            })
    });
    ServiceConnectConfiguration {
        enabled: true,
        namespace: base(app),
        services: services.collect(),
    }
}

/// A service's name, and those of its other names, by `links` too, that some service's settings mention, in the lower case that
/// Service Connect wants (Amazon ECS API reference, `ServiceConnectClientAlias`); programs look names up in any case.
pub(crate) fn aliases(app: &App, name: &str) -> BTreeSet<String> {
    let stated = &app.project.services[name];
    let networks = stated.networks.values().flatten();
    let links = app.project.services.values().flat_map(|s| &s.links);
    let linked = links.filter_map(|link| link.split_once(':'));
    let others = networks
        .flat_map(|network| network.aliases.iter())
        .chain(&stated.container_name)
        .chain(&stated.hostname)
        .map(String::as_str)
        .chain(linked.filter(|(to, _)| *to == name).map(|(_, alias)| alias))
        .filter(|other| app.mentions(other));
    let all = others.chain([name]);
    all.map(str::to_ascii_lowercase).collect()
}
