//! Tasks that a caller starts, stops and lists.

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{
    Failure, ListTasks, ListTasksOutput, RunTask, RunTaskOutput, StopTask, StopTaskOutput,
    TaskStopCode,
};
use paperboat_core::error::CloudError;

use super::capacity::{Capacity, Host};
use super::instance::NoPlace;
use super::network::Network;
use super::refuse::{PAGE, page};
use super::task::{self, Launch, Starter, TaskKey};
use super::taskdef::DefinitionKey;
use super::{
    capacity, cluster, describe, instance, invalid, network, prepare, provider, service, taskdef,
};
use crate::model::Limit;
use crate::world::{CallId, Outcome, World};

/// Starts tasks that belong to no service.
pub(super) fn run(w: &mut World, call: CallId, r: RunTask) -> Result<Outcome, CloudError> {
    const OP: &str = "RunTask";
    let cluster = std::sync::Arc::clone(&cluster::find(w, OP, &r.cluster)?.name);
    let count = r.count.unwrap_or(1);
    let most = w.model.limit(Limit::EcsTasksPerRun);
    if count == 0 || u64::from(count) > most {
        return Err(invalid(OP, format!("count must be between 1 and {most}.")));
    }
    let definition = taskdef::find(w, OP, &r.task_definition)?;
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
    let shown = &w.ecs.definitions[definition].shown;
    super::exec::check_role(w, OP, definition, r.enable_execute_command)?;
    prepare::assume_roles(w, shown).map_err(|words| super::client(OP, words))?;
    if let Some(known) = w
        .ecs
        .run_tokens
        .get(&r.client_token)
        .filter(|_| !r.client_token.is_empty())
    {
        let known = known
            .iter()
            .copied()
            .filter(|t| w.ecs.tasks.get(*t).is_some());
        let tasks = known.map(|t| describe::task(w, t)).collect();
        let failures = Vec::new();
        return Ok(Outcome::Done(Reply::RunTask(RunTaskOutput {
            tasks,
            failures,
        })));
    }
    let waits = match &capacity {
        Capacity::Fargate => true,
        Capacity::Instances(rules) => provider::scales(w, rules.provider()),
    };
    if !waits && instance::of_cluster(w, &cluster).next().is_none() {
        let message = "No Container Instances were found in your cluster.";
        return Err(invalid(OP, message));
    }
    let cause = w.call_event(call);
    let group = match r.group.as_str() {
        "" => format!("family:{}", w.ecs.definitions[definition].shown.family),
        group => group.to_owned(),
    };
    let mut out = RunTaskOutput::default();
    let mut keys = Vec::new();
    for n in 0..count as usize {
        let starter = Starter::Caller(Box::new((group.clone(), r.started_by.clone())));
        let mut rule = None;
        let host = match &capacity {
            Capacity::Fargate => on_fargate(w, definition, &network, n),
            Capacity::Instances(rules) => {
                rule = Some(std::sync::Arc::clone(rules));
                let place = instance::place(w, &cluster, definition, &network, &starter, rules);
                let place = place.map(|(instance, subnet)| (Host::Instance(instance), subnet));
                match place {
                    Err(_) if provider::scales(w, rules.provider()) => Ok((Host::Waiting, 0)),
                    other => other.map_err(|none| lacking(w, &none)),
                }
            }
        };
        let (host, subnet) = match host {
            Ok(host) => host,
            // Each further task would fail for the same reasons, which are told once.
            Err(failures) if capacity != Capacity::Fargate => {
                out.failures = failures;
                break;
            }
            Err(failures) => {
                out.failures.extend(failures);
                continue;
            }
        };
        let launch = Launch {
            cluster: std::sync::Arc::clone(&cluster),
            definition,
            starter,
            host,
            rules: rule,
            subnet,
            network: std::sync::Arc::clone(&network),
            exec: r.enable_execute_command,
        };
        keys.push(task::launch(w, launch, cause));
    }
    out.tasks = keys.iter().map(|t| describe::task(w, *t)).collect();
    if !r.client_token.is_empty() {
        w.ecs.run_tokens.insert(r.client_token, keys);
    }
    Ok(Outcome::Done(Reply::RunTask(out)))
}

