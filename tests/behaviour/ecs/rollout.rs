//! Deployments of a service: scaling, rolling updates within their bounds, the circuit breaker, replaced tasks.

use paperboat_core::aws::Ecs;
use paperboat_core::aws::ecs::*;

use super::{
    REPOSITORY, by_name, create, definition, register, seen, service, shown, stable, tasks,
};
use crate::bench::{Bench, Stop, is};
use crate::case::{Checked, cases};

cases! { "ecs/rollout":
    it_scales_out_and_in [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices, UpdateService]
    an_update_shows_both_deployments [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices, UpdateService]
    an_update_keeps_its_bounds [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices, UpdateService]
    an_update_replaces_every_task [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices, UpdateService, ListTasks, DescribeTasks]
    the_same_again_is_forced [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices, UpdateService]
    a_missing_image_never_runs [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices]
    the_circuit_breaker_fails_a_deployment [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices]
    the_circuit_breaker_rolls_back [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices, UpdateService]
    its_service_deployments_are_kept [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices, UpdateService, ListServiceDeployments, DescribeServiceDeployments, DescribeServiceRevisions]
    a_service_deployment_says_that_it_was_rolled_back [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices, UpdateService, ListServiceDeployments, DescribeServiceDeployments]
    a_service_deployment_is_rolled_back_on_request [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices, UpdateService, DescribeServiceDeployments, StopServiceDeployment]
    unknown_service_deployments_are_refused [CreateCluster, ListServiceDeployments, DescribeServiceDeployments, DescribeServiceRevisions, StopServiceDeployment]
    a_stopped_task_is_replaced [CreateCluster, RegisterTaskDefinition, CreateService, DescribeServices, ListTasks, StopTask]
    what_is_unknown_is_refused [CreateCluster, RegisterTaskDefinition, CreateService, UpdateService]
}

fn breaker(rollback: bool) -> Option<DeploymentConfiguration> {
    Some(DeploymentConfiguration {
        deployment_circuit_breaker: Some(DeploymentCircuitBreaker {
            enable: true,
            rollback,
        }),
        ..Default::default()
    })
}

fn update(b: &Bench<'_>) -> UpdateService {
    UpdateService {
        cluster: b.name("cluster"),
        service: b.name("web"),
        ..Default::default()
    }
}

async fn to_image(b: &Bench<'_>, tag: &str) -> Result<UpdateService, Stop> {
    let image = format!("{REPOSITORY}:{tag}");
    let made = register(b, definition(b, &image)).await?;
    Ok(UpdateService {
        task_definition: made.task_definition_arn,
        ..update(b)
    })
}

async fn it_scales_out_and_in(b: &Bench<'_>) -> Checked {
    create(b, service(b, 1).await?).await?;
    stable(b, 1).await?;
    for wanted in [3, 1] {
        let request = UpdateService {
            desired_count: Some(wanted),
            ..update(b)
        };
        let reply = b.cloud.update_service(request).await?.service;
        b.same("desiredCount in the reply", reply.desired_count, wanted);
        b.same(
            "scaling makes no deployment: how many there are",
            reply.deployments.len(),
            1,
        );
        stable(b, wanted).await?;
    }
    Ok(())
}

async fn an_update_shows_both_deployments(b: &Bench<'_>) -> Checked {
    create(b, service(b, 1).await?).await?;
    stable(b, 1).await?;
    let request = to_image(b, "stable-alpine").await?;
    let arn = request.task_definition.clone();
    let reply = b.cloud.update_service(request).await?.service;
    let statuses: Vec<_> = reply
        .deployments
        .iter()
        .map(|d| d.status.as_str())
        .collect();
    b.same(
        "the deployments in the reply",
        statuses.join(", ").as_str(),
        "PRIMARY, ACTIVE",
    );
    let first = reply.deployments.first();
    b.check(
        "the first is the new one",
        first.is_some_and(|d| d.task_definition == arn),
        "another",
    );
    let state = first.map_or("absent", |d| d.rollout_state.word());
    b.same("its rolloutState", state, "IN_PROGRESS");
    let after = stable(b, 1).await?;
    b.check(
        "the service has the new task definition",
        after.task_definition == arn,
        "another",
    );
    let only = after.deployments.iter().all(|d| d.task_definition == arn);
    b.check("only the new deployment is left", only, "another");
    Ok(())
}

