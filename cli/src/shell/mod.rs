//! A computer at which the commands of the chapter are typed, on a world of its own.

mod files;
mod keyboard;
mod run;
mod verb;

pub use run::shell;
