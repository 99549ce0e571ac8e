//! When the verdict on a target changes: computed from what a check finds and from the grid of its checks.

use std::time::Duration;

use paperboat_core::aws::elbv2::TargetHealthStateEnum;
use paperboat_core::event::EventId;

use super::checks::Checks;
use super::probe::{self, Finding};
use super::registration;
use super::target::{TargetKey, enter};
use super::target_group::balancer_of;
use crate::change::{Dependencies, Fresh, Subject, Trail};
use crate::ec2;
use crate::net::{Endpoint, Origin};
use crate::wake::Kind;
use crate::world::World;

/// Looks again at what health checks find, after something in the world changed.
///
/// What changed within a task is noticed by the checks of that task alone, unless some program answers for others on
/// which it depends: then, as for what changes elsewhere, by those that have passed it.
pub(crate) fn look(w: &mut World, fresh: &Fresh, trail: &mut Trail) {
    match fresh.tasks_alone() {
        Some(tasks) if w.needy.is_empty() => {
            let mut near: Vec<TargetKey> = tasks
                .iter()
                .filter_map(|task| ec2::addresses(w, Endpoint::Task(*task)))
                .flat_map(|(address, _)| w.elbv2.targets.at(address))
                .copied()
                .collect();
            near.sort_unstable();
            for key in near {
                look_along(w, key, None, trail);
                depends(w, key, Dependencies::default());
            }
        }
        _ if !fresh.is_anywhere() => {
            let on = |key: &TargetKey| Some(&w.elbv2.targets[*key].checks.as_ref()?.on);
            let touched = |key: &TargetKey| on(key).is_some_and(|on| on.are_touched_by(fresh));
            let touched: Vec<TargetKey> =
                w.elbv2.targets.keys().into_iter().filter(touched).collect();
            for key in touched {
                let (_, on) = fresh.look(1, trail, |trail| look_along(w, key, None, trail));
                depends(w, key, on);
            }
        }
        _ => {
            let all = w.elbv2.targets.keys();
            let looks = all.len();
            for key in all {
                registration::follow_instance(w, key);
                if w.changes.is_fresh() {
                    trail.forget();
                }
                let (_, on) = fresh.look(looks, trail, |trail| look_along(w, key, None, trail));
                depends(w, key, on);
            }
        }
    }
}

/// Keeps what the last look at a target depended on.
fn depends(w: &mut World, key: TargetKey, on: Dependencies) {
    let before = w.elbv2.targets[key].checks.as_ref();
    // A look that keeps nothing mostly follows another: the room is not touched for it.
    if before.is_none_or(|checks| !checks.on.are_known() && !on.are_known()) {
        return;
    }
    if let Some(checks) = &mut w.elbv2.targets[key].checks {
        checks.on = on;
    }
}

/// Looks at what the checks of one target find; `cause` when it is known why that may have changed.
pub(super) fn look_at(w: &mut World, key: TargetKey, cause: Option<EventId>) {
    look_along(w, key, cause, &mut Trail::off());
}

/// Tells whether the checks of every target find what they found.
pub(crate) fn is_settled(w: &World) -> bool {
    let mut checked = w
        .elbv2
        .targets
        .iter()
        .filter_map(|(key, target)| Some((key, target.checks.as_ref()?.finding)));
    checked.all(|(key, before)| {
        find(w, key, &mut Trail::off()).is_none_or(|finding| finding == before)
    })
}

fn look_along(w: &mut World, key: TargetKey, cause: Option<EventId>, trail: &mut Trail) {
    let Some(before) = w.elbv2.targets[key].checks.as_ref().map(|c| c.finding) else {
        return;
    };
    let Some(finding) = find(w, key, trail) else {
        return;
    };
    if finding == before {
        return;
    }
    account(w, key);
    let cause = cause.or_else(|| why(w, key));
    if let Some(checks) = &mut w.elbv2.targets[key].checks {
        checks.change(finding, cause);
    }
    plan(w, key);
}

