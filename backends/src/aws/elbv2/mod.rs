//! Elastic Load Balancing v2.

mod balancer;
mod listener;
mod tag;
mod target;
mod target_group;

pub(super) use balancer::{create_load_balancer, delete_load_balancer, describe_load_balancers};
pub(super) use listener::{
    create_listener, create_rule, delete_listener, delete_rule, describe_listeners, describe_rules,
};
pub(super) use tag::describe_tags;
pub(super) use target::{deregister_targets, describe_target_health, register_targets};
pub(super) use target_group::{
    create_target_group, delete_target_group, describe_target_groups, modify_target_group,
    modify_target_group_attributes,
};
