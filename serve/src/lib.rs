//! An AWS-compatible endpoint over a simulated world.
//!
//! [`paperboat_wire`] is AWS's protocols and [`clock`] the rules by which a world's time moves when clients ask; both are
//! without IO. [`control`] is what a test does besides asking AWS, and [`server`] puts all of it behind a socket.

pub mod clock;
pub mod control;
pub mod server;
mod transition;

pub use paperboat_wire::REGION;
