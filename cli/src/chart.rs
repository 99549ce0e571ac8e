//! Charts: what was measured, as scenes.

mod axis;
mod bars;
mod clock;
mod day;
mod flow;
mod topology;

pub use bars::{Bar, Bars, bars};
pub use clock::{Busy, Clock, Lane, clock};
pub use day::{Day, Span, day};
pub use flow::{Flow, Stage, flow};
pub use topology::{Frame, Net, Node, topology};
