//! A period of CloudWatch is over: what was measured of a service, what its alarms say, and what is done about it.

use std::time::Duration;

use paperboat_core::time::Timestamp;

use super::decide::{self, Wish};
use super::policy::Metric;
use super::{TargetKey, activity, target};
use crate::ecs::{self, ServiceKey};
use crate::model::Limit;
use crate::traffic::{self, Taken};
use crate::wake::Kind;
use crate::world::World;

fn period(w: &World) -> Duration {
    Duration::from_secs(w.model.limit(Limit::AppscalingPeriodS))
}

/// Looks again when the next period is over.
pub(super) fn again(w: &mut World, key: TargetKey) {
    let (period, generation) = (period(w), w.applicationautoscaling.targets[key].generation);
    w.wake_in(period, Kind::ScalableTarget, key.slot(), generation);
}

/// Measures a period, and scales.
pub(super) fn look(w: &mut World, key: TargetKey) {
    if w.applicationautoscaling.targets[key].policies.is_empty() {
        return;
    }
    again(w, key);
    let Some(service) = target::service(w, key) else {
        return;
    };
    let since = Timestamp(w.now.0.saturating_sub(period(w).as_micros() as u64));
    let (running, taken) = (ecs::running_tasks(w, service), taken(w, service, since));
    let minutes = period(w).as_secs_f64() / 60.0;
    let mut wishes = Vec::new();
    let mut causes: Vec<(Wish, String)> = Vec::new();
    for place in 0..w.applicationautoscaling.targets[key].policies.len() {
        let metric = match w.applicationautoscaling.targets[key].policies[place].metric {
            Metric::Cpu => busy(&taken, running, period(w)),
            Metric::RequestsPerTarget => each(&taken, minutes),
        };
        let wish = wish(w, key, place, metric, running);
        let policy = &w.applicationautoscaling.targets[key].policies[place];
        if let Some(wish) = wish {
            let alarm = match wish {
                Wish::Out(_) => &policy.alarms[0],
                Wish::In(_) => &policy.alarms[1],
            };
            let why = format!(
                "monitor alarm {alarm} in state ALARM triggered policy {}",
                policy.name
            );
            causes.push((wish, why));
        }
        wishes.push(wish);
    }
    scale(w, key, service, &wishes, &causes);
}

/// The requests that tasks of a service took since a time.
fn taken(w: &World, service: ServiceKey, since: Timestamp) -> Vec<Taken> {
    traffic::taken(w, since, |key| ecs::service_of(w, key) == Some(service))
}

/// Percent of what the RUNNING tasks can answer that they answered; none without a task, of which nothing is measured.
fn busy(taken: &[Taken], running: u32, period: Duration) -> Option<f64> {
    let seconds = period.as_secs_f64();
    let share = |t: &Taken| (t.answered / (t.capacity * seconds)).min(1.0);
    let shares = taken.iter().filter(|t| t.capacity > 0.0).map(share);
    // The sum of nothing is -0 in floating point.
    let sum = shares.fold(0.0, |sum, share| sum + share);
    (running > 0).then(|| 100.0 * sum / f64::from(running))
}

/// Requests a minute that each target got; none without a target.
fn each(taken: &[Taken], minutes: f64) -> Option<f64> {
    let asked = taken.iter().fold(0.0, |sum, t| sum + t.asked);
    (!taken.is_empty()).then(|| asked / minutes / taken.len() as f64)
}

/// Counts a period for a policy, and says what it asks for.
fn wish(
    w: &mut World,
    key: TargetKey,
    place: usize,
    metric: Option<f64>,
    running: u32,
) -> Option<Wish> {
    let low = w.model.limit(Limit::AppscalingLowPercent) as f64 / 100.0;
    let (out, inward) = (
        w.model.limit(Limit::AppscalingOutPeriods),
        w.model.limit(Limit::AppscalingInPeriods),
    );
    let cooldown = w.model.limit(Limit::AppscalingCooldownS);
    let now = w.now;
    let target = &mut w.applicationautoscaling.targets[key];
    let (scaled_out, scaled_in) = (target.scaled_out, target.scaled_in);
    let policy = &mut target.policies[place];
    let value = policy.configuration.target_value;
    policy.streak.count(metric, value, value * low);
    let wanted = decide::proportional(running, metric?, value);
    let rests = |since: Option<Timestamp>, cooldown_s: Option<u32>| {
        let cooldown = Duration::from_secs(cooldown_s.map_or(cooldown, u64::from));
        since.is_some_and(|since| now < since + cooldown)
    };
    let configuration = &policy.configuration;
    if policy.streak.above >= out {
        // A larger scale-out goes beyond one whose cooldown is not over: what that brought is part of the desired count.
        return Some(Wish::Out(wanted));
    }
    let rests = rests(scaled_out, configuration.scale_out_cooldown)
        || rests(scaled_in, configuration.scale_in_cooldown);
    let may = configuration.disable_scale_in != Some(true) && !rests;
    (policy.streak.below >= inward && may).then_some(Wish::In(wanted))
}

/// Sets the desired count as the policies ask together. While a deployment is under way no task is taken away.
fn scale(
    w: &mut World,
    key: TargetKey,
    service: ServiceKey,
    wishes: &[Option<Wish>],
    causes: &[(Wish, String)],
) {
    let target = &w.applicationautoscaling.targets[key];
    let (min, max, last) = (target.min, target.max, target.last);
    let desired = ecs::desired(w, service);
    let outside = (!(min..=max).contains(&desired)).then(|| desired.clamp(min, max));
    let Some(wanted) = decide::settle(wishes, desired, min, max).or(outside) else {
        return;
    };
    let more = wanted > desired;
    if !more && ecs::is_rolling(w, service) {
        return;
    }
    let same = |(wish, _): &&(Wish, String)| matches!(wish, Wish::Out(_)) == more;
    let why = causes.iter().find(same).map_or_else(
        || "the desired count is outside of the bounds of the scalable target".to_owned(),
        |(_, why)| why.clone(),
    );
    let event = activity::write(w, key, wanted, why, last);
    let now = w.now;
    let target = &mut w.applicationautoscaling.targets[key];
    if more {
        target.scaled_out = Some(now);
    } else {
        target.scaled_in = Some(now);
    }
    ecs::scale(w, service, wanted, event);
}
