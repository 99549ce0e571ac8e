//! The command line of Docker: flags, commands, what they print.

pub(super) mod build;
pub(super) mod command;
pub(super) mod flags;
pub(super) mod run;
mod share;

mod archive;
mod containers;
mod copy;
mod events;
mod format;
mod images;
mod inspect;
mod list;
mod login;
mod moment;
mod networks;
mod push;
mod system;
mod table;
mod template;
mod top;
mod volumes;

pub(super) use command::{Outcome, begin};
pub(super) use copy::{between, inside};
pub(super) use format::{age, date, size};
pub(super) use inspect::image_config;
pub(super) use list::{Listed, Row, command as command_of, show, status};
pub(super) use moment::moment;
pub(super) use table::{table, wide_table};
pub(super) use top::rows as processes;
