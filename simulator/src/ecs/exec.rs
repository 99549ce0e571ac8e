//! ECS Exec: a command in a running container.

use paperboat_core::aws::Reply;
use paperboat_core::aws::ecs::{ExecuteCommand, ExecuteCommandOutput, TaskStatus};
use paperboat_core::error::{CloudError, ErrorKind};

use super::{invalid, refuse, run, task};
use crate::container;
use crate::model::Timing;
use crate::world::{CallId, Outcome, World};

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
