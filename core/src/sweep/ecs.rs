//! Clusters with all that runs in them, and task definitions.

use std::collections::BTreeMap;

use super::leftover::{Charge, Kind, Leftover};
use super::mark::Mark;
use super::{scaling, there};
use crate::aws::Ecs as _;
use crate::aws::ecs::{
    Cluster, DeleteCapacityProvider, DeleteCluster, DeleteExpressGatewayService, DeleteService,
    DeregisterTaskDefinition, DescribeCapacityProviders, DescribeClusters, DescribeServices,
    DescribeTaskDefinition, DescribeTasks, ListClusters, ListServices, ListTaskDefinitionFamilies,
    ListTaskDefinitions, ListTasks, PutClusterCapacityProviders, Service, StopTask, Task,
    UpdateService,
};
use crate::cloud::Cloud;
use crate::error::CloudError;
use crate::strategy::STEM;

/// The most clusters or tasks of one look, and the most services (the API reference of each operation).
const MANY: usize = 100;
const SERVICES: usize = 10;

fn tags() -> Vec<String> {
    vec!["TAGS".to_owned()]
}

/// Clusters that carry the tag, with the services and tasks in them, whoever made those.
pub(super) async fn clusters(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let arns = crate::aws::all(cloud, ListClusters::default()).await?;
    let mut left = Vec::new();
    for some in arns.cluster_arns.chunks(MANY) {
        let request = DescribeClusters {
            clusters: some.to_vec(),
            include: tags(),
        };
        for cluster in cloud.describe_clusters(request).await?.clusters {
            let mark = Mark::of(cluster.tags.iter().map(|t| (&t.key, &t.value)));
            if let Some(mark) = mark.filter(|_| cluster.status != "INACTIVE") {
                left.extend(inside(cloud, &cluster, &mark).await?);
            }
        }
    }
    Ok(left)
}

async fn inside(
    cloud: &dyn Cloud,
    cluster: &Cluster,
    mark: &Mark,
) -> Result<Vec<Leftover>, CloudError> {
    let name = &cluster.cluster_name;
    let Some(tasks) = tasks(cloud, name).await? else {
        return Ok(Vec::new());
    };
    let sizes = sizes(cloud, &tasks).await?;
    // Services count with their tasks; tasks that were started by hand stand for themselves.
    let mut by_service: BTreeMap<&str, Vec<Charge>> = BTreeMap::new();
    let mut left = scaling::targets(cloud, name, mark).await?;
    for task in &tasks {
        // A task on an instance costs what its instance costs.
        let charge = (task.launch_type != "EC2")
            .then(|| charge(task, sizes.get(task.task_definition_arn.as_str())));
        if let Some(service) = task.group.strip_prefix("service:") {
            by_service.entry(service).or_default().extend(charge);
            continue;
        }
        let address = charge.is_some().then_some(Charge::TaskAddress);
        let leftover = Leftover::new(Kind::Task, &task.task_arn, mark);
        left.push(
            leftover
                .called(&task.group)
                .in_state(task.last_status.word())
                .billed(charge.into_iter().chain(address))
                .removed_by(StopTask {
                    cluster: name.clone(),
                    task: task.task_arn.clone(),
                    reason: String::new(),
                }),
        );
    }
    let request = ListServices {
        cluster: name.clone(),
        next_token: None,
        ..Default::default()
    };
    let listed = there(crate::aws::all(cloud, request).await)?;
    let arns = listed.map(|l| l.service_arns).unwrap_or_default();
    for some in arns.chunks(SERVICES) {
        let request = DescribeServices {
            cluster: name.clone(),
            services: some.to_vec(),
            include: Vec::new(),
        };
        let found = there(cloud.describe_services(request).await)?;
        for service in found.map(|f| f.services).unwrap_or_default() {
            let tasks = by_service.remove(service.service_name.as_str());
            let tasks = tasks.unwrap_or_default();
            let addresses = if is_public(&service) { tasks.len() } else { 0 };
            let leftover = Leftover::new(Kind::Service, &service.service_arn, mark)
                .called(&service.service_name)
                .in_state(&service.status)
                .billed(tasks)
                .billed(std::iter::repeat_n(Charge::PublicIpv4, addresses));
            match service.status.as_str() {
                "INACTIVE" => {}
                "DRAINING" => left.push(leftover),
                // What Express Mode made goes with it, and with nothing else.
                _ if service.resource_management_type == "ECS" => {
                    let service_arn = service.service_arn.clone();
                    left.push(leftover.removed_by(DeleteExpressGatewayService { service_arn }));
                }
                _ => left.push(without_service(leftover, name)),
            }
        }
    }
    let leftover = Leftover::new(Kind::Cluster, &cluster.cluster_arn, mark);
    left.push(
        leftover
            .called(name)
            .in_state(&cluster.status)
            .removed_by(DeleteCluster {
                cluster: name.clone(),
            }),
    );
    Ok(left)
}

fn without_service(leftover: Leftover, cluster: &str) -> Leftover {
    let service = leftover.name.clone();
    leftover
        .removed_by(UpdateService {
            cluster: cluster.to_owned(),
            service: service.clone(),
            desired_count: Some(0),
            ..UpdateService::default()
        })
        .removed_by(DeleteService {
            cluster: cluster.to_owned(),
            service,
            force: true,
        })
}

/// Tells whether each task of a service gets a public address.
fn is_public(service: &Service) -> bool {
    let network = service.network_configuration.as_ref();
    let vpc = network.and_then(|network| network.awsvpc_configuration.as_ref());
    vpc.is_some_and(|vpc| vpc.assign_public_ip == "ENABLED")
}

