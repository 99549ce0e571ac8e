//! The shell: reads a script and runs it step by step.

mod builtin;
mod declare;
mod expand;
mod frame;
mod leave;
mod pattern;
mod read;
mod redirect;
mod run;
mod script;
mod simple;
mod syntax;
mod test;
mod voice;

pub(super) use builtin::is_builtin;
pub(super) use frame::{Frame, Options, Reads};
pub(super) use pattern::matches as glob;
pub(super) use run::step;
pub(super) use script::{Script, bash, frames, script, unfinished};
pub(super) use test::evaluate;
pub(super) use voice::prefix;
