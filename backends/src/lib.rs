//! Clouds outside the simulator: a LocalStack-compatible endpoint or real AWS over the AWS SDK (feature `aws`), and
//! machines over SSH (feature `ssh`).

#[cfg(feature = "aws")]
pub mod aws;
#[cfg(feature = "ssh")]
pub mod hosts;
#[cfg(feature = "ssh")]
pub mod ssh;
#[cfg(feature = "ssh")]
mod wall;
#[cfg(feature = "ssh")]
mod zone;

#[cfg(feature = "ssh")]
pub use wall::WallClock;
