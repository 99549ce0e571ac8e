//! Names, as programs at different places see them.

use std::borrow::Cow;
use std::net::Ipv4Addr;

use super::sender;
use crate::change::{Subject, Trail};
use crate::container::Owner;
use crate::host;
use crate::id::REGION;
use crate::id::TaskKey;
use crate::net::{Endpoint, NetError, Origin};
use crate::world::World;
use crate::{ec2, ecs, efs, elbv2};

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Addresses, in the order in which they are tried.
    Addresses(Vec<Ipv4Addr>),
    /// Tasks with their ports, behind the proxy of Service Connect.
    Tasks(Vec<(TaskKey, u16)>),
}

/// Finds what a name and port stand for; port 0 when nothing says which.
pub(super) fn find(
    w: &World,
    from: Origin,
    name: &str,
    port: u16,
    trail: &mut Trail,
) -> Result<Found, NetError> {
    let bare = lower_case(name.strip_suffix('.').unwrap_or(name));
    if let Ok(address) = bare.parse() {
        return Ok(Found::Addresses(vec![address]));
    }
    if bare == "localhost" {
        return Ok(Found::Addresses(vec![Ipv4Addr::LOCALHOST]));
    }
    let owner = from
        .container()
        .and_then(|key| w.containers.get(key))
        .map(|c| c.spec.owner);
    if let Some(Owner::Task(task)) = owner {
        let known = ecs::service_connect_port(w, task, &bare).map(|first| match port {
            0 => first,
            port => port,
        });
        if let Some(port) = known {
            let behind = ecs::service_connect(w, task, &bare, port, trail);
            return Ok(Found::Tasks(behind.unwrap_or_default()));
        }
    }
    let addresses = docker(w, from, &bare, trail)
        .or_else(|| hosts_file(w, from, &bare))
        .or_else(|| public(w, from, &bare, trail))
        .or_else(|| private(w, from, &bare, trail));
    let found = addresses.filter(|a| !a.is_empty()).map(Found::Addresses);
    found.ok_or_else(|| NetError::NameNotFound(name.to_owned()))
}

fn lower_case(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// The names of a Docker engine's networks.
fn docker(w: &World, from: Origin, name: &str, trail: &mut Trail) -> Option<Vec<Ipv4Addr>> {
    let key = from.container()?;
    match w.containers.get(key)?.spec.owner {
        Owner::Docker(_) => {
            trail.pass_all(|| host::docker_bearers(w, key, name));
            host::docker_resolve(w, key, name)
        }
        Owner::Task(_) => None,
    }
}

/// The names of a machine's `/etc/hosts`, for its own programs.
fn hosts_file(w: &World, from: Origin, name: &str) -> Option<Vec<Ipv4Addr>> {
    let Origin::Machine(machine) = from else {
        return None;
    };
    let text = host::text_of(w, machine, "/etc/hosts")?;
    let addresses: Vec<Ipv4Addr> = text
        .lines()
        .filter_map(|line| {
            let mut words = line.split('#').next()?.split_whitespace();
            let address = words.next()?.parse().ok()?;
            words
                .any(|word| word.eq_ignore_ascii_case(name))
                .then_some(address)
        })
        .collect();
    (!addresses.is_empty()).then_some(addresses)
}

/// Names that the whole internet can resolve; within the VPC those of instances stand for private addresses.
fn public(w: &World, from: Origin, name: &str, trail: &mut Trail) -> Option<Vec<Ipv4Addr>> {
    trail.pass_all(|| [Subject::dns(name)]);
    if let Some(balancer) = elbv2::by_dns_name(w, name) {
        trail.pass(Subject::Balancer(balancer));
        let interfaces = ec2::addresses_of(w, Endpoint::Balancer(balancer));
        return Some(
            interfaces
                .map(|(private, public)| public.unwrap_or(private))
                .collect(),
        );
    }
    let label = name.strip_suffix(".compute-1.amazonaws.com")?;
    let address = dashed(label.strip_prefix("ec2-")?)?;
    trail.pass(Subject::Address(address));
    trail.pass_all(|| ec2::last_holder(w, address).and_then(Option::<Subject>::from));
    let endpoint = ec2::endpoint_at(w, address)?;
    let inside = sender::endpoint(w, from).and_then(|_| ec2::addresses(w, endpoint));
    Some(vec![inside.map_or(address, |(private, _)| private)])
}

/// Names that only the VPC's own DNS knows.
fn private(w: &World, from: Origin, name: &str, trail: &mut Trail) -> Option<Vec<Ipv4Addr>> {
    sender::endpoint(w, from)?;
    if let Some(tasks) = ecs::private_dns(w, name) {
        trail.pass_all(|| tasks.iter().copied().map(Subject::Task));
        let address = |task| Some(ec2::addresses(w, Endpoint::Task(task))?.0);
        return Some(tasks.into_iter().filter_map(address).collect());
    }
    if let Some(label) = name.strip_suffix(".ec2.internal") {
        return Some(vec![dashed(label.strip_prefix("ip-")?)?]);
    }
    let file_system = name.strip_suffix(&format!(".efs.{REGION}.amazonaws.com"))?;
    let zone = sender::endpoint(w, from).and_then(|own| ec2::addresses(w, own));
    let zone = zone.and_then(|(private, _)| ec2::zone_at(w, private))?;
    efs::mount_address(w, file_system, zone).map(|address| vec![address])
}

/// Reads `172-31-0-4`.
fn dashed(label: &str) -> Option<Ipv4Addr> {
    label.replace('-', ".").parse().ok()
}
