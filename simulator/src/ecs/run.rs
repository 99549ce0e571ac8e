//! Tasks that a caller starts, stops and lists.

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{
    Failure, ListTasks, ListTasksOutput, RunTask, RunTaskOutput, StopTask, StopTaskOutput,
    TaskStopCode,
};
use paperboat_core::error::CloudError;

use super::refuse::{PAGE, page};
use super::task::{self, Launch, Starter, TaskKey};
use super::{cluster, describe, invalid, network, prepare, service, taskdef};
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
    if r.launch_type != "FARGATE" {
        let what = "launch types other than FARGATE";
        return Err(CloudError::unsupported("ecs:RunTask", what));
    }
    let definition = taskdef::find(w, OP, &r.task_definition)?;
    let network = network::read(w, OP, r.network_configuration.as_ref())?;
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
    let cause = w.call_event(call);
    let group = match r.group.as_str() {
        "" => format!("family:{}", w.ecs.definitions[definition].shown.family),
        group => group.to_owned(),
    };
    let cpu = u64::from(w.ecs.definitions[definition].size.cpu);
    let quota = super::account::quota(w);
    let mut out = RunTaskOutput::default();
    let mut keys = Vec::new();
    for n in 0..count as usize {
        if w.ecs.cpu_in_use + cpu > quota {
            let reason = "You've reached the limit on the number of vCPUs you can run concurrently";
            out.failures.push(Failure {
                arn: String::new(),
                reason: reason.into(),
            });
            continue;
        }
        let powered: Vec<usize> = network.powered(w).collect();
        if powered.is_empty() {
            let reason = "Capacity is unavailable at this time. Please try again later or in a different availability zone";
            out.failures.push(Failure {
                arn: String::new(),
                reason: reason.into(),
            });
            continue;
        }
        let launch = Launch {
            cluster: std::sync::Arc::clone(&cluster),
            definition,
            starter: Starter::Caller(Box::new((group.clone(), r.started_by.clone()))),
            subnet: powered[n % powered.len()],
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
        "PENDING" => return listed(Vec::new(), None),
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
    listed(all, r.next_token.as_deref())
}

fn listed(all: Vec<String>, token: Option<&str>) -> Result<Outcome, CloudError> {
    let (task_arns, next_token) = page("ListTasks", all, token, PAGE)?;
    Ok(Outcome::Done(Reply::ListTasks(ListTasksOutput {
        task_arns,
        next_token,
    })))
}
