//! What `DescribeServices` and `DescribeTasks` show.

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{
    Attachment, CapacityProviderStrategyItem, Container, ContainerDefinition, Deployment,
    DeploymentConfiguration, DescribeServices, DescribeServicesOutput, DescribeTasks,
    DescribeTasksOutput, Failure, HealthStatus, KeyValuePair, NetworkBinding, Service, Task,
    TaskStatus,
};
use paperboat_core::error::CloudError;

use super::capacity::{Capacity, Host};
use super::service::{self, ServiceKey};
use super::task::{self, Member, Starter, TaskKey};
use super::{cluster, deployment, invalid, provider, service_deployment};
use crate::container::State;
use crate::ec2;
use crate::host;
use crate::registry;
use crate::world::{Outcome, World};

/// The most services of one `DescribeServices` (its API reference).
const SERVICES_MOST: usize = 10;
/// The most tasks of one `DescribeTasks` (its API reference).
const TASKS_MOST: usize = 100;

pub(super) fn services(w: &World, r: &DescribeServices) -> Result<Outcome, CloudError> {
    const OP: &str = "DescribeServices";
    let cluster = cluster::find(w, OP, &r.cluster)?.name.to_string();
    if r.services.is_empty() {
        return Err(invalid(OP, "Services cannot be empty."));
    }
    if r.services.len() > SERVICES_MOST {
        let message = format!("Services can have at most {SERVICES_MOST} items.");
        return Err(invalid(OP, message));
    }
    let mut out = DescribeServicesOutput::default();
    for name in &r.services {
        match service::look_up(w, &cluster, name) {
            Some(key) => {
                let mut shown = service(w, key);
                if !r.include.iter().any(|what| what == "TAGS") {
                    shown.tags.clear();
                }
                out.services.push(shown);
            }
            None => out.failures.push(Failure {
                arn: crate::id::arn(
                    "ecs",
                    &format!(
                        "service/{cluster}/{}",
                        name.rsplit('/').next().unwrap_or(name)
                    ),
                ),
                reason: "MISSING".into(),
            }),
        }
    }
    Ok(Outcome::Done(Reply::DescribeServices(out)))
}

/// How many tasks are on their way up, and how many run.
pub(super) fn counts<'a>(w: &World, tasks: impl Iterator<Item = &'a TaskKey>) -> (u32, u32) {
    tasks.fold((0, 0), |(pending, running), key| {
        match w.ecs.tasks[*key].status {
            TaskStatus::Running => (pending, running + 1),
            TaskStatus::Provisioning | TaskStatus::Pending | TaskStatus::Activating => {
                (pending + 1, running)
            }
            _ => (pending, running),
        }
    })
}

/// A service as it is described.
pub(super) fn service(w: &World, key: ServiceKey) -> Service {
    let s = &w.ecs.services[key];
    let (pending, running) = counts(w, s.deployments.iter().flat_map(|d| &d.tasks));
    let (placement_strategy, placement_constraints) = match &s.capacity {
        Capacity::Fargate => Default::default(),
        Capacity::Instances(rules) => rules.shown().clone(),
    };
    let (launch_type, capacity_provider_strategy) = capacity(w, s);
    Service {
        service_arn: s.arn(),
        service_name: s.name.clone(),
        cluster_arn: cluster::cluster_arn(&s.cluster),
        status: s.status.word().to_owned(),
        desired_count: s.desired,
        running_count: running,
        pending_count: pending,
        launch_type,
        task_definition: definition_arn(w, s.deployments[0].definition),
        deployment_configuration: configuration(s),
        deployments: s
            .deployments
            .iter()
            .enumerate()
            .map(|(n, d)| shown_deployment(w, s, n, d))
            .collect(),
        events: s.events.iter().cloned().collect(),
        load_balancers: match &s.canary {
            Some(canary) => canary.asked.clone(),
            None => s.load_balancers().to_vec(),
        },
        service_registries: s.registries.clone(),
        health_check_grace_period_seconds: s.grace_s,
        network_configuration: s.deployments[0].network.shown(),
        created_at: s.created,
        current_service_deployment: service_deployment::arn(s),
        current_service_revisions: service_deployment::current_revisions(w, s),
        tags: s.tags.clone(),
        resource_management_type: if s.managed { "ECS" } else { "" }.to_owned(),
        placement_strategy,
        placement_constraints,
        capacity_provider_strategy,
    }
}

