//! A modelled machine: boot, sshd, packages, systemd units, disk, shell and a Docker engine.

mod agent;
mod browse;
mod bulk;
mod cloud_init;
mod computer;
mod copy;
mod disk;
pub mod docker;
mod file;
mod hardware;
mod image;
mod job;
mod line;
mod machine;
mod operation;
mod power;
mod process;
mod processes;
mod program;
mod shell;
pub mod terminal;
mod trouble;
mod unit;
mod user;
mod visited;

#[cfg(test)]
mod tests;

pub use file::{FileError, Files, Node, NodeKind};
pub use hardware::Hardware;
pub use job::{Job, JobKey, Running};
use job::{Progress, to_terminal};
pub use machine::{Hosts, Machine, MachineKey};
pub use process::Process;
pub use unit::Unit;

pub(crate) use agent::{AGENT, WITH_AGENT, runs_docker, text_of, unit_writes};
pub(crate) use browse::PERSON;
pub(crate) use bulk::length as text_length;
pub(crate) use cloud_init::host_key;
pub(crate) use disk::{blocks, disk_free, disk_release, disk_reserve};
pub(crate) use docker::{
    Binding, Handed, Inside, Namespace, Ordered, OrderedNetwork, docker_bearers, docker_begin,
    docker_beside, docker_container_at, docker_end, docker_file, docker_folder, docker_forget,
    docker_hostname, docker_hosts, docker_keep, docker_make, docker_mount, docker_mounted,
    docker_namespace, docker_neighbours, docker_processes, docker_publishers, docker_read_only,
    docker_resolv_conf, docker_resolve, docker_trouble, docker_user, docker_write, fill_with_log,
    fill_with_old_images, on_change, on_pulled, published,
};
pub(crate) use file::{is_folder, read_file, write_file};
pub(crate) use job::{poke, write_stderr, write_stdout};
pub(crate) use machine::hand_out;
pub(crate) use machine::{
    architecture, build, check, console, destroy, hardware, has_booted, instance_id, is_own, is_up,
    last_event, pool, resize, sshd_listens,
};
pub(crate) use operation::handle;
pub(crate) use power::{lose_power, power_off, power_on, reboot, wake};
pub(crate) use trouble::Trouble;
pub(crate) use visited::{admits, files_for, login_user, open_ports};
