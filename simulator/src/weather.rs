//! Weather: faults that strike a running world, and how long they last.
//!
//! A fault is a request on the same timeline as all others. It changes what is there; what follows from that is the
//! business of the rooms that it hits: restart policies, units, schedulers, health checks. Its event is the first cause of
//! all of it. Whom it hits, when it does not say, is drawn by seed, fault and occurrence, so that worlds of one seed meet
//! the same weather.

mod account;
mod host;
mod lasting;
mod pick;
mod program;
mod registry;
mod strike;
mod zone;

pub use strike::{MISSED, Strike};

pub(crate) use account::{left_of_quotas, secret_expired, throttles};
pub(crate) use host::disk_filled;
pub(crate) use lasting::{Weather, wake};
pub(crate) use program::{database_is_down, start_slowed};
pub(crate) use registry::{hub_is_limited, network_slowed, registry_is_out};
pub(crate) use strike::strike;
pub(crate) use zone::zone_is_out;
