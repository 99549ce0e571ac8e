//! Whose packets a connection sends.

use crate::id::Endpoint;
use crate::net::Origin;
use crate::world::World;

/// The network namespace whose interface in the VPC the packets of a sender leave by; none for a computer on the internet,
/// and for a container that is gone.
pub(super) fn endpoint(w: &World, from: Origin) -> Option<Endpoint> {
    match from {
        Origin::Internet(_) => None,
        Origin::Machine(machine) => Some(Endpoint::Machine(machine)),
        Origin::Balancer(balancer) => Some(Endpoint::Balancer(balancer)),
        Origin::Container(key) => Some(w.containers.get(key)?.spec.owner.into()),
    }
}
