//! Whether a program can answer, given all that it depends on.

use std::collections::BTreeSet;

use paperboat_core::workload::{Requirement, WorkloadKind};

use super::ContainerKey;
use super::life::State;
use crate::net::{self, Listener, Origin};
use crate::world::World;

/// Requests a second that a container answers now, or a catalogue key that says why it answers none.
///
/// It answers when it is ready and everything that it connects to is reachable and answers itself. Two services
/// that call each other do not wait for each other here.
pub(crate) fn serving(w: &World, key: ContainerKey) -> Result<f64, &'static str> {
    able(w, key, &mut BTreeSet::new())?;
    Ok(w.registry.images[w.containers[key].spec.image]
        .profile
        .requests_per_second)
}

/// The HTTP status with which a container answers a path on one of its ports; none when it does not speak HTTP there.
pub(crate) fn answer_http(w: &World, key: ContainerKey, port: u16, path: &str) -> Option<u16> {
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
    let mut seen = BTreeSet::from([key]);
    let mut down = c
        .needs
        .iter()
        .filter(|need| met(w, key, need, &mut seen).is_err());
    Some(match down.find(|need| need.at_start || !health) {
        None => 200,
        Some(_) if health => 503,
        Some(_) => 500,
    })
}

fn able(
    w: &World,
    key: ContainerKey,
    seen: &mut BTreeSet<ContainerKey>,
) -> Result<(), &'static str> {
    if !seen.insert(key) {
        return Ok(());
    }
    let Some(c) = w.containers.get(key) else {
        return Err("nobody-there");
    };
    match c.state {
        State::Created => Err("not-started"),
        State::Booting => Err("booting"),
        State::Stopping => Err("stopping"),
        State::Exited(_) => Err("exited"),
        State::Ready => c.needs.iter().try_for_each(|need| met(w, key, need, seen)),
    }
}

fn met(
    w: &World,
    key: ContainerKey,
    need: &Requirement,
    seen: &mut BTreeSet<ContainerKey>,
) -> Result<(), &'static str> {
    match net::dial(w, Origin::Container(key), &need.host, need.port) {
        Err(_) => Err("requirement-unreachable"),
        Ok(Listener::Container(peer, _)) => able(w, peer, seen).map_err(|_| "requirement-down"),
        Ok(Listener::Balancer(..)) => {
            let routes = net::route(w, Origin::Container(key), &need.host, need.port);
            let some = routes
                .iter()
                .filter_map(|route| route.target.ok())
                .any(|peer| able(w, peer, seen).is_ok());
            some.then_some(()).ok_or("requirement-down")
        }
        Ok(Listener::Sshd(_) | Listener::FileSystem(_)) => Ok(()),
    }
}
