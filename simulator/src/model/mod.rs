//! Every latency, price, limit and probability: placeholder until the sourced rows arrive.

mod timing;

pub use timing::{Distribution, Model, Timing};
