//! One connection attempt, from where it starts to the program that takes it.

use std::net::Ipv4Addr;

use paperboat_core::aws::host::HttpGetOutput;

use crate::container::ContainerKey;
use crate::ecs::TaskKey;
use crate::elbv2::BalancerKey;
use crate::host::MachineKey;
use crate::world::World;

/// Where a connection starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A computer on the internet, with this address.
    Internet(Ipv4Addr),
    /// A program on a machine itself, outside any container.
    Machine(MachineKey),
    /// A program in a container.
    Container(ContainerKey),
    /// A load balancer's node.
    Balancer(BalancerKey),
}

/// A network namespace with an address in the VPC: what a network interface is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// An instance.
    Machine(MachineKey),
    /// A task in `awsvpc` mode.
    Task(TaskKey),
    /// A load balancer.
    Balancer(BalancerKey),
    /// An EFS mount target.
    FileSystem(u32),
}

/// What takes a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Listener {
    /// A container's program, at this port of the container.
    Container(ContainerKey, u16),
    /// A machine's sshd.
    Sshd(MachineKey),
    /// A load balancer's listener, by port.
    Balancer(BalancerKey, u16),
    /// A file system.
    FileSystem(u32),
}

/// Why a connection did not come about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NetError {
    /// The name does not resolve there.
    NameNotFound(String),
    /// Nothing listens: an answer comes at once.
    Refused,
    /// Packets vanish (a security group, another network, nobody there): the caller waits for its timeout.
    TimedOut(String),
}

/// What becomes of a share of requests to a public address.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The share of the requests, 0 to 1; the shares of an address add up to 1.
    pub share: f64,
    /// The program that gets them, or a catalogue key that says why nobody does.
    pub target: Result<ContainerKey, &'static str>,
}

/// Resolves a name as a program at `from` would.
///
/// # Errors
/// [`NetError::NameNotFound`].
pub fn resolve(w: &World, from: Origin, name: &str) -> Result<Ipv4Addr, NetError> {
    let _ = (w, from);
    name.parse()
        .map_err(|_| NetError::NameNotFound(name.to_owned()))
}

/// Tries a TCP connection.
///
/// # Errors
/// Refused, or no answer.
pub fn connect(w: &World, from: Origin, to: Ipv4Addr, port: u16) -> Result<Listener, NetError> {
    let _ = (w, from, to, port);
    Err(NetError::Refused)
}

/// Says where requests to a name and port go now, split as a load balancer splits them.
#[must_use]
pub fn route(w: &World, from: Origin, name: &str, port: u16) -> Vec<Route> {
    let _ = (w, from, name, port);
    Vec::new()
}

/// Answers one HTTP request as its sender would see it, in `curl`'s words when there is no answer.
#[must_use]
pub fn http_get(w: &World, from: Origin, url: &str) -> HttpGetOutput {
    let _ = (w, from, url);
    HttpGetOutput::default()
}
