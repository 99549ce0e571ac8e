//! The programs of a machine, by name.

mod account;
mod apt;
mod awk;
mod aws;
mod compare;
mod curl;
mod describe;
mod directory;
mod distribution;
mod dnf;
mod download;
mod env;
mod file;
mod filter;
mod find;
mod link;
mod nohup;
mod package;
mod power;
mod print;
mod printf;
mod ps;
mod regex;
mod running;
mod schedule;
mod search;
mod sed;
mod socket;
mod ssh;
mod sudo;
mod switch;
mod table;
mod tar;
mod text;
mod timeout;
mod unit;
mod walk;

pub(super) use describe::host_name;
pub(super) use printf::format;
pub(super) use ps::{kill_of_shell, top};
pub(super) use regex::groups;
pub(super) use running::Running;

pub(super) use find::{is_known, path, start};
pub(super) use running::resume;
pub(super) use tar::{Contents, Item, NoArchive, contents, files_of, of_file, of_items};

use crate::switch::Switches;
use table::Program;
