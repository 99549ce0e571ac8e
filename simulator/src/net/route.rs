//! What becomes of requests to a name.

use crate::id::ContainerKey;

/// What becomes of a share of requests to a name.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The share of the requests, 0 to 1; the shares of a name add up to 1.
    pub share: f64,
    /// The program that gets them, ready or not; or a catalogue key that says why nobody does.
    pub target: Result<ContainerKey, &'static str>,
}
