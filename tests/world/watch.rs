//! Watches ECS's services from one event to the next, and holds them to AWS's promises.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::aws::ecs::{HealthStatus, RolloutState, Service, Task, TaskStatus};
use paperboat_core::event::EventKind;
use paperboat_core::time::Timestamp;
use paperboat_simulator::world::World;
use proptest::prelude::{TestCaseError, prop_assert, prop_assert_eq};

use crate::seen;

/// Seconds after which a task without any health check counts as healthy: `ecs.healthy_after_running_s`.
const HEALTHY_AFTER: u64 = 40_000_000;

/// A service at a moment.
#[derive(Clone, Debug)]
struct Standing {
    service: Service,
    /// The tasks that are meant to run.
    tasks: BTreeMap<String, Member>,
}

/// A task that is meant to run.
#[derive(Clone, Debug)]
struct Member {
    running: bool,
    /// Since when it counts as healthy, if nothing changes; none while its checks do not pass.
    healthy_from: Option<Timestamp>,
}

/// What was last seen of each service.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    last: BTreeMap<String, Standing>,
    events: usize,
}

impl Watch {
    /// Moves a world on, and looks at it after everything that happens in its services.
    pub(crate) fn advance(&mut self, w: &mut World, to: Timestamp) -> Result<(), TestCaseError> {
        while let Some(next) = w.next_at().filter(|next| *next <= to) {
            w.advance(next);
            if self.is_news(w) {
                w.check();
                let now = stand(w);
                self.compare(w, &now)?;
                self.last = now;
            }
        }
        w.advance(to);
        Ok(())
    }

    /// Takes what a request has changed as given.
    pub(crate) fn asked(&mut self, w: &World) {
        self.events = w.events().len();
        self.last = stand(w);
    }

    /// Tells whether something happened that the promises are about.
    fn is_news(&mut self, w: &World) -> bool {
        let mut fresh = w.events().since(self.events);
        self.events = w.events().len();
        fresh.any(|e| matches!(&e.kind, EventKind::State { .. }))
    }

    fn compare(&self, w: &World, now: &BTreeMap<String, Standing>) -> Result<(), TestCaseError> {
        for (name, standing) in now {
            let service = &standing.service;
            let at = format!("{name} at {}: {service:#?}", w.now());
            let primary = service.deployments.iter().filter(|d| d.status == "PRIMARY");
            prop_assert_eq!(primary.count(), 1, "one deployment is PRIMARY: {}", at);
            let Some(before) = self.last.get(name).filter(|_| service.status == "ACTIVE") else {
                continue;
            };
            let launched = standing.tasks.keys().any(|t| !before.tasks.contains_key(t));
            let total = standing.tasks.len();
            prop_assert!(
                !launched || total <= upper(service),
                "{total} tasks, at most {} may be: {at}",
                upper(service)
            );
            let scaled = stopped_for_scaling(w);
            let healthy: BTreeSet<&String> = before
                .tasks
                .iter()
                .filter(|(_, m)| m.running && m.healthy_from.is_some_and(|from| from <= w.now()))
                .map(|(arn, _)| arn)
                .collect();
            let stays = |arn: &&&String| standing.tasks.contains_key(**arn);
            let left = healthy.iter().filter(stays).count();
            let stopped = healthy.iter().any(|arn| {
                let id = arn.rsplit('/').next().unwrap_or_default();
                !standing.tasks.contains_key(*arn) && scaled.contains(id)
            });
            prop_assert!(
                !stopped || left >= lower(service),
                "{left} healthy tasks are left, at least {} stay: {at}",
                lower(service)
            );
        }
        Ok(())
    }

    /// Holds that rollouts under a circuit breaker have come to an end, one way or the other.
    pub(crate) fn at_rest(&self, w: &World) -> Result<(), TestCaseError> {
        for (name, standing) in stand(w) {
            let service = &standing.service;
            let configuration = &service.deployment_configuration;
            let breaker = configuration.deployment_circuit_breaker.as_ref();
            // Bounds that leave no room block a rollout for good: the caller's mistake, which the service's events say.
            let blocked = lower(service) == upper(service) && service.desired_count > 0;
            if service.status != "ACTIVE" || blocked || !breaker.is_some_and(|b| b.enable) {
                continue;
            }
            let state = service.deployments[0].rollout_state;
            prop_assert!(
                state != RolloutState::InProgress,
                "{name} is still rolling out: {service:#?}"
            );
        }
        Ok(())
    }
}

fn upper(s: &Service) -> usize {
    let percent = s.deployment_configuration.maximum_percent.unwrap_or(200);
    (s.desired_count * percent / 100) as usize
}

fn lower(s: &Service) -> usize {
    let percent = s
        .deployment_configuration
        .minimum_healthy_percent
        .unwrap_or(100);
    (s.desired_count * percent).div_ceil(100) as usize
}

/// The ids of the tasks that the scheduler has just stopped for another reason than their health.
fn stopped_for_scaling(w: &World) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for event in w.events().iter().rev().take_while(|e| e.at == w.now()) {
        if let EventKind::State {
            resource, reason, ..
        } = &event.kind
            && reason.starts_with("Scaling activity")
            && let Some(id) = resource.strip_prefix("task/")
        {
            found.insert(id.to_owned());
        }
    }
    found
}

/// The services of a world with the tasks that are meant to run.
fn stand(w: &World) -> BTreeMap<String, Standing> {
    let (services, tasks, healthy) = seen::services(w);
    let mut found = BTreeMap::new();
    for service in services {
        let group = format!("service:{}", service.service_name);
        let targets: Vec<&[String]> = service
            .load_balancers
            .iter()
            .filter_map(|lb| {
                let group = healthy.iter().find(|h| h.group == lb.target_group_arn)?;
                Some(group.addresses.as_slice())
            })
            .collect();
        let mine = tasks
            .iter()
            .filter(|t| t.group == group)
            .map(|t| (t.task_arn.clone(), member(t, &targets)));
        let standing = Standing {
            tasks: mine.collect(),
            service: service.clone(),
        };
        found.insert(service.service_name, standing);
    }
    found
}

fn member(task: &Task, targets: &[&[String]]) -> Member {
    let running = task.last_status == TaskStatus::Running;
    let checked = task.task_definition_arn.contains("/checked:");
    let address = task
        .attachments
        .iter()
        .flat_map(|a| &a.details)
        .find(|d| d.name == "privateIPv4Address");
    let serves = targets
        .iter()
        .all(|healthy| address.is_some_and(|address| healthy.contains(&address.value)));
    let well = !checked || task.health_status == HealthStatus::Healthy;
    let waits = if checked || !targets.is_empty() {
        0
    } else {
        HEALTHY_AFTER
    };
    Member {
        running,
        healthy_from: task
            .started_at
            .filter(|_| running && serves && well)
            .map(|at| Timestamp(at.0 + waits)),
    }
}
