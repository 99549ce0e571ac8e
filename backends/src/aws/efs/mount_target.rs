//! Mount targets.

use aws_sdk_efs::Client;
use aws_sdk_efs::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::efs::{
    CreateMountTarget, DeleteMountTarget, DescribeMountTargets, DescribeMountTargetsOutput,
    MountTargetDescription,
};

use crate::aws::convert::{int, said, some, text};
use crate::aws::error::{Answer, refused};

fn read(m: sdk::MountTargetDescription) -> MountTargetDescription {
    MountTargetDescription {
        mount_target_id: m.mount_target_id,
        file_system_id: m.file_system_id,
        subnet_id: m.subnet_id,
        life_cycle_state: said(Some(m.life_cycle_state)),
        ip_address: m.ip_address.unwrap_or_default(),
    }
}

pub(in crate::aws) async fn create_mount_target(
    efs: &Client,
    r: CreateMountTarget,
) -> Answer<MountTargetDescription> {
    let made = efs
        .create_mount_target()
        .set_file_system_id(text(r.file_system_id))
        .set_subnet_id(text(r.subnet_id))
        .set_security_groups(some(r.security_groups))
        .send()
        .await
        .map_err(refused)?;
    Ok(MountTargetDescription {
        mount_target_id: made.mount_target_id,
        file_system_id: made.file_system_id,
        subnet_id: made.subnet_id,
        life_cycle_state: said(Some(made.life_cycle_state)),
        ip_address: made.ip_address.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn describe_mount_targets(
    efs: &Client,
    r: DescribeMountTargets,
) -> Answer<DescribeMountTargetsOutput> {
    let pages = efs
        .describe_mount_targets()
        .set_file_system_id(text(r.file_system_id))
        .set_mount_target_id(text(r.mount_target_id))
        .set_max_items(r.max_items.map(int))
        .set_marker(r.marker);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeMountTargetsOutput {
        mount_targets: found.into_iter().map(read).collect(),
        next_marker: None,
    })
}

pub(in crate::aws) async fn delete_mount_target(
    efs: &Client,
    r: DeleteMountTarget,
) -> Answer<Empty> {
    efs.delete_mount_target()
        .set_mount_target_id(text(r.mount_target_id))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}
