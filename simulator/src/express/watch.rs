//! The alarm that watches a new version: when too many requests fail, it goes back.
//!
//! Counted are the requests to the name of the service, once a period of CloudWatch, from the first that the new version gets to
//! the end of its bake time. A period without requests raises nothing. Whether an answer is an error of the program or of the load
//! balancer makes no difference.

use std::time::Duration;

use paperboat_core::event::EventKind;

use super::Due;
use super::service::ServiceKey;
use crate::ecs;
use crate::model::Limit;
use crate::traffic;
use crate::wake::Kind;
use crate::world::World;

/// Begins to watch a deployment.
pub(super) fn begin(w: &mut World, key: ServiceKey) {
    let service = &mut w.express.services[key];
    service.generation = service.generation.wrapping_add(1);
    service.points.clear();
    again(w, key);
}

fn again(w: &mut World, key: ServiceKey) {
    let host = w.express.services[key].host.clone();
    let counted = traffic::counted(w, &host).unwrap_or_default();
    let service = &mut w.express.services[key];
    service.counted = counted;
    let generation = service.generation;
    let due = w.express.due.insert(Due::Watch(key, generation));
    let period = Duration::from_secs(w.model.limit(Limit::AppscalingPeriodS));
    w.wake_in(period, Kind::Express, due.slot(), 0);
}

/// Looks at the period that is over.
pub(super) fn look(w: &mut World, key: ServiceKey, generation: u16) {
    let service = &w.express.services[key];
    if service.generation != generation || service.gone {
        return;
    }
    let Some(has_requests) = ecs::shifting(w, service.ecs) else {
        return;
    };
    if has_requests {
        let (asked, lost) = service.counted;
        let now = traffic::counted(w, &service.host).unwrap_or((asked, lost));
        let (asked, lost) = (now.0 - asked, now.1 - lost);
        let percent = if asked > 0.0 {
            100.0 * lost / asked
        } else {
            0.0
        };
        let limit = |limit| w.model.limit(limit);
        let (most, periods, points) = (
            limit(Limit::ExpressAlarmPercent) as f64,
            limit(Limit::ExpressAlarmPeriods) as usize,
            limit(Limit::ExpressAlarmPoints) as usize,
        );
        let service = &mut w.express.services[key];
        service.points.push(percent > most);
        let first = service.points.len().saturating_sub(periods);
        let raised = service.points[first..]
            .iter()
            .filter(|point| **point)
            .count();
        if raised >= points {
            return take_back(w, key, percent);
        }
    }
    again(w, key);
}

fn take_back(w: &mut World, key: ServiceKey, percent: f64) {
    let service = &w.express.services[key];
    let (ecs_key, last, resource) = (service.ecs, service.last, service.alarm());
    let text = format!("ALARM: {percent:.1} % of the requests failed");
    let event = w.emit(Some(last), EventKind::Message { resource, text });
    ecs::take_back(w, ecs_key, event);
    // The version that serves again is the newest that is wanted.
    let running = ecs::definition_of(w, ecs_key);
    let service = &mut w.express.services[key];
    let back = service
        .versions
        .iter()
        .rev()
        .find(|v| v.task_definition_arn == running);
    if let Some(back) = back.cloned() {
        service.versions.push(back);
    }
}