/// Half may be missing, nothing may be added: with four tasks, at least two run and at most four exist.
async fn an_update_keeps_its_bounds(b: &Bench<'_>) -> Checked {
    let request = CreateService {
        deployment_configuration: Some(DeploymentConfiguration {
            minimum_healthy_percent: Some(50),
            maximum_percent: Some(100),
            ..Default::default()
        }),
        ..service(b, 4).await?
    };
    create(b, request).await?;
    stable(b, 4).await?;
    let request = to_image(b, "stable-alpine").await?;
    b.cloud.update_service(request).await?;
    let (mut least, mut most) = (u32::MAX, 0);
    let settled = |r: &DescribeServicesOutput| {
        let s = r.services.first().ok_or("no service")?;
        least = least.min(s.running_count);
        most = most.max(s.running_count + s.pending_count);
        is(shown(s), "1 deployment COMPLETED, 4 running")
    };
    b.until("the update is completed", by_name(b), settled)
        .await?;
    b.check("at least 2 of 4 run during the update", least >= 2, least);
    b.check(
        "at most 4 run or are pending during the update",
        most <= 4,
        most,
    );
    Ok(())
}

async fn an_update_replaces_every_task(b: &Bench<'_>) -> Checked {
    create(b, service(b, 2).await?).await?;
    stable(b, 2).await?;
    let before = tasks(b).await?;
    b.same("how many tasks run before", before.len(), 2);
    let request = to_image(b, "stable-alpine").await?;
    let arn = request.task_definition.clone();
    b.cloud.update_service(request).await?;
    stable(b, 2).await?;
    let after = tasks(b).await?;
    b.same("how many tasks run after", after.len(), 2);
    b.check(
        "every task is another",
        after.iter().all(|t| !before.contains(t)),
        "some stay",
    );
    if after.is_empty() {
        return Ok(());
    }
    let request = DescribeTasks {
        cluster: b.name("cluster"),
        tasks: after,
    };
    let shown = b.cloud.describe_tasks(request).await?.tasks;
    let new = shown.iter().all(|t| t.task_definition_arn == arn);
    b.check(
        "every task has the new task definition",
        new,
        "some the old one",
    );
    Ok(())
}

async fn the_same_again_is_forced(b: &Bench<'_>) -> Checked {
    create(b, service(b, 1).await?).await?;
    let first = stable(b, 1).await?;
    let request = UpdateService {
        force_new_deployment: true,
        ..update(b)
    };
    let reply = b.cloud.update_service(request).await?.service;
    b.same(
        "how many deployments are in the reply",
        reply.deployments.len(),
        2,
    );
    let after = stable(b, 1).await?;
    let other =
        after.deployments.first().map(|d| &d.id) != first.deployments.first().map(|d| &d.id);
    b.check("the deployment is another", other, "the same");
    Ok(())
}

async fn a_missing_image_never_runs(b: &Bench<'_>) -> Checked {
    let good = service(b, 1).await?;
    let missing = to_image(b, "no-such-tag").await?;
    let request = CreateService {
        task_definition: missing.task_definition,
        ..good
    };
    create(b, request).await?;
    b.pass(240).await;
    let s = seen(b).await?;
    b.same(
        "how far it is after four minutes",
        shown(&s).as_str(),
        "1 deployment IN_PROGRESS, 0 running",
    );
    let failed = s.deployments.first().map_or(0, |d| d.failed_tasks);
    b.check(
        "failedTasks counts the tasks that did not start",
        failed > 0,
        failed,
    );
    Ok(())
}

async fn the_circuit_breaker_fails_a_deployment(b: &Bench<'_>) -> Checked {
    let good = service(b, 1).await?;
    let missing = to_image(b, "no-such-tag").await?;
    let request = CreateService {
        task_definition: missing.task_definition,
        deployment_configuration: breaker(false),
        ..good
    };
    create(b, request).await?;
    let failed = |r: &DescribeServicesOutput| {
        let d = r.services.first().and_then(|s| s.deployments.first());
        is(d.map_or("absent", |d| d.rollout_state.word()), "FAILED")
    };
    let reply = b
        .until("rolloutState is FAILED", by_name(b), failed)
        .await?;
    for d in reply.services.iter().flat_map(|s| &s.deployments) {
        b.check("failedTasks reached 3", d.failed_tasks >= 3, d.failed_tasks);
        let said = d.rollout_state_reason.contains("circuit breaker");
        b.check(
            "rolloutStateReason names the circuit breaker",
            said,
            "otherwise",
        );
    }
    Ok(())
}

async fn the_circuit_breaker_rolls_back(b: &Bench<'_>) -> Checked {
    let request = CreateService {
        deployment_configuration: breaker(true),
        ..service(b, 1).await?
    };
    let good = request.task_definition.clone();
    create(b, request).await?;
    stable(b, 1).await?;
    let missing = to_image(b, "no-such-tag").await?;
    b.cloud.update_service(missing).await?;
    let back = |r: &DescribeServicesOutput| {
        let s = r.services.first().ok_or("no service")?;
        let d = s.deployments.first().ok_or("no deployment")?;
        let which = if d.task_definition == good {
            "the old"
        } else {
            "the new"
        };
        let words = format!("{} with {which} task definition", shown(s));
        is(
            words,
            "1 deployment COMPLETED, 1 running with the old task definition",
        )
    };
    let after = b.until("it is rolled back", by_name(b), back).await?;
    let reason = after.services.first().and_then(|s| s.deployments.first());
    let said = reason.is_some_and(|d| {
        d.rollout_state_reason.contains("rolled back")
            || d.rollout_state_reason.contains("rolling back")
    });
    let events = after.services.iter().flat_map(|s| &s.events);
    let told = events
        .into_iter()
        .any(|e| e.message.contains("rolling back"));
    b.check(
        "the reason or the events say that it was rolled back",
        said || told,
        "neither",
    );
    Ok(())
}

