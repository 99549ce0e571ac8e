//! Named volumes: one file system, with an access point for each.

use crate::recipe::Wait;
use std::collections::{BTreeMap, BTreeSet};

use super::network::{Groups, Network};
use crate::app::service::{MountType, Service};
use crate::aws::Efs as _;
use crate::aws::efs::{
    CreateAccessPoint, CreateFileSystem, CreateMountTarget, CreationInfo, DescribeAccessPoints,
    DescribeFileSystems, DescribeMountTargets, FileSystemDescription, RootDirectory, Tag,
};
use crate::cloud::{Context, Look, Patience};
use crate::error::Cause;
use crate::strategy::App;
use crate::strategy::names::{base, marks};
use crate::strategy::once::made;

const WAIT: Patience = Patience::secs(5, 600);

/// The file system and its access points.
#[derive(Clone, Debug, Default)]
pub(super) struct Storage {
    pub(super) file_system: String,
    /// By the volume's key in the Compose file.
    pub(super) access_points: BTreeMap<String, String>,
}

/// The named volumes that a service mounts: key, path in the container, whether it only reads.
pub(super) fn named_mounts(service: &Service) -> impl Iterator<Item = (&str, &str, bool)> {
    service
        .volumes
        .iter()
        .filter(|mount| mount.kind == MountType::Volume)
        .filter_map(|mount| {
            Some((
                mount.source.as_deref()?,
                mount.target.as_str(),
                mount.read_only,
            ))
        })
}

/// The keys of all volumes that need a file system.
pub(super) fn volumes(app: &App) -> BTreeSet<&str> {
    let services = app.project.services.values();
    services
        .flat_map(|s| named_mounts(s).map(|(key, ..)| key))
        .collect()
}

/// Makes the file system, a mount target in each subnet and an access point for each volume.
pub(super) async fn make(
    cx: &Context<'_>,
    app: &App,
    network: &Network,
    groups: &Groups,
) -> Result<Storage, Cause> {
    let file_system = file_system(cx, app).await?;
    let probe = DescribeFileSystems {
        file_system_id: file_system.clone(),
        ..DescribeFileSystems::default()
    };
    cx.wait_until(Wait::FileSystemAvailable, WAIT, probe, |found| {
        let first = found.file_systems.into_iter().next();
        available(first.map(|f| f.life_cycle_state))
    })
    .await?;
    mount_targets(cx, network, groups, &file_system).await?;
    let access_points = access_points(cx, app, &file_system).await?;
    let probe = DescribeMountTargets {
        file_system_id: file_system.clone(),
        ..DescribeMountTargets::default()
    };
    cx.wait_until(Wait::MountTargetsAvailable, WAIT, probe, |found| {
        let states = found.mount_targets.into_iter().map(|t| t.life_cycle_state);
        let waiting = states.into_iter().find(|state| state != "available");
        available(Some(waiting.unwrap_or_else(|| "available".to_owned())))
    })
    .await?;
    Ok(Storage {
        file_system,
        access_points,
    })
}

fn available(state: Option<String>) -> Look<()> {
    match state {
        Some(state) if state == "available" => Look::Met(()),
        other => Look::NotYet(other.unwrap_or_default()),
    }
}

fn tags(app: &App, name: &str) -> Vec<Tag> {
    [("Name", name)]
        .into_iter()
        .chain(marks(app))
        .map(|(key, value)| Tag {
            key: key.to_owned(),
            value: value.to_owned(),
        })
        .collect()
}

/// Finds the application's file system by its creation token.
pub(super) async fn find(
    cx: &Context<'_>,
    app: &App,
) -> Result<Option<FileSystemDescription>, Cause> {
    let request = DescribeFileSystems {
        creation_token: base(app),
        ..DescribeFileSystems::default()
    };
    let found = crate::strategy::once::found(cx.cloud.describe_file_systems(request).await)?;
    Ok(found.and_then(|found| found.file_systems.into_iter().next()))
}

async fn file_system(cx: &Context<'_>, app: &App) -> Result<String, Cause> {
    if let Some(known) = find(cx, app).await? {
        return Ok(known.file_system_id);
    }
    let request = CreateFileSystem {
        creation_token: base(app),
        encrypted: Some(true),
        tags: tags(app, &base(app)),
        ..CreateFileSystem::default()
    };
    Ok(cx.cloud.create_file_system(request).await?.file_system_id)
}

async fn mount_targets(
    cx: &Context<'_>,
    network: &Network,
    groups: &Groups,
    file_system: &str,
) -> Result<(), Cause> {
    let request = DescribeMountTargets {
        file_system_id: file_system.to_owned(),
        ..DescribeMountTargets::default()
    };
    let known = cx
        .cloud
        .describe_mount_targets(request)
        .await?
        .mount_targets;
    for subnet in &network.subnets {
        if known.iter().any(|target| target.subnet_id == *subnet) {
            continue;
        }
        let request = CreateMountTarget {
            file_system_id: file_system.to_owned(),
            subnet_id: subnet.clone(),
            security_groups: groups.files.iter().cloned().collect(),
        };
        made(cx.cloud.create_mount_target(request).await)?;
    }
    Ok(())
}

async fn access_points(
    cx: &Context<'_>,
    app: &App,
    file_system: &str,
) -> Result<BTreeMap<String, String>, Cause> {
    let request = DescribeAccessPoints {
        file_system_id: file_system.to_owned(),
        ..DescribeAccessPoints::default()
    };
    let known = crate::aws::all(cx.cloud, request).await?.access_points;
    let mut points = BTreeMap::new();
    for volume in volumes(app) {
        let path = format!("/{volume}");
        let same = |root: &Option<RootDirectory>| root.as_ref().is_some_and(|r| r.path == path);
        if let Some(point) = known.iter().find(|point| same(&point.root_directory)) {
            points.insert(volume.to_owned(), point.access_point_id.clone());
            continue;
        }
        // Database images change the owner of their folder at the first start, so it is not fixed here; but one that
        // runs as a user of its own from the start may not, and must own it already.
        let (owner_uid, owner_gid) = owner(app, volume);
        let root = RootDirectory {
            path,
            creation_info: Some(CreationInfo {
                owner_uid,
                owner_gid,
                permissions: "0777".to_owned(),
            }),
        };
        let request = CreateAccessPoint {
            client_token: format!("{}-{volume}", base(app)),
            file_system_id: file_system.to_owned(),
            root_directory: Some(root),
            tags: tags(app, volume),
            ..CreateAccessPoint::default()
        };
        let point = cx.cloud.create_access_point(request).await?;
        points.insert(volume.to_owned(), point.access_point_id);
    }
    Ok(points)
}

/// The user and group by number as which the first service that writes to a volume runs, where it says so; or else root.
fn owner(app: &App, volume: &str) -> (u32, u32) {
    let services = app.project.services.values();
    let mut writers = services.filter(|service| {
        named_mounts(service).any(|(key, _, read_only)| key == volume && !read_only)
    });
    let stated = writers.find_map(|service| service.user.as_deref());
    let (user, group) = stated.map_or(("", ""), |user| {
        user.split_once(':').unwrap_or((user, user))
    });
    let number = |text: &str| text.parse().unwrap_or(0);
    (number(user), number(group))
}
