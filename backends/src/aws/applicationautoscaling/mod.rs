//! Application Auto Scaling.

mod policy;
mod target;

pub(super) use policy::{delete_scaling_policy, describe_scaling_policies, put_scaling_policy};
pub(super) use target::{
    deregister_scalable_target, describe_application_scaling_activities, describe_scalable_targets,
    register_scalable_target,
};
