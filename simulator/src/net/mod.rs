//! What reaches what: names, addresses, security groups, published ports, load balancers.

mod dial;
mod http;
mod place;
mod route;

pub use dial::{Hop, NetError};
pub use place::{Endpoint, Listener, Origin};
pub use route::Route;

pub(crate) use dial::{dial, lead};
pub(crate) use http::{curl_code, http_get};
pub(crate) use route::route;
