//! Volumes and their snapshots.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::ec2::{
    CreateSnapshot, CreateSnapshotOutput, DeleteSnapshot, DeleteVolume, DescribeSnapshots,
    DescribeSnapshotsOutput, DescribeVolumes, DescribeVolumesOutput, Snapshot, Volume,
    VolumeAttachment,
};

use super::tag::{filters, read_tag, specifications};
use crate::aws::convert::{all, int, number, said, some, text};
use crate::aws::error::{Answer, refused};

fn read_volume(v: sdk::Volume) -> Volume {
    Volume {
        volume_id: v.volume_id.unwrap_or_default(),
        size: v.size.map(number).unwrap_or_default(),
        volume_type: said(v.volume_type),
        state: said(v.state),
        availability_zone: v.availability_zone.unwrap_or_default(),
        encrypted: v.encrypted.unwrap_or_default(),
        attachments: all(v.attachments, |a| VolumeAttachment {
            instance_id: a.instance_id.unwrap_or_default(),
            device: a.device.unwrap_or_default(),
            state: said(a.state),
            delete_on_termination: a.delete_on_termination.unwrap_or_default(),
        }),
        tags: all(v.tags, read_tag),
    }
}

fn read_snapshot(s: sdk::Snapshot) -> Snapshot {
    Snapshot {
        snapshot_id: s.snapshot_id.unwrap_or_default(),
        volume_id: s.volume_id.unwrap_or_default(),
        state: said(s.state),
        volume_size: s.volume_size.map(number).unwrap_or_default(),
        description: s.description.unwrap_or_default(),
        tags: all(s.tags, read_tag),
    }
}

pub(in crate::aws) async fn describe_volumes(
    ec2: &Client,
    r: DescribeVolumes,
) -> Answer<DescribeVolumesOutput> {
    let pages = ec2
        .describe_volumes()
        .set_volume_ids(some(r.volume_ids))
        .set_filters(filters(r.filters))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let volumes = found.try_collect().await.map_err(refused)?;
    Ok(DescribeVolumesOutput {
        volumes: volumes.into_iter().map(read_volume).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn delete_volume(ec2: &Client, r: DeleteVolume) -> Answer<Empty> {
    ec2.delete_volume()
        .set_volume_id(text(r.volume_id))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn create_snapshot(
    ec2: &Client,
    r: CreateSnapshot,
) -> Answer<CreateSnapshotOutput> {
    let made = ec2
        .create_snapshot()
        .set_volume_id(text(r.volume_id))
        .set_description(text(r.description))
        .set_tag_specifications(specifications(r.tag_specifications))
        .send()
        .await
        .map_err(refused)?;
    Ok(CreateSnapshotOutput {
        snapshot_id: made.snapshot_id.unwrap_or_default(),
        volume_id: made.volume_id.unwrap_or_default(),
        state: said(made.state),
        volume_size: made.volume_size.map(number).unwrap_or_default(),
    })
}

pub(in crate::aws) async fn describe_snapshots(
    ec2: &Client,
    r: DescribeSnapshots,
) -> Answer<DescribeSnapshotsOutput> {
    let pages = ec2
        .describe_snapshots()
        .set_snapshot_ids(some(r.snapshot_ids))
        .set_owner_ids(some(r.owner_ids))
        .set_filters(filters(r.filters))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let snapshots = found.try_collect().await.map_err(refused)?;
    Ok(DescribeSnapshotsOutput {
        snapshots: snapshots.into_iter().map(read_snapshot).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn delete_snapshot(ec2: &Client, r: DeleteSnapshot) -> Answer<Empty> {
    ec2.delete_snapshot()
        .set_snapshot_id(text(r.snapshot_id))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}
