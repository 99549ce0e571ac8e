//! What stands in the way of a connection, in words that name the resource.

use std::net::Ipv4Addr;
use std::time::Duration;

use super::connect::{lead_to, leads};
use crate::change::{Subject, Trail};
use crate::container::{self, ContainerKey, State};
use crate::net::{Hop, Listener, NetError, Obstacle, Origin};
use crate::world::World;
use crate::{ec2, elbv2};

/// Finds what stands in the way of requests to a name, and passes all that
/// they depend on. None when nothing does, or when what is there is only not ready.
pub(crate) fn obstacle(
    w: &World,
    from: Origin,
    name: &str,
    port: u16,
    trail: &mut Trail,
) -> Option<Obstacle> {
    let ends = leads(w, from, name, port, trail).ok()?;
    for end in ends {
        match end {
            Ok(Listener::Balancer(balancer, port)) => {
                let targets = elbv2::targets_along(w, balancer, port, name, "/", trail);
                trail.pass(Subject::Balancer(balancer));
                let from = Origin::Balancer(balancer);
                let mut found = targets
                    .into_iter()
                    .filter_map(|share| share.target)
                    .filter_map(|(address, port)| deaf(w, from, address, port, trail));
                return found.next();
            }
            Ok(Listener::Container(key, port)) => {
                // Only the way counts here.
                let _ = container::serving(w, key, trail);
                if let Some(found) = not_listening(w, key, port) {
                    return Some(found);
                }
            }
            Err(NetError::TimedOut(Hop::SecurityGroup)) => {
                return Some(closed(w, from, port, trail));
            }
            Err(NetError::Refused) => {
                let mut passed = trail.containers().into_iter();
                return passed.find_map(|key| not_listening(w, key, port));
            }
            _ => {}
        }
    }
    None
}

/// Says so when nothing listens on a port at an address although the program there is ready; passes the way there.
pub(crate) fn deaf(
    w: &World,
    from: Origin,
    address: Ipv4Addr,
    port: u16,
    trail: &mut Trail,
) -> Option<Obstacle> {
    match lead_to(w, from, address, port, trail) {
        Ok(Listener::Container(key, port)) => {
            let _ = container::serving(w, key, trail);
            not_listening(w, key, port)
        }
        Err(NetError::Refused) => trail
            .containers()
            .into_iter()
            .find_map(|key| not_listening(w, key, port)),
        Err(NetError::TimedOut(Hop::SecurityGroup)) => Some(closed(w, from, port, trail)),
        _ => None,
    }
}

/// How long a program starts before that is what stands in the way.
const LONG: Duration = Duration::from_secs(60);

fn not_listening(w: &World, key: ContainerKey, port: u16) -> Option<Obstacle> {
    let c = w.containers.get(key)?;
    if w.now.since(c.started) > LONG
        && let Some(found) = container::still_starting(w, key)
    {
        return Some(found);
    }
    if c.state != State::Ready || c.ports.contains(&port) && !c.loopback_only {
        return None;
    }
    let listens = |port: &u16| match c.loopback_only {
        true => format!("127.0.0.1:{port}"),
        false => port.to_string(),
    };
    let ports: Vec<String> = c.ports.iter().map(listens).collect();
    let listens = match &ports[..] {
        [] => "no port".to_owned(),
        ports => ports.join(", "),
    };
    let resource = c.spec.name.clone();
    let text = format!("nothing listens on port {port}: its program listens on {listens}");
    let cause = None;
    Some(Obstacle {
        resource,
        text,
        cause,
    })
}

fn closed(w: &World, from: Origin, port: u16, trail: &Trail) -> Obstacle {
    let groups: Vec<String> = trail
        .security_groups()
        .into_iter()
        .filter_map(|key| ec2::group_id(w, key))
        .collect();
    let sender = match from {
        Origin::Internet(address) => format!("{address}"),
        _ => "the sender".to_owned(),
    };
    let text = format!("no rule lets {sender} in on port {port}");
    Obstacle {
        resource: groups.join(", "),
        text,
        cause: None,
    }
}
