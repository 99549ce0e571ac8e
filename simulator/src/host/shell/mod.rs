//! The shell: reads a script and runs it step by step.

mod arithmetic;
mod array;
mod background;
mod builtin;
mod declare;
mod expand;
mod frame;
mod function;
mod leave;
mod parameter;
mod pattern;
mod read;
mod redirect;
mod run;
mod scan;
mod script;
mod scripts;
mod simple;
mod syntax;
mod test;
mod trap;
mod voice;

pub(super) use array::Array;
pub(super) use background::{Background, Begun, Screen};
pub(super) use background::{buffer, ended as background_ended, holds, named, news, wait_for};
pub(super) use builtin::is_builtin;
pub(super) use frame::{Frame, Options, Reads};
pub(super) use leave::expire;
pub(super) use pattern::matches as glob;
pub(super) use read::unfinished;
pub(super) use run::step;
pub(super) use script::{Script, bash, frames, script};
pub(super) use scripts::Scripts;
pub(super) use test::evaluate;
pub(super) use trap::at_end;
pub(super) use voice::prefix;
