//! What connections are made of: where one begins and ends, what is asked over it, how it fails.
//!
//! Names without the things: what reaches what as a world stands is found out by [`crate::path`], and whoever lies below that
//! asks the world ([`crate::reach`]).

mod by_address;
mod curl;
mod error;
mod obstacle;
mod opening;
mod place;
mod request;
mod route;
mod url;

pub use curl::curl_code;
pub use error::{Hop, NetError};
pub use opening::Opening;
pub use place::{Endpoint, Listener, Origin};
pub use request::Request;
pub use route::Route;

pub(crate) use by_address::ByAddress;
pub(crate) use curl::{is_not_modelled, write_out};
pub(crate) use obstacle::Obstacle;
pub(crate) use place::METADATA;
pub(crate) use request::headers;
pub(crate) use url::{Url, place_of};
