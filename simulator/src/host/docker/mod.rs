//! The Docker engine of a machine, its command line and the Compose plugin.
//!
//! The machine calls [`run`] and [`resume`] for the program `docker`, and [`engine_started`] and
//! [`engine_stopped`] when its unit changes. How the real one behaves was measured with Docker Engine 26.1.5 and
//! Compose 2.26.1; the words are theirs, those about Compose files Compose 2.40.3's.

mod archive;
mod build;
mod capability;
mod cli;
mod compose;
mod config;
mod container;
mod dns;
mod engine;
mod events;
mod exec;
mod fetch;
mod health;
mod image;
mod inside;
mod kernel;
mod make;
mod namespace;
mod network;
mod op;
mod pause;
mod plan;
mod ports;
mod program;
mod pull;
mod push;
mod restart;
mod share;
mod start;
mod stop;
mod task;
mod trouble;
mod volume;
mod watch;

#[cfg(test)]
mod tests;

pub use compose::Readings;
pub use engine::Engine;
pub use program::Running;
pub use volume::FilledVolume;

pub(crate) use container::fill_with_log;
pub(crate) use dns::{
    docker_bearers, docker_container_at, docker_publishers, docker_resolve, published,
    published_ports,
};
pub(crate) use engine::forget_data;
pub(crate) use image::{docker_keep, fill_with_old_images};
pub(crate) use inside::{
    Inside, docker_beside, docker_file, docker_folder, docker_hostname, docker_hosts, docker_mount,
    docker_mounted, docker_processes, docker_read_only, docker_resolv_conf, docker_user,
    docker_write,
};
pub(crate) use kernel::Handed;
pub(crate) use namespace::{Namespace, docker_namespace, docker_neighbours};
pub(crate) use pull::on_pulled;
pub(crate) use restart::{
    check, engine_destroyed, engine_lost, engine_started, engine_stopped, on_change, ports_to_come,
    wake,
};
pub(crate) use task::{
    Binding, Ordered, OrderedNetwork, docker_begin, docker_end, docker_forget, docker_make,
};
pub(crate) use trouble::docker_trouble;

pub(in crate::host) use program::{left, resume, run};
pub(in crate::host) use stop::signal;
