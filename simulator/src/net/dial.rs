//! One TCP connection attempt, from where it starts to the program that takes it.

use std::fmt;
use std::net::Ipv4Addr;

use super::{Endpoint, Listener, Origin};
use crate::container::{ContainerKey, Owner};
use crate::host::MachineKey;
use crate::world::World;
use crate::{ec2, ecs, elbv2, host};

/// The port of NFS.
const NFS: u16 = 2_049;
/// The port of sshd.
const SSH: u16 = 22;

/// Where packets vanish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hop {
    /// A security group does not let them in.
    SecurityGroup,
    /// Nobody has the address, or its machine is off.
    NobodyThere,
}

/// Why a connection did not come about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetError {
    /// The name does not resolve there.
    NameNotFound(String),
    /// Nothing listens: an answer comes at once.
    Refused,
    /// Packets vanish: the caller waits for its timeout.
    TimedOut(Hop),
}

impl NetError {
    /// The catalogue key that says why requests are lost.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::NameNotFound(_) => "name-not-found",
            Self::Refused => "refused",
            Self::TimedOut(Hop::SecurityGroup) => "security-group",
            Self::TimedOut(Hop::NobodyThere) => "nobody-there",
        }
    }
}

impl fmt::Display for NetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NameNotFound(name) => write!(f, "no address for {name}"),
            Self::Refused => f.write_str("connection refused"),
            Self::TimedOut(Hop::SecurityGroup) => f.write_str("timed out at a security group"),
            Self::TimedOut(Hop::NobodyThere) => f.write_str("timed out, nobody there"),
        }
    }
}

/// Tries a TCP connection.
///
/// # Errors
/// The hop at which it ends.
pub(crate) fn dial(w: &World, from: Origin, host: &str, port: u16) -> Result<Listener, NetError> {
    let end = lead(w, from, host, port)?;
    match end {
        Listener::Container(key, port)
            if !w.containers.get(key).is_some_and(|c| c.listens(port)) =>
        {
            Err(NetError::Refused)
        }
        end => Ok(end),
    }
}

/// Says where a connection would arrive, whether or not a container's program takes it there.
///
/// # Errors
/// The hop before that at which it ends.
pub(crate) fn lead(w: &World, from: Origin, host: &str, port: u16) -> Result<Listener, NetError> {
    let literal: Option<Ipv4Addr> = host.parse().ok();
    if host == "localhost" || literal.is_some_and(|a| a.is_loopback()) {
        return itself(w, from, port);
    }
    if let Origin::Container(key) = from
        && let Some(found) = by_container_name(w, key, host, literal, port)
    {
        return found;
    }
    if let Some(balancer) = elbv2::by_dns_name(w, host) {
        return arrive(w, from, Endpoint::Balancer(balancer), None, port);
    }
    let address = literal
        .or_else(|| public_dns(host))
        .ok_or_else(|| NetError::NameNotFound(host.to_owned()))?;
    let endpoint = ec2::endpoint_at(w, address).ok_or(NetError::TimedOut(Hop::NobodyThere))?;
    arrive(w, from, endpoint, Some(address), port)
}

/// The address in a name such as `ec2-198-51-100-7.compute-1.amazonaws.com`.
fn public_dns(host: &str) -> Option<Ipv4Addr> {
    let (head, domain) = host.split_once('.')?;
    let ours = domain.starts_with("compute") && domain.ends_with("amazonaws.com");
    let dashed = head.strip_prefix("ec2-").filter(|_| ours)?;
    dashed.replace('-', ".").parse().ok()
}

fn itself(w: &World, from: Origin, port: u16) -> Result<Listener, NetError> {
    match from {
        Origin::Container(key) => match w.containers.get(key).map(|c| c.spec.owner) {
            Some(Owner::Task(task)) => in_task(w, task, port).ok_or(NetError::Refused),
            Some(Owner::Docker(_)) => Ok(Listener::Container(key, port)),
            None => Err(NetError::Refused),
        },
        Origin::Machine(machine) => on_machine(w, machine, Ipv4Addr::LOCALHOST, port),
        Origin::Internet(_) | Origin::Balancer(_) => Err(NetError::Refused),
    }
}

