//! Amazon EC2: instances, their network, addresses and disks; and the SSM parameters that name images.

use paperboat_core::aws::Request;
use paperboat_core::error::CloudError;

use std::net::Ipv4Addr;

use crate::net::Endpoint;
use crate::wake::Wake;
use crate::world::{CallId, Outcome, World};

/// The account's EC2 resources in the region.
#[derive(Clone, Debug, Default)]
pub struct Ec2 {}

impl Ec2 {
    /// Makes the default VPC with a subnet in each zone.
    #[must_use]
    pub fn new(ids: &mut crate::id::Ids) -> Self {
        let _ = ids;
        Self::default()
    }
}

pub(crate) fn handle(w: &mut World, call: CallId, request: Request) -> Result<Outcome, CloudError> {
    let _ = (w, call);
    Err(CloudError::unsupported(request.name(), "not modelled"))
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    let _ = (w, wake);
}

pub(crate) fn check(w: &World) {
    let _ = w;
}

/// Who sends a packet, as a security group sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// An address outside the VPC.
    Internet(Ipv4Addr),
    /// Something with a network interface in the VPC.
    Inside(Endpoint),
}

/// Tells who holds an address now, public or private; none when nobody does.
pub(crate) fn endpoint_at(w: &World, address: Ipv4Addr) -> Option<Endpoint> {
    let _ = (w, address);
    None
}

/// Tells whether the security groups of `to` let a TCP connection from `from` to `port` in.
pub(crate) fn allows(w: &World, from: Source, to: Endpoint, port: u16) -> bool {
    let _ = (w, from, to, port);
    false
}

/// Gives something its network interface; the private address, and the public one when asked for.
///
/// # Errors
/// Unknown subnet or group, in EC2's codes.
pub(crate) fn attach_interface(
    w: &mut World,
    endpoint: Endpoint,
    subnet_id: &str,
    security_groups: &[String],
    public: bool,
) -> Result<(Ipv4Addr, Option<Ipv4Addr>), CloudError> {
    let _ = (w, endpoint, subnet_id, security_groups, public);
    Err(CloudError::unsupported(
        "ec2:CreateNetworkInterface",
        "not modelled",
    ))
}

/// Takes a network interface away; its addresses are free again.
pub(crate) fn detach_interface(w: &mut World, endpoint: Endpoint) {
    let _ = (w, endpoint);
}

/// The addresses of something's network interface: private, public.
pub(crate) fn addresses(w: &World, endpoint: Endpoint) -> Option<(Ipv4Addr, Option<Ipv4Addr>)> {
    let _ = (w, endpoint);
    None
}

/// The zone of a subnet.
pub(crate) fn zone_of<'w>(w: &'w World, subnet_id: &str) -> Option<&'w str> {
    let _ = (w, subnet_id);
    None
}
