//! Tasks that belong to no service.

use paperboat_core::aws::Ecs;
use paperboat_core::aws::ecs::*;

use super::{cluster, definition, image, network, register};
use crate::bench::{Bench, Stop, is};
use crate::case::{Checked, cases};

cases! { "ecs/task":
    the_reply_shows_it_provisioning [CreateCluster, RegisterTaskDefinition, RunTask]
    it_runs_until_it_is_stopped [CreateCluster, RegisterTaskDefinition, RunTask, DescribeTasks, StopTask]
    lists_find_it [CreateCluster, RegisterTaskDefinition, RunTask, DescribeTasks, ListTasks, StopTask]
    a_missing_image_stops_it [CreateCluster, RegisterTaskDefinition, RunTask, DescribeTasks]
    a_client_token_runs_once [CreateCluster, RegisterTaskDefinition, RunTask]
    what_does_not_fit_is_refused [CreateCluster, RegisterTaskDefinition, RunTask]
    what_is_unknown_is_refused [CreateCluster, DescribeTasks, StopTask, RunTask]
    a_command_needs_to_be_enabled [CreateCluster, RegisterTaskDefinition, RunTask, DescribeTasks, ExecuteCommand]
}

async fn request(b: &Bench<'_>, image: &str) -> Result<RunTask, Stop> {
    let network_configuration = network(b).await?;
    Ok(RunTask {
        cluster: cluster(b).await?,
        task_definition: register(b, definition(b, image)).await?.task_definition_arn,
        launch_type: "FARGATE".into(),
        started_by: "suite".into(),
        network_configuration,
        ..Default::default()
    })
}

/// Runs a task, which is stopped when the case is over.
async fn run(b: &Bench<'_>, request: RunTask) -> Result<Task, Stop> {
    let cluster = request.cluster.clone();
    let mut reply = b.cloud.run_task(request).await?;
    for task in &reply.tasks {
        b.later(StopTask {
            cluster: cluster.clone(),
            task: task.task_arn.clone(),
            ..Default::default()
        });
    }
    if reply.tasks.is_empty() {
        return Err(Stop("ecs:RunTask shows no task".into()));
    }
    Ok(reply.tasks.remove(0))
}

/// Waits until a task is in a state. One that stopped goes no further.
async fn wait(b: &Bench<'_>, task: &Task, status: TaskStatus) -> Result<Task, Stop> {
    let look = DescribeTasks {
        cluster: b.name("cluster"),
        tasks: vec![task.task_arn.clone()],
    };
    let what = format!("the task is {status}");
    let reached = |r: &DescribeTasksOutput| {
        let task = r.tasks.first().ok_or("no task")?;
        is(task.last_status, status)
    };
    let mut reply = b.until(&what, look, reached).await?;
    Ok(reply.tasks.remove(0))
}

