//! Reports for people: numbers in words, tables that fit the terminal.

mod assumptions;
mod compare;
mod cost;
mod number;
mod timeline;
mod traffic;

pub use assumptions::{Assumption, assumptions};
pub use compare::{Comparison, NamedVerdict, render};
pub use number::{count, seconds, usd};
