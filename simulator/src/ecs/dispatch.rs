//! Which function answers which operation and timer.

use paperboat_core::aws::EcsCall;
use paperboat_core::error::CloudError;

use super::{
    cluster, describe, engine, exec, instance, lost, provider, pull, run, scheduler, service,
    service_deployment, start, stop, tagging, target, taskdef, update,
};
use crate::ecs::provider::ProviderKey;
use crate::ecs::task::{Phase, TaskKey};
use crate::id::{ContainerKey, MachineKey};
use crate::wake::{Kind, Wake};
use crate::world::{CallId, Outcome, World};

pub(crate) fn handle(w: &mut World, call: CallId, request: EcsCall) -> Result<Outcome, CloudError> {
    match request {
        EcsCall::CreateCluster(r) => cluster::create(w, call, r),
        EcsCall::ListClusters(r) => cluster::list(w, &r),
        EcsCall::DescribeClusters(r) => Ok(cluster::describe(w, &r)),
        EcsCall::DeleteCluster(r) => cluster::delete(w, call, &r),
        EcsCall::CreateCapacityProvider(r) => provider::create(w, call, r),
        EcsCall::DescribeCapacityProviders(r) => provider::describe(w, &r),
        EcsCall::DeleteCapacityProvider(r) => provider::delete(w, call, &r),
        EcsCall::PutClusterCapacityProviders(r) => provider::put(w, call, &r),
        EcsCall::ListContainerInstances(r) => instance::list(w, &r),
        EcsCall::DescribeContainerInstances(r) => instance::describe(w, &r),
        EcsCall::UpdateContainerInstancesState(r) => instance::update_state(w, call, &r),
        EcsCall::DeregisterContainerInstance(r) => instance::deregister(w, call, &r),
        EcsCall::ListAttributes(r) => instance::list_attributes(w, &r),
        EcsCall::PutAttributes(r) => instance::put_attributes(w, call, &r),
        EcsCall::DeleteAttributes(r) => instance::delete_attributes(w, call, &r),
        EcsCall::RegisterTaskDefinition(r) => taskdef::register(w, call, r),
        EcsCall::DescribeTaskDefinition(r) => taskdef::describe(w, &r),
        EcsCall::ListTaskDefinitionFamilies(r) => taskdef::families(w, &r),
        EcsCall::ListTaskDefinitions(r) => taskdef::revisions(w, &r),
        EcsCall::DeregisterTaskDefinition(r) => taskdef::deregister(w, call, &r),
        EcsCall::CreateService(r) => service::create(w, call, r),
        EcsCall::UpdateService(r) => update::update(w, call, r),
        EcsCall::DeleteService(r) => update::delete(w, call, &r),
        EcsCall::ListServices(r) => service::list(w, &r),
        EcsCall::DescribeServices(r) => describe::services(w, &r),
        EcsCall::ListServiceDeployments(r) => service_deployment::list(w, &r),
        EcsCall::DescribeServiceDeployments(r) => service_deployment::describe(w, &r),
        EcsCall::StopServiceDeployment(r) => service_deployment::stop(w, call, &r),
        EcsCall::DescribeServiceRevisions(r) => service_deployment::revisions(w, &r),
        EcsCall::RunTask(r) => run::run(w, call, r),
        EcsCall::StopTask(r) => run::stop(w, call, r),
        EcsCall::TagResource(r) => tagging::tag(w, &r),
        EcsCall::UntagResource(r) => tagging::untag(w, &r),
        EcsCall::ListTagsForResource(r) => tagging::list(w, &r),
        EcsCall::ExecuteCommand(r) => exec::execute(w, call, &r),
        EcsCall::ListTasks(r) => run::list(w, &r),
        EcsCall::DescribeTasks(r) => describe::tasks(w, &r),
    }
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    match wake.kind {
        Kind::Scheduler => scheduler::wake(w, wake),
        Kind::ContainerAgent => {
            instance::wake(w, MachineKey::from_slot(wake.slot), wake.generation)
        }
        Kind::CapacityProvider => {
            provider::wake(w, ProviderKey::from_slot(wake.slot), wake.generation);
        }
        Kind::TaskCleanup => engine::wake(w, ContainerKey::from_slot(wake.slot)),
        Kind::TaskTarget => target::wake(w, TaskKey::from_slot(wake.slot)),
        _ => task(w, TaskKey::from_slot(wake.slot), wake.generation),
    }
}

fn task(w: &mut World, key: TaskKey, generation: u16) {
    let Some(task) = w.ecs.tasks.get(key) else {
        return;
    };
    if task.generation != generation {
        return;
    }
    match task.phase {
        Phase::Placing => {}
        Phase::Provisioning => start::provisioned(w, key),
        Phase::Machine => start::machine_ready(w, key),
        Phase::Failing => start::give_up(w, key),
        Phase::Preparing => pull::prepared(w, key),
        Phase::Pulled => start::containers(w, key),
        Phase::Starting => start::starting_took_too_long(w, key),
        Phase::Activating => start::activated(w, key),
        Phase::Deactivating => stop::deactivated(w, key),
        Phase::Deprovisioning => stop::deprovisioned(w, key),
        Phase::Lost => lost::given_up(w, key),
        Phase::Stopped => stop::forget(w, key),
        Phase::Draining => stop::gone(w, key),
        Phase::Pulling | Phase::Running | Phase::Stopping => {}
    }
}
