//! Amazon ECS: clusters, task definitions, services, tasks, on Fargate and on container instances.
//!
//! A [`task`] goes through its states by one timer at a time; [`start`] is its way up, [`stop`] its way down. A
//! [`service`] is looked at by the [`scheduler`] when something of it changed, never in a fixed rhythm; what the
//! scheduler does is decided by a pure function in [`decide`]. A [`deployment`] counts what failed and knows which
//! names its tasks may call ([`connect`]). On whose [`capacity`] a task runs decides what is looked at on its way; machines that
//! the account has registered with a cluster are [`instance`]s, and a [`provider`] is an Auto Scaling group of them.

mod account;
mod canary;
mod capacity;
mod check;
mod cluster;
mod connect;
mod decide;
mod deployment;
mod describe;
mod dispatch;
mod engine;
mod events;
mod exec;
mod express;
mod grounds;
mod instance;
mod lost;
mod mappings;
mod mode;
mod network;
mod order;
mod placing;
mod ports;
mod prepare;
mod provider;
mod pull;
mod refuse;
mod run;
mod scaling;
mod scheduler;
mod service;
mod service_deployment;
mod start;
mod stop;
mod tagging;
mod target;
mod task;
mod taskdef;
mod update;
mod validate;

#[cfg(test)]
mod tests;

pub use account::Ecs;
pub use task::{Task, TaskKey};

pub(crate) use express::{
    definition_of, definitions_of, has_cluster, is_taken, manage, registered_group, revision_of,
    rolling_deployment, serving_group, shifting, status, take_back,
};
pub(crate) use scaling::{
    active_service, desired, group_names, is_rolling, running_tasks, scale, service_of,
};
pub(crate) use service::{ServiceKey, behind_group, last_failure};

pub(crate) use account::cpu_in_use;
pub(crate) use check::check;
pub(crate) use connect::{private_dns, service_connect, service_connect_port};
pub(crate) use dispatch::{handle, wake};
pub(crate) use engine::task_in_engine;
pub(crate) use instance::{agent_started, agent_stopped, machine_down, on_instance};
pub(crate) use lost::{is_lost, lose, lose_zone, restore_zone, retire, running};
pub(crate) use prepare::file;
pub(crate) use provider::{drain_for_group, holds};
pub(crate) use pull::{billable, on_pulled};
pub(crate) use start::{on_change, on_line};
pub(crate) use target::on_target;
pub(crate) use task::{containers_of, is_wanted, last_of_task, resource_of};

use refuse::{client, invalid, refuse};
