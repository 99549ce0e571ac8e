//! File systems, with their access points and mount targets.

use super::leftover::{Charge, Kind, Leftover};
use super::mark::Mark;
use super::there;
use crate::aws::efs::{
    DeleteAccessPoint, DeleteFileSystem, DeleteMountTarget, DescribeAccessPoints,
    DescribeFileSystems, DescribeMountTargets,
};
use crate::cloud::Cloud;
use crate::error::CloudError;

/// File systems that carry the tag, and what belongs to them.
pub(super) async fn file_systems(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let all = crate::aws::all(cloud, DescribeFileSystems::default()).await?;
    let mut left = Vec::new();
    for file_system in all.file_systems {
        let Some(mark) = Mark::of(file_system.tags.iter().map(|t| (&t.key, &t.value))) else {
            continue;
        };
        let id = file_system.file_system_id;
        let leftover = Leftover::new(Kind::FileSystem, &id, &mark)
            .called(&file_system.name)
            .in_state(&file_system.life_cycle_state);
        match file_system.life_cycle_state.as_str() {
            "deleted" => continue,
            "deleting" => {
                left.push(leftover);
                continue;
            }
            _ => {}
        }
        left.extend(belongings(cloud, &id, &mark).await?);
        left.push(
            leftover
                .billed([Charge::FileSystem {
                    bytes: file_system.size_in_bytes.map(|size| size.value),
                }])
                .removed_by(DeleteFileSystem { file_system_id: id }),
        );
    }
    Ok(left)
}

async fn belongings(
    cloud: &dyn Cloud,
    file_system: &str,
    mark: &Mark,
) -> Result<Vec<Leftover>, CloudError> {
    let mut left = Vec::new();
    let request = DescribeAccessPoints {
        file_system_id: file_system.to_owned(),
        ..DescribeAccessPoints::default()
    };
    let points = there(crate::aws::all(cloud, request).await)?;
    for point in points.map(|p| p.access_points).unwrap_or_default() {
        let path = point.root_directory.map(|root| root.path);
        let leftover = Leftover::new(Kind::AccessPoint, &point.access_point_id, mark)
            .called(&path.unwrap_or_default())
            .in_state(&point.life_cycle_state);
        left.push(leftover.removed_by(DeleteAccessPoint {
            access_point_id: point.access_point_id,
        }));
    }
    let request = DescribeMountTargets {
        file_system_id: file_system.to_owned(),
        ..DescribeMountTargets::default()
    };
    let targets = there(crate::aws::all(cloud, request).await)?;
    for target in targets.map(|t| t.mount_targets).unwrap_or_default() {
        let leftover = Leftover::new(Kind::MountTarget, &target.mount_target_id, mark)
            .called(&target.subnet_id)
            .in_state(&target.life_cycle_state);
        left.push(match target.life_cycle_state.as_str() {
            "deleted" => continue,
            "deleting" => leftover,
            _ => leftover.removed_by(DeleteMountTarget {
                mount_target_id: target.mount_target_id,
            }),
        });
    }
    Ok(left)
}
