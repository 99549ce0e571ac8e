//! Network file systems, their mount targets and access points.

use paperboat_core::aws::Efs;
use paperboat_core::aws::efs::*;

use crate::bench::{Bench, Stop, is};
use crate::case::{Checked, cases};
use crate::ec2::{group, ids, subnets};

cases! { "efs":
    a_file_system_is_made_shown_and_deleted [CreateFileSystem, DescribeFileSystems, DeleteFileSystem]
    a_creation_token_creates_once [CreateFileSystem, DescribeFileSystems]
    a_mount_target_is_made_shown_and_deleted [CreateFileSystem, DescribeFileSystems, CreateMountTarget, DescribeMountTargets, DeleteMountTarget]
    a_zone_has_one_mount_target [CreateFileSystem, DescribeFileSystems, CreateMountTarget, DescribeMountTargets]
    a_mounted_one_stays [CreateFileSystem, DescribeFileSystems, CreateMountTarget, DescribeMountTargets, DeleteFileSystem]
    an_access_point_is_made_shown_and_deleted [CreateFileSystem, DescribeFileSystems, CreateAccessPoint, DescribeAccessPoints, DeleteAccessPoint]
    what_is_unknown_is_refused [DescribeFileSystems, DeleteFileSystem, CreateMountTarget, DeleteMountTarget, DescribeMountTargets, CreateAccessPoint, DeleteAccessPoint]
}

const UNKNOWN: &str = "fs-0123456789abcdef0";

fn wanted(b: &Bench<'_>) -> CreateFileSystem {
    CreateFileSystem {
        creation_token: b.name("files"),
        encrypted: Some(true),
        tags: vec![Tag {
            key: "Name".into(),
            value: b.name("files"),
        }],
        ..Default::default()
    }
}

fn by_id(id: &str) -> DescribeFileSystems {
    DescribeFileSystems {
        file_system_id: id.into(),
        ..Default::default()
    }
}

/// A file system that is available.
async fn made(b: &Bench<'_>) -> Result<String, Stop> {
    let id = b.cloud.create_file_system(wanted(b)).await?.file_system_id;
    b.later(DeleteFileSystem {
        file_system_id: id.clone(),
    });
    let available = |r: &DescribeFileSystemsOutput| {
        is(
            r.file_systems
                .first()
                .map_or("absent", |f| f.life_cycle_state.as_str()),
            "available",
        )
    };
    b.until("the file system is available", by_id(&id), available)
        .await?;
    Ok(id)
}

async fn a_file_system_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let made = b.cloud.create_file_system(wanted(b)).await?;
    let file_system_id = made.file_system_id.clone();
    let delete = DeleteFileSystem { file_system_id };
    b.later(delete.clone());
    b.begins("FileSystemId", &made.file_system_id, "fs-");
    b.same(
        "LifeCycleState in the reply",
        made.life_cycle_state.as_str(),
        "creating",
    );
    b.same("Encrypted", made.encrypted, true);
    b.check("Name is the tag's", made.name == b.name("files"), "another");
    let available = |r: &DescribeFileSystemsOutput| {
        is(
            r.file_systems
                .first()
                .map_or("absent", |f| f.life_cycle_state.as_str()),
            "available",
        )
    };
    let shown = b
        .until(
            "the file system is available",
            by_id(&made.file_system_id),
            available,
        )
        .await?;
    for f in shown.file_systems {
        b.check(
            "CreationToken is the one given",
            f.creation_token == b.name("files"),
            "another",
        );
        b.same("NumberOfMountTargets", f.number_of_mount_targets, 0);
    }
    b.cloud.delete_file_system(delete).await?;
    let all = |r: &DescribeFileSystemsOutput| is(r.file_systems.len(), 0);
    let by_token = DescribeFileSystems {
        creation_token: b.name("files"),
        ..Default::default()
    };
    b.until("its token finds it no more", by_token, all).await?;
    b.refused(
        "a deleted one",
        by_id(&made.file_system_id),
        "FileSystemNotFound",
    )
    .await;
    Ok(())
}

async fn a_creation_token_creates_once(b: &Bench<'_>) -> Checked {
    made(b).await?;
    b.refused("the same token again", wanted(b), "FileSystemAlreadyExists")
        .await;
    Ok(())
}

/// A mount target in the first default subnet that is available.
async fn mounted(b: &Bench<'_>, file_system: &str) -> Result<(CreateMountTarget, String), Stop> {
    let request = CreateMountTarget {
        file_system_id: file_system.into(),
        subnet_id: subnets(b).await?.remove(0).subnet_id,
        security_groups: vec![group(b, "nfs").await?],
    };
    let made = b.cloud.create_mount_target(request.clone()).await?;
    b.later(DeleteMountTarget {
        mount_target_id: made.mount_target_id.clone(),
    });
    b.begins("MountTargetId", &made.mount_target_id, "fsmt-");
    b.same(
        "LifeCycleState in the reply",
        made.life_cycle_state.as_str(),
        "creating",
    );
    b.check(
        "SubnetId is the one given",
        made.subnet_id == request.subnet_id,
        "another",
    );
    b.there("IpAddress", &made.ip_address);
    let look = DescribeMountTargets {
        mount_target_id: made.mount_target_id.clone(),
        ..Default::default()
    };
    let available = |r: &DescribeMountTargetsOutput| {
        is(
            r.mount_targets
                .first()
                .map_or("absent", |m| m.life_cycle_state.as_str()),
            "available",
        )
    };
    b.until("the mount target is available", look, available)
        .await?;
    Ok((request, made.mount_target_id))
}

