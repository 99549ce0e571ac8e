//! Who does the work: how fast they type, whether they paste commands, run a script or use a tool, and what they get wrong.
//!
//! A [`Slip`] is what somebody did wrong without noticing: a change of one request, which then has the consequences that it
//! has. [`Person`] decides when one is made; [`Hands`](crate::layer::Hands) carries it out.

mod change;
mod person;
mod routine;
mod slip;
mod typing;

pub use change::Made;
pub(crate) use person::Done;
pub use person::{Draws, Person};
pub use routine::{Chance, Chances, People, Practice, Routine, Task};
pub use slip::Slip;
pub use typing::Typing;