/// On what its tasks run: AWS shows a launch type or capacity providers.
pub(super) fn capacity(
    w: &World,
    s: &service::Service,
) -> (String, Vec<CapacityProviderStrategyItem>) {
    let provider = match &s.capacity {
        Capacity::Fargate => None,
        Capacity::Instances(rules) => rules.provider(),
    };
    let Some(key) = provider else {
        return (s.capacity.launch_type().word().to_owned(), Vec::new());
    };
    let item = CapacityProviderStrategyItem {
        capacity_provider: provider::name(w, Some(key)),
        weight: 1,
        base: 0,
    };
    (String::new(), vec![item])
}

/// The deployment configuration of a service as it is described.
pub(super) fn configuration(s: &service::Service) -> DeploymentConfiguration {
    let mut configuration = DeploymentConfiguration {
        maximum_percent: Some(s.maximum_percent),
        minimum_healthy_percent: Some(s.minimum_percent),
        deployment_circuit_breaker: s.breaker.clone(),
        ..DeploymentConfiguration::default()
    };
    if let Some(canary) = &s.canary {
        canary.show(&mut configuration);
    }
    configuration
}

/// The ARN of a task definition.
pub(super) fn definition_arn(w: &World, key: super::taskdef::DefinitionKey) -> String {
    w.ecs.definitions[key].shown.task_definition_arn.clone()
}

/// How many tasks the deployment at a place of its service shall have: the PRIMARY one all, the others those that they still have.
pub(super) fn requested(s: &service::Service, n: usize, d: &deployment::Deployment) -> u32 {
    if n == 0 {
        s.desired
    } else {
        d.tasks.len() as u32
    }
}

fn shown_deployment(
    w: &World,
    s: &service::Service,
    n: usize,
    d: &deployment::Deployment,
) -> Deployment {
    let (pending_count, running_count) = counts(w, d.tasks.iter());
    Deployment {
        id: d.id.to_string(),
        status: if n == 0 { "PRIMARY" } else { "ACTIVE" }.to_owned(),
        task_definition: definition_arn(w, d.definition),
        desired_count: requested(s, n, d),
        pending_count,
        running_count,
        failed_tasks: d.failed,
        rollout_state: d.rollout,
        rollout_state_reason: d.reason.clone(),
        created_at: d.created,
        updated_at: d.updated,
        service_connect_configuration: d.connect.as_deref().cloned(),
    }
}

pub(super) fn tasks(w: &World, r: &DescribeTasks) -> Result<Outcome, CloudError> {
    const OP: &str = "DescribeTasks";
    let cluster = cluster::find(w, OP, &r.cluster)?.name.to_string();
    if r.tasks.is_empty() {
        return Err(invalid(OP, "Tasks cannot be empty."));
    }
    if r.tasks.len() > TASKS_MOST {
        return Err(invalid(
            OP,
            format!("Tasks can have at most {TASKS_MOST} items."),
        ));
    }
    let mut out = DescribeTasksOutput::default();
    for name in &r.tasks {
        match look_up(w, &cluster, name) {
            Some(key) => out.tasks.push(task(w, key)),
            None => out.failures.push(Failure {
                arn: crate::id::arn(
                    "ecs",
                    &format!("task/{cluster}/{}", name.rsplit('/').next().unwrap_or(name)),
                ),
                reason: "MISSING".into(),
            }),
        }
    }
    Ok(Outcome::Done(Reply::DescribeTasks(out)))
}

/// Finds a task of a cluster by its id or ARN.
pub(super) fn look_up(w: &World, cluster: &str, task: &str) -> Option<TaskKey> {
    let id = task.rsplit('/').next().unwrap_or(task);
    let key = w.ecs.task_ids.get(id).copied()?;
    (*w.ecs.tasks[key].cluster == *cluster).then_some(key)
}

