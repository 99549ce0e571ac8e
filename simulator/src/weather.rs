//! The weather as it is now: what faults keep from being as it was, for the rooms that it hits.
//!
//! What strikes, and whom, is [`crate::fault`]'s, which lies above the rooms; these ask here what lasts.

mod account;
mod lasting;
mod program;
mod registry;

pub(crate) use account::{Left, left_of_quotas, throttles};
pub(crate) use lasting::{Effect, Lasting, Weather, zone_is_out};
pub(crate) use program::{database_is_down, disk_filled, secret_expired, start_slowed};
pub(crate) use registry::{hub_is_limited, network_slowed, registry_is_out};
