//! The one door through which rooms ask what reaches what: who connects does not know through which rooms a path leads.
//!
//! It belongs to the world and not to a room, as its counterpart for [news](crate::news) does: a room asks the world in the
//! words of [`crate::net`], and only this file knows who finds the answer. Asking changes nothing.

use std::net::Ipv4Addr;

use paperboat_core::aws::host::HttpGetOutput;

use crate::change::Trail;
use crate::net::{Endpoint, Listener, NetError, Obstacle, Origin, Request, Route};
use crate::world::World;
use crate::{ec2, host, path};

impl World {
    /// Tries a TCP connection to an address, and passes what that depends on.
    ///
    /// # Errors
    /// Refused, or no answer.
    pub(crate) fn connect(
        &self,
        from: Origin,
        to: Ipv4Addr,
        port: u16,
        trail: &mut Trail,
    ) -> Result<Listener, NetError> {
        path::connect(self, from, to, port, trail)
    }

    /// Connects to a name or address, and passes what that depends on.
    ///
    /// # Errors
    /// Of the first place that the name stands for, when none of them takes the connection.
    pub(crate) fn dial(
        &self,
        from: Origin,
        host: &str,
        port: u16,
        trail: &mut Trail,
    ) -> Result<Listener, NetError> {
        path::dial_along(self, from, host, port, trail)
    }

    /// Connects as [`World::dial`] does, and says how requests are split among the programs there.
    ///
    /// # Errors
    /// Of the connection.
    pub(crate) fn dial_and_route(
        &self,
        from: Origin,
        host: &str,
        port: u16,
        trail: &mut Trail,
    ) -> Result<(Listener, Vec<Route>), NetError> {
        path::dial_and_route(self, from, host, port, trail)
    }

    /// Answers an HTTP request as its sender sees it, in `curl`'s words when there is no answer, and passes what that depends on.
    pub(crate) fn http(&self, from: Origin, request: &Request, trail: &mut Trail) -> HttpGetOutput {
        path::http_along(self, from, request, trail)
    }

    /// The first address that a name or a text stands for at a place.
    pub(crate) fn resolve(&self, from: Origin, name: &str) -> Option<Ipv4Addr> {
        path::address_of(self, from, name)
    }

    /// What stands in the way of requests to a name; passes all that they depend on. None when nothing does, or when what
    /// is there is only not ready.
    pub(crate) fn obstacle(
        &self,
        from: Origin,
        host: &str,
        port: u16,
        trail: &mut Trail,
    ) -> Option<Obstacle> {
        path::obstacle(self, from, host, port, trail)
    }

    /// Says so when nothing listens on a port at an address although the program there is ready; passes the way there.
    pub(crate) fn deaf(
        &self,
        from: Origin,
        address: Ipv4Addr,
        port: u16,
        trail: &mut Trail,
    ) -> Option<Obstacle> {
        path::deaf(self, from, address, port, trail)
    }

    /// The private address of a network interface, and the public one; none where there is no interface.
    pub(crate) fn addresses(&self, endpoint: Endpoint) -> Option<(Ipv4Addr, Option<Ipv4Addr>)> {
        ec2::addresses(self, endpoint)
    }

    /// The address by which the internet sees what has an interface: the first public one of its interfaces; none without one.
    /// The person's own computer has a line of its own.
    pub(crate) fn seen_as(&self, endpoint: Endpoint) -> Option<Ipv4Addr> {
        if let Endpoint::Machine(machine) = endpoint
            && host::is_own(self, machine)
        {
            return Some(host::PERSON);
        }
        ec2::addresses_of(self, endpoint).find_map(|(_, public)| public)
    }
}
