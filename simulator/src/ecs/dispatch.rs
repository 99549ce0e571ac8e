//! Which function answers which operation and timer.

use paperboat_core::aws::Request;
use paperboat_core::error::CloudError;

use super::{
    cluster, describe, exec, run, scheduler, service, start, stop, target, taskdef, update,
};
use crate::ecs::task::{Phase, TaskKey};
use crate::wake::{Kind, Wake};
use crate::world::{CallId, Outcome, World};

pub(crate) fn handle(w: &mut World, call: CallId, request: Request) -> Result<Outcome, CloudError> {
    match request {
        Request::CreateCluster(r) => cluster::create(w, call, r),
        Request::ListClusters(r) => cluster::list(w, &r),
        Request::DescribeClusters(r) => Ok(cluster::describe(w, &r)),
        Request::DeleteCluster(r) => cluster::delete(w, call, &r),
        Request::RegisterTaskDefinition(r) => taskdef::register(w, call, r),
        Request::DescribeTaskDefinition(r) => taskdef::describe(w, &r),
        Request::ListTaskDefinitionFamilies(r) => taskdef::families(w, &r),
        Request::ListTaskDefinitions(r) => taskdef::revisions(w, &r),
        Request::DeregisterTaskDefinition(r) => taskdef::deregister(w, call, &r),
        Request::CreateService(r) => service::create(w, call, r),
        Request::UpdateService(r) => update::update(w, call, r),
        Request::DeleteService(r) => update::delete(w, call, &r),
        Request::ListServices(r) => service::list(w, &r),
        Request::DescribeServices(r) => describe::services(w, &r),
        Request::RunTask(r) => run::run(w, call, r),
        Request::StopTask(r) => run::stop(w, call, r),
        Request::ExecuteCommand(r) => exec::execute(w, call, &r),
        Request::ListTasks(r) => run::list(w, &r),
        Request::DescribeTasks(r) => describe::tasks(w, &r),
        other => Err(CloudError::unsupported(other.name(), "not modelled")),
    }
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    match wake.kind {
        Kind::Scheduler => scheduler::wake(w, wake),
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
        Phase::Provisioning => start::provisioned(w, key),
        Phase::Machine => start::machine_ready(w, key),
        Phase::Failing => start::give_up(w, key),
        Phase::Preparing => start::prepared(w, key),
        Phase::Pulled => start::containers(w, key),
        Phase::Starting => start::starting_took_too_long(w, key),
        Phase::Activating => start::activated(w, key),
        Phase::Deactivating => stop::deactivated(w, key),
        Phase::Deprovisioning => stop::deprovisioned(w, key),
        Phase::Stopped => stop::forget(w, key),
        Phase::Draining => stop::gone(w, key),
        Phase::Pulling | Phase::Running | Phase::Stopping => {}
    }
}
