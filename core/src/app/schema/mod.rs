//! The keys of the Compose Specification: one table says what each accepts, how it merges, what its
//! canonical form is and where it is printed.
//!
//! Names, types and enumerations are those of the specification's schema as of 2026-07.

mod app;
mod deploy;
mod hints;
mod service;
mod shape;

pub(super) use app::APP;
pub(super) use hints::{APP_HINTS, SERVICE_HINTS};
pub use hints::{HintPlace, hints};
pub(super) use service::SERVICE;
pub(super) use shape::{Field, Object, Repeat, Rule, Shape};
