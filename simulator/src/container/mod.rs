//! Containers and how their programs behave, wherever they run: on a Docker engine or in a task.
//!
//! A container boots in a time that depends on its share of the processors, needs memory, exits when
//! what it requires at its start is missing, and serves only when it is ready.

mod health;
mod life;
mod pool;
mod program;

pub use health::{Health, HealthCheck};
pub use life::{Change, Container, ContainerKey, Exit, Owner, Spec, State};
pub use pool::{Pool, PoolKey};

pub(crate) use life::{check, create, kill, remove, serving, start, stop, wake};
