//! A service: its wishes, its deployments and what it said.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{
    CreateService, DeploymentCircuitBreaker, DeploymentConfiguration, ListServices,
    ListServicesOutput, LoadBalancer, ServiceEvent, ServiceOutput, ServiceRegistry, Tag,
};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::canary::{self, Canary};
use super::capacity::Capacity;
use super::deployment::{self, Deployment};
use super::refuse::{PAGE_OF_SERVICES, page};
use super::task::TaskKey;
use super::taskdef::{self, DefinitionKey};
use super::{
    capacity, cluster, connect, describe, exec, invalid, network, refuse, scheduler,
    service_deployment,
};
use crate::change::Subject;
use crate::id::arn;
use crate::model::{Limit, Timing};
use crate::servicediscovery;
use crate::world::{CallId, Outcome, World};

/// Names a service.
pub(crate) use crate::id::ServiceKey;

/// Whether a service runs, empties, or is gone; in ECS's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Active,
    Draining,
    Inactive,
}

impl Status {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Draining => "DRAINING",
            Self::Inactive => "INACTIVE",
        }
    }
}

/// A service that keeps a number of tasks running.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    pub(super) name: String,
    pub(super) cluster: Arc<str>,
    pub(super) status: Status,
    pub(super) desired: u32,
    pub(super) minimum_percent: u32,
    pub(super) maximum_percent: u32,
    pub(super) breaker: Option<DeploymentCircuitBreaker>,
    /// How its deployments shift requests; none for those that roll.
    pub(super) canary: Option<Canary>,
    pub(super) grace_s: Option<u32>,
    pub(super) exec: bool,
    pub(super) rebalance: bool,
    /// Where its tasks run.
    pub(super) capacity: Capacity,
    pub(super) registries: Vec<ServiceRegistry>,
    pub(super) client_token: String,
    pub(super) created: Timestamp,
    pub(super) tags: Vec<Tag>,
    /// Whether Express Mode made it, which then manages what it stands on.
    pub(super) managed: bool,
    /// The PRIMARY deployment first, then the others from new to old. Never empty.
    pub(super) deployments: Vec<Deployment>,
    /// Its service deployments, from old to new: one for each of its revisions.
    pub(super) history: Vec<service_deployment::Record>,
    pub(super) revisions: Vec<service_deployment::Revision>,
    /// Where a failed deployment rolls back to.
    pub(super) last_completed: Option<Box<Deployment>>,
    /// Tasks that are on their way down.
    pub(super) stopping: BTreeSet<TaskKey>,
    /// Newest first.
    pub(super) events: VecDeque<ServiceEvent>,
    /// The event of the log by which each of them was said.
    pub(super) told: VecDeque<EventId>,
    /// Whether it last said that it is steady.
    pub(super) steady: bool,
    /// The events by which tasks were lost that are not replaced yet.
    pub(super) lost: VecDeque<EventId>,
    /// Tasks in a row that failed before they were RUNNING.
    pub(super) start_failures: u32,
    /// Until when the throttle holds launches back.
    pub(super) throttled_until: Timestamp,
    /// When the current minute of launches began, and how many it has seen.
    pub(super) launches: (Timestamp, u32),
    /// When the scheduler looks next.
    pub(super) due: Option<Timestamp>,
    pub(super) generation: u16,
    /// The event by which a task began to leave it last.
    pub(super) left: Option<EventId>,
    /// The event by which its present rollout failed, or else by which a task of it failed last.
    pub(super) failure: Option<Failure>,
}

/// How a rollout stands that does not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// A task failed; others may follow.
    Task(EventId),
    /// The circuit breaker has tripped.
    Rollout(EventId),
}

/// The event by which a service's rollout or last task failed; its last change when none has.
pub(crate) fn last_failure(w: &World, cluster: &str, service: &str) -> Option<EventId> {
    let key = look_up(w, cluster, service)?;
    match w.ecs.services[key].failure {
        Some(Failure::Task(event) | Failure::Rollout(event)) => Some(event),
        None => w.changes.of(&Subject::Service(key)),
    }
}

/// The services whose tasks are registered with a target group.
pub(crate) fn behind_group<'w>(
    w: &'w World,
    arn: &'w str,
) -> impl Iterator<Item = ServiceKey> + use<'w> {
    let names = move |s: &Service| {
        let all = s.deployments.iter().flat_map(|d| d.load_balancers.iter());
        all.into_iter().any(|lb| lb.target_group_arn == arn)
    };
    let keys = w.ecs.services.keys().into_iter();
    keys.filter(move |key| names(&w.ecs.services[*key]))
}

