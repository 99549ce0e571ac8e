//! Service Connect and private DNS: how tasks find each other by name.
//!
//! A service with `services` in its Service Connect configuration registers endpoints in the namespace when it is
//! created or deployed. The proxies of a client's tasks know the endpoints that existed when the client's *deployment*
//! was made; tasks of that deployment, replacements too, never learn of later ones (ECS guide, Service Connect).

use std::collections::BTreeMap;
use std::sync::Arc;

use paperboat_core::aws::ecs::{
    HealthStatus, ServiceConnectConfiguration, ServiceConnectService, TaskStatus,
};
use paperboat_core::error::{CloudError, ErrorKind};

use super::service::{ServiceKey, Status};
use super::task::{self, TaskKey};
use super::taskdef::DefinitionKey;
use super::{invalid, refuse};
use crate::change::{Subject, Trail};
use crate::servicediscovery;
use crate::world::World;

/// What a deployment's tasks can call: name and port, and the endpoint behind them.
pub(crate) type Names = BTreeMap<(String, u16), Endpoint>;

/// A service's named port in a namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Endpoint {
    namespace_arn: String,
    discovery_name: String,
}

/// The name under which an entry is registered: the port's own when it does not say.
fn discovery_name(service: &ServiceConnectService) -> &str {
    match service.discovery_name.as_str() {
        "" => &service.port_name,
        name => name,
    }
}

/// Checks a configuration against the namespaces and the task definition.
pub(super) fn validate(
    w: &World,
    operation: &str,
    configuration: Option<&ServiceConnectConfiguration>,
    definition: DefinitionKey,
) -> Result<(), CloudError> {
    let Some(configuration) = configuration else {
        return Ok(());
    };
    let mode = w.ecs.definitions[definition].mode;
    if !mode.has_interface() {
        return Err(mode.unsupported(operation, "Service Connect"));
    }
    if servicediscovery::namespace_arn(w, &configuration.namespace).is_none() {
        let code = "NamespaceNotFoundException";
        return Err(refuse(
            ErrorKind::NotFound,
            operation,
            code,
            "Namespace not found.",
        ));
    }
    for service in &configuration.services {
        let ports = w.ecs.definitions[definition].containers().iter();
        let mut ports = ports.flat_map(|c| &c.port_mappings);
        if service.port_name.is_empty() || !ports.any(|p| p.name == service.port_name) {
            let message = format!(
                "portName '{}' does not refer to any named PortMapping in the Task Definition.",
                service.port_name
            );
            return Err(invalid(operation, message));
        }
        if service.client_aliases.len() > 1 {
            let message = "Only one clientAlias can be specified for each service.";
            return Err(invalid(operation, message));
        }
    }
    Ok(())
}

/// Registers a service's endpoints.
pub(super) fn register(
    w: &mut World,
    key: ServiceKey,
    configuration: Option<&ServiceConnectConfiguration>,
) {
    deregister(w, key);
    let Some(configuration) = configuration else {
        return;
    };
    let Some(namespace_arn) = servicediscovery::namespace_arn(w, &configuration.namespace) else {
        return;
    };
    for service in &configuration.services {
        let endpoint = Endpoint {
            namespace_arn: namespace_arn.clone(),
            discovery_name: discovery_name(service).to_owned(),
        };
        w.ecs.endpoints.insert(endpoint, (key, service.clone()));
    }
}

/// Takes a service's endpoints out.
pub(super) fn deregister(w: &mut World, key: ServiceKey) {
    w.ecs.endpoints.retain(|_, (owner, _)| *owner != key);
}

/// All names of a namespace now, as a new deployment learns them.
pub(super) fn names(w: &World, configuration: Option<&ServiceConnectConfiguration>) -> Arc<Names> {
    let mut names = Names::new();
    let namespace = configuration.and_then(|c| servicediscovery::namespace_arn(w, &c.namespace));
    let here = w
        .ecs
        .endpoints
        .iter()
        .filter(|(e, _)| Some(&e.namespace_arn) == namespace.as_ref());
    for (endpoint, (_, service)) in here {
        for alias in &service.client_aliases {
            let name = if alias.dns_name.is_empty() {
                format!(
                    "{}.{}",
                    endpoint.discovery_name,
                    configuration.map_or("", |c| &c.namespace)
                )
            } else {
                alias.dns_name.clone()
            };
            names.insert((name, alias.port), endpoint.clone());
        }
    }
    Arc::new(names)
}

/// Finds who answers a Service Connect name and port for a client task: the running tasks behind it with the
/// port of their containers. None when the client's deployment does not know the name.
pub(crate) fn service_connect(
    w: &World,
    client: TaskKey,
    name: &str,
    port: u16,
    trail: &mut Trail,
) -> Option<Vec<(TaskKey, u16)>> {
    let names = w.ecs.tasks.get(client)?.names.as_ref()?;
    let endpoint = names.get(&(name.to_owned(), port))?;
    let Some((provider_key, entry)) = w.ecs.endpoints.get(endpoint) else {
        return Some(Vec::new());
    };
    trail.pass(Subject::Service(*provider_key));
    let provider = &w.ecs.services[*provider_key];
    let tasks = provider.deployments.iter().flat_map(|d| &d.tasks);
    trail.pass_all(|| {
        let containers = tasks.clone().flat_map(|t| task::containers_of(w, *t));
        let containers = containers.flat_map(|c| [Subject::Container(c), Subject::Health(c)]);
        containers.chain(tasks.clone().map(|t| Subject::Task(*t)))
    });
    let serving = tasks.copied().filter(|t| takes_traffic(w, *t));
    let serving = serving.filter_map(|t| Some((t, port_of(w, t, &entry.port_name)?)));
    let serving: Vec<_> = serving.collect();
    if serving.is_empty() {
        trail.block(|| [Subject::Service(*provider_key)]);
    }
    Some(serving)
}

/// Tells whether other tasks are sent to a task: it runs, and its container health checks pass when it has any.
fn takes_traffic(w: &World, key: TaskKey) -> bool {
    w.ecs.tasks[key].status == TaskStatus::Running
        && task::health(w, key).is_none_or(|h| h == HealthStatus::Healthy)
}

fn port_of(w: &World, key: TaskKey, port_name: &str) -> Option<u16> {
    let containers = task::definition(w, key).containers().iter();
    let mut ports = containers.flat_map(|c| &c.port_mappings);
    ports
        .find(|p| p.name == port_name)
        .map(|p| p.container_port)
}

/// The lowest port of a name that a client's deployment knows; none when it does not know the name.
pub(crate) fn service_connect_port(w: &World, client: TaskKey, name: &str) -> Option<u16> {
    let names = w.ecs.tasks.get(client)?.names.as_ref()?;
    let mut known = names.keys().filter(|(known, _)| known == name);
    known.next().map(|(_, port)| *port)
}

/// Resolves a name of a private DNS namespace of the VPC to the tasks behind it.
pub(crate) fn private_dns(w: &World, name: &str) -> Option<Vec<TaskKey>> {
    servicediscovery::resolve(w, name)
}

/// Tells whether a service's endpoints belong to it while it lives.
pub(super) fn check(w: &World) {
    for (key, _) in w.ecs.endpoints.values() {
        let status = w.ecs.services[*key].status;
        assert!(
            status != Status::Inactive,
            "an inactive service has no endpoint"
        );
    }
}
