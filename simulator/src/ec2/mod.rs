//! Amazon EC2: instances, their network, addresses and disks; and the SSM parameters that name images.
//!
//! One account in one region with its default VPC: a public subnet in each of three zones. Not modelled, and
//! refused by name: other VPCs, egress rules, further volumes and interfaces, spot, dedicated hosts.

mod account;
mod address;
mod billable;
mod check;
mod dispatch;
mod due;
mod filter;
mod group;
mod image;
mod image_list;
mod instance;
mod instance_type;
mod interface;
mod key_pair;
mod launch;
mod launch_template;
mod lifecycle;
mod metadata;
mod misfortune;
mod network_interface;
mod options;
mod page;
mod parameter;
mod permission;
mod place;
mod placement;
mod public_address;
mod resource_tag;
mod rule;
mod security_group;
mod snapshot;
mod status;
mod subnet;
mod tag;
mod throttle;
mod volume;

#[cfg(test)]
mod tests;

pub use account::Ec2;
pub use instance::{Instance, InstanceKey};
pub use interface::Source;

pub(crate) use billable::billable;
pub(crate) use check::check;
pub(crate) use dispatch::{handle, handle_ssm, wake};
pub(crate) use group::{named_or_default, require_groups};
pub(crate) use instance::{
    impaired, instance_on, last_change, last_change_among, machine_of, public_instances, role_on,
    target_state, type_on,
};
pub(crate) use interface::{
    Label, addresses, addresses_of, allows, attach_interface, detach_interface, endpoint_at,
    endpoints, groups_of, last_holder, openings, zone_at, zone_of,
};
pub(crate) use launch::{launch_for_group, vcpus_in_use};
pub(crate) use launch_template::{
    launch_with as launch_with_template, resolve as resolve_template,
};
pub(crate) use lifecycle::{shut_down_from_inside, terminate_for_group};
pub(crate) use metadata::{Answer, Asked, metadata};
pub(crate) use misfortune::{
    darken, die, id_of, lose_zone, machine_in, reboot, restore_zone, running,
};
pub(crate) use security_group::{
    close_port, group_id, has_group, has_rule_of_port, open_again, public_ports, remove_group,
};
pub(crate) use subnet::vpc_id;
