//! Looks at a world without leaving a trace in it: questions go to a clone, all at the same moment.

use paperboat_core::aws::{Operation, Reply, Request, ecs, elbv2};
use paperboat_simulator::world::World;

/// What AWS would answer now to each request; none where it refuses.
fn look(w: &World, requests: Vec<Request>) -> Vec<Option<Reply>> {
    let mut clone = w.clone();
    let now = clone.now();
    let calls: Vec<_> = requests
        .into_iter()
        .map(|request| clone.call(now, request))
        .collect();
    let answers = calls.into_iter().map(|id| {
        loop {
            if let Some(answer) = clone.answer(id) {
                return answer.ok();
            }
            let next = clone.next_at()?;
            clone.advance(next);
        }
    });
    answers.collect()
}

fn only<O: Operation>(replies: &mut [Option<Reply>]) -> Option<O::Output> {
    replies.iter_mut().find_map(|reply| {
        let output = O::output(reply.clone()?)?;
        *reply = None;
        Some(output)
    })
}

fn list(cluster: &str, desired: &str) -> Request {
    ecs::ListTasks {
        cluster: cluster.into(),
        desired_status: desired.into(),
        ..Default::default()
    }
    .into()
}

/// The tasks of a cluster that ECS still shows, those that are meant to run first.
pub(crate) fn tasks(w: &World, cluster: &str) -> Vec<String> {
    let mut replies = look(w, vec![list(cluster, "RUNNING"), list(cluster, "STOPPED")]);
    let mut arns = Vec::new();
    while let Some(listed) = only::<ecs::ListTasks>(&mut replies) {
        arns.extend(listed.task_arns);
    }
    arns
}

/// The services of the first cluster that are not INACTIVE, and their tasks that are meant to run.
pub(crate) fn services(w: &World) -> (Vec<ecs::Service>, Vec<ecs::Task>, Vec<Healthy>) {
    let describe = ecs::DescribeServices {
        cluster: "cluster-0".into(),
        services: (0..3).map(|n| format!("service-{n}")).collect(),
        ..Default::default()
    };
    let mut replies = look(w, vec![describe.into(), list("cluster-0", "RUNNING")]);
    let services = only::<ecs::DescribeServices>(&mut replies).map(|r| r.services);
    let mut services = services.unwrap_or_default();
    services.retain(|s| s.status != "INACTIVE");
    let arns = only::<ecs::ListTasks>(&mut replies).map(|r| r.task_arns);
    let arns = arns.unwrap_or_default();
    if services.is_empty() || arns.is_empty() {
        return (services, Vec::new(), Vec::new());
    }
    let groups = services.iter().flat_map(|s| &s.load_balancers);
    let groups: Vec<String> = groups.map(|lb| lb.target_group_arn.clone()).collect();
    let mut requests: Vec<Request> = groups.iter().map(|group| health(group)).collect();
    requests.extend(arns.chunks(100).map(|some| {
        Request::from(ecs::DescribeTasks {
            cluster: "cluster-0".into(),
            tasks: some.to_vec(),
        })
    }));
    let mut replies = look(w, requests);
    let healthy = groups
        .into_iter()
        .zip(&replies)
        .map(|(group, reply)| Healthy {
            group,
            addresses: reply.clone().map(healthy).unwrap_or_default(),
        })
        .collect();
    let mut tasks = Vec::new();
    while let Some(described) = only::<ecs::DescribeTasks>(&mut replies) {
        tasks.extend(described.tasks);
    }
    (services, tasks, healthy)
}

/// The addresses that a target group calls healthy.
pub(crate) struct Healthy {
    pub(crate) group: String,
    pub(crate) addresses: Vec<String>,
}

fn health(group: &str) -> Request {
    elbv2::DescribeTargetHealth {
        target_group_arn: group.into(),
        ..Default::default()
    }
    .into()
}

fn healthy(reply: Reply) -> Vec<String> {
    let found = elbv2::DescribeTargetHealth::output(reply);
    let found = found.map(|r| r.target_health_descriptions);
    let well = |d: &elbv2::TargetHealthDescription| {
        d.target_health.state == elbv2::TargetHealthStateEnum::Healthy
    };
    let healthy = found.into_iter().flatten().filter(well);
    healthy.map(|d| d.target.id).collect()
}
