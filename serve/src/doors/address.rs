//! Where on this computer a port is opened.

use std::io::{self, ErrorKind};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use paperboat_core::loopback;

/// How many addresses are tried when another program has a port of the first: two endpoints may have the same instances.
const TRIES: u32 = 4;
/// What is added to a port that only root may open: 80 becomes 8080, and 22 8022.
const ABOVE: u16 = 8_000;

/// Opens a port for `name`, at the address that it has already when it has one.
///
/// # Errors
/// When no address and no port can be had.
pub(super) fn open(name: &str, at: Option<Ipv4Addr>, port: u16) -> io::Result<TcpListener> {
    let mut tried = Err(io::Error::from(ErrorKind::AddrInUse));
    for n in 0..TRIES {
        let own = match n {
            0 => loopback::address_of(name),
            _ => loopback::address_of(&format!("{name}#{n}")),
        };
        let address = at.unwrap_or(own);
        tried = listen(address, port);
        match &tried {
            Err(error) if error.kind() == ErrorKind::AddrInUse && at.is_none() => {}
            Err(error) if error.kind() == ErrorKind::AddrInUse => return listen(address, 0),
            // Not every system has more than one loopback address.
            Err(error) if error.kind() == ErrorKind::AddrNotAvailable => {
                return listen(Ipv4Addr::LOCALHOST, 0);
            }
            _ => return tried,
        }
    }
    tried
}

/// Opens a port, or a similar one when it is root's.
fn listen(address: Ipv4Addr, port: u16) -> io::Result<TcpListener> {
    let bind = |port| TcpListener::bind(SocketAddr::from((address, port)));
    match bind(port) {
        Err(error) if error.kind() == ErrorKind::PermissionDenied => bind(port + ABOVE),
        bound => bound,
    }
}
