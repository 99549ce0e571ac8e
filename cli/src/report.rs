//! Reports for people: numbers in words, tables that fit the terminal.

mod assumptions;
mod bill;
mod cause;
mod compare;
mod cost;
mod event;
mod leftovers;
mod number;
mod plan;
mod timeline;
mod traffic;
mod verb;

pub use assumptions::{Assumption, assumptions};
pub use bill::{item_word, positions};
pub use cause::{cause, explained, help, remedy};
pub use compare::{Comparison, NamedVerdict, render};
pub use event::event_line;
pub use leftovers::{found_json, found_text, swept_json, swept_text};
pub use number::{count, seconds, usd, within_account};
pub use plan::plan_text;
pub use verb::{step_list, verb};