/// Keeps that a task of a service failed; what comes after a rollout that failed is its rollback.
pub(super) fn task_failed(w: &mut World, key: ServiceKey, event: EventId) {
    let failure = &mut w.ecs.services[key].failure;
    if !matches!(failure, Some(Failure::Rollout(_))) {
        *failure = Some(Failure::Task(event));
    }
}

impl Service {
    /// Where the tasks of the PRIMARY deployment are registered.
    pub(super) fn load_balancers(&self) -> &[LoadBalancer] {
        &self.deployments[0].load_balancers
    }

    /// The resource's name in events.
    pub(super) fn resource(&self) -> String {
        format!("service/{}", self.name)
    }

    pub(super) fn arn(&self) -> String {
        arn("ecs", &format!("service/{}/{}", self.cluster, self.name))
    }

    /// The deployment of a number, while there is one.
    pub(super) fn deployment_of(&self, serial: u32) -> Option<&Deployment> {
        self.deployments.iter().find(|d| d.serial == serial)
    }

    pub(super) fn deployment(&mut self, serial: u32) -> Option<&mut Deployment> {
        self.deployments.iter_mut().find(|d| d.serial == serial)
    }
}

/// Finds a service of a cluster by name or ARN; an inactive one when no other has the name.
pub(super) fn look_up(w: &World, cluster: &str, service: &str) -> Option<ServiceKey> {
    let name = service.rsplit('/').next().unwrap_or(service);
    let cluster = cluster::find(w, "", cluster).ok()?;
    if let Some(key) = cluster.services.get(name) {
        return Some(*key);
    }
    let mut all = w.ecs.services.iter().rev();
    all.find(|(_, s)| s.name == name && s.cluster == cluster.name)
        .map(|(key, _)| key)
}

/// Lists the services of a cluster that are not gone.
pub(super) fn list(w: &World, r: &ListServices) -> Result<Outcome, CloudError> {
    let cluster = cluster::find(w, "ListServices", &r.cluster)?;
    // One that drains is described still, and listed no more (API reference, DeleteService).
    let active = |k: &&ServiceKey| w.ecs.services[**k].status == Status::Active;
    let keys = cluster.services.values().filter(active);
    let all = keys.map(|k| w.ecs.services[*k].arn()).collect();
    let token = r.next_token.as_deref();
    let (service_arns, next_token) =
        page("ListServices", all, token, r.max_results, PAGE_OF_SERVICES)?;
    Ok(Outcome::Done(Reply::ListServices(ListServicesOutput {
        service_arns,
        next_token,
    })))
}

/// Finds a service that is ACTIVE.
///
/// # Errors
/// `ClusterNotFoundException`, `ServiceNotFoundException`, `ServiceNotActiveException`.
pub(super) fn find_active(
    w: &World,
    operation: &str,
    cluster: &str,
    service: &str,
) -> Result<ServiceKey, CloudError> {
    cluster::find(w, operation, cluster)?;
    let key = look_up(w, cluster, service).ok_or_else(|| {
        let code = "ServiceNotFoundException";
        refuse(ErrorKind::NotFound, operation, code, "Service not found.")
    })?;
    if w.ecs.services[key].status != Status::Active {
        let code = "ServiceNotActiveException";
        return Err(refuse(
            ErrorKind::InUse,
            operation,
            code,
            "Service was not ACTIVE.",
        ));
    }
    Ok(key)
}

/// Checks the bounds of a deployment configuration; those that are not given stay as they are.
pub(super) fn bounds(
    operation: &str,
    given: Option<&DeploymentConfiguration>,
    now: (u32, u32),
) -> Result<(u32, u32), CloudError> {
    let minimum = given
        .and_then(|d| d.minimum_healthy_percent)
        .unwrap_or(now.0);
    let maximum = given.and_then(|d| d.maximum_percent).unwrap_or(now.1);
    if minimum > 100 {
        return Err(invalid(
            operation,
            "minimumHealthyPercent must be between 0 and 100",
        ));
    }
    if !(100..=200).contains(&maximum) {
        return Err(invalid(
            operation,
            "maximumPercent must be between 100 and 200",
        ));
    }
    if minimum == 100 && maximum == 100 {
        let message = "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.";
        return Err(invalid(operation, message));
    }
    Ok((minimum, maximum))
}

