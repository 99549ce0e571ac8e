//! All that ECS keeps of the account.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::aws::ecs::ServiceConnectService;

use super::cluster::Cluster;
use super::connect::Endpoint;
use super::engine::Leftover;
use super::instance::{Agent, ContainerInstance};
use super::provider::Provider;
use super::service::{Service, ServiceKey};
use super::task::{Task, TaskKey};
use super::taskdef::{Definition, DefinitionKey};
use crate::arena::Arena;
use crate::container::ContainerKey;
use crate::id::{self, MachineKey};
use crate::model::Limit;
use crate::net::ByAddress;
use crate::registry::PullKey;
use crate::weather;
use crate::world::World;

/// The account's clusters, container instances, task definitions, services and tasks.
#[derive(Clone, Debug, Default)]
pub struct Ecs {
    /// By name.
    pub(super) clusters: BTreeMap<String, Cluster>,
    pub(super) definitions: Arena<Definition>,
    /// The revisions of each family, in order.
    pub(super) families: BTreeMap<String, Vec<DefinitionKey>>,
    pub(super) services: Arena<Service, id::Service>,
    pub(super) instances: Arena<ContainerInstance>,
    pub(super) providers: Arena<Provider>,
    /// The tasks that wait for an instance of their capacity provider.
    pub(super) waiting: BTreeSet<TaskKey>,
    /// The agents of machines, once they have started.
    pub(super) agents: BTreeMap<MachineKey, Agent>,
    pub(super) tasks: Arena<Task, id::Task>,
    pub(super) task_ids: BTreeMap<Box<str>, TaskKey>,
    /// Who holds an address in the VPC.
    pub(super) addresses: ByAddress<TaskKey>,
    /// The containers of tasks that an engine runs, each with its task and its place there.
    pub(super) in_engine: BTreeMap<ContainerKey, (TaskKey, usize)>,
    /// The containers of tasks that have ended, as long as their agents keep them.
    pub(super) leftovers: BTreeMap<ContainerKey, Leftover>,
    /// Whose pulls are under way, and for which container.
    pub(super) pulls: BTreeMap<PullKey, (TaskKey, usize)>,
    /// Units of 1/1024 vCPU of all tasks on Fargate that are not stopped, against Fargate's quota.
    pub(super) cpu_in_use: u64,
    /// The tasks that a client token stands for.
    pub(super) run_tokens: BTreeMap<String, Vec<TaskKey>>,
    /// The named ports of services that take part in Service Connect.
    pub(super) endpoints: BTreeMap<Endpoint, (ServiceKey, ServiceConnectService)>,
    /// The last number given to a deployment.
    pub(super) last_serial: u32,
}

/// The CPU units of tasks that may run at once: the account's quota, unless somebody else has used it up.
pub(super) fn quota(w: &World) -> u64 {
    let quota = w.model.limit(Limit::FargateVcpuQuota) * 1024;
    weather::left_of_quotas(w).map_or(quota, |left| left.fargate.min(quota))
}

/// The CPU units of tasks that are not STOPPED.
pub(crate) fn cpu_in_use(w: &World) -> u64 {
    w.ecs.cpu_in_use
}