/// What each instance lacks, as failures.
fn lacking(w: &World, none: &NoPlace) -> Vec<Failure> {
    let each = none.0.iter().map(|(instance, lacks)| Failure {
        arn: w.ecs.instances[*instance].arn(),
        reason: lacks.reason().to_owned(),
    });
    each.collect()
}

/// The subnet of the nth task of a request, where Fargate has room for it.
fn on_fargate(
    w: &World,
    definition: DefinitionKey,
    network: &Network,
    n: usize,
) -> Result<(Host, usize), Vec<Failure>> {
    let failure = |reason: &str| {
        vec![Failure {
            arn: String::new(),
            reason: reason.to_owned(),
        }]
    };
    let cpu = u64::from(w.ecs.definitions[definition].size.cpu);
    if w.ecs.cpu_in_use + cpu > super::account::quota(w) {
        return Err(failure(
            "You've reached the limit on the number of vCPUs you can run concurrently",
        ));
    }
    let powered: Vec<usize> = network.powered(w).collect();
    if powered.is_empty() {
        return Err(failure(
            "Capacity is unavailable at this time. Please try again later or in a different availability zone",
        ));
    }
    Ok((Host::Fargate, powered[n % powered.len()]))
}

/// Finds a task for a caller.
pub(super) fn find(
    w: &World,
    operation: &str,
    cluster: &str,
    task: &str,
) -> Result<TaskKey, CloudError> {
    let name = cluster::find(w, operation, cluster)?.name.to_string();
    let found = describe::look_up(w, &name, task);
    found.ok_or_else(|| invalid(operation, "The referenced task was not found."))
}

/// Stops a task; its service replaces it.
pub(super) fn stop(w: &mut World, call: CallId, r: StopTask) -> Result<Outcome, CloudError> {
    let key = find(w, "StopTask", &r.cluster, &r.task)?;
    let cause = w.call_event(call);
    let reason = match r.reason.as_str() {
        "" => "Task stopped by user",
        reason => reason,
    };
    super::stop::stop(w, key, TaskStopCode::UserInitiated, reason, cause);
    let task = describe::task(w, key);
    Ok(Outcome::Done(Reply::StopTask(StopTaskOutput { task })))
}

/// Lists tasks; those that are meant to run when the caller does not ask for stopped ones.
pub(super) fn list(w: &World, r: &ListTasks) -> Result<Outcome, CloudError> {
    const OP: &str = "ListTasks";
    let cluster = cluster::find(w, OP, &r.cluster)?;
    let wanted = match r.desired_status.as_str() {
        "" | "RUNNING" => true,
        "STOPPED" => false,
        // Nothing ever wants a task to stay PENDING.
        "PENDING" => return listed(Vec::new(), r),
        other => return Err(invalid(OP, format!("Invalid desiredStatus '{other}'"))),
    };
    let service = match r.service_name.as_str() {
        "" => None,
        name => {
            let found = service::look_up(w, &r.cluster, name);
            let missing = || {
                let code = "ServiceNotFoundException";
                let kind = paperboat_core::error::ErrorKind::NotFound;
                super::refuse(kind, OP, code, "Service not found.")
            };
            Some(found.ok_or_else(missing)?)
        }
    };
    let of_service = |key: &TaskKey| {
        service.is_none_or(|s| {
            w.ecs.tasks[*key]
                .service()
                .is_some_and(|(owner, _)| owner == s)
        })
    };
    let of_family =
        |key: &TaskKey| r.family.is_empty() || task::definition(w, *key).shown.family == r.family;
    let tasks = cluster.tasks.iter();
    let tasks = tasks.filter(|t| w.ecs.tasks[**t].wanted() == wanted);
    let tasks = tasks.filter(|t| of_service(t) && of_family(t));
    let all = tasks.map(|t| w.ecs.tasks[*t].arn()).collect();
    listed(all, r)
}

fn listed(all: Vec<String>, r: &ListTasks) -> Result<Outcome, CloudError> {
    let token = r.next_token.as_deref();
    let (task_arns, next_token) = page("ListTasks", all, token, r.max_results, PAGE)?;
    Ok(Outcome::Done(Reply::ListTasks(ListTasksOutput {
        task_arns,
        next_token,
    })))
}
