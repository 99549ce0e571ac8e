//! The shell: reads a script and runs it step by step.

mod expand;
mod frame;
mod pattern;
mod read;
mod syntax;
mod test;

pub(super) use frame::step;
pub(super) use frame::{Frame, Options};
pub(super) use read::read;
