//! What is stored in a file system, and the mounting that gets a task there.

use std::collections::BTreeMap;

use crate::ec2::{self, Source};
use crate::meter::{self, Item};
use crate::net::Endpoint;
use crate::world::World;

use super::LifeCycleState;

/// A folder of a file system, as tasks mount it. It outlives them, and also its access point.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Share {
    pub(crate) file_system_id: String,
    pub(crate) path: String,
}

/// What a folder holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Data {
    bytes: u64,
}

impl Data {
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// Mounts a file system for a task: the name must resolve in the task's zone, and packets to port 2049 must arrive.
///
/// # Errors
/// In the words of the mount program, with its exit code.
pub(crate) fn mount(
    w: &World,
    task: Endpoint,
    zone: &str,
    file_system_id: &str,
    access_point_id: Option<&str>,
    root: &str,
) -> Result<Share, String> {
    let unresolved = || {
        format!(
            "stderr: Failed to resolve \"{file_system_id}.efs.{}.amazonaws.com\" - check that your file system ID is correct, and ensure that the VPC has an EFS mount target for this file system ID. See https://docs.aws.amazon.com/console/efs/mount-dns-name for more detail. Attempting to lookup mount target ip address using botocore. Failed to import necessary dependency botocore, please install botocore first. : unsuccessful EFS utils command execution; code: 1",
            crate::id::REGION
        )
    };
    let mut targets = w.efs.mount_targets(file_system_id);
    let here = targets.find(|(_, m)| m.zone == zone && m.state == LifeCycleState::Available);
    let (key, _) = here.ok_or_else(unresolved)?;
    let path = match access_point_id {
        None => root.to_owned(),
        Some(id) => {
            let known = w.efs.access_points.get(id);
            let known = known.filter(|a| a.file_system_id == file_system_id);
            let known = known.ok_or("stderr: b'mount.nfs4: access denied by server while mounting 127.0.0.1:/' : unsuccessful EFS utils command execution; code: 32")?;
            known
                .root
                .as_ref()
                .map_or_else(|| "/".to_owned(), |r| r.path.clone())
        }
    };
    if !ec2::allows(
        w,
        Source::Inside(task),
        Endpoint::FileSystem(key.slot()),
        2049,
    ) {
        return Err("stderr: b'mount.nfs4: Connection timed out' : unsuccessful EFS utils command execution; code: 32".into());
    }
    Ok(Share {
        file_system_id: file_system_id.to_owned(),
        path,
    })
}

/// Tells whether nothing was ever written to a folder, which makes a database initialise itself there.
pub(crate) fn is_fresh(w: &World, share: &Share) -> bool {
    w.efs.data.get(share).is_none_or(|d| d.bytes == 0)
}

/// The file systems that are billed now, by id: those that hold something.
pub(crate) fn billable(w: &World) -> impl Iterator<Item = (String, Item)> {
    let mut held: BTreeMap<String, u64> = BTreeMap::new();
    for (share, data) in &w.efs.data {
        *held.entry(share.file_system_id.clone()).or_default() += data.bytes;
    }
    let held = held.into_iter().filter(|(_, bytes)| *bytes > 0);
    held.map(|(id, bytes)| (id, Item::Efs { bytes }))
}

/// The bytes that a file system holds.
pub(super) fn held(w: &World, id: &str) -> u64 {
    let all = w.efs.data.iter();
    let all = all.filter(|(share, _)| share.file_system_id == id);
    all.map(|(_, data)| data.bytes).sum()
}

/// Records that a folder holds at least `bytes` now; all that a file system holds is billed.
pub(crate) fn written(w: &mut World, share: &Share, bytes: u64) {
    let data = w.efs.data.entry(share.clone()).or_default();
    if data.bytes >= bytes {
        return;
    }
    data.bytes = bytes;
    let id = share.file_system_id.clone();
    let bytes = held(w, &id);
    meter::close(w, &id);
    meter::open(w, &id, Item::Efs { bytes });
}
