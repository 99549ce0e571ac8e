//! An AWS-compatible endpoint over a simulated world.
//!
//! [`paperboat_wire`] is AWS's protocols and [`clock`] the rules by which a world's time moves when clients ask; both are
//! without IO. [`worlds`] are the accounts and regions behind one endpoint, [`state`] their file. [`control`] is what a test
//! does besides asking AWS, and [`server`] puts all of it behind a socket.

mod beside;
pub mod clock;
pub mod control;
mod doors;
pub mod journal;
mod seen;
mod served;
pub mod server;
#[cfg(feature = "ssh")]
mod ssh;
pub mod state;
mod transition;
mod wait;
pub mod worlds;

pub use paperboat_wire::{REGION, Scope};
