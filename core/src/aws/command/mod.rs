//! Operations as the commands that a person types, in both directions.

mod custom;
mod names;
mod read;
mod render;
mod shorthand;
#[cfg(test)]
mod tests;
mod value;

pub use names::{commands, options, services};
pub use read::{CommandLine, Format, Misuse, Verb, read_aws};
pub(super) use render::kebab;
pub use render::{quote, typed_command};