/// Checks a platform version: those of Fargate on Linux (ECS guide, "Fargate platform versions"); 1.4.0 is the newest.
fn platform(version: &str) -> Result<(), CloudError> {
    match version {
        "" | "LATEST" | "1.4.0" => Ok(()),
        "1.3.0" => Err(unsupported(format!("platform version {version}"))),
        other => Err(invalid(
            "CreateService",
            format!("The specified platform version {other} does not exist."),
        )),
    }
}

fn unsupported(what: impl std::fmt::Display) -> CloudError {
    CloudError::unsupported("ecs:CreateService", what)
}

/// Checks a load balancer or registry entry against the task definition.
pub(super) fn names_port(
    w: &World,
    operation: &str,
    definition: DefinitionKey,
    container: &str,
    port: Option<u16>,
) -> Result<(), CloudError> {
    let containers = w.ecs.definitions[definition].containers();
    let found = containers
        .iter()
        .find(|c| c.name == container)
        .ok_or_else(|| {
            let message =
                format!("The container {container} does not exist in the task definition.");
            invalid(operation, message)
        })?;
    match port {
        Some(port) if !found.port_mappings.iter().any(|p| p.container_port == port) => {
            let message =
                format!("The container {container} did not have a container port {port} defined.");
            Err(invalid(operation, message))
        }
        _ => Ok(()),
    }
}

/// Checks where tasks shall be registered: how many groups, and that the definition has the ports.
pub(super) fn check_balancers(
    w: &World,
    op: &str,
    load_balancers: &[LoadBalancer],
    definition: DefinitionKey,
) -> Result<(), CloudError> {
    let most = w.model.limit(Limit::EcsTargetGroupsPerService);
    if load_balancers.len() as u64 > most {
        return Err(invalid(
            op,
            format!("load balancers can have at most {most} items."),
        ));
    }
    for lb in load_balancers {
        names_port(
            w,
            op,
            definition,
            &lb.container_name,
            Some(lb.container_port),
        )?;
        let mode = w.ecs.definitions[definition].mode;
        super::target::check_group(w, op, &lb.target_group_arn, mode)?;
    }
    Ok(())
}

fn check_targets(
    w: &World,
    r: &CreateService,
    definition: DefinitionKey,
) -> Result<(), CloudError> {
    const OP: &str = "CreateService";
    check_balancers(w, OP, &r.load_balancers, definition)?;
    let mode = w.ecs.definitions[definition].mode;
    if !mode.has_interface() && !r.service_registries.is_empty() {
        // They need SRV records, of which Cloud Map has none here.
        return Err(mode.unsupported(OP, "a service registry"));
    }
    if r.service_registries.len() > 1 {
        return Err(invalid(
            OP,
            "Multiple service registries are not supported.",
        ));
    }
    for registry in &r.service_registries {
        if !servicediscovery::knows(w, &registry.registry_arn) {
            let message = format!("Service registry {} not found.", registry.registry_arn);
            return Err(invalid(OP, message));
        }
    }
    Ok(())
}

