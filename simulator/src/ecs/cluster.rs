//! Clusters.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{
    self, CapacityProviderStrategyItem, CreateCluster, CreateClusterOutput, DeleteCluster,
    DeleteClusterOutput, DescribeClusters, DescribeClustersOutput, Failure, ListClusters,
    ListClustersOutput, Tag, TaskStatus,
};
use paperboat_core::error::{CloudError, ErrorKind};

use super::provider::{self, ProviderKey};
use super::refuse::{PAGE, page};
use super::service::ServiceKey;
use super::task::TaskKey;
use super::{instance, invalid, refuse};
use crate::id::arn;
use crate::world::{CallId, Outcome, World};

/// A cluster.
#[derive(Clone, Debug)]
pub(crate) struct Cluster {
    pub(super) name: Arc<str>,
    active: bool,
    pub(super) tags: Vec<Tag>,
    /// Its services that are ACTIVE or DRAINING, by name.
    pub(super) services: BTreeMap<String, ServiceKey>,
    /// Its tasks that still are shown.
    pub(super) tasks: BTreeSet<TaskKey>,
    /// Its capacity providers, and which of them takes tasks that do not say.
    pub(super) providers: Vec<ProviderKey>,
    pub(super) default_strategy: Vec<CapacityProviderStrategyItem>,
    pub(super) running: u32,
    pub(super) pending: u32,
}

impl Cluster {
    pub(super) fn is_active(&self) -> bool {
        self.active
    }

    /// Counts a task of the cluster out of one state and into another.
    pub(super) fn moved(&mut self, from: Option<TaskStatus>, to: Option<TaskStatus>) {
        let pending = |s| {
            matches!(
                s,
                Some(TaskStatus::Provisioning | TaskStatus::Pending | TaskStatus::Activating)
            )
        };
        let running = |s| s == Some(TaskStatus::Running);
        self.pending = self.pending + u32::from(pending(to)) - u32::from(pending(from));
        self.running = self.running + u32::from(running(to)) - u32::from(running(from));
    }
}

pub(super) fn cluster_arn(name: &str) -> String {
    arn("ecs", &format!("cluster/{name}"))
}

/// Takes a cluster's short name out of a name or an ARN; nothing means `default`.
fn short(cluster: &str) -> &str {
    match cluster.rsplit('/').next() {
        Some("") | None => "default",
        Some(name) => name,
    }
}

/// Finds an active cluster by name or ARN.
///
/// # Errors
/// `ClusterNotFoundException`.
pub(super) fn find<'w>(
    w: &'w World,
    operation: &str,
    cluster: &str,
) -> Result<&'w Cluster, CloudError> {
    let found = w.ecs.clusters.get(short(cluster)).filter(|c| c.active);
    found.ok_or_else(|| {
        refuse(
            ErrorKind::NotFound,
            operation,
            "ClusterNotFoundException",
            "Cluster not found.",
        )
    })
}

fn description(w: &World, c: &Cluster) -> ecs::Cluster {
    ecs::Cluster {
        cluster_arn: cluster_arn(&c.name),
        cluster_name: c.name.to_string(),
        status: if c.active { "ACTIVE" } else { "INACTIVE" }.to_owned(),
        running_tasks_count: c.running,
        pending_tasks_count: c.pending,
        active_services_count: c.services.len() as u32,
        registered_container_instances_count: instance::of_cluster(w, &c.name).count() as u32,
        tags: c.tags.clone(),
        capacity_providers: c
            .providers
            .iter()
            .map(|key| provider::name(w, Some(*key)))
            .collect(),
        default_capacity_provider_strategy: c.default_strategy.clone(),
    }
}

/// A cluster as it is described.
pub(super) fn shown(w: &World, name: &str) -> ecs::Cluster {
    description(w, &w.ecs.clusters[name])
}

