//! One application, sailed down every lane: deployed, used for a day, updated, scaled out, destroyed.

mod capacity;
mod doubt;
mod fleet;
mod lane;
mod log;
mod metric;
mod needed;
mod phase;
mod rehearsal;

pub use capacity::{Capacity, Rank};
pub use doubt::{Change, Doubt, FACTORS, changes};
pub use fleet::{Trip, sail_all};
pub use lane::{CALLER, Lane, LaneReport, Settings, sail};
pub use log::{Step, Work, steps};
pub use metric::{Figure, METRICS, Metric, Row, Unit, Verdict, rows, verdict};
pub use needed::{Needed, needed_operations, needed_to_deploy};
pub use phase::{Lost, Phase, PhaseReport, ServiceToll, Toll};
pub use rehearsal::{PlannedStep, Rehearsal, rehearse};
