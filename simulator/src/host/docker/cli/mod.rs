//! The command line of Docker: flags, commands, what they print.

pub(super) mod command;
pub(super) mod flags;
pub(super) mod run;

mod containers;
mod format;
mod images;
mod inspect;
mod list;
mod login;
mod moment;
mod networks;
mod system;
mod table;
mod template;
mod volumes;

pub(super) use command::{Outcome, begin};
pub(super) use format::{age, date};
pub(super) use list::{command as command_of, ports, status};
pub(super) use table::table;