/// What the price of tasks depends on and their definitions say: GiB of ephemeral storage, and whether on Graviton; by the
/// definitions' ARNs.
async fn sizes(
    cloud: &dyn Cloud,
    tasks: &[Task],
) -> Result<BTreeMap<String, (u32, bool)>, CloudError> {
    let mut sizes = BTreeMap::new();
    for task in tasks {
        let arn = &task.task_definition_arn;
        if sizes.contains_key(arn) {
            continue;
        }
        let request = DescribeTaskDefinition {
            task_definition: arn.clone(),
            include: Vec::new(),
        };
        let Some(found) = there(cloud.describe_task_definition(request).await)? else {
            continue;
        };
        let definition = found.task_definition;
        let storage = definition.ephemeral_storage.map_or(0, |s| s.size_in_gi_b);
        let platform = definition.runtime_platform;
        let arm = platform.is_some_and(|p| p.cpu_architecture == "ARM64");
        sizes.insert(arn.clone(), (storage, arm));
    }
    Ok(sizes)
}

fn charge(task: &Task, size: Option<&(u32, bool)>) -> Charge {
    let (ephemeral_gib, arm) = size.copied().unwrap_or_default();
    Charge::FargateTask {
        cpu: task.cpu.parse().unwrap_or(0),
        memory_mib: task.memory.parse().unwrap_or(0),
        ephemeral_gib,
        arm,
    }
}

/// The tasks of a cluster that are wanted to run; none when the cluster went away.
async fn tasks(cloud: &dyn Cloud, cluster: &str) -> Result<Option<Vec<Task>>, CloudError> {
    let request = ListTasks {
        cluster: cluster.to_owned(),
        desired_status: "RUNNING".to_owned(),
        ..ListTasks::default()
    };
    let Some(listed) = there(crate::aws::all(cloud, request).await)? else {
        return Ok(None);
    };
    let mut tasks = Vec::new();
    for some in listed.task_arns.chunks(MANY) {
        let request = DescribeTasks {
            cluster: cluster.to_owned(),
            tasks: some.to_vec(),
        };
        if let Some(found) = there(cloud.describe_tasks(request).await)? {
            tasks.extend(found.tasks);
        }
    }
    Ok(Some(tasks))
}

/// Capacity providers. A cluster that has one gives it up first.
pub(super) async fn providers(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    // What cannot be asked here, no deployment made here either.
    if !cloud.supports("ecs:DescribeCapacityProviders") {
        return Ok(Vec::new());
    }
    let request = DescribeCapacityProviders {
        include: tags(),
        ..DescribeCapacityProviders::default()
    };
    let all = crate::aws::all(cloud, request).await?.capacity_providers;
    let mut left = Vec::new();
    for provider in all {
        let mark = Mark::of(provider.tags.iter().map(|t| (&t.key, &t.value)));
        let Some(mark) = mark.filter(|_| provider.status != "INACTIVE") else {
            continue;
        };
        let name = provider.name;
        let leftover = Leftover::new(
            Kind::CapacityProvider,
            &provider.capacity_provider_arn,
            &mark,
        );
        let mut leftover = leftover.called(&name).in_state(&provider.status);
        for (cluster, others) in with_provider(cloud, &name).await? {
            leftover = leftover.removed_by(PutClusterCapacityProviders {
                cluster,
                capacity_providers: Some(others),
                default_capacity_provider_strategy: Some(Vec::new()),
            });
        }
        left.push(leftover.removed_by(DeleteCapacityProvider {
            capacity_provider: name,
        }));
    }
    Ok(left)
}

/// The clusters that have a provider, each with the others that it has.
async fn with_provider(
    cloud: &dyn Cloud,
    name: &str,
) -> Result<Vec<(String, Vec<String>)>, CloudError> {
    let arns = crate::aws::all(cloud, ListClusters::default()).await?;
    let mut found = Vec::new();
    for some in arns.cluster_arns.chunks(MANY) {
        let request = DescribeClusters {
            clusters: some.to_vec(),
            include: Vec::new(),
        };
        for cluster in cloud.describe_clusters(request).await?.clusters {
            let mut others = cluster.capacity_providers;
            let before = others.len();
            others.retain(|other| other != name);
            if others.len() < before && cluster.status != "INACTIVE" {
                found.push((cluster.cluster_name, others));
            }
        }
    }
    Ok(found)
}

/// Revisions of task definitions that are active, of families whose newest one carries the tag.
pub(super) async fn definitions(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let request = ListTaskDefinitionFamilies {
        family_prefix: STEM.to_owned(),
        status: "ACTIVE".to_owned(),
        next_token: None,
        ..Default::default()
    };
    let mut left = Vec::new();
    for family in crate::aws::all(cloud, request).await?.families {
        let request = DescribeTaskDefinition {
            task_definition: family.clone(),
            include: tags(),
        };
        let newest = there(cloud.describe_task_definition(request).await)?;
        let mark =
            newest.and_then(|newest| Mark::of(newest.tags.iter().map(|t| (&t.key, &t.value))));
        let Some(mark) = mark else {
            continue;
        };
        let request = ListTaskDefinitions {
            family_prefix: family,
            status: "ACTIVE".to_owned(),
            next_token: None,
            ..Default::default()
        };
        let arns = crate::aws::all(cloud, request).await?;
        for task_definition in arns.task_definition_arns {
            let name = task_definition.rsplit('/').next().unwrap_or_default();
            let leftover = Leftover::new(Kind::TaskDefinition, &task_definition, &mark);
            left.push(leftover.called(name).in_state("ACTIVE").removed_by(
                DeregisterTaskDefinition {
                    task_definition: task_definition.clone(),
                },
            ));
        }
    }
    Ok(left)
}
