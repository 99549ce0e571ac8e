//! Deployments outside the simulator: on an endpoint like LocalStack's, or in an AWS account.

mod ask;
mod confirm;
mod connect;
mod log;
mod progress;
mod simulated;

pub use ask::{ask_host_key, jitter};
pub use confirm::{Budget, account, confirm, expiry};
pub use connect::{Connection, connect};
pub use log::{Line, Log};
pub use progress::Progress;
