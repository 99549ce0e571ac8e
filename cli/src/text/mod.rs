//! What a person reads, by key, in English and Spanish.
//!
//! Code names a key and its arguments; the sentences stand in the `.ftl` files beside this one. A test holds
//! both languages to the same keys with the same variables, and to all keys that core names.

mod catalogue;
mod language;
pub mod model;

pub use catalogue::{Catalogue, FILES};
pub use language::Language;
