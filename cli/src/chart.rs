//! Charts: what was measured, as scenes.

mod axis;
mod bars;
mod clock;
mod day;

pub use bars::{Bar, Bars, bars};
pub use clock::{Busy, Clock, Lane, clock};
pub use day::{Day, Span, day};
