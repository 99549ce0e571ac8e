//! What holds of ECS at every moment.

use std::collections::BTreeSet;

use paperboat_core::aws::ecs::TaskStatus;

use super::capacity::Host;
use super::connect;
use super::service::Status;
use crate::world::World;

pub(crate) fn check(w: &World) {
    let mut owned = BTreeSet::new();
    for (key, service) in w.ecs.services.iter() {
        assert!(!service.deployments.is_empty(), "one deployment is PRIMARY");
        for deployment in &service.deployments {
            for task in &deployment.tasks {
                let t = &w.ecs.tasks[*task];
                assert!(
                    t.wanted(),
                    "a deployment counts tasks that are meant to run"
                );
                assert_eq!(
                    t.service(),
                    Some((key, deployment.serial)),
                    "a task has one deployment"
                );
                assert!(owned.insert(*task), "a task is counted once");
            }
        }
        for task in &service.stopping {
            assert!(
                !w.ecs.tasks[*task].wanted(),
                "what stops is not meant to run"
            );
            assert!(owned.insert(*task), "a task is counted once");
        }
        if service.status == Status::Inactive {
            let mut tasks = service.deployments.iter().map(|d| d.tasks.len());
            assert!(tasks.all(|n| n == 0), "an inactive service has no tasks");
        }
    }
    let mut ports = BTreeSet::new();
    let mut cpu = 0;
    for (key, task) in w.ecs.tasks.iter() {
        let stopped = task.status == TaskStatus::Stopped;
        if !stopped && task.host == Host::Fargate {
            cpu += u64::from(w.ecs.definitions[task.definition].size.cpu);
        }
        if task.service().is_some() && !stopped {
            assert!(
                owned.contains(&key),
                "every living task of a service is counted"
            );
        }
        if let Some(instance) = task.host.instance().filter(|_| !stopped) {
            for port in &w.ecs.definitions[task.definition].ports {
                let once = ports.insert((instance, *port));
                assert!(once, "a port of an instance is one task's");
            }
        }
        let shared = task
            .host
            .instance()
            .map(|instance| w.ecs.instances[instance].tasks.contains(&key));
        assert!(
            shared.is_none_or(|takes| takes != stopped),
            "a task takes its share of its instance until it is STOPPED"
        );
        assert_eq!(
            w.ecs.waiting.contains(&key),
            task.host == Host::Waiting && !stopped,
            "a task without a host waits for one"
        );
        let holds = task
            .address
            .is_some_and(|a| w.ecs.addresses.get(a) == Some(&key));
        assert!(
            task.address.is_none() || holds != stopped,
            "a task holds its address until it is STOPPED"
        );
    }
    for (container, (key, n)) in &w.ecs.in_engine {
        let task = w.ecs.tasks.get(*key);
        let member = task.and_then(|task| task.members.get(*n));
        assert!(
            member.is_some_and(|member| member.container == Some(*container)),
            "a container of an engine is its task's"
        );
    }
    assert_eq!(
        cpu, w.ecs.cpu_in_use,
        "the quota counts what is not stopped"
    );
    for cluster in w.ecs.clusters.values() {
        let count = |wanted: &[TaskStatus]| {
            let tasks = cluster.tasks.iter().map(|t| w.ecs.tasks[*t].status);
            tasks.filter(|s| wanted.contains(s)).count()
        };
        let pending = [
            TaskStatus::Provisioning,
            TaskStatus::Pending,
            TaskStatus::Activating,
        ];
        assert_eq!(
            cluster.running as usize,
            count(&[TaskStatus::Running]),
            "running tasks"
        );
        assert_eq!(cluster.pending as usize, count(&pending), "pending tasks");
    }
    connect::check(w);
}
