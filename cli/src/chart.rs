//! Charts: what was measured, as scenes for a page and as characters for a terminal.

mod axis;
mod bars;
mod characters;
mod clock;
mod day;
mod flow;
mod legend;
mod topology;

pub use bars::{Bar, Bars, bars};
pub use characters::{ANSWERED, HANDS, MACHINES, MOST_LOST, SOME_LOST, clock_lines, day_lines};
pub use clock::{Busy, Clock, Lane, clock};
pub use day::{Day, Span, day};
pub use flow::{Flow, Stage, flow};
pub use legend::{Key, legend};
pub use topology::{Frame, Net, Node, topology};
