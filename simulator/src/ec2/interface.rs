//! Network interfaces: who has which address, and which connections their security groups let in.

use std::net::Ipv4Addr;
use std::sync::Arc;

use paperboat_core::error::CloudError;

use super::group::require_groups;
use super::permission::Peer;
use super::security_group::GroupKey;
use super::subnet::{self, require_subnet, take_address};
use crate::id::mix;
use crate::meter::{self, Item};
use crate::net::{Endpoint, Opening};
use crate::random;
use crate::refusal::{answering, limit};
use crate::world::World;

/// Who sends a packet, as a security group sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// An address outside the VPC.
    Internet(Ipv4Addr),
    /// Something with a network interface in the VPC.
    Inside(Endpoint),
}

/// A network interface.
#[derive(Clone, Debug)]
pub(super) struct Interface {
    pub(super) label: Label,
    pub(super) subnet: usize,
    pub(super) groups: Arc<[GroupKey]>,
    pub(super) private: Ipv4Addr,
    pub(super) public: Option<Public>,
}

/// What an interface is called, and what it says it is for.
#[derive(Clone, Debug)]
pub(crate) struct Label {
    /// Such as `eni-0123456789abcdef0`.
    pub(crate) id: Box<str>,
    /// Empty for the interface of an instance.
    pub(crate) description: Box<str>,
}

impl Label {
    /// The label of an interface that is made for something with an id of its own, from which the interface's follows: no
    /// other id of the world depends on how many interfaces there are.
    pub(crate) fn of(owner: &str, description: impl Into<Box<str>>) -> Self {
        let digits = mix(random::Key::of(owner).get());
        Self {
            id: format!("eni-0{digits:016x}").into(),
            description: description.into(),
        }
    }
}

/// A public address of an interface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Public {
    /// From Amazon's pool; goes back to it when the interface loses it.
    Lent(Ipv4Addr),
    /// An Elastic IP.
    Elastic(Ipv4Addr),
}

impl Public {
    pub(super) fn address(self) -> Ipv4Addr {
        match self {
            Self::Lent(address) | Self::Elastic(address) => address,
        }
    }
}

/// Tells who holds an address now, public or private; none when nobody does.
pub(crate) fn endpoint_at(w: &World, address: Ipv4Addr) -> Option<Endpoint> {
    w.ec2.holders.get(address).copied()
}

/// Tells who held an address last that nobody holds now.
pub(crate) fn last_holder(w: &World, address: Ipv4Addr) -> Option<Endpoint> {
    w.ec2.former.get(address).copied()
}

/// The security groups that stand before something's interface.
pub(crate) fn groups_of(w: &World, endpoint: Endpoint) -> impl Iterator<Item = GroupKey> {
    let interfaces = w.ec2.interfaces.range((endpoint, 0)..=(endpoint, 0));
    interfaces.flat_map(|(_, i)| i.groups.iter().copied())
}

/// Lets nobody hold an address any more; who held it is still known.
fn free(w: &mut World, address: Ipv4Addr) {
    if let Some(endpoint) = w.ec2.holders.remove(address) {
        w.ec2.former.insert(address, endpoint);
    }
}

/// Tells whether the security groups of `to` let a TCP connection from `from` to `port` in.
///
/// Only ingress counts: everything may leave, and answers to what was let in pass, as groups are stateful.
pub(crate) fn allows(w: &World, from: Source, to: Endpoint, port: u16) -> bool {
    if from == Source::Inside(to) {
        return true;
    }
    let Some(interface) = first(w, to) else {
        return false;
    };
    let sender = match from {
        Source::Internet(_) => None,
        Source::Inside(endpoint) => first(w, endpoint),
    };
    let address = match from {
        Source::Internet(address) => Some(address),
        Source::Inside(_) => sender.map(|i| i.private),
    };
    let comes = |peer: Peer| match peer {
        Peer::Range(cidr) => address.is_some_and(|a| cidr.contains(a)),
        Peer::Group(group) => sender.is_some_and(|i| i.groups.contains(&group)),
    };
    let mut rules = interface
        .groups
        .iter()
        .flat_map(|g| &w.ec2.groups[*g].rules);
    rules.any(|r| r.holds && r.permission.covers_tcp(port) && comes(r.permission.peer))
}

/// Everything that has a network interface, in order.
pub(crate) fn endpoints(w: &World) -> impl Iterator<Item = Endpoint> {
    let first = w.ec2.interfaces.keys().filter(|(_, n)| *n == 0);
    first.map(|(endpoint, _)| *endpoint)
}

/// What the security groups before something let in from addresses.
pub(crate) fn openings(w: &World, endpoint: Endpoint) -> Vec<Opening> {
    let rules = groups_of(w, endpoint).flat_map(|g| &w.ec2.groups[g].rules);
    let from_addresses = rules.filter(|r| r.holds && matches!(r.permission.peer, Peer::Range(_)));
    let opening = |described: String| {
        let (what, from) = described.split_once(" from ")?;
        let (what, from) = (what.to_owned(), from.to_owned());
        Some(Opening { what, from })
    };
    let described = from_addresses.map(|r| r.permission.describe(w));
    let mut open: Vec<Opening> = described.filter_map(opening).collect();
    open.sort();
    open.dedup();
    open
}

fn first(w: &World, endpoint: Endpoint) -> Option<&Interface> {
    w.ec2.interfaces.get(&(endpoint, 0))
}

