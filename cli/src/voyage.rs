//! One application, sailed down every lane: deployed, used for a day, updated, scaled out, destroyed.

mod doubt;
mod fleet;
mod lane;
mod log;
mod metric;
mod needed;
mod rehearsal;

pub use doubt::{Change, Doubt, FACTORS, changes};
pub use fleet::{Trip, sail_all};
pub use lane::{CALLER, Lane, LaneReport, Phase, PhaseReport, Settings, sail};
pub use log::{Step, Work, steps};
pub use metric::{METRICS, Metric, Verdict, verdicts};
pub use needed::{Needed, needed_operations, needed_to_deploy};
pub use rehearsal::{PlannedStep, Rehearsal, rehearse};
