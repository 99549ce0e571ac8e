//! Amazon EC2.

mod address;
mod catalogue;
mod instance;
mod key_pair;
mod launch;
mod launch_template;
mod network;
mod power;
mod security_group;
mod tag;
mod volume;

pub(super) use address::{
    allocate_address, associate_address, describe_addresses, disassociate_address, release_address,
};
pub(super) use catalogue::{
    describe_availability_zones, describe_machine_images, describe_regions,
};
pub(super) use instance::{
    describe_instance_status, describe_instances, get_console_output, modify_instance_attribute,
    modify_instance_metadata_options,
};
pub(super) use key_pair::{create_key_pair, delete_key_pair, describe_key_pairs, import_key_pair};
pub(super) use launch::{associate_iam_instance_profile, run_instances};
pub(super) use launch_template::{
    create_launch_template, create_launch_template_version, delete_launch_template,
    describe_launch_template_versions, describe_launch_templates,
};
pub(super) use network::{
    describe_instance_types, describe_network_interfaces, describe_subnets, describe_vpcs,
};
pub(super) use power::{reboot_instances, start_instances, stop_instances, terminate_instances};
pub(super) use security_group::{
    authorize_security_group_ingress, create_security_group, delete_security_group,
    describe_security_group_rules, describe_security_groups, revoke_security_group_ingress,
};
pub(super) use tag::{create_tags, describe_resource_tags};
pub(super) use volume::{
    create_snapshot, delete_snapshot, delete_volume, describe_snapshots, describe_volumes,
};
