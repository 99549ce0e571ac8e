//! Reports for people: numbers in words, tables that fit the terminal.

mod assumptions;
mod bill;
mod cause;
mod compare;
mod cost;
mod diagram;
mod event;
mod failure;
mod figures;
mod follower;
mod latency;
mod leftovers;
mod number;
mod own;
mod page;
mod paired;
mod plan;
mod replaced;
mod slips;
mod summary;
mod timeline;
mod traffic;
mod verb;
mod verdict;
mod warning;

pub use assumptions::Assumption;
pub use bill::{item_word, positions};
pub use cause::{
    advice, cause, explained, fail_because, fail_rooted, fix, help, remedy, root_words, rooted,
};
pub use compare::{Comparison, Precision, read, render};
pub use diagram::{Drawn, diagram_document};
pub use event::event_line;
pub use failure::failure;
pub use follower::task_range;
pub use leftovers::{found_document, found_json, swept_document, swept_json};
pub use number::{cents, count, dollars, rate, seconds, usd, within_account};
pub use own::own_words;
pub use page::page;
pub use plan::plan_document;
pub use replaced::{Replaced, own_numbers};
pub use slips::work;
pub use traffic::{Part, parts, scenario_parts};
pub use verb::{Done, step_list, verb};
pub use warning::{Warning, plan_warnings};