/// Finds what a container means by a name or by an address of its own networks; none when that decides nothing.
fn by_container_name(
    w: &World,
    key: ContainerKey,
    host: &str,
    literal: Option<Ipv4Addr>,
    port: u16,
) -> Option<Result<Listener, NetError>> {
    match w.containers.get(key)?.spec.owner {
        Owner::Docker(machine) => {
            let named =
                literal.map_or_else(|| host::docker_resolve(w, key, host), |a| Some(vec![a]))?;
            let mut ends = named.iter().filter_map(|address| {
                if address.is_loopback() {
                    return Some(key);
                }
                host::docker_container_at(w, machine, Some(key), *address)
            });
            let first = ends.next();
            let takes = |k: &ContainerKey| w.containers.get(*k).is_some_and(|c| c.listens(port));
            // Docker's DNS hands out all addresses; a client goes on to the next one when a connection is refused.
            if let Some(end) = first.filter(takes).or_else(|| ends.find(takes)).or(first) {
                return Some(Ok(Listener::Container(end, port)));
            }
            let address = *named.first()?;
            let docker_range =
                address.octets()[0] == 172 && (17..=30).contains(&address.octets()[1]);
            if !docker_range {
                return None;
            }
            let gateway = address.octets()[3] == 1;
            Some(if gateway {
                on_machine(w, machine, address, port)
            } else {
                Err(NetError::TimedOut(Hop::NobodyThere))
            })
        }
        Owner::Task(task) => {
            if literal.is_some() {
                return None;
            }
            if let Some(peers) = ecs::service_connect(w, task, host, port) {
                return Some(first_of(w, Origin::Container(key), peers));
            }
            let peers = ecs::private_dns(w, host)?;
            Some(first_of(
                w,
                Origin::Container(key),
                peers.into_iter().map(|t| (t, port)).collect(),
            ))
        }
    }
}

/// Goes to the first task that takes the connection, as the Service Connect proxy and a retrying client do.
fn first_of(
    w: &World,
    from: Origin,
    peers: Vec<(ecs::TaskKey, u16)>,
) -> Result<Listener, NetError> {
    let mut last = Err(NetError::Refused);
    for (task, port) in peers {
        let end = arrive(w, from, Endpoint::Task(task), None, port);
        let takes = match &end {
            Ok(Listener::Container(key, port)) => {
                w.containers.get(*key).is_some_and(|c| c.listens(*port))
            }
            Ok(_) => true,
            Err(_) => false,
        };
        last = end;
        if takes {
            break;
        }
    }
    last
}

/// Passes the security groups of an endpoint and finds what is behind it.
fn arrive(
    w: &World,
    from: Origin,
    endpoint: Endpoint,
    address: Option<Ipv4Addr>,
    port: u16,
) -> Result<Listener, NetError> {
    let own = from.endpoint(w) == Some(endpoint);
    if !own && !ec2::allows(w, from.source(w), endpoint, port) {
        return Err(NetError::TimedOut(Hop::SecurityGroup));
    }
    match endpoint {
        Endpoint::Machine(machine) => {
            if !host::is_up(w, machine) {
                return Err(NetError::TimedOut(Hop::NobodyThere));
            }
            on_machine(w, machine, address.unwrap_or(Ipv4Addr::UNSPECIFIED), port)
        }
        Endpoint::Task(task) => in_task(w, task, port).ok_or(NetError::Refused),
        Endpoint::Balancer(balancer) => Ok(Listener::Balancer(balancer, port)),
        Endpoint::FileSystem(slot) if port == NFS => Ok(Listener::FileSystem(slot)),
        Endpoint::FileSystem(_) => Err(NetError::Refused),
    }
}

fn on_machine(
    w: &World,
    machine: MachineKey,
    address: Ipv4Addr,
    port: u16,
) -> Result<Listener, NetError> {
    if port == SSH && host::sshd_listens(w, machine) {
        return Ok(Listener::Sshd(machine));
    }
    let behind = host::published(w, machine, address, port);
    let (key, port) = behind.ok_or(NetError::Refused)?;
    Ok(Listener::Container(key, port))
}

/// Finds the container of a task that has the port, or else its first one.
fn in_task(w: &World, task: ecs::TaskKey, port: u16) -> Option<Listener> {
    let members = ecs::containers_of(w, task);
    let takes = |key: &&ContainerKey| w.containers.get(**key).is_some_and(|c| c.listens(port));
    let end = members.iter().find(takes).or(members.first())?;
    Some(Listener::Container(*end, port))
}

#[cfg(test)]
mod tests {
    use super::public_dns;

    #[test]
    fn a_public_name_holds_its_address() {
        let address = |h| public_dns(h).map(|a| a.to_string());
        assert_eq!(
            address("ec2-198-51-100-7.compute-1.amazonaws.com").as_deref(),
            Some("198.51.100.7")
        );
        assert_eq!(address("ec2-198-51-100-7.example.com"), None);
        assert_eq!(address("db"), None);
    }
}
