//! Tasks.

use aws_sdk_ecs::Client;
use aws_sdk_ecs::types as sdk;
use paperboat_core::aws::ecs::{
    Attachment, Container, DescribeTasks, DescribeTasksOutput, ExecuteCommand,
    ExecuteCommandOutput, ListTasks, ListTasksOutput, NetworkBinding, RunTask, RunTaskOutput,
    StopTask, StopTaskOutput, Task, TaskStopCode,
};
use paperboat_core::error::CloudError;

use super::capacity_provider::item;
use super::cluster::{MOST, read_failure, tag};
use super::container::read_pair;
use super::container_instance::{constraint, strategy};
use super::service_shape::network;
use crate::aws::convert::{
    all, int, known, list, moment, number, on, portions, said, text, try_list, word,
};
use crate::aws::error::{Answer, refused, unbuilt};

fn read_binding(b: sdk::NetworkBinding) -> NetworkBinding {
    NetworkBinding {
        bind_i_p: b.bind_ip.unwrap_or_default(),
        container_port: b.container_port.map(number).unwrap_or_default(),
        host_port: b.host_port.map(number).unwrap_or_default(),
        protocol: said(b.protocol),
    }
}

fn read_container(c: sdk::Container) -> Container {
    Container {
        container_arn: c.container_arn.unwrap_or_default(),
        name: c.name.unwrap_or_default(),
        image: c.image.unwrap_or_default(),
        image_digest: c.image_digest.unwrap_or_default(),
        last_status: c.last_status.unwrap_or_default(),
        exit_code: c.exit_code,
        reason: c.reason.unwrap_or_default(),
        health_status: known(c.health_status),
        runtime_id: c.runtime_id.unwrap_or_default(),
        network_bindings: all(c.network_bindings, read_binding),
    }
}

fn read_attachment(a: sdk::Attachment) -> Attachment {
    Attachment {
        id: a.id.unwrap_or_default(),
        r#type: a.r#type.unwrap_or_default(),
        status: a.status.unwrap_or_default(),
        details: all(a.details, read_pair),
    }
}

/// The code of a stop that AWS names; a code that is not known here is none.
fn stop_code(code: Option<sdk::TaskStopCode>) -> Option<TaskStopCode> {
    let code = code?;
    let read: TaskStopCode = known(Some(&code));
    (read.word() == code.as_str()).then_some(read)
}

fn read(t: sdk::Task) -> Task {
    Task {
        task_arn: t.task_arn.unwrap_or_default(),
        cluster_arn: t.cluster_arn.unwrap_or_default(),
        task_definition_arn: t.task_definition_arn.unwrap_or_default(),
        group: t.group.unwrap_or_default(),
        started_by: t.started_by.unwrap_or_default(),
        launch_type: said(t.launch_type),
        availability_zone: t.availability_zone.unwrap_or_default(),
        last_status: known(t.last_status),
        desired_status: known(t.desired_status),
        health_status: known(t.health_status),
        cpu: t.cpu.unwrap_or_default(),
        memory: t.memory.unwrap_or_default(),
        containers: all(t.containers, read_container),
        attachments: all(t.attachments, read_attachment),
        created_at: moment(t.created_at),
        pull_started_at: moment(t.pull_started_at),
        pull_stopped_at: moment(t.pull_stopped_at),
        started_at: moment(t.started_at),
        stopping_at: moment(t.stopping_at),
        execution_stopped_at: moment(t.execution_stopped_at),
        stopped_at: moment(t.stopped_at),
        stop_code: stop_code(t.stop_code),
        stopped_reason: t.stopped_reason.unwrap_or_default(),
        capacity_provider_name: t.capacity_provider_name.unwrap_or_default(),
        container_instance_arn: t.container_instance_arn.unwrap_or_default(),
    }
}

pub(in crate::aws) async fn list_tasks(ecs: &Client, r: ListTasks) -> Answer<ListTasksOutput> {
    let pages = ecs
        .list_tasks()
        .set_cluster(text(r.cluster))
        .set_service_name(text(r.service_name))
        .set_family(text(r.family))
        .set_desired_status(word(&r.desired_status))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    Ok(ListTasksOutput {
        task_arns: found.try_collect().await.map_err(refused)?,
        next_token: None,
    })
}

pub(in crate::aws) async fn describe_tasks(
    ecs: &Client,
    r: DescribeTasks,
) -> Answer<DescribeTasksOutput> {
    let mut out = DescribeTasksOutput::default();
    for tasks in portions(&r.tasks, MOST) {
        let found = ecs
            .describe_tasks()
            .set_cluster(text(r.cluster.as_str()))
            .set_tasks(Some(tasks))
            .send()
            .await
            .map_err(refused)?;
        out.tasks.extend(all(found.tasks, read));
        out.failures.extend(all(found.failures, read_failure));
    }
    Ok(out)
}

pub(in crate::aws) async fn run_task(ecs: &Client, r: RunTask) -> Answer<RunTaskOutput> {
    let network = r.network_configuration.map(network).transpose();
    let started = ecs
        .run_task()
        .set_cluster(text(r.cluster))
        .set_task_definition(text(r.task_definition))
        .set_count(r.count.map(int))
        .set_launch_type(word(&r.launch_type))
        .set_started_by(text(r.started_by))
        .set_group(text(r.group))
        .set_network_configuration(network.map_err(unbuilt)?)
        .set_client_token(text(r.client_token))
        .set_enable_execute_command(on(r.enable_execute_command))
        .set_capacity_provider_strategy(
            try_list(r.capacity_provider_strategy, item).map_err(unbuilt)?,
        )
        .set_placement_constraints(list(r.placement_constraints, constraint))
        .set_placement_strategy(list(r.placement_strategy, strategy))
        .set_tags(list(r.tags, tag))
        .send()
        .await
        .map_err(refused)?;
    Ok(RunTaskOutput {
        tasks: all(started.tasks, read),
        failures: all(started.failures, read_failure),
    })
}

pub(in crate::aws) async fn stop_task(ecs: &Client, r: StopTask) -> Answer<StopTaskOutput> {
    let stopped = ecs
        .stop_task()
        .set_cluster(text(r.cluster))
        .set_task(text(r.task))
        .set_reason(text(r.reason))
        .send()
        .await
        .map_err(refused)?;
    Ok(StopTaskOutput {
        task: stopped.task.map(read).unwrap_or_default(),
    })
}

/// Refuses by name: AWS answers with a session whose stream speaks the Session Manager plugin's own protocol.
pub(in crate::aws) async fn execute_command(
    _: &Client,
    r: ExecuteCommand,
) -> Answer<ExecuteCommandOutput> {
    let what = format!(
        "a session with a task needs AWS's Session Manager plugin: aws ecs execute-command --cluster {} --task {} \
         --container {} --interactive --command ...",
        r.cluster, r.task, r.container
    );
    Err(CloudError::unsupported("", what))
}
