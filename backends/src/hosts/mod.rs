//! Machines behind instances: real ones over SSH, one that the person names, or containers.

mod address;
mod browse;
mod docker;
mod engine;
mod image;
mod keys;
mod machine;
mod machines;
mod named;
mod reach;
mod served;
mod shell;

#[cfg(test)]
mod tests;

pub use docker::Docker;
pub use engine::Engine;
pub use machines::Machines;
pub use named::{BadName, Named, NamedHost};
pub use reach::Reach;
pub use served::Served;