/// The service deployments of the case's service, from new to old.
async fn history(b: &Bench<'_>) -> Result<Vec<ServiceDeploymentBrief>, Stop> {
    let request = ListServiceDeployments {
        cluster: b.name("cluster"),
        service: b.name("web"),
        ..Default::default()
    };
    Ok(b.cloud
        .list_service_deployments(request)
        .await?
        .service_deployments)
}

/// A service deployment by its ARN.
async fn told(b: &Bench<'_>, arn: &str) -> Result<ServiceDeployment, Stop> {
    let request = DescribeServiceDeployments {
        service_deployment_arns: vec![arn.into()],
    };
    let mut reply = b.cloud.describe_service_deployments(request).await?;
    let found = reply.service_deployments.pop();
    found.ok_or_else(|| Stop("ecs:DescribeServiceDeployments shows none".into()))
}

fn statuses(history: &[ServiceDeploymentBrief]) -> String {
    let words: Vec<_> = history.iter().map(|d| d.status.word()).collect();
    words.join(", ")
}

async fn its_service_deployments_are_kept(b: &Bench<'_>) -> Checked {
    let made = create(b, service(b, 1).await?).await?;
    b.begins(
        "currentServiceDeployment in the reply",
        &made.current_service_deployment,
        "arn:aws:ecs:",
    );
    let begun = told(b, &made.current_service_deployment).await?;
    b.same("the status of a new one", begun.status.word(), "PENDING");
    b.check(
        "nothing was there before",
        begun.source_service_revisions.is_empty(),
        "something",
    );
    stable(b, 1).await?;
    let old = history(b).await?;
    b.same(
        "the status at its end",
        statuses(&old).as_str(),
        "SUCCESSFUL",
    );
    let request = to_image(b, "stable-alpine").await?;
    let definition = request.task_definition.clone();
    b.cloud.update_service(request).await?;
    stable(b, 1).await?;
    let all = history(b).await?;
    b.same(
        "the statuses after an update",
        statuses(&all).as_str(),
        "SUCCESSFUL, SUCCESSFUL",
    );
    let (Some(new), Some(old)) = (all.first(), old.first()) else {
        return Err(Stop("ecs:ListServiceDeployments shows none".into()));
    };
    let ended = [new.started_at, new.finished_at];
    let in_order = ended[0].is_some_and(|at| at >= new.created_at) && ended[1] >= ended[0];
    b.check("its times follow each other", in_order, "otherwise");
    let new = told(b, &new.service_deployment_arn).await?;
    let source: Vec<_> = new
        .source_service_revisions
        .iter()
        .map(|r| &r.arn)
        .collect();
    b.check(
        "its source is what was there before",
        source == [&old.target_service_revision_arn],
        "another",
    );
    let target = new.target_service_revision.unwrap_or_default();
    b.same(
        "how many tasks of its target run",
        target.running_task_count,
        1,
    );
    let request = DescribeServiceRevisions {
        service_revision_arns: vec![target.arn],
    };
    let revisions = b.cloud.describe_service_revisions(request).await?;
    let revision = revisions.service_revisions.first();
    b.check(
        "its revision has the new task definition",
        revision.is_some_and(|r| r.task_definition == definition),
        "another",
    );
    Ok(())
}

async fn a_service_deployment_says_that_it_was_rolled_back(b: &Bench<'_>) -> Checked {
    let request = CreateService {
        deployment_configuration: breaker(true),
        ..service(b, 1).await?
    };
    create(b, request).await?;
    stable(b, 1).await?;
    let old = history(b).await?;
    let missing = to_image(b, "no-such-tag").await?;
    let updated = b.cloud.update_service(missing).await?.service;
    let arn = updated.current_service_deployment;
    let request = DescribeServiceDeployments {
        service_deployment_arns: vec![arn],
    };
    let back = |r: &DescribeServiceDeploymentsOutput| {
        let status = r.service_deployments.first().map(|d| d.status.word());
        is(status.unwrap_or("absent"), "ROLLBACK_SUCCESSFUL")
    };
    let after = b.until("it is rolled back", request, back).await?;
    for d in &after.service_deployments {
        let words =
            "Service deployment rolled back because the circuit breaker threshold was exceeded.";
        b.same("statusReason", d.status_reason.as_str(), words);
        let breaker = d.deployment_circuit_breaker.clone().unwrap_or_default();
        b.same("the circuit breaker", breaker.status.word(), "TRIGGERED");
        b.same("its threshold", breaker.threshold, 3);
        b.same("what it counted", breaker.failure_count, 3);
        let to = d.rollback.clone().unwrap_or_default().service_revision_arn;
        let was = old.first().map(|d| d.target_service_revision_arn.clone());
        b.check("it went back to the one before", was == Some(to), "another");
    }
    Ok(())
}

