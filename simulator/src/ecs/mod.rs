//! Amazon ECS on Fargate: clusters, task definitions, services, tasks.
//!
//! A [`task`] goes through its states by one timer at a time; [`start`] is its way up, [`stop`] its way down. A
//! [`service`] is looked at by the [`scheduler`] when something of it changed, never in a fixed rhythm; what the
//! scheduler does is decided by a pure function in [`decide`]. A [`deployment`] counts what failed and knows which
//! names its tasks may call ([`connect`]).

mod account;
mod check;
mod cluster;
mod connect;
mod decide;
mod deployment;
mod describe;
mod dispatch;
mod events;
mod exec;
mod grounds;
mod lost;
mod network;
mod prepare;
mod refuse;
mod run;
mod scheduler;
mod service;
mod start;
mod stop;
mod target;
mod task;
mod taskdef;
mod update;
mod validate;

#[cfg(test)]
mod tests;

pub use account::Ecs;
pub use task::{Task, TaskKey};

pub(crate) use service::{ServiceKey, behind_group, last_failure};

pub(crate) use account::cpu_in_use;
pub(crate) use check::check;
pub(crate) use connect::{private_dns, service_connect, service_connect_port};
pub(crate) use dispatch::{handle, wake};
pub(crate) use lost::{is_lost, lose, lose_zone, restore_zone, retire, running};
pub(crate) use prepare::file;
pub(crate) use start::{billable, on_change, on_line, on_pulled};
pub(crate) use target::on_target;
pub(crate) use task::{architecture, containers_of, is_wanted, last_of_task, resource_of};

use refuse::{client, invalid, refuse};