/// Gives something a network interface; the private address, and the public one when asked for.
///
/// A public address is billed from here on, until the interface loses it. A load balancer gets one interface
/// for each call.
///
/// # Errors
/// Unknown subnet or group, a full subnet, in EC2's codes.
pub(crate) fn attach_interface(
    w: &mut World,
    endpoint: Endpoint,
    label: Label,
    subnet_id: &str,
    security_groups: &[String],
    public: bool,
) -> Result<(Ipv4Addr, Option<Ipv4Addr>), CloudError> {
    let attach = move |w: &mut World| {
        let subnet = require_subnet(w, subnet_id)?;
        let groups = require_groups(w, security_groups)?;
        attach(w, endpoint, label, subnet, groups.into(), public)
    };
    attach(w).map_err(answering("ec2:CreateNetworkInterface"))
}

/// Gives something a network interface in a known subnet with known groups.
pub(super) fn attach(
    w: &mut World,
    endpoint: Endpoint,
    label: Label,
    subnet: usize,
    groups: Arc<[GroupKey]>,
    public: bool,
) -> Result<(Ipv4Addr, Option<Ipv4Addr>), CloudError> {
    let private = take_address(w, subnet)?;
    let n = count(w, endpoint);
    w.ec2.holders.insert(private, endpoint);
    let interface = Interface {
        label,
        subnet,
        groups,
        private,
        public: None,
    };
    w.ec2.interfaces.insert((endpoint, n), interface);
    if public && let Err(error) = lend_public(w, endpoint, n) {
        detach(w, endpoint, n);
        return Err(error);
    }
    Ok((
        private,
        w.ec2.interfaces[&(endpoint, n)].public.map(Public::address),
    ))
}

/// Refuses when so many interfaces with a public address cannot be made in a subnet.
pub(super) fn require_free(w: &World, subnet: usize, count: u32) -> Result<(), CloudError> {
    subnet::require_free(w, subnet, count)?;
    if w.ec2.public.left() < count as usize {
        return Err(no_public_left());
    }
    Ok(())
}

/// Refuses because Amazon's pool is empty.
pub(super) fn no_public_left() -> CloudError {
    let message = "There are not enough public IPv4 addresses available.";
    limit("InsufficientAddressCapacity", message)
}

fn count(w: &World, endpoint: Endpoint) -> u8 {
    let interfaces = w.ec2.interfaces.range((endpoint, 0)..=(endpoint, u8::MAX));
    u8::try_from(interfaces.count()).expect("nothing has more interfaces than zones")
}

/// Gives an interface a public address from Amazon's pool.
pub(super) fn lend_public(w: &mut World, endpoint: Endpoint, n: u8) -> Result<(), CloudError> {
    let Some(address) = w.ec2.public.take() else {
        return Err(no_public_left());
    };
    w.ec2.holders.insert(address, endpoint);
    if let Some(interface) = w.ec2.interfaces.get_mut(&(endpoint, n)) {
        interface.public = Some(Public::Lent(address));
    }
    meter::open(w, &address.to_string(), Item::PublicIpv4);
    Ok(())
}

/// Takes an interface's public address; one from the pool goes back to it.
pub(super) fn drop_public(w: &mut World, endpoint: Endpoint, n: u8) {
    let interface = w.ec2.interfaces.get_mut(&(endpoint, n));
    let Some(public) = interface.and_then(|i| i.public.take()) else {
        return;
    };
    free(w, public.address());
    if let Public::Lent(address) = public {
        w.ec2.public.give_back(address);
        meter::close(w, &address.to_string());
    }
}

/// Lets an interface have an Elastic IP instead of what it had.
pub(super) fn set_elastic(w: &mut World, endpoint: Endpoint, address: Ipv4Addr) {
    drop_public(w, endpoint, 0);
    if let Some(interface) = w.ec2.interfaces.get_mut(&(endpoint, 0)) {
        interface.public = Some(Public::Elastic(address));
        w.ec2.holders.insert(address, endpoint);
    }
}

/// Takes something's network interfaces away; their addresses are free again.
pub(crate) fn detach_interface(w: &mut World, endpoint: Endpoint) {
    for n in (0..count(w, endpoint)).rev() {
        detach(w, endpoint, n);
    }
}

fn detach(w: &mut World, endpoint: Endpoint, n: u8) {
    drop_public(w, endpoint, n);
    if let Some(interface) = w.ec2.interfaces.remove(&(endpoint, n)) {
        free(w, interface.private);
        w.ec2.vpc.subnets[interface.subnet].release();
    }
}

/// The addresses of something's first network interface: private, public.
pub(crate) fn addresses(w: &World, endpoint: Endpoint) -> Option<(Ipv4Addr, Option<Ipv4Addr>)> {
    addresses_of(w, endpoint).next()
}

/// The addresses of all of something's network interfaces: private, public.
pub(crate) fn addresses_of(
    w: &World,
    endpoint: Endpoint,
) -> impl Iterator<Item = (Ipv4Addr, Option<Ipv4Addr>)> {
    let interfaces = w.ec2.interfaces.range((endpoint, 0)..=(endpoint, u8::MAX));
    interfaces.map(|(_, i)| (i.private, i.public.map(Public::address)))
}

/// The zone of a private address of the VPC; none for an address elsewhere.
pub(crate) fn zone_at(w: &World, address: Ipv4Addr) -> Option<&'static str> {
    let mut subnets = w.ec2.vpc.subnets.iter();
    subnets.find(|s| s.holds(address)).map(|s| s.zone)
}

/// The zone of a subnet.
pub(crate) fn zone_of(w: &World, subnet_id: &str) -> Option<&'static str> {
    let mut subnets = w.ec2.vpc.subnets.iter();
    subnets.find(|s| s.id == subnet_id).map(|s| s.zone)
}
