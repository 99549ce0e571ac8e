//! What reaches what: names, addresses, security groups, published ports, load balancers.

mod path;

pub use path::{Endpoint, Listener, NetError, Origin, Route, connect, http_get, resolve, route};
