//! Who asks, who is served and who is lost: a request-rate curve against the capacity that answers.
//!
//! Requests are not events. Between two changes of who serves, the rate is a polyline and the capacity a
//! constant, so that served and lost requests are integrals with a closed form: a month costs as much as
//! its changes.
//!
//! What queues and latencies are can be asked afterwards: `balance` sends the same users' requests one by one, to those who took
//! them then.

mod arrival;
mod balance;
mod carry;
mod curve;
mod downtime;
mod entry;
mod flow;
mod ledger;
mod reason;
mod requests;
mod station;

pub use balance::{Manner, Target, Turn, balance};
pub use carry::{Carry, Rank};
pub use curve::Curve;
pub use downtime::Downtime;
pub use entry::{Entry, EntryReport, Loss, Plan};
pub use reason::REASONS;
pub use requests::Requests;
pub use station::Station;

pub(crate) use flow::{Taken, Traffic, USERS, check, counted, is_settled, settle_along, taken};
