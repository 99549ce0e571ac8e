//! Application load balancers, target groups, listeners and rules.
//!
//! Health checks are computed, not polled: after every change of the world [`look`] asks what a check would find
//! now, and the time of the check that changes a verdict follows from the grid on which the checks lie. Not
//! modelled, and refused by name: network load balancers, TLS (but for the listeners of Express Mode, whose handshakes take no time), redirects, sticky sessions.

mod account;
mod action;
mod alias;
mod balancer;
mod check;
mod checks;
mod dispatch;
mod due;
mod groups;
mod health_check;
mod listener;
mod name;
mod probe;
mod registration;
mod routing;
mod rule;
mod tag;
mod target;
mod target_group;
mod targets;
mod watch;

#[cfg(test)]
mod tests;

pub use account::Elbv2;
pub use balancer::{Balancer, BalancerKey};

pub(crate) use alias::{
    call_also, call_no_more, label_of, remove_balancer, remove_group, remove_rule,
};
pub(crate) use balancer::{billable, last_change};
pub(crate) use check::check;
pub(crate) use dispatch::{handle, wake};
pub(crate) use listener::listen_securely;
pub(crate) use registration::{
    OUT_OF_ZONES, deregister, deregister_instance, health_of, health_of_instance, last_verdict,
    register, register_instance,
};
pub(crate) use routing::{
    Share, answer_of, by_dns_name, doors, is_secure, listens, name_of, targets_along,
};
pub(crate) use rule::{shift, shiftable};
pub(crate) use target_group::{for_tasks, takes_instances};
pub(crate) use watch::{is_settled, look};
