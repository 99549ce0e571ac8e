//! Amazon EFS.

mod access_point;
mod file_system;
mod mount_target;

pub(super) use access_point::{create_access_point, delete_access_point, describe_access_points};
pub(super) use file_system::{create_file_system, delete_file_system, describe_file_systems};
pub(super) use mount_target::{create_mount_target, delete_mount_target, describe_mount_targets};