async fn the_reply_shows_it_provisioning(b: &Bench<'_>) -> Checked {
    let request = request(b, &image()).await?;
    let arn = request.task_definition.clone();
    let t = run(b, request).await?;
    b.begins("taskArn", &t.task_arn, "arn:aws:ecs:");
    b.same("lastStatus", t.last_status.word(), "PROVISIONING");
    b.same("desiredStatus", t.desired_status.word(), "RUNNING");
    b.check(
        "taskDefinitionArn is the one given",
        t.task_definition_arn == arn,
        "another",
    );
    b.check(
        "group is the family's",
        t.group == format!("family:{}", b.name("web")),
        "another",
    );
    b.same("startedBy", t.started_by.as_str(), "suite");
    b.same("launchType", t.launch_type.as_str(), "FARGATE");
    b.same("cpu", t.cpu.as_str(), "256");
    b.same("memory", t.memory.as_str(), "512");
    b.check("createdAt is there", t.created_at.is_some(), "none");
    b.check(
        "startedAt is not there yet",
        t.started_at.is_none(),
        "there",
    );
    let kinds: Vec<_> = t.attachments.iter().map(|a| a.r#type.as_str()).collect();
    b.same(
        "the types of attachments",
        kinds.join(", ").as_str(),
        "ElasticNetworkInterface",
    );
    let names: Vec<_> = t.containers.iter().map(|c| c.name.as_str()).collect();
    b.same("the names of containers", names.join(", ").as_str(), "web");
    Ok(())
}

async fn it_runs_until_it_is_stopped(b: &Bench<'_>) -> Checked {
    let task = run(b, request(b, &image()).await?).await?;
    let running = wait(b, &task, TaskStatus::Running).await?;
    b.check("startedAt is there", running.started_at.is_some(), "none");
    let details = running.attachments.iter().flat_map(|a| &a.details);
    let address = details.into_iter().any(|d| d.name == "privateIPv4Address");
    b.check("its interface has a private address", address, "none");
    b.pass(60).await;
    wait(b, &task, TaskStatus::Running).await?;
    let stop = StopTask {
        cluster: b.name("cluster"),
        task: task.task_arn.clone(),
        reason: "the suite is done".into(),
    };
    let reply = b.cloud.stop_task(stop.clone()).await?.task;
    b.same(
        "desiredStatus in the reply",
        reply.desired_status.word(),
        "STOPPED",
    );
    let stopped = wait(b, &task, TaskStatus::Stopped).await?;
    b.same(
        "stopCode",
        stopped.stop_code.map_or("absent", TaskStopCode::word),
        "UserInitiated",
    );
    b.same(
        "stoppedReason",
        stopped.stopped_reason.as_str(),
        "the suite is done",
    );
    b.check("stoppedAt is there", stopped.stopped_at.is_some(), "none");
    b.cloud.stop_task(stop).await?;
    Ok(())
}

async fn lists_find_it(b: &Bench<'_>) -> Checked {
    let task = run(b, request(b, &image()).await?).await?;
    wait(b, &task, TaskStatus::Running).await?;
    let list = |family: String, status: &str| ListTasks {
        cluster: b.name("cluster"),
        family,
        desired_status: status.into(),
        ..Default::default()
    };
    for (what, request, wanted) in [
        ("its family", list(b.name("web"), ""), 1),
        ("another family", list(b.name("other"), ""), 0),
        (
            "its family among the stopped",
            list(b.name("web"), "STOPPED"),
            0,
        ),
    ] {
        let found = b.cloud.list_tasks(request).await?.task_arns.len();
        b.same(&format!("how many {what} finds"), found, wanted);
    }
    let stop = StopTask {
        cluster: b.name("cluster"),
        task: task.task_arn.clone(),
        ..Default::default()
    };
    b.cloud.stop_task(stop).await?;
    wait(b, &task, TaskStatus::Stopped).await?;
    for (status, wanted) in [("RUNNING", 0), ("STOPPED", 1)] {
        let found = b
            .cloud
            .list_tasks(list(b.name("web"), status))
            .await?
            .task_arns
            .len();
        b.same(
            &format!("how many are listed as {status} after it stopped"),
            found,
            wanted,
        );
    }
    Ok(())
}

async fn a_missing_image_stops_it(b: &Bench<'_>) -> Checked {
    let missing = format!("{}:no-such-tag", super::REPOSITORY);
    let task = run(b, request(b, &missing).await?).await?;
    let stopped = wait(b, &task, TaskStatus::Stopped).await?;
    b.same(
        "stopCode",
        stopped.stop_code.map_or("absent", TaskStopCode::word),
        "TaskFailedToStart",
    );
    b.begins(
        "stoppedReason",
        &stopped.stopped_reason,
        "CannotPullContainerError",
    );
    b.check(
        "startedAt is not there",
        stopped.started_at.is_none(),
        "there",
    );
    Ok(())
}

async fn a_client_token_runs_once(b: &Bench<'_>) -> Checked {
    let request = RunTask {
        client_token: b.name("token"),
        ..request(b, &image()).await?
    };
    let first = run(b, request.clone()).await?;
    let again = run(b, request).await?;
    b.check(
        "the same token gives the same task",
        first.task_arn == again.task_arn,
        "another",
    );
    Ok(())
}

async fn what_does_not_fit_is_refused(b: &Bench<'_>) -> Checked {
    let good = request(b, &image()).await?;
    let tries = [
        (
            "no network configuration",
            RunTask {
                network_configuration: None,
                ..good.clone()
            },
        ),
        (
            "a count of 0",
            RunTask {
                count: Some(0),
                ..good.clone()
            },
        ),
        (
            "a count of 11",
            RunTask {
                count: Some(11),
                ..good
            },
        ),
    ];
    for (what, request) in tries {
        let cluster = request.cluster.clone();
        if let Some(reply) = b.refused(what, request, "InvalidParameterException").await {
            for task in reply.tasks {
                let cluster = cluster.clone();
                b.later(StopTask {
                    cluster,
                    task: task.task_arn,
                    ..Default::default()
                });
            }
        }
    }
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    let cluster = cluster(b).await?;
    let unknown = "0123456789abcdef0123456789abcdef".to_owned();
    let look = DescribeTasks {
        cluster: cluster.clone(),
        tasks: vec![unknown.clone()],
    };
    let shown = b.cloud.describe_tasks(look).await?;
    b.same("how many unknown tasks are shown", shown.tasks.len(), 0);
    let reason = shown
        .failures
        .first()
        .map_or("absent", |f| f.reason.as_str());
    b.same("the reason in failures", reason, "MISSING");
    let stop = StopTask {
        cluster: cluster.clone(),
        task: unknown,
        ..Default::default()
    };
    b.refused(
        "stopping an unknown task",
        stop,
        "InvalidParameterException",
    )
    .await;
    let run = RunTask {
        cluster,
        task_definition: format!("{}:1", b.name("nothing")),
        launch_type: "FARGATE".into(),
        network_configuration: network(b).await?,
        ..Default::default()
    };
    b.refused("an unknown task definition", run, "ClientException")
        .await;
    Ok(())
}

async fn a_command_needs_to_be_enabled(b: &Bench<'_>) -> Checked {
    let task = run(b, request(b, &image()).await?).await?;
    wait(b, &task, TaskStatus::Running).await?;
    let command = ExecuteCommand {
        cluster: b.name("cluster"),
        task: task.task_arn,
        container: "web".into(),
        command: "true".into(),
        interactive: true,
    };
    b.refused(
        "a command in a task that does not allow it",
        command,
        "InvalidParameterException",
    )
    .await;
    Ok(())
}
