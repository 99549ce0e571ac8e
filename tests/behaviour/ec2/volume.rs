//! Disks and their snapshots.

use paperboat_core::aws::Ec2;
use paperboat_core::aws::ec2::InstanceStateName::{Running, Terminated};
use paperboat_core::aws::ec2::*;

use super::{ids, launch, one, wait};
use crate::bench::{Bench, Stop, is};
use crate::case::{Checked, cases};

cases! { "ec2/volume":
    it_goes_with_its_instance [RunInstances, DescribeInstances, DescribeVolumes, TerminateInstances]
    one_that_is_kept_stays_and_can_be_deleted [RunInstances, DescribeInstances, DescribeVolumes, DeleteVolume, TerminateInstances]
    one_in_use_is_not_deleted [RunInstances, DescribeInstances, DeleteVolume]
    a_snapshot_is_made_shown_and_deleted [RunInstances, DescribeInstances, CreateSnapshot, DescribeSnapshots, DeleteSnapshot]
    what_is_unknown_is_refused [DescribeVolumes, DeleteVolume, CreateSnapshot, DescribeSnapshots, DeleteSnapshot]
}

/// A running instance and its root volume.
async fn with_volume(b: &Bench<'_>, keep: bool) -> Result<(String, String), Stop> {
    let request = RunInstances {
        block_device_mappings: vec![BlockDeviceMapping {
            device_name: "/dev/xvda".into(),
            ebs: EbsBlockDevice {
                volume_size: Some(9),
                delete_on_termination: Some(!keep),
                ..Default::default()
            },
        }],
        ..one(b).await?
    };
    let id = launch(b, request).await?.instance_id;
    let instance = wait(b, &id, Running).await?;
    let root = instance.block_device_mappings.first();
    let volume = root.map(|m| m.ebs.volume_id.clone());
    let volume = volume.ok_or_else(|| Stop("a running instance shows no volume".into()))?;
    Ok((id, volume))
}

fn by_id(id: &str) -> DescribeVolumes {
    DescribeVolumes {
        volume_ids: ids(id),
        ..Default::default()
    }
}

async fn it_goes_with_its_instance(b: &Bench<'_>) -> Checked {
    let (id, volume) = with_volume(b, false).await?;
    b.begins("VolumeId", &volume, "vol-");
    let shown = b.cloud.describe_volumes(by_id(&volume)).await?.volumes;
    let attached = shown
        .iter()
        .flat_map(|v| &v.attachments)
        .any(|a| a.instance_id == id && a.state == "attached");
    b.check("it is attached to its instance", attached, "otherwise");
    b.cloud
        .terminate_instances(TerminateInstances {
            instance_ids: ids(&id),
        })
        .await?;
    wait(b, &id, Terminated).await?;
    b.refused(
        "a volume gone with its instance",
        by_id(&volume),
        "InvalidVolume.NotFound",
    )
    .await;
    Ok(())
}

async fn one_that_is_kept_stays_and_can_be_deleted(b: &Bench<'_>) -> Checked {
    let (id, volume) = with_volume(b, true).await?;
    let delete = DeleteVolume {
        volume_id: volume.clone(),
    };
    b.later(delete.clone());
    b.cloud
        .terminate_instances(TerminateInstances {
            instance_ids: ids(&id),
        })
        .await?;
    wait(b, &id, Terminated).await?;
    let available = |r: &DescribeVolumesOutput| {
        let v = r.volumes.first().ok_or("none")?;
        is(&v.state, "available")
    };
    b.until("a kept volume is available", by_id(&volume), available)
        .await?;
    b.cloud.delete_volume(delete.clone()).await?;
    b.refused("a deleted volume", delete, "InvalidVolume.NotFound")
        .await;
    Ok(())
}

async fn one_in_use_is_not_deleted(b: &Bench<'_>) -> Checked {
    let (_, volume_id) = with_volume(b, false).await?;
    b.refused("a volume in use", DeleteVolume { volume_id }, "VolumeInUse")
        .await;
    Ok(())
}

async fn a_snapshot_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let (_, volume_id) = with_volume(b, false).await?;
    let request = CreateSnapshot {
        volume_id: volume_id.clone(),
        ..Default::default()
    };
    let made = b.cloud.create_snapshot(request).await?;
    b.begins("SnapshotId", &made.snapshot_id, "snap-");
    b.same("State in the reply", made.state.as_str(), "pending");
    let delete = DeleteSnapshot {
        snapshot_id: made.snapshot_id.clone(),
    };
    b.later(delete.clone());
    let look = DescribeSnapshots {
        snapshot_ids: vec![made.snapshot_id],
        ..Default::default()
    };
    let completed = |r: &DescribeSnapshotsOutput| {
        let s = r.snapshots.first().ok_or("none")?;
        is(&s.state, "completed")
    };
    let shown = b
        .until("the snapshot is completed", look.clone(), completed)
        .await?
        .snapshots;
    for s in shown {
        b.check(
            "VolumeId is the volume's",
            s.volume_id == volume_id,
            "another",
        );
        b.same("VolumeSize", s.volume_size, 9);
    }
    b.cloud.delete_snapshot(delete).await?;
    b.refused("a deleted snapshot", look, "InvalidSnapshot.NotFound")
        .await;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    const UNKNOWN: &str = "vol-0123456789abcdef0";
    const CODE: &str = "InvalidVolume.NotFound";
    let volume_id = UNKNOWN.to_owned();
    b.refused("an unknown volume", by_id(UNKNOWN), CODE).await;
    b.refused(
        "an unknown volume",
        DeleteVolume {
            volume_id: volume_id.clone(),
        },
        CODE,
    )
    .await;
    let snapshot = CreateSnapshot {
        volume_id,
        ..Default::default()
    };
    b.refused("an unknown volume", snapshot, CODE).await;
    let snapshot_id = "snap-0123456789abcdef0".to_owned();
    let look = DescribeSnapshots {
        snapshot_ids: vec![snapshot_id.clone()],
        ..Default::default()
    };
    b.refused("an unknown snapshot", look, "InvalidSnapshot.NotFound")
        .await;
    b.refused(
        "an unknown snapshot",
        DeleteSnapshot { snapshot_id },
        "InvalidSnapshot.NotFound",
    )
    .await;
    Ok(())
}
