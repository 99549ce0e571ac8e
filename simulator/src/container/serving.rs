//! Whether a program can answer, given all that it depends on.

use std::collections::{BTreeMap, BTreeSet};

use paperboat_core::workload::{Requirement, WorkloadKind};

use super::ContainerKey;
use super::life::State;
use crate::change::{Reached, Subject, Trail};
use crate::model::Rule;
use crate::net::{Listener, Origin};
use crate::registry;
use crate::world::World;

/// What one look has found out of containers so far.
#[derive(Default)]
struct Rates {
    /// Requests a second, or why none; nothing while that is being found out.
    found: BTreeMap<ContainerKey, Option<Result<f64, &'static str>>>,
    /// Whether the look has come to a container again: to one whose needs it was looking at, or to one of its circle.
    met_again: bool,
}

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
    rate(w, key, &mut Rates::default(), trail)
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
        let rate = registry::image(w, c.spec.image).profile.requests_per_second;
        if rate > 0.0 {
            sum += w.model.rule(Rule::CpuBusyAtCapacity) / rate;
        }
        for need in &c.needs {
            let (from, mut trail) = (Origin::Container(key), Trail::off());
            let reached = w.dial_and_route(from, &need.host, need.port, &mut trail);
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
    let profile = &registry::image(w, c.spec.image).profile;
    if !profile.http || !c.listens(port) {
        return None;
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let health = path == profile.health_path;
    let elsewhere = !profile.health_path.is_empty() && profile.health_path != "/";
    if matches!(path, "" | "/") && elsewhere && profile.kind == WorkloadKind::App {
        return Some(404);
    }
    let mut rates = Rates::default();
    rates.found.insert(key, None);
    let needs = c.needs.iter().enumerate();
    let mut down = needs.filter(|need| behind(w, key, *need, &mut rates, trail).is_err());
    Some(match down.find(|(_, need)| need.at_start || !health) {
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
    if let Some(rate) = trail.known.as_ref().and_then(|k| k.rates.get(&key)) {
        return *rate;
    }
    let profile = &registry::image(w, c.spec.image).profile;
    if let Some(known) = rates.found.get(&key) {
        rates.met_again = true;
        return known.unwrap_or(Ok(profile.requests_per_second));
    }
    rates.found.insert(key, None);
    if c.state != State::Ready {
        trail.block(|| [Subject::Container(key)]);
    }
    let met_before = std::mem::take(&mut rates.met_again);
    let found = match c.state {
        State::Created => Err("not-started"),
        State::Booting => Err("booting"),
        State::Stopping => Err("stopping"),
        State::Exited(_) => Err("exited"),
        State::Ready if c.deaf.is_some() => Err("refused"),
        State::Ready => {
            let hands_on = profile.kind == WorkloadKind::Web;
            let mut needs = c.needs.iter().enumerate();
            needs.try_fold(profile.requests_per_second, |own, need| {
                let behind = behind(w, key, need, rates, trail)?;
                Ok(if hands_on { own.min(behind) } else { own })
            })
        }
    };
    rates.found.insert(key, Some(found));
    match &mut trail.known {
        // Within a circle it depends on who asks.
        Some(known) if !rates.met_again => {
            known.rates.insert(key, found);
        }
        _ => {}
    }
    rates.met_again |= met_before;
    found
}

/// Requests a second that the programs behind a requirement, the n-th of its container, answer together; no bound where
/// they speak no HTTP.
fn behind(
    w: &World,
    key: ContainerKey,
    need: (usize, &Requirement),
    rates: &mut Rates,
    trail: &mut Trail,
) -> Result<f64, &'static str> {
    let peers = match reached(w, key, need, trail) {
        Reached::Nobody => return Err("requirement-unreachable"),
        Reached::Unbounded => return Ok(f64::INFINITY),
        Reached::Programs(peers) => peers,
    };
    let able = peers.iter().filter_map(|peer| {
        let speaks = registry::image(w, w.containers.get(*peer)?.spec.image)
            .profile
            .http;
        let rate = rate(w, *peer, rates, trail).ok()?;
        Some(if speaks { rate } else { f64::INFINITY })
    });
    able.reduce(|sum, rate| sum + rate)
        .ok_or("requirement-down")
}

/// Where a container's connection to the n-th of its requirements ends.
fn reached(
    w: &World,
    key: ContainerKey,
    (n, need): (usize, &Requirement),
    trail: &mut Trail,
) -> Reached {
    if let Some(known) = trail.known.as_ref().and_then(|k| k.reached.get(&(key, n))) {
        return known.clone();
    }
    let from = Origin::Container(key);
    let reached = match w.dial_and_route(from, &need.host, need.port, trail) {
        Err(_) => Reached::Nobody,
        Ok((Listener::Sshd(_) | Listener::FileSystem(_), _)) => Reached::Unbounded,
        Ok((Listener::Container(..) | Listener::Balancer(..), routes)) => {
            let peers: BTreeSet<_> = routes.into_iter().filter_map(|r| r.target.ok()).collect();
            Reached::Programs(peers.into_iter().collect())
        }
    };
    if let Some(known) = &mut trail.known {
        known.reached.insert((key, n), reached.clone());
    }
    reached
}
