//! Whether a program can answer, given all that it depends on.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::workload::{Requirement, WorkloadKind};

use super::ContainerKey;
use super::life::State;
use crate::change::{Subject, Trail};
use crate::model::Rule;
use crate::net::{self, Listener, Origin};
use crate::world::World;

/// What is known of containers so far: requests a second, or why none; nothing while that is being found out.
type Rates = BTreeMap<ContainerKey, Option<Result<f64, &'static str>>>;

/// Requests a second that a container answers now, or a catalogue key that says why it answers none.
///
/// It answers when it is ready and everything that it connects to is reachable and answers itself. What only hands
/// requests on ([`WorkloadKind::Web`]) answers no more than the programs behind each of its names do together. Two
/// services that call each other do not wait for each other here.
pub(crate) fn serving(
    w: &World,
    key: ContainerKey,
    trail: &mut Trail,
) -> Result<f64, &'static str> {
    rate(w, key, &mut Rates::new(), trail)
}

/// Seconds of a vCPU that an answer takes on the machine of a container: its own, and those of the programs on the same
/// machine that it asks, once each.
pub(crate) fn effort(w: &World, key: ContainerKey) -> f64 {
    let mut seen = BTreeSet::new();
    let mut ahead = vec![key];
    let mut sum = 0.0;
    while let Some(key) = ahead.pop() {
        let Some(c) = w.containers.get(key).filter(|_| seen.insert(key)) else {
            continue;
        };
        let rate = w.registry.images[c.spec.image].profile.requests_per_second;
        if rate > 0.0 {
            sum += w.model.rule(Rule::CpuBusyAtCapacity) / rate;
        }
        for need in &c.needs {
            let (from, mut trail) = (Origin::Container(key), Trail::off());
            let reached = net::dial_and_route(w, from, &need.host, need.port, &mut trail);
            let routes = reached.map(|(_, routes)| routes).unwrap_or_default();
            let near = |peer: &ContainerKey| {
                let peer = w.containers.get(*peer);
                peer.is_some_and(|p| p.spec.owner == c.spec.owner)
            };
            ahead.extend(routes.into_iter().filter_map(|r| r.target.ok()).find(near));
        }
    }
    sum
}

/// The HTTP status with which a container answers a path on one of its ports; none when it does not speak HTTP there.
pub(crate) fn answer_http(
    w: &World,
    key: ContainerKey,
    port: u16,
    path: &str,
    trail: &mut Trail,
) -> Option<u16> {
    trail.pass(Subject::Container(key));
    let c = w.containers.get(key)?;
    let profile = &w.registry.images[c.spec.image].profile;
    if !profile.http || !c.listens(port) {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let health = path == profile.health_path;
    let elsewhere = !profile.health_path.is_empty() && profile.health_path != "/";
    if matches!(path, "" | "/") && elsewhere && profile.kind == WorkloadKind::App {
        return Some(404);
    }
    let mut rates = Rates::from([(key, None)]);
    let mut down = c
        .needs
        .iter()
        .filter(|need| behind(w, key, need, &mut rates, trail).is_err());
    Some(match down.find(|need| need.at_start || !health) {
        None => 200,
        Some(_) if health => 503,
        Some(_) => 500,
    })
}

fn rate(
    w: &World,
    key: ContainerKey,
    rates: &mut Rates,
    trail: &mut Trail,
) -> Result<f64, &'static str> {
    trail.pass(Subject::Container(key));
    let Some(c) = w.containers.get(key) else {
        return Err("nobody-there");
    };
    let profile = &w.registry.images[c.spec.image].profile;
    if let Some(known) = rates.insert(key, None) {
        rates.insert(key, known);
        return known.unwrap_or(Ok(profile.requests_per_second));
    }
    if c.state != State::Ready {
        trail.block(|| [Subject::Container(key)]);
    }
    let found = match c.state {
        State::Created => Err("not-started"),
        State::Booting => Err("booting"),
        State::Stopping => Err("stopping"),
        State::Exited(_) => Err("exited"),
        State::Ready if c.deaf.is_some() => Err("refused"),
        State::Ready => {
            let hands_on = profile.kind == WorkloadKind::Web;
            let mut needs = c.needs.iter();
            needs.try_fold(profile.requests_per_second, |own, need| {
                let behind = behind(w, key, need, rates, trail)?;
                Ok(if hands_on { own.min(behind) } else { own })
            })
        }
    };
    rates.insert(key, Some(found));
    found
}

/// Requests a second that the programs behind a requirement answer together; no bound where they speak no HTTP.
fn behind(
    w: &World,
    key: ContainerKey,
    need: &Requirement,
    rates: &mut Rates,
    trail: &mut Trail,
) -> Result<f64, &'static str> {
    let from = Origin::Container(key);
    let reached = net::dial_and_route(w, from, &need.host, need.port, trail);
    let (end, routes) = reached.map_err(|_| "requirement-unreachable")?;
    if matches!(end, Listener::Sshd(_) | Listener::FileSystem(_)) {
        return Ok(f64::INFINITY);
    }
    let peers: BTreeSet<ContainerKey> = routes.into_iter().filter_map(|r| r.target.ok()).collect();
    let able = peers.into_iter().filter_map(|peer| {
        let speaks = w.registry.images[w.containers.get(peer)?.spec.image]
            .profile
            .http;
        let rate = rate(w, peer, rates, trail).ok()?;
        Some(if speaks { rate } else { f64::INFINITY })
    });
    able.reduce(|sum, rate| sum + rate)
        .ok_or("requirement-down")
}
