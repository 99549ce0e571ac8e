//! Containers and how their programs behave, wherever they run: on a Docker engine or in a task.
//!
//! A container boots in a time that depends on its share of the processors, needs memory, exits when
//! what it requires at its start is missing, and serves only when it is ready.

mod client;
mod command;
mod content;
mod data;
mod exec;
mod file;
mod health;
mod life;
mod line;
mod memory;
mod page;
mod pool;
mod program;
mod serving;
mod site;
mod stage;
mod tool;
mod user;
mod voice;
mod word;

#[cfg(test)]
mod tests;

use crate::world::World;

pub use data::{DataPlace, Made};
pub use health::{Health, HealthCheck};
pub use life::{Change, Container, ContainerKey, Exit, Line, Owner, Spec, State};
pub use pool::{Pool, PoolKey};

pub(crate) use content::{
    Place, absolute, in_image, layer, place, put_over, write as write_inside,
};
pub(crate) use exec::{Circumstances, ExecResult, exec, exec_with};
pub(crate) use file::written;
pub(crate) use health::{checks, failing_streak, fall_silent, is_settled, look, still_starting};
pub(crate) use life::{
    check, crash, create, freeze, ignores_signals, is_idle, kill, lose, remove, shut_down, start,
    stop, terminate, vanish, wake,
};
pub(crate) use memory::leak;
pub(crate) use paperboat_core::workload::is_data_directory;
pub(crate) use pool::resize;
pub(crate) use program::{presents_secrets, words as program_words};
pub(crate) use serving::{answer_http, effort, serving};
pub(crate) use site::{Page, is_nginx, nginx_ports, page};
pub(crate) use user::{PATH, of as user_of, unknown as unknown_user};
pub(crate) use word::{Unrunnable, unrunnable};

/// Tells whether the program of a container is known to be one process: a small tool, or busybox's web server.
pub(crate) fn is_single(w: &World, key: ContainerKey) -> bool {
    content::programs(w, key) == paperboat_core::workload::Programs::Busybox
}