async fn a_service_deployment_is_rolled_back_on_request(b: &Bench<'_>) -> Checked {
    create(b, service(b, 1).await?).await?;
    let good = stable(b, 1).await?;
    let missing = to_image(b, "no-such-tag").await?;
    let updated = b.cloud.update_service(missing).await?.service;
    let arn = updated.current_service_deployment;
    b.pass(30).await;
    let stop = StopServiceDeployment {
        service_deployment_arn: arn.clone(),
        ..Default::default()
    };
    let reply = b.cloud.stop_service_deployment(stop.clone()).await?;
    b.check(
        "the reply names it",
        reply.service_deployment_arn == arn,
        "another",
    );
    let status = told(b, &arn).await?.status;
    b.same("the status at once", status.word(), "ROLLBACK_REQUESTED");
    let request = DescribeServiceDeployments {
        service_deployment_arns: vec![arn],
    };
    let back = |r: &DescribeServiceDeploymentsOutput| {
        let status = r.service_deployments.first().map(|d| d.status.word());
        is(status.unwrap_or("absent"), "ROLLBACK_SUCCESSFUL")
    };
    b.until("it is rolled back", request, back).await?;
    let after = stable(b, 1).await?;
    b.check(
        "the service has the old task definition",
        after.task_definition == good.task_definition,
        "another",
    );
    b.refused("one that has ended", stop, "ConflictException")
        .await;
    Ok(())
}

async fn unknown_service_deployments_are_refused(b: &Bench<'_>) -> Checked {
    super::cluster(b).await?;
    let list = ListServiceDeployments {
        cluster: b.name("cluster"),
        service: b.name("none"),
        ..Default::default()
    };
    b.refused("an unknown service", list, "ServiceNotFoundException")
        .await;
    let place = format!(
        "{}/{}/1234567890123456789",
        b.name("cluster"),
        b.name("none")
    );
    let arn = |kind: &str| format!("arn:aws:ecs:us-east-1:123456789012:{kind}/{place}");
    let stop = StopServiceDeployment {
        service_deployment_arn: arn("service-deployment"),
        ..Default::default()
    };
    let code = "ServiceDeploymentNotFoundException";
    b.refused("an unknown deployment", stop, code).await;
    let deployments = DescribeServiceDeployments {
        service_deployment_arns: vec![arn("service-deployment")],
    };
    let reply = b.cloud.describe_service_deployments(deployments).await?;
    let reason = reply.failures.first().map_or("", |f| f.reason.as_str());
    b.same("the failure of an unknown deployment", reason, "MISSING");
    let revisions = DescribeServiceRevisions {
        service_revision_arns: vec![arn("service-revision")],
    };
    let reply = b.cloud.describe_service_revisions(revisions).await?;
    let reason = reply.failures.first().map_or("", |f| f.reason.as_str());
    b.same("the failure of an unknown revision", reason, "MISSING");
    Ok(())
}

async fn a_stopped_task_is_replaced(b: &Bench<'_>) -> Checked {
    create(b, service(b, 1).await?).await?;
    stable(b, 1).await?;
    let Some(task) = tasks(b).await?.pop() else {
        return Err(Stop("ecs:ListTasks shows no task".into()));
    };
    let stop = StopTask {
        cluster: b.name("cluster"),
        task: task.clone(),
        reason: "suite".into(),
    };
    b.cloud.stop_task(stop).await?;
    let list = ListTasks {
        cluster: b.name("cluster"),
        service_name: b.name("web"),
        ..Default::default()
    };
    let replaced = |r: &ListTasksOutput| match r.task_arns.as_slice() {
        [] => Err("no task".to_owned()),
        [one] if *one == task => Err("the stopped task".to_owned()),
        _ => Ok(()),
    };
    b.until("another task runs", list, replaced).await?;
    stable(b, 1).await?;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    create(b, service(b, 0).await?).await?;
    let request = UpdateService {
        task_definition: format!("{}:1", b.name("nothing")),
        ..update(b)
    };
    b.refused("an unknown task definition", request, "ClientException")
        .await;
    let request = UpdateService {
        cluster: b.name("nowhere"),
        ..update(b)
    };
    b.refused("an unknown cluster", request, "ClusterNotFoundException")
        .await;
    Ok(())
}
