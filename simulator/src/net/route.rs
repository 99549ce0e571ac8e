//! Where the requests to a public address go, split as a load balancer splits them.

use super::{Listener, Origin, dial, lead};
use crate::container::ContainerKey;
use crate::elbv2::{self, BalancerKey};
use crate::world::World;

/// What becomes of a share of requests to a public address.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The share of the requests, 0 to 1; the shares of an address add up to 1.
    pub share: f64,
    /// The program that gets them, or a catalogue key that says why nobody does.
    pub target: Result<ContainerKey, &'static str>,
}

/// Says where requests to a name and port go now.
#[must_use]
pub(crate) fn route(w: &World, from: Origin, name: &str, port: u16) -> Vec<Route> {
    let all = |target| vec![Route { share: 1.0, target }];
    match lead(w, from, name, port) {
        Err(error) => all(Err(error.key())),
        Ok(Listener::Container(key, _)) => all(Ok(key)),
        Ok(Listener::Balancer(balancer, port)) => behind(w, balancer, port),
        Ok(Listener::Sshd(_) | Listener::FileSystem(_)) => all(Err("refused")),
    }
}

fn behind(w: &World, balancer: BalancerKey, port: u16) -> Vec<Route> {
    let targets = elbv2::targets(w, balancer, port, "/");
    if targets.is_empty() {
        return vec![Route {
            share: 1.0,
            target: Err("no-target"),
        }];
    }
    let target = |(share, address, port): (f64, std::net::Ipv4Addr, u16)| {
        let end = dial(w, Origin::Balancer(balancer), &address.to_string(), port);
        let target = match end {
            Ok(end) => end.container().ok_or("refused"),
            Err(error) => Err(error.key()),
        };
        Route { share, target }
    };
    targets.into_iter().map(target).collect()
}
