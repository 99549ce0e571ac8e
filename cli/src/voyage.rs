//! One application, sailed down every lane: deployed, used for a day, updated, scaled out, destroyed.

mod lane;
mod log;
mod metric;

pub use lane::{Lane, LaneReport, Phase, PhaseReport, Settings, sail};
pub use log::{Step, Work, steps};
pub use metric::{METRICS, Metric, Verdict, verdicts};