/// A task as it is described.
pub(super) fn task(w: &World, key: TaskKey) -> Task {
    let t = &w.ecs.tasks[key];
    let definition = &w.ecs.definitions[t.definition];
    let (group, started_by) = match &t.starter {
        Starter::Caller(named) => (*named).as_ref().clone(),
        Starter::Service(service, serial) => {
            let s = &w.ecs.services[*service];
            let deployment = s.deployment_of(*serial);
            let id = deployment.map(|d| d.id.to_string()).unwrap_or_default();
            (format!("service:{}", s.name), id)
        }
    };
    let containers = definition.containers().iter().zip(&t.members);
    Task {
        task_arn: t.arn(),
        cluster_arn: cluster::cluster_arn(&t.cluster),
        task_definition_arn: definition.shown.task_definition_arn.clone(),
        group,
        started_by,
        launch_type: t.host.launch_type().word().to_owned(),
        availability_zone: match t.host {
            Host::Waiting => String::new(),
            _ => t.zone(w).to_owned(),
        },
        last_status: t.status,
        desired_status: if t.wanted() {
            TaskStatus::Running
        } else {
            TaskStatus::Stopped
        },
        health_status: task::health(w, key).unwrap_or(HealthStatus::Unknown),
        cpu: definition.size.cpu.to_string(),
        memory: definition.size.memory_mib.to_string(),
        containers: containers.map(|(c, m)| container(w, t, c, m)).collect(),
        attachments: match t.network.is_of_instances() {
            true => Vec::new(),
            false => vec![attachment(t)],
        },
        created_at: Some(t.times.created),
        pull_started_at: t.times.pull_started,
        pull_stopped_at: t.times.pull_stopped,
        started_at: t.times.started,
        stopping_at: t.times.stopping,
        execution_stopped_at: t.times.execution_stopped,
        stopped_at: t.times.stopped,
        stop_code: t.stop.as_ref().map(|s| s.code),
        stopped_reason: t
            .stop
            .as_ref()
            .map(|s| s.reason.to_string())
            .unwrap_or_default(),
        container_instance_arn: t
            .host
            .instance()
            .map(|instance| w.ecs.instances[instance].arn())
            .unwrap_or_default(),
        capacity_provider_name: provider::name(w, t.provider()),
    }
}

/// What EC2 calls a task's interface, and what it says it is for (the example of the ECS developer guide, "Learn how to create
/// an Amazon ECS Linux task for the Fargate launch type with the AWS CLI").
pub(super) fn interface(t: &task::Task) -> ec2::Label {
    ec2::Label {
        id: format!("eni-0{}", &t.id[..16]).into(),
        description: crate::id::arn("ecs", &format!("attachment/{}", t.id)).into(),
    }
}

fn attachment(t: &task::Task) -> Attachment {
    let detail = |name: &str, value: String| KeyValuePair {
        name: name.to_owned(),
        value,
    };
    let mut details = vec![detail("subnetId", t.subnet().to_owned())];
    if let Some(address) = t.address {
        details.push(detail("networkInterfaceId", interface(t).id.into()));
        details.push(detail("privateIPv4Address", address.to_string()));
    }
    let status = match (t.address, t.status) {
        (_, TaskStatus::Stopped) => "DELETED",
        (None, _) => "PRECREATED",
        (Some(_), _) => "ATTACHED",
    };
    Attachment {
        id: t.id[..].to_owned(),
        r#type: "ElasticNetworkInterface".into(),
        status: status.to_owned(),
        details,
    }
}

/// A binding as ECS shows it: of Docker's two, that of IPv4 alone (agent configuration, `ECS_EXCLUDE_IPV6_PORTBINDING`).
fn binding(b: &host::Binding) -> NetworkBinding {
    NetworkBinding {
        bind_i_p: "0.0.0.0".to_owned(),
        container_port: b.container_port,
        host_port: b.host_port,
        protocol: b.protocol.clone(),
    }
}

fn container(w: &World, t: &task::Task, c: &ContainerDefinition, m: &Member) -> Container {
    let (name, image) = (&c.name, &c.image);
    let live = m.container.and_then(|c| w.containers.get(c));
    let last_status = match live.map(|c| &c.state) {
        Some(State::Created) => "PENDING",
        Some(State::Exited(_)) => "STOPPED",
        Some(_) => "RUNNING",
        None if t.status == TaskStatus::Stopped => "STOPPED",
        None => "PENDING",
    };
    let digest = m
        .image
        .and_then(|i| registry::find_image(w, i))
        .map(|i| i.digest.clone());
    Container {
        container_arn: crate::id::arn("ecs", &format!("container/{}/{}/{name}", t.cluster, t.id)),
        name: name.clone(),
        image: image.clone(),
        image_digest: digest.unwrap_or_default(),
        last_status: last_status.to_owned(),
        exit_code: m.exit_code,
        reason: m.reason.to_string(),
        health_status: match c.health_check {
            Some(_) => task::member_health(w, m),
            None => HealthStatus::Unknown,
        },
        runtime_id: match &m.runtime_id[..] {
            "" => format!(
                "{}-{}",
                t.id,
                crate::id::mix(u64::from(name.len() as u32)) % 10_000_000_000
            ),
            id => id.to_owned(),
        },
        network_bindings: m.bindings.iter().map(binding).collect(),
    }
}
