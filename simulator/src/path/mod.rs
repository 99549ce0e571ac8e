//! The path of every connection: names, addresses, security groups, published ports, load balancers.
//!
//! A connection is a question about the present, never an event of its own. `lead` says where it would end,
//! `dial` whether a program takes it there, [`route`] how requests are split among programs, and [`http_get`]
//! what one request gets. Connections to what is not in the world (the rest of the internet) are not modelled.
//!
//! It lies above the rooms through which a path leads. Those below ask the world ([`crate::reach`]).

mod connect;
mod http;
mod local;
mod metadata;
mod obstacle;
mod resolve;
mod route;
mod sender;

#[cfg(test)]
mod tests;

pub use http::http_get;
pub use route::route;

pub(crate) use connect::{NFS, address_of, connect, dial, dial_along, lead};
pub(crate) use http::http_along;
pub(crate) use obstacle::{deaf, obstacle};
pub(crate) use route::{dial_and_route, route_along};
