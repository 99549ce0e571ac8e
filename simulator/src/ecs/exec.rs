//! ECS Exec: a command in a running container.

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{ExecuteCommand, ExecuteCommandOutput, TaskStatus};
use paperboat_core::error::{CloudError, ErrorKind};

use super::{invalid, refuse, run, task};
use crate::container;
use crate::model::Timing;
use crate::world::{CallId, Outcome, World};

/// What the agent of ECS Exec needs of the task's role (ECS guide, "ECS Exec").
const ACTIONS: [&str; 4] = [
    "ssmmessages:CreateControlChannel",
    "ssmmessages:CreateDataChannel",
    "ssmmessages:OpenControlChannel",
    "ssmmessages:OpenDataChannel",
];

/// Refuses to start tasks with ECS Exec whose definition has no task role.
///
/// # Errors
/// `InvalidParameterException`, in the words that boto3's issue 3173 quotes.
pub(super) fn check_role(
    w: &World,
    operation: &str,
    definition: super::taskdef::DefinitionKey,
    enabled: bool,
) -> Result<(), CloudError> {
    let shown = &w.ecs.definitions[definition].shown;
    if enabled && shown.task_role_arn.is_empty() {
        let message = "The service couldn't be updated because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.";
        return Err(invalid(operation, message));
    }
    Ok(())
}

/// Runs a command in a container of a task that was started with `enableExecuteCommand`.
///
/// AWS opens a stream to a terminal; here the answer comes when the command has ended.
pub(super) fn execute(
    w: &mut World,
    call: CallId,
    r: &ExecuteCommand,
) -> Result<Outcome, CloudError> {
    const OP: &str = "ExecuteCommand";
    let key = run::find(w, OP, &r.cluster, &r.task)?;
    let task = &w.ecs.tasks[key];
    if !task.exec {
        let message = "The execute command failed because execute command was not enabled when the task was run or the execute command agent isn\u{2019}t running. Wait and try again or run a new task with execute command enabled and try again.";
        return Err(invalid(OP, message));
    }
    if task.status != TaskStatus::Running {
        let message = "The execute command failed because the task is not in a RUNNING state.";
        return Err(invalid(OP, message));
    }
    let role = &task::definition(w, key).shown.task_role_arn;
    let denied = |action: &&str| crate::iam::allows(w, role, action, "*").is_err();
    if ACTIONS.iter().any(denied) {
        // The agent cannot open its channel, so it never reports itself as connected.
        let code = "TargetNotConnectedException";
        let message = "The execute command failed due to an internal error. Try again later.";
        return Err(refuse(ErrorKind::Unavailable, OP, code, message));
    }
    let containers = task::definition(w, key).containers();
    let n = match r.container.as_str() {
        "" if containers.len() == 1 => Some(0),
        name => containers.iter().position(|c| c.name == name),
    };
    let found = n.and_then(|n| w.ecs.tasks[key].members[n].container);
    let running = found.filter(|c| {
        w.containers.get(*c).is_some_and(|c| {
            !matches!(
                c.state,
                container::State::Created | container::State::Exited(_)
            )
        })
    });
    let target = running.ok_or_else(|| {
        let code = "TargetNotConnectedException";
        let message = "The execute command failed due to an internal error. Try again later.";
        refuse(ErrorKind::Unavailable, OP, code, message)
    })?;
    let stream = w.ecs.tasks[key].stream(w);
    let opening = w.draw(Timing::EcsExecuteCommand, &stream);
    let argv = ["/bin/sh", "-c", &r.command].map(str::to_owned);
    let result = container::exec(w, target, &argv);
    let output = ExecuteCommandOutput {
        stdout: result.stdout,
        stderr: result.stderr,
        exit_code: result.code,
    };
    w.answer_after(
        call,
        opening + result.takes,
        Ok(Reply::ExecuteCommand(output)),
    );
    Ok(Outcome::Later)
}