async fn a_mount_target_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let id = made(b).await?;
    let (_, mount_target_id) = mounted(b, &id).await?;
    let counted = b
        .cloud
        .describe_file_systems(by_id(&id))
        .await?
        .file_systems;
    let count = counted.first().map_or(0, |f| f.number_of_mount_targets);
    b.same("NumberOfMountTargets", count, 1);
    b.cloud
        .delete_mount_target(DeleteMountTarget { mount_target_id })
        .await?;
    let all = DescribeMountTargets {
        file_system_id: id,
        ..Default::default()
    };
    b.until("the mount target is gone", all, |r| {
        is(r.mount_targets.len(), 0)
    })
    .await?;
    Ok(())
}

async fn a_zone_has_one_mount_target(b: &Bench<'_>) -> Checked {
    let id = made(b).await?;
    let (request, _) = mounted(b, &id).await?;
    if let Some(second) = b
        .refused("a second one in a zone", request, "MountTargetConflict")
        .await
    {
        let mount_target_id = second.mount_target_id;
        b.later(DeleteMountTarget { mount_target_id });
    }
    Ok(())
}

async fn a_mounted_one_stays(b: &Bench<'_>) -> Checked {
    let file_system_id = made(b).await?;
    mounted(b, &file_system_id).await?;
    let delete = DeleteFileSystem { file_system_id };
    b.refused("one with a mount target", delete, "FileSystemInUse")
        .await;
    Ok(())
}

async fn an_access_point_is_made_shown_and_deleted(b: &Bench<'_>) -> Checked {
    let id = made(b).await?;
    let request = CreateAccessPoint {
        client_token: b.name("point"),
        file_system_id: id.clone(),
        posix_user: Some(PosixUser { uid: 999, gid: 999 }),
        root_directory: Some(RootDirectory {
            path: "/data".into(),
            creation_info: Some(CreationInfo {
                owner_uid: 999,
                owner_gid: 999,
                permissions: "755".into(),
            }),
        }),
        ..Default::default()
    };
    let point = b.cloud.create_access_point(request.clone()).await?;
    let access_point_id = point.access_point_id.clone();
    let delete = DeleteAccessPoint { access_point_id };
    b.later(delete.clone());
    b.begins("AccessPointId", &point.access_point_id, "fsap-");
    b.begins(
        "AccessPointArn",
        &point.access_point_arn,
        "arn:aws:elasticfilesystem:",
    );
    b.check(
        "RootDirectory is the one given",
        point.root_directory == request.root_directory,
        "another",
    );
    let file_system_id = id;
    let list = DescribeAccessPoints {
        file_system_id,
        ..Default::default()
    };
    let shown = b
        .cloud
        .describe_access_points(list.clone())
        .await?
        .access_points;
    b.same("how many are shown", shown.len(), 1);
    b.refused("the same token again", request, "AccessPointAlreadyExists")
        .await;
    b.cloud.delete_access_point(delete).await?;
    b.until("the access point is gone", list, |r| {
        is(r.access_points.len(), 0)
    })
    .await?;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    const CODE: &str = "FileSystemNotFound";
    let file_system_id = UNKNOWN.to_owned();
    b.refused("an unknown file system", by_id(UNKNOWN), CODE)
        .await;
    let delete = DeleteFileSystem {
        file_system_id: file_system_id.clone(),
    };
    b.refused("an unknown file system", delete, CODE).await;
    let mount = CreateMountTarget {
        file_system_id: file_system_id.clone(),
        subnet_id: subnets(b).await?.remove(0).subnet_id,
        security_groups: ids("sg-0123456789abcdef0"),
    };
    b.refused("an unknown file system", mount, CODE).await;
    let targets = DescribeMountTargets {
        file_system_id: file_system_id.clone(),
        ..Default::default()
    };
    b.refused("an unknown file system", targets, CODE).await;
    let point = CreateAccessPoint {
        client_token: b.name("point"),
        file_system_id,
        ..Default::default()
    };
    b.refused("an unknown file system", point, CODE).await;
    let mount_target_id = "fsmt-0123456789abcdef0".to_owned();
    b.refused(
        "an unknown mount target",
        DeleteMountTarget { mount_target_id },
        "MountTargetNotFound",
    )
    .await;
    let access_point_id = "fsap-0123456789abcdef0".to_owned();
    b.refused(
        "an unknown access point",
        DeleteAccessPoint { access_point_id },
        "AccessPointNotFound",
    )
    .await;
    Ok(())
}
