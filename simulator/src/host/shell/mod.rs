//! The shell: reads a script and runs it step by step.

mod frame;
mod read;
mod syntax;

pub(super) use frame::step;
pub use frame::{Frame, Options};
pub(super) use read::read;
