//! How requests to a name are split among the programs behind it.

use super::connect::{lead_to, leads, taken};
use crate::change::{Subject, Trail};
use crate::elbv2::{self, BalancerKey, Share};
use crate::id::ContainerKey;
use crate::net::{Listener, NetError, Origin, Route};
use crate::world::World;

/// Says where requests to a name and port go now, split as a load balancer or the addresses of the name split them.
///
/// Empty when there is nobody behind the name.
#[must_use]
pub fn route(w: &World, from: Origin, name: &str, port: u16) -> Vec<Route> {
    route_along(w, from, name, port, &mut Trail::off())
}

/// Says where requests go as [`route`] does, and passes what that depends on.
pub(crate) fn route_along(
    w: &World,
    from: Origin,
    name: &str,
    port: u16,
    trail: &mut Trail,
) -> Vec<Route> {
    let ends = leads(w, from, name, port, trail);
    split(w, name, ends, trail)
}

/// Connects to a name as [`dial`](super::dial) does, and says where requests go as [`route`] does.
///
/// # Errors
/// Of the connection.
pub(crate) fn dial_and_route(
    w: &World,
    from: Origin,
    name: &str,
    port: u16,
    trail: &mut Trail,
) -> Result<(Listener, Vec<Route>), NetError> {
    let ends = leads(w, from, name, port, trail)?;
    let taken = taken(w, &ends, trail)?;
    Ok((taken, split(w, name, Ok(ends), trail)))
}

/// How requests are split among the ends of the ways to a name.
fn split(
    w: &World,
    name: &str,
    ends: Result<Vec<Result<Listener, NetError>>, NetError>,
    trail: &mut Trail,
) -> Vec<Route> {
    let mut ends = ends.unwrap_or_else(|error| vec![Err(error)]);
    if ends.iter().all(Result::is_err) {
        ends.truncate(1);
    }
    // A load balancer has an address in each zone; each of them sends to all targets.
    let balancer = ends.iter().find_map(|end| match end {
        Ok(Listener::Balancer(key, port)) => Some((*key, *port)),
        _ => None,
    });
    if let Some((balancer, port)) = balancer {
        return balanced(w, balancer, port, name, trail);
    }
    let share = 1.0 / ends.len() as f64;
    ends.into_iter()
        .map(|end| Route {
            share,
            target: program(w, end),
        })
        .collect()
}

fn balanced(
    w: &World,
    balancer: BalancerKey,
    port: u16,
    host: &str,
    trail: &mut Trail,
) -> Vec<Route> {
    trail.pass(Subject::Balancer(balancer));
    if !elbv2::listens(w, balancer, port) {
        trail.block(|| [Subject::Balancer(balancer)]);
        let target = Err(NetError::Refused.key());
        return vec![Route { share: 1.0, target }];
    }
    let targets = elbv2::targets_along(w, balancer, port, host, "/", trail);
    const NOBODY: Result<ContainerKey, &str> = Err("no-target");
    if targets.is_empty() {
        return vec![Route {
            share: 1.0,
            target: NOBODY,
        }];
    }
    let mut route = |share: Share| Route {
        share: share.part,
        target: share.target.map_or(NOBODY, |(address, port)| {
            let end = lead_to(w, Origin::Balancer(balancer), address, port, trail);
            program(w, end)
        }),
    };
    targets.into_iter().map(&mut route).collect()
}

/// The program at the end of a way.
fn program(w: &World, end: Result<Listener, NetError>) -> Result<ContainerKey, &'static str> {
    match end.map_err(|error| error.key())? {
        Listener::Container(key, port) => {
            let listens = w
                .containers
                .get(key)
                .is_some_and(|c| c.ports.contains(&port));
            // What a program that has not started yet will listen on is not known.
            let waits = w.containers.get(key).is_some_and(|c| c.ports.is_empty());
            if listens || waits {
                Ok(key)
            } else {
                Err(NetError::Refused.key())
            }
        }
        Listener::Sshd(_) | Listener::Balancer(..) | Listener::FileSystem(_) => {
            Err(NetError::Refused.key())
        }
    }
}
