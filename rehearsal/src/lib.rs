//! Rehearsals: an application taken down every lane on the simulator (deployed, used for a day, updated, scaled out,
//! destroyed), and what is read off such runs.
//!
//! No file, no clock, no terminal: what comes out is data, and whoever shows it is another crate's concern. The one
//! thread that is not the caller's own belongs to [`run_all`], and changes nothing in what comes out.

mod anew;
mod capacity;
mod comparison;
mod ending;
mod failure;
mod hours;
mod judge;
mod lane;
mod metric;
mod one_by_one;
mod operator;
mod parallel;
pub mod people;
mod phase;
mod plan;
mod precision;
mod recovery;
mod report;
mod required;
pub mod rig;
mod row;
mod run;
mod sample;
mod sensitivity;
mod settings;
mod slips;
mod statistics;
mod verdict;
mod work;

pub use anew::{Anew, LostData};
pub use capacity::{Capacity, Rank};
pub use comparison::{Comparing, SEEDS, SideBySide, joined, side_by_side};
pub use ending::{Ending, Endings};
pub use failure::Failure;
pub use hours::{Busy, Hours};
pub use judge::{Found, Judged, judge};
pub use lane::Lane;
pub use metric::{METRICS, Metric, Unit};
pub use one_by_one::{Fared, OfService, OneByOne};
pub use operator::Repair;
pub use parallel::{Told, Trial, UNWATCHED, Watch, run_all};
pub use phase::{Lost, Phase, PhaseReport, ServiceTotals, Totals};
pub use plan::{PlannedStep, Rehearsal, rehearse, typed_steps};
pub use precision::Seeds;
pub use recovery::{Hand, Recovery};
pub use report::LaneReport;
pub use required::{Required, required_operations, required_to_deploy};
pub use row::{Difference, Figure, Row};
pub use run::run;
pub use sample::Sample;
pub use sensitivity::{FACTORS, Flip, Input};
pub use settings::Settings;
pub use slips::{Mistake, Slips};
pub use statistics::Interval;
pub use verdict::Verdict;
pub use work::{TimedStep, Work, steps};