fn find(w: &World, key: TargetKey, trail: &mut Trail) -> Option<Finding> {
    let target = &w.elbv2.targets[key];
    let check = &w.elbv2.groups[target.group].health_check;
    let balancer = balancer_of(w, target.group)?;
    let port = check.port.unwrap_or(target.port);
    Some(probe::probe(
        w,
        balancer,
        target.address,
        port,
        check,
        trail,
    ))
}

/// Why a check finds something else than before: the latest change of what it passes.
fn why(w: &World, key: TargetKey) -> Option<EventId> {
    let mut trail = Trail::kept();
    trail.pass(Subject::TargetGroup(w.elbv2.targets[key].group));
    find(w, key, &mut trail);
    w.changes.latest(&trail)
}

/// What stands in the way of checks that never passed.
fn blocking(w: &World, key: TargetKey) -> Option<EventId> {
    let mut trail = Trail::kept();
    find(w, key, &mut trail);
    w.changes.in_the_way(&trail)
}

/// Says what keeps the checks of a target from their answer, when that is neither the program's end nor its boot.
fn told(w: &mut World, key: TargetKey) -> Option<EventId> {
    let target = &w.elbv2.targets[key];
    let balancer = balancer_of(w, target.group)?;
    let port = w.elbv2.groups[target.group].health_check.port;
    let (address, port) = (target.address, port.unwrap_or(target.port));
    let mut trail = Trail::kept();
    let obstacle = w.deaf(Origin::Balancer(balancer), address, port, &mut trail)?;
    let cause = w.changes.blocking(&trail);
    Some(obstacle.told(w, cause))
}

/// Begins to check a target; the first check comes after `delay`.
pub(super) fn begin(w: &mut World, key: TargetKey, delay: Duration, cause: EventId) {
    let finding = find(w, key, &mut Trail::off()).unwrap_or(Finding::NoAnswer);
    let first = w.now + delay;
    w.elbv2.targets[key].checks = Some(Checks::new(first, finding, cause));
    plan(w, key);
}

/// Counts the checks of a target that have started until now.
pub(super) fn account(w: &mut World, key: TargetKey) {
    let elbv2 = &mut *w.elbv2;
    let target = &mut elbv2.targets[key];
    let interval = elbv2.groups[target.group].health_check.interval();
    if let Some(checks) = &mut target.checks {
        checks.count(w.now, interval);
    }
}

/// Asks to be woken when the check has its answer that changes the verdict, if things stay as they are.
pub(super) fn plan(w: &mut World, key: TargetKey) {
    let elbv2 = &mut *w.elbv2;
    let target = &mut elbv2.targets[key];
    target.generation = target.generation.wrapping_add(1);
    let generation = target.generation;
    let check = &elbv2.groups[target.group].health_check;
    let Some(checks) = &target.checks else {
        return;
    };
    if let Some(needed) = checks.needed(target.state, target.reason, check) {
        let at = checks.answered_at(needed, check);
        w.wake_at(at, Kind::Target, key.slot(), generation);
    }
}

/// A verdict changes, or a target that drains is gone.
pub(super) fn wake(w: &mut World, key: TargetKey, generation: u16) {
    let target = w.elbv2.targets.get(key);
    let Some(target) = target.filter(|t| t.generation == generation) else {
        return;
    };
    if target.state == TargetHealthStateEnum::Draining {
        registration::drained(w, key);
        return;
    }
    account(w, key);
    let target = &w.elbv2.targets[key];
    let check = &w.elbv2.groups[target.group].health_check;
    let Some(checks) = target.checks.clone() else {
        return;
    };
    let needed = checks.needed(target.state, target.reason, check);
    if needed.is_some_and(|n| checks.have(n)) {
        let to = if checks.finding.passes() {
            TargetHealthStateEnum::Healthy
        } else {
            TargetHealthStateEnum::Unhealthy
        };
        let mut cause = checks.cause;
        if to == TargetHealthStateEnum::Unhealthy {
            let first = |w: &World| (!checks.were_passing()).then(|| blocking(w, key))?;
            cause = told(w, key).or_else(|| first(w)).unwrap_or(cause);
        }
        enter(w, key, to, checks.finding.reason(), cause);
    }
    plan(w, key);
}
