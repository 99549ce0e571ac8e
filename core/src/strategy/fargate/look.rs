//! Looking into what runs: lines, and commands in containers.

use super::{named, rollout};
use crate::aws::ecs::ExecuteCommand;
use crate::aws::host::ExecOutput;
use crate::aws::logs::FilterLogEvents;
use crate::aws::{Ecs as _, quote};
use crate::cloud::Context;
use crate::error::Cause;
use crate::recipe::Obstacle;
use crate::strategy::names::base;
use crate::strategy::{App, is_machine};

/// The last lines of a service's log.
pub(super) async fn lines(
    cx: &Context<'_>,
    app: &App,
    service: &str,
    tail: u32,
) -> Result<Vec<String>, Cause> {
    let request = FilterLogEvents {
        log_group_name: named::log_group(app, service),
        ..FilterLogEvents::default()
    };
    let events = crate::aws::all(cx.cloud, request).await?.events;
    let from = events.len().saturating_sub(tail as usize);
    Ok(events[from..].iter().map(|e| e.message.clone()).collect())
}

/// Runs a command in the first running task of a service, whose container has its name. There is no machine to log in to.
pub(super) async fn exec(
    cx: &Context<'_>,
    app: &App,
    target: &str,
    command: &[String],
) -> Result<ExecOutput, Cause> {
    exec_in(cx, app, target, target, command).await
}

/// The same in a container of another name.
pub(super) async fn exec_in(
    cx: &Context<'_>,
    app: &App,
    target: &str,
    container: &str,
    command: &[String],
) -> Result<ExecOutput, Cause> {
    if is_machine(app, target) {
        return Err(Cause::impossible(Obstacle::NoMachine, &app.name));
    }
    let tasks = rollout::tasks(cx, app, target, "RUNNING").await?;
    let task = tasks
        .into_iter()
        .next()
        .ok_or_else(|| Cause::impossible(Obstacle::NotDeployed, target))?;
    let request = ExecuteCommand {
        cluster: base(app),
        task: task.task_arn,
        container: container.to_owned(),
        command: match command {
            [line] => line.clone(),
            words => words.iter().map(|w| quote(w)).collect::<Vec<_>>().join(" "),
        },
        interactive: true,
    };
    let output = cx.cloud.execute_command(request).await?;
    Ok(ExecOutput {
        exit_code: output.exit_code,
        stdout: output.stdout,
        stderr: output.stderr,
    })
}
