//! Operations as the commands that a person types, in both directions.

mod custom;
mod read;
mod render;
mod shorthand;
#[cfg(test)]
mod tests;

pub use read::{CommandLine, Format, Misuse, Verb, commands, options, read_aws, services};
pub(super) use render::kebab;
pub use render::{quote, typed_command};
