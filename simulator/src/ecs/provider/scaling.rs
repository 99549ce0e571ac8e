//! Managed scaling: the group of a provider follows what its tasks need.
//!
//! ECS looks at the ratio of the instances that are needed to those that are there, and Auto Scaling keeps it at the target: out
//! within minutes, in when there were too many for a quarter of an hour (ECS guide, "Automatically manage Amazon ECS capacity
//! with cluster auto scaling").

use paperboat_core::aws::ecs::{ContainerInstanceStatus, TaskStopCode};
use paperboat_core::event::EventId;

use super::{ProviderKey, Scaling, of_instance, waiting};
use crate::autoscaling;
use crate::ecs::instance::{ContainerInstanceKey, Room, empty_share};
use crate::ecs::stop;
use crate::model::{Limit, Timing};
use crate::wake::Kind;
use crate::world::World;

/// Has a provider look at its tasks and instances within the time that its metric takes.
pub(in crate::ecs) fn look_soon(w: &mut World, key: ProviderKey, cause: EventId) {
    let Some(provider) = w.ecs.providers.get(key).filter(|p| p.scaling.is_some()) else {
        return;
    };
    let name = provider.name.clone();
    let delay = w.draw(Timing::EcsScalingLook, &name);
    let at = w.now + delay;
    let provider = &mut w.ecs.providers[key];
    provider.last = cause;
    if provider.due.is_none_or(|due| at < due) {
        plan(w, key, at);
    }
}

fn plan(w: &mut World, key: ProviderKey, at: paperboat_core::time::Timestamp) {
    let provider = &mut w.ecs.providers[key];
    provider.due = Some(at);
    provider.generation = provider.generation.wrapping_add(1);
    let generation = provider.generation;
    w.wake_at(at, Kind::CapacityProvider, key.slot(), generation);
}

pub(in crate::ecs) fn wake(w: &mut World, key: ProviderKey, generation: u16) {
    let Some(provider) = w.ecs.providers.get_mut(key) else {
        return;
    };
    if provider.generation != generation {
        return;
    }
    provider.due = None;
    let (cause, group) = (provider.last, provider.group.clone());
    let (Some(scaling), Some((desired, bounds))) =
        (provider.scaling, autoscaling::size_of(w, &group))
    else {
        return;
    };
    look(w, key, scaling, (desired, bounds), cause);
}

/// The instances of a provider that are registered and not on their way out.
fn registered(w: &World, key: ProviderKey) -> Vec<ContainerInstanceKey> {
    let all = w.ecs.instances.iter();
    let active = all.filter(|(_, i)| i.status == ContainerInstanceStatus::Active);
    let keys = active.map(|(instance, _)| instance);
    keys.filter(|i| of_instance(w, *i) == Some(key)).collect()
}

fn look(
    w: &mut World,
    key: ProviderKey,
    scaling: Scaling,
    (desired, (least, most)): (u32, (u32, u32)),
    cause: EventId,
) {
    let here = registered(w, key);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let more = packed(w, key);
    let used = here
        .iter()
        .filter(|i| !w.ecs.instances[**i].tasks.is_empty());
    let needed = match more {
        0 => count(used.count()),
        more => count(here.len()) + more,
    };
    let wanted = (needed * 100).div_ceil(scaling.target).clamp(least, most);
    let group = w.ecs.providers[key].group.clone();
    if wanted > desired {
        let (smallest, largest) = scaling.steps;
        let step = (wanted - desired).clamp(smallest, largest);
        let to = (desired + step).min(most);
        w.ecs.providers[key].idle_since = None;
        autoscaling::scale_for(w, &group, to, cause);
        if to < wanted {
            look_soon(w, key, cause);
        }
        return;
    }
    // What is on its way may be what waiting tasks wait for.
    if wanted == desired || more > 0 {
        w.ecs.providers[key].idle_since = None;
        return;
    }
    let now = w.now;
    let since = *w.ecs.providers[key].idle_since.get_or_insert(now);
    let patience = w.model.seconds(Limit::EcsScaleInAfterS);
    if now < since + patience {
        return plan(w, key, since + patience);
    }
    w.ecs.providers[key].idle_since = None;
    autoscaling::scale_for(w, &group, wanted, cause);
}

/// How many fresh instances hold the tasks that wait; tasks that none ever holds are stopped, in the words of the failure.
fn packed(w: &mut World, key: ProviderKey) -> u32 {
    let tasks = waiting::of_provider(w, key);
    let group = w.ecs.providers[key].group.clone();
    let kind = autoscaling::launches(w, &group);
    let Some(whole) = kind.and_then(|kind| empty_share(w, &kind)) else {
        return 0;
    };
    let whole = Room::of(w, whole);
    let mut fresh: Vec<Room> = Vec::new();
    for task in tasks {
        let wants = waiting::wants(w, task);
        if let Some(lacks) = whole.lacks(&wants) {
            let code = TaskStopCode::TaskFailedToStart;
            let cause = w.ecs.tasks[task].last;
            stop::stop(w, task, code, lacks.reason(), cause);
            continue;
        }
        match fresh.iter_mut().find(|left| left.lacks(&wants).is_none()) {
            Some(left) => left.give(&wants),
            None => {
                let mut left = whole.clone();
                left.give(&wants);
                fresh.push(left);
            }
        }
    }
    fresh.len() as u32
}
