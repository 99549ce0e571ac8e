//! Operations as the commands that a person types, in both directions.

mod custom;
mod general;
mod names;
mod read;
mod render;
mod shorthand;
mod skeleton;
#[cfg(test)]
mod tests;
mod value;

pub use names::{aws_name, commands, options, service_name, services};
pub use read::{
    CommandLine, Format, Given, Misuse, Paging, Verb, page_token, read_aws, read_members,
};
pub(super) use render::kebab;
pub use render::{least_typed, quote, typed_command};
