//! What reaches what: names, addresses, security groups, published ports, load balancers.
//!
//! A connection is a question about the present, never an event of its own. `lead` says where it would end,
//! `dial` whether a program takes it there, [`route`] how requests are split among programs, and [`http_get`]
//! what one request gets. Connections to what is not in the world (the rest of the internet) are not modelled.

mod connect;
mod error;
mod http;
mod local;
mod metadata;
mod obstacle;
mod place;
mod resolve;
mod route;
mod topology;
mod url;

#[cfg(test)]
mod tests;

pub use error::{Hop, NetError, curl_code};
pub use http::{Request, http_get};
pub use place::{Endpoint, Listener, Origin};
pub use route::{Route, route};
pub use topology::{End, Link, Opening, Place, PlaceKind, Program, Topology};

pub(crate) use connect::{address_of, connect, dial, dial_along};
pub(crate) use http::http_along;
pub(crate) use metadata::ADDRESS as METADATA;
pub(crate) use obstacle::{deaf, obstacle, place_of, still_starting};
pub(crate) use route::{dial_and_route, route_along};
