//! Which ports of a container are exposed and which are published, as every command shows them.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use super::config::{Bound, Publish};
use super::container::Container;
use super::image;
use crate::host::MachineKey;
use crate::world::World;

/// A port inside a container with its protocol.
pub(super) type Port = (u16, String);

/// The ports that an image exposes: what its Dockerfile says, or else where its program listens.
pub(super) fn of_image(w: &World, machine: MachineKey, image: &str) -> Vec<Port> {
    let config = image::shown_config(w, machine, image);
    let read = config.exposes.iter();
    read.filter_map(|text| super::cli::run::exposed(text))
        .flat_map(|(ports, protocol)| ports.map(move |port| (port, protocol.to_owned())))
        .collect()
}

/// The ports that a container exposes: its image's, those of `--expose`, and those that it publishes.
pub(super) fn exposed(w: &World, machine: MachineKey, container: &Container) -> Vec<Port> {
    let mut all = of_image(w, machine, &container.image);
    let config = &container.config;
    all.extend(
        config
            .exposes()
            .map(|(port, protocol)| (port, protocol.to_owned())),
    );
    let published = config.publish.iter();
    all.extend(published.map(|p| (p.container_port, p.protocol.clone())));
    all.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    all.dedup();
    all
}

/// What `--publish-all` publishes beside what is named.
pub(super) fn all_to_publish(
    w: &World,
    machine: MachineKey,
    container: &Container,
) -> Vec<Publish> {
    let named = |port: &Port| {
        let mut publish = container.config.publish.iter();
        publish.any(|p| (p.container_port, &p.protocol) == (port.0, &port.1))
    };
    let exposed = exposed(w, machine, container).into_iter();
    let further = exposed.filter(|port| !named(port));
    further
        .map(|(container_port, protocol)| Publish {
            host_ip: Ipv4Addr::UNSPECIFIED,
            host: None,
            container_port,
            protocol,
        })
        .collect()
}

/// Where a binding is reached: its own address, and the IPv6 one of the same name when it takes any.
pub(super) fn addresses(bound: &Bound) -> Vec<String> {
    let own = bound.host_ip.to_string();
    if bound.host_ip.is_unspecified() {
        vec![own, "::".to_owned()]
    } else {
        vec![own]
    }
}

/// `.NetworkSettings.Ports` of `docker inspect`: only a container that runs on a network of its own has any.
pub(super) fn settings(w: &World, machine: MachineKey, container: &Container) -> Value {
    let mut value = json!({});
    if !container.is_running() || !has_own_network(container) {
        return value;
    }
    for (port, protocol) in exposed(w, machine, container) {
        let same = |b: &&Bound| b.container_port == port && b.protocol == protocol;
        let bound = container.bound.iter().filter(same);
        let places = bound.flat_map(|bound| {
            let port = bound.host_port.to_string();
            addresses(bound)
                .into_iter()
                .map(move |ip| json!({ "HostIp": ip, "HostPort": port }))
        });
        let places: Vec<Value> = places.collect();
        value[format!("{port}/{protocol}")] = if places.is_empty() {
            Value::Null
        } else {
            places.into()
        };
    }
    value
}

fn has_own_network(container: &Container) -> bool {
    let other = |n: &(String, Vec<String>)| n.0 == "host" || n.0 == "none";
    container.config.joins.is_none() && !container.config.networks.iter().any(other)
}

/// A run of ports that stand side by side inside and outside, as `docker ps` writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    protocol: String,
    /// The address and the first port outside; none for a port that is only exposed.
    outside: Option<(String, u16)>,
    first: u16,
    last: u16,
}

impl Run {
    fn text(&self) -> String {
        let span = |first: u16, last: u16| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        };
        let inside = format!("{}/{}", span(self.first, self.last), self.protocol);
        match &self.outside {
            None => inside,
            Some((address, port)) => {
                let last = port.saturating_add(self.last - self.first);
                format!("{address}:{}->{inside}", span(*port, last))
            }
        }
    }
}

/// The ports column of `docker ps`: by protocol and port, runs joined, IPv4 before IPv6 (docker/cli, `DisplayablePorts`).
pub(super) fn column(w: &World, machine: MachineKey, container: &Container) -> String {
    if !container.is_running() || !has_own_network(container) {
        return String::new();
    }
    let mut bound: Vec<&Bound> = container.bound.iter().collect();
    bound.sort_by(|a, b| (&a.protocol, a.container_port).cmp(&(&b.protocol, b.container_port)));
    let mut singles: Vec<Run> = Vec::new();
    for (port, protocol) in exposed(w, machine, container) {
        let same = |b: &&&Bound| b.container_port == port && b.protocol == protocol;
        let places: Vec<(String, u16)> = bound
            .iter()
            .filter(same)
            .flat_map(|b| addresses(b).into_iter().map(|ip| (ip, b.host_port)))
            .collect();
        let run = |outside| Run {
            protocol: protocol.clone(),
            outside,
            first: port,
            last: port,
        };
        if places.is_empty() {
            singles.push(run(None));
        }
        singles.extend(places.into_iter().map(|place| run(Some(place))));
    }
    let address = |run: &Run| run.outside.as_ref().map(|o| o.0.clone());
    let mut runs: Vec<Run> = Vec::new();
    for single in singles {
        let follows = |run: &&mut Run| {
            let next = match (&run.outside, &single.outside) {
                (Some((_, a)), Some((_, b))) => {
                    u32::from(*a) + u32::from(single.first - run.first) == u32::from(*b)
                }
                (None, None) => true,
                _ => false,
            };
            next && run.protocol == single.protocol
                && address(run) == address(&single)
                && run.last.checked_add(1) == Some(single.first)
        };
        match runs.iter_mut().find(follows) {
            Some(run) => run.last = single.last,
            None => runs.push(single),
        }
    }
    // Published ones first, in the order of the ports, with those of one address of its own before those of any.
    let any = |run: &Run| {
        run.outside
            .as_ref()
            .map(|(a, _)| (a == "0.0.0.0", a == "::"))
    };
    runs.sort_by_key(|run| {
        (
            run.outside.is_none(),
            any(run).unwrap_or((false, false)).1,
            any(run),
        )
    });
    let shown: Vec<String> = runs.iter().map(Run::text).collect();
    shown.join(", ")
}