/// Creates a service with its first deployment.
pub(super) fn create(w: &mut World, call: CallId, r: CreateService) -> Result<Outcome, CloudError> {
    const OP: &str = "CreateService";
    let cluster = cluster::find(w, OP, &r.cluster)?;
    let cluster_name = Arc::clone(&cluster.name);
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if r.service_name.is_empty()
        || r.service_name.len() > 255
        || !r.service_name.chars().all(allowed)
    {
        return Err(invalid(OP, "Invalid service name"));
    }
    if let Some(key) = cluster.services.get(&r.service_name).copied() {
        let old = &w.ecs.services[key];
        return match old.status {
            Status::Draining => Err(invalid(
                OP,
                "Unable to Start a service that is still Draining.",
            )),
            _ if !r.client_token.is_empty() && old.client_token == r.client_token => {
                let service = describe::service(w, key);
                Ok(Outcome::Done(Reply::CreateService(ServiceOutput {
                    service,
                })))
            }
            _ => Err(invalid(OP, "Creation of service was not idempotent.")),
        };
    }
    if cluster.services.len() as u64 >= w.model.limit(Limit::EcsServicesPerCluster) {
        return Err(invalid(
            OP,
            "The maximum number of services has been reached.",
        ));
    }
    if !matches!(r.scheduling_strategy.as_str(), "" | "REPLICA") {
        return Err(unsupported("scheduling strategies other than REPLICA"));
    }
    platform(&r.platform_version)?;
    let definition = taskdef::find(w, OP, &r.task_definition)?;
    exec::check_role(w, OP, definition, r.enable_execute_command)?;
    let mode = w.ecs.definitions[definition].mode;
    let network = network::read(w, OP, r.network_configuration.as_ref(), mode)?;
    let asked = capacity::Asked {
        cluster: &r.cluster,
        launch_type: &r.launch_type,
        providers: &r.capacity_provider_strategy,
        strategy: &r.placement_strategy,
        constraints: &r.placement_constraints,
    };
    let capacity = capacity::read(w, OP, &asked, definition, &network)?;
    check_targets(w, &r, definition)?;
    let desired = wanted(w, OP, r.desired_count.unwrap_or(1))?;
    let defaults = (
        w.model.limit(Limit::EcsMinimumHealthyPercent) as u32,
        w.model.limit(Limit::EcsMaximumPercent) as u32,
    );
    let configuration = r.deployment_configuration.as_ref();
    let (minimum_percent, maximum_percent) = bounds(OP, configuration, defaults)?;
    let rebalance = match r.availability_zone_rebalancing.as_str() {
        "ENABLED" if maximum_percent == 100 => {
            let message = "Availability Zone rebalancing does not support a maximumPercent of 100.";
            return Err(invalid(OP, message));
        }
        "DISABLED" => false,
        _ => maximum_percent > 100,
    };
    let connect = r.service_connect_configuration.filter(|c| c.enabled);
    connect::validate(w, OP, connect.as_ref(), definition)?;
    let canary = canary::read(w, OP, configuration, &r.load_balancers, mode)?;
    if canary.is_some() && connect.is_some() {
        let what = "Service Connect with the deployment strategy CANARY";
        return Err(unsupported(what));
    }

    let cause = w.call_event(call);
    let key = w.ecs.services.next_key();
    let resource = format!("service/{}", r.service_name);
    let event = w.state(Some(cause), &resource, "", "ACTIVE", "");
    w.mark(Subject::Service(key), event);
    connect::register(w, key, connect.as_ref());
    let first = deployment::new(
        w,
        definition,
        network,
        connect.as_ref(),
        &r.load_balancers,
        event,
    );
    let now = w.now;
    w.ecs.services.insert(Service {
        name: r.service_name.clone(),
        cluster: Arc::clone(&cluster_name),
        status: Status::Active,
        desired,
        minimum_percent,
        maximum_percent,
        canary,
        breaker: configuration.and_then(|d| d.deployment_circuit_breaker.clone()),
        grace_s: r.health_check_grace_period_seconds,
        exec: r.enable_execute_command,
        rebalance,
        capacity,
        registries: r.service_registries,
        client_token: r.client_token,
        created: now,
        tags: r.tags,
        managed: false,
        deployments: Vec::new(),
        history: Vec::new(),
        revisions: Vec::new(),
        last_completed: None,
        stopping: BTreeSet::new(),
        events: VecDeque::new(),
        told: VecDeque::new(),
        steady: false,
        lost: VecDeque::new(),
        failure: None,
        start_failures: 0,
        throttled_until: Timestamp::ZERO,
        launches: (now, 0),
        due: None,
        generation: 0,
        left: None,
    });
    if let Some(cluster) = w.ecs.clusters.get_mut(&*cluster_name) {
        cluster.services.insert(r.service_name, key);
    }
    deployment::begin(w, key, first);
    service_deployment::begin(w, key);
    scheduler::poke(w, key, Timing::EcsServiceReaction);
    let service = describe::service(w, key);
    Ok(Outcome::Done(Reply::CreateService(ServiceOutput {
        service,
    })))
}

/// Checks a desired count.
pub(super) fn wanted(w: &World, operation: &str, desired: u32) -> Result<u32, CloudError> {
    let most = w.model.limit(Limit::EcsTasksPerService);
    if u64::from(desired) <= most {
        return Ok(desired);
    }
    Err(invalid(
        operation,
        format!("desiredCount must not exceed {most}."),
    ))
}
