//! Where a service's next tasks go: what Fargate has room for, or which container instances take them.

use std::sync::Arc;
use std::time::Duration;

use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::capacity::{Capacity, Host};
use super::instance::{self, NoPlace, Rules};
use super::scheduler::{sooner, throttle};
use super::service::{self, ServiceKey};
use super::task::{self, Launch, Starter, TaskKey};
use super::{deployment, events, grounds, prepare, provider};
use crate::model::{Limit, Timing};
use crate::weather;
use crate::world::World;

/// Starts tasks, as far as the throttle, the launch rate and what they run on let it.
pub(super) fn start_tasks(
    w: &mut World,
    key: ServiceKey,
    wanted: usize,
    again: &mut Option<Timestamp>,
) {
    const MINUTE: Duration = Duration::from_secs(60);
    let now = w.now;
    let per_minute = w.model.limit(Limit::EcsLaunchesPerMinute) as u32;
    let service = &mut w.ecs.services[key];
    if wanted == 0 {
        return;
    }
    if now < service.throttled_until {
        return sooner(again, service.throttled_until);
    }
    if now.since(service.launches.0) >= MINUTE {
        service.launches = (now, 0);
    }
    let mut left = (wanted as u32).min(per_minute.saturating_sub(service.launches.1));
    if (left as usize) < wanted {
        sooner(again, service.launches.0 + MINUTE);
    }
    let definition = service.deployments[0].definition;
    let definition = &w.ecs.definitions[definition];
    if let Err(words) = prepare::assume_roles(w, &definition.shown) {
        return refused(w, key, &words, again);
    }
    if w.ecs.services[key].capacity == Capacity::Fargate {
        left = what_fargate_takes(w, key, left, again);
    }
    let waits = match &w.ecs.services[key].capacity {
        Capacity::Fargate => false,
        Capacity::Instances(rules) => provider::scales(w, rules.provider()),
    };
    let mut ids = Vec::new();
    let mut last = None;
    let mut spread = spread(w, key);
    let mut started = 0;
    for _ in 0..left {
        let place = match w.ecs.services[key].capacity.clone() {
            Capacity::Fargate => Ok((Host::Fargate, next_subnet(w, key, &mut spread))),
            Capacity::Instances(rules) => on_instance(w, key, &rules),
        };
        let (host, subnet) = match place {
            Ok(place) => place,
            Err(none) if !waits => {
                no_room(w, key, &none.words(w), again);
                break;
            }
            Err(_) => (Host::Waiting, 0),
        };
        let task = start_task(w, key, host, subnet);
        started += 1;
        ids.push(w.ecs.tasks[task].id.clone());
        last = Some(w.ecs.tasks[task].last);
    }
    w.ecs.services[key].launches.1 += started;
    if let Some(last) = last {
        let text = format!("has started {} tasks: {}.", ids.len(), events::tasks(&ids));
        events::say(w, key, last, &text);
    }
}

/// How many of so many tasks Fargate takes now; why not all is said.
fn what_fargate_takes(
    w: &mut World,
    key: ServiceKey,
    wanted: u32,
    again: &mut Option<Timestamp>,
) -> u32 {
    let mut left = wanted;
    let primary = &w.ecs.services[key].deployments[0];
    let cpu = u64::from(w.ecs.definitions[primary.definition].size.cpu);
    let fits = super::account::quota(w).saturating_sub(w.ecs.cpu_in_use) / cpu;
    if u64::from(left) > fits {
        let used_up = weather::left_of_quotas(w).map(|left| left.fault);
        let cause = used_up.unwrap_or_else(|| grounds::of_launch(w, key));
        let text = "was unable to place a task. Reason: You've reached the limit on the number of vCPUs you can run concurrently.";
        no_room_because(w, key, text, cause, again);
        left = fits as u32;
    }
    let network = &w.ecs.services[key].deployments[0].network;
    if left > 0 && network.powered(w).next().is_none() {
        no_room(w, key, NO_CAPACITY, again);
        left = 0;
    }
    left
}

