//! What programs connect to, and whether anything answers there.

use std::collections::BTreeSet;
use std::fmt::Display;

use super::sight::{Sight, Sights, is_own};
use super::{Found, Why};
use crate::app::node::key_below;
use crate::app::service::{Condition, MountType, Service};
use crate::strategy::{App, Way};
use crate::workload::Need;

/// Refuses what its program needs and does not find: at its start always, later where users would get an error.
pub(super) fn find(found: &mut Found<'_>, sights: &Sights<'_>, name: &str, service: &Service) {
    let app = found.app;
    published(found, name, service);
    let checked = checked(app, found.way, name, service);
    let asked = sights.asked(name).max(checked);
    for need in &sights.needs[name] {
        let serves = asked.is_some_and(|whole| whole || need.requirement.at_start);
        if need.requirement.at_start || serves {
            unreachable(found, sights, name, service, need);
        }
    }
    if found.way.composes() && !found.way.careful() && asked.is_some() {
        race(found, sights, name, service);
    }
}

/// Tells whether somebody heeds a health check that asks its own program for a page: then it needs what a page needs.
fn checked(app: &App, way: Way, name: &str, service: &Service) -> Option<bool> {
    let heeded = way.in_tasks() || way.careful() || app.awaits_health_of(name);
    let check = service.healthcheck.as_ref().filter(|h| !h.is_disabled())?;
    let line = check.test.join(" ");
    let asks = ["curl", "wget"].iter().any(|tool| line.contains(tool)) && line.contains("http");
    let stated = service.hints.health_path.is_some();
    // Its health path, as the simulator reads it off the check, tells what it needs at its start only.
    let page = app.profiles[name].health_path.is_empty() && !stated;
    (heeded && asks).then_some(page)
}

/// Ports that users call and on which the program does not listen.
fn published(found: &mut Found<'_>, name: &str, service: &Service) {
    let app = found.app;
    let listens = &app.profiles[name].listens;
    let entrances = app.entrances_of(name);
    for (index, port) in service.ports.iter().enumerate() {
        let public = entrances.iter().any(|e| {
            let first = port.published_range().map(|range| range.0);
            e.target == port.target && first == Some(e.published)
        });
        let silent = !listens.is_empty() && !listens.contains(&port.target);
        if public && silent && !is_configured(app, name) {
            let all: Vec<String> = listens.iter().map(ToString::to_string).collect();
            let all = all.join(", ");
            let args: [(&str, &dyn Display); 3] =
                [("port", &port.target), ("ports", &all), ("service", &name)];
            found.at(name, &format!("ports[{index}]"), Why::NobodyListens, &args);
        }
    }
}

/// Tells whether files that a well-known program reads may say where it listens.
fn is_configured(app: &App, name: &str) -> bool {
    let service = &app.project.services[name];
    let usual = app.profiles[name].origins.get("listens");
    let files = service.volumes.iter().any(|m| m.kind == MountType::Bind);
    usual.is_some_and(|o| o.starts_with("image.")) && (files || !service.configs.is_empty())
}

fn unreachable(
    found: &mut Found<'_>,
    sights: &Sights<'_>,
    name: &str,
    service: &Service,
    need: &Need,
) {
    let app = found.app;
    let host = &need.requirement.host;
    let key = key_of(service, need);
    match sights.look(name, &need.requirement) {
        Sight::Nothing => found.at(name, &key, Why::HostUnknown, &[("host", host)]),
        Sight::LeftOut => found.at(name, &key, Why::HostLeftOut, &[("host", host)]),
        Sight::Apart(other) => {
            let args: [(&str, &dyn Display); 2] = [("host", host), ("service", &other)];
            found.at(name, &key, Why::NoSharedNetwork, &args);
        }
        Sight::Service(other) if other != name => {
            let port = need.requirement.port;
            let ports = match found.way {
                Way::Fargate(_) | Way::EcsEc2(_) | Way::Express(_) => app.ports(other),
                Way::Ec2(_) | Way::Asg(_) => app.profiles[other].listens.clone(),
            };
            let heard = ports.contains(&port) || port == 0 && !ports.is_empty();
            // What a job opens while it works, and what a guess does not tell, nobody knows.
            if heard || app.is_job(other) || ports.is_empty() || is_configured(app, other) {
                return;
            }
            let all: Vec<String> = ports.iter().map(ToString::to_string).collect();
            let all = all.join(", ");
            let args: [(&str, &dyn Display); 3] =
                [("port", &port), ("ports", &all), ("service", &other)];
            found.at(name, &key, Why::NobodyListens, &args);
        }
        Sight::Service(_) if is_own(host) => {
            let port = need.requirement.port;
            let heard = app.profiles[name].listens.contains(&port) || port == 0;
            // Where a service is meant that the file has, `names` says it.
            if need.requirement.at_start && !heard && !is_refused(found, name, &key) {
                found.at(name, &key, Why::OwnPortSilent, &[("port", &port)]);
            }
        }
        Sight::Service(_) | Sight::Mapped => {}
    }
}

/// Tells whether a key below a service is refused already.
fn is_refused(found: &Found<'_>, name: &str, below: &str) -> bool {
    let whole = format!("{}.{below}", key_below("services", name));
    found.list.iter().any(|refusal| refusal.key == whole)
}

/// The key that says what a program needs.
fn key_of(service: &Service, need: &Need) -> String {
    match &need.variable {
        Some(variable) => format!("environment.{variable}"),
        None if service.depends_on.contains_key(&need.requirement.host) => {
            format!("depends_on.{}", need.requirement.host)
        }
        None => "x-paperboat.requires".to_owned(),
    }
}

/// A program that ends when it does not find what it needs at its start, beside one that takes longer to get ready:
/// nobody waits, and nobody starts it again.
fn race(found: &mut Found<'_>, sights: &Sights<'_>, name: &str, service: &Service) {
    let app = found.app;
    let again = service.restart.as_deref().is_some_and(|r| r != "no")
        || (service.deploy.as_ref()).is_some_and(|d| d.restart_policy.is_some());
    if again || app.is_job(name) {
        return;
    }
    for need in &sights.needs[name] {
        let Some(other) = sights.reached(name, &need.requirement) else {
            continue;
        };
        if !need.requirement.at_start || other == name || waits(app, name, other) {
            continue;
        }
        let (own, theirs) = (app.profiles[name].boot_s, app.profiles[other].boot_s);
        if own * CONNECTS_AT + HEAD_START_S < theirs * SURE {
            let key = key_of(service, need);
            if !is_refused(found, name, &key) {
                found.at(name, &key, Why::NobodyWaits, &[("service", &other)]);
            }
            return;
        }
    }
}

/// The part of its start after which a program connects, as the simulator has it (`app.connects_at`).
const CONNECTS_AT: f64 = 0.5;
/// What Compose takes from the start of one container to that of the next, in seconds (own estimate).
const HEAD_START_S: f64 = 0.3;
/// Starts vary: only what is surely slower is told.
const SURE: f64 = 0.8;

/// Tells whether Compose starts a service only after another one is ready, by way of others too.
fn waits(app: &App, name: &str, other: &str) -> bool {
    let mut ahead = vec![name];
    let mut seen = BTreeSet::new();
    while let Some(next) = ahead.pop() {
        let Some(stated) = app.project.services.get(next).filter(|_| seen.insert(next)) else {
            continue;
        };
        for (dependency, how) in &stated.depends_on {
            if dependency == other && how.condition == Condition::ServiceHealthy {
                return true;
            }
            if how.condition != Condition::ServiceStarted {
                ahead.push(dependency);
            }
        }
    }
    false
}
