//! EC2 Auto Scaling.

mod activity;
mod group;
mod refresh;
mod template;

pub(super) use activity::describe_scaling_activities;
pub(super) use group::{
    create_auto_scaling_group, delete_auto_scaling_group, describe_auto_scaling_groups,
    set_desired_capacity, terminate_instance_in_auto_scaling_group, update_auto_scaling_group,
};
pub(super) use refresh::{
    cancel_instance_refresh, describe_instance_refreshes, rollback_instance_refresh,
    start_instance_refresh,
};