/// What a service says where Fargate has no capacity in any of its zones.
const NO_CAPACITY: &str = "was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone.";

/// A launch that was refused counts as a failed task, and is tried again.
fn refused(w: &mut World, key: ServiceKey, words: &str, again: &mut Option<Timestamp>) {
    let cause = grounds::of_launch(w, key);
    let serial = w.ecs.services[key].deployments[0].serial;
    let text = format!("failed to launch a task with (error {words}).");
    let event = events::say(w, key, cause, &text);
    service::task_failed(w, key, event);
    throttle(w, key, event);
    deployment::failed(w, key, serial, event);
    sooner(again, w.ecs.services[key].throttled_until);
}

/// How many tasks of the PRIMARY deployment each subnet of its network has; nothing where tasks are on their instances' networks.
fn spread(w: &World, key: ServiceKey) -> Vec<usize> {
    let primary = &w.ecs.services[key].deployments[0];
    let mut counts = vec![0; primary.network.subnets.len()];
    for task in &primary.tasks {
        if let Some(count) = counts.get_mut(w.ecs.tasks[*task].subnet) {
            *count += 1;
        }
    }
    counts
}

/// The subnet of the next task on Fargate: in the zone that has the fewest, and there the one that has the fewest.
fn next_subnet(w: &World, key: ServiceKey, spread: &mut [usize]) -> usize {
    let network = &w.ecs.services[key].deployments[0].network;
    let in_zone = |n: usize| -> usize {
        let here = |m: &usize| network.subnets[*m].1 == network.subnets[n].1;
        (0..spread.len()).filter(here).map(|m| spread[m]).sum()
    };
    let subnets = network.powered(w);
    let subnet = subnets.min_by_key(|n| (in_zone(*n), spread[*n], *n));
    let subnet = subnet.unwrap_or(0);
    spread[subnet] += 1;
    subnet
}

/// The container instance of the next task, and the subnet that lies in its zone.
fn on_instance(w: &mut World, key: ServiceKey, rules: &Rules) -> Result<(Host, usize), NoPlace> {
    let service = &w.ecs.services[key];
    let primary = &service.deployments[0];
    let (cluster, network) = (Arc::clone(&service.cluster), Arc::clone(&primary.network));
    let starter = Starter::Service(key, primary.serial);
    let definition = primary.definition;
    let place = instance::place(w, &cluster, definition, &network, &starter, rules);
    place.map(|(instance, subnet)| (Host::Instance(instance), subnet))
}

/// Says why nothing takes a task, and looks again later.
fn no_room(w: &mut World, key: ServiceKey, text: &str, again: &mut Option<Timestamp>) {
    let cause = grounds::of_launch(w, key);
    no_room_because(w, key, text, cause, again);
}

fn no_room_because(
    w: &mut World,
    key: ServiceKey,
    text: &str,
    cause: EventId,
    again: &mut Option<Timestamp>,
) {
    let event = events::say(w, key, cause, text);
    service::task_failed(w, key, event);
    let stream = w.ecs.services[key].resource();
    let wait = w.draw(Timing::EcsCapacityWait, &stream);
    sooner(again, w.now + wait);
}

/// Starts one task.
fn start_task(w: &mut World, key: ServiceKey, host: Host, subnet: usize) -> TaskKey {
    let cause = grounds::of_launch(w, key);
    let service = &mut w.ecs.services[key];
    service.lost.pop_front();
    let service = &w.ecs.services[key];
    let primary = &service.deployments[0];
    let launch = Launch {
        cluster: Arc::clone(&service.cluster),
        definition: primary.definition,
        starter: Starter::Service(key, primary.serial),
        host,
        rules: match &service.capacity {
            Capacity::Fargate => None,
            Capacity::Instances(rules) => Some(Arc::clone(rules)),
        },
        subnet,
        network: Arc::clone(&primary.network),
        exec: service.exec,
    };
    let task = task::launch(w, launch, cause);
    w.ecs.services[key].deployments[0].tasks.insert(task);
    task
}