/// Creates a cluster; one that exists is answered as it is.
pub(super) fn create(w: &mut World, call: CallId, r: CreateCluster) -> Result<Outcome, CloudError> {
    let name = short(&r.cluster_name).to_owned();
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.len() > 255 || !name.chars().all(allowed) {
        return Err(invalid("CreateCluster", "Invalid cluster name"));
    }
    if w.ecs.clusters.get(&name).is_none_or(|c| !c.active) {
        let cause = w.call_event(call);
        w.state_apart(Some(cause), &format!("cluster/{name}"), "", "ACTIVE", "");
        let cluster = Cluster {
            name: name.as_str().into(),
            active: true,
            tags: r.tags,
            services: BTreeMap::new(),
            tasks: BTreeSet::new(),
            providers: Vec::new(),
            default_strategy: Vec::new(),
            running: 0,
            pending: 0,
        };
        w.ecs.clusters.insert(name.clone(), cluster);
    }
    let cluster = description(w, &w.ecs.clusters[&name]);
    Ok(Outcome::Done(Reply::CreateCluster(CreateClusterOutput {
        cluster,
    })))
}

/// Lists the clusters that are active.
pub(super) fn list(w: &World, r: &ListClusters) -> Result<Outcome, CloudError> {
    let active = w.ecs.clusters.values().filter(|c| c.active);
    let all = active.map(|c| cluster_arn(&c.name)).collect();
    let token = r.next_token.as_deref();
    let (cluster_arns, next_token) = page("ListClusters", all, token, r.max_results, PAGE)?;
    Ok(Outcome::Done(Reply::ListClusters(ListClustersOutput {
        cluster_arns,
        next_token,
    })))
}

pub(super) fn describe(w: &World, r: &DescribeClusters) -> Outcome {
    let mut out = DescribeClustersOutput::default();
    let default = [String::new()];
    let wanted = if r.clusters.is_empty() {
        default.as_slice()
    } else {
        &r.clusters
    };
    for cluster in wanted {
        match w.ecs.clusters.get(short(cluster)) {
            Some(c) => {
                let mut shown = description(w, c);
                if !r.include.iter().any(|what| what == "TAGS") {
                    shown.tags.clear();
                }
                out.clusters.push(shown);
            }
            None => out.failures.push(Failure {
                arn: cluster_arn(short(cluster)),
                reason: "MISSING".into(),
            }),
        }
    }
    Outcome::Done(Reply::DescribeClusters(out))
}

/// Deletes a cluster that holds neither services nor tasks; it stays describable as INACTIVE.
pub(super) fn delete(
    w: &mut World,
    call: CallId,
    r: &DeleteCluster,
) -> Result<Outcome, CloudError> {
    const OP: &str = "DeleteCluster";
    let cluster = find(w, OP, &r.cluster)?;
    let name = cluster.name.to_string();
    if !cluster.services.is_empty() {
        return Err(refuse(
            ErrorKind::InUse,
            OP,
            "ClusterContainsServicesException",
            "The Cluster cannot be deleted while Services are active.",
        ));
    }
    let alive = |key: &TaskKey| w.ecs.tasks[*key].status != TaskStatus::Stopped;
    if cluster.tasks.iter().any(alive) {
        return Err(refuse(
            ErrorKind::InUse,
            OP,
            "ClusterContainsTasksException",
            "The Cluster cannot be deleted while Tasks are active.",
        ));
    }
    if instance::of_cluster(w, &name).next().is_some() {
        return Err(refuse(
            ErrorKind::InUse,
            OP,
            "ClusterContainsContainerInstancesException",
            "The Cluster cannot be deleted while Container Instances are active or draining.",
        ));
    }
    let cause = w.call_event(call);
    if let Some(cluster) = w.ecs.clusters.get_mut(&name) {
        cluster.active = false;
    }
    w.state_apart(
        Some(cause),
        &format!("cluster/{name}"),
        "ACTIVE",
        "INACTIVE",
        "",
    );
    let cluster = shown(w, &name);
    Ok(Outcome::Done(Reply::DeleteCluster(DeleteClusterOutput {
        cluster,
    })))
}
