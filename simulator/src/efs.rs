//! Amazon EFS: file systems, their mount targets and access points, and what is stored there.

mod access_point;
mod data;
mod file_system;
mod mount_target;

use std::collections::BTreeMap;

use paperboat_core::aws::EfsCall;
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::EventId;

use crate::arena::{Arena, Key};
use crate::wake::Wake;
use crate::world::{CallId, Outcome, World};

use access_point::AccessPoint;
use data::Data;
pub(crate) use data::{Share, billable, is_fresh, mount, written};
use file_system::FileSystem;
use mount_target::MountTarget;
pub(crate) use mount_target::mount_address;

impl World {
    /// The bytes that the account's file systems hold.
    #[must_use]
    pub fn stored_bytes(&self) -> u64 {
        self.efs.data.values().map(Data::bytes).sum()
    }
}

/// The account's file systems. Mount targets and file systems share one numbering, for their timers.
#[derive(Clone, Debug, Default)]
pub struct Efs {
    resources: Arena<Resource>,
    access_points: BTreeMap<String, AccessPoint>,
    data: BTreeMap<Share, Data>,
}

/// A resource of the service that has a life.
#[derive(Clone, Debug)]
enum Resource {
    FileSystem(FileSystem),
    MountTarget(MountTarget),
}

type ResourceKey = Key<Resource>;

/// Where a resource is in its life, in the service's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LifeCycleState {
    Creating,
    Available,
    Deleting,
}

impl LifeCycleState {
    fn word(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Available => "available",
            Self::Deleting => "deleting",
        }
    }
}

impl Efs {
    fn file_system(&self, id: &str) -> Option<(ResourceKey, &FileSystem)> {
        self.resources.iter().find_map(|(key, r)| match r {
            Resource::FileSystem(f) if f.id == id => Some((key, f)),
            _ => None,
        })
    }

    fn mount_targets<'a>(
        &'a self,
        file_system: &'a str,
    ) -> impl Iterator<Item = (ResourceKey, &'a MountTarget)> {
        self.resources.iter().filter_map(move |(key, r)| match r {
            Resource::MountTarget(m) if m.file_system_id == file_system => Some((key, m)),
            _ => None,
        })
    }
}

/// The items of one page of each list, the most and the default (EFS API reference: "paginated at 100 per page").
const ITEMS_A_PAGE: usize = 100;

/// A page of a list.
///
/// # Errors
/// `BadRequest` for a marker that no page gave.
fn page_of<T>(
    operation: &str,
    all: Vec<T>,
    marker: Option<&str>,
    wanted: Option<u32>,
) -> Result<(Vec<T>, Option<String>), CloudError> {
    let size = crate::page::size(wanted, ITEMS_A_PAGE);
    crate::page::page(all, marker, size).ok_or_else(|| {
        CloudError::refused(
            ErrorKind::InvalidInput,
            &format!("efs:{operation}"),
            "BadRequest",
            "The marker is invalid.",
        )
    })
}

pub(crate) fn handle(w: &mut World, call: CallId, request: EfsCall) -> Result<Outcome, CloudError> {
    match request {
        EfsCall::CreateFileSystem(r) => file_system::create(w, call, r),
        EfsCall::DescribeFileSystems(r) => file_system::describe(w, &r),
        EfsCall::DeleteFileSystem(r) => file_system::delete(w, call, &r),
        EfsCall::CreateMountTarget(r) => mount_target::create(w, call, r),
        EfsCall::DescribeMountTargets(r) => mount_target::describe(w, &r),
        EfsCall::DeleteMountTarget(r) => mount_target::delete(w, call, &r),
        EfsCall::CreateAccessPoint(r) => access_point::create(w, call, r),
        EfsCall::DescribeAccessPoints(r) => access_point::describe(w, &r),
        EfsCall::DeleteAccessPoint(r) => access_point::delete(w, call, &r),
    }
}

fn refuse(
    kind: ErrorKind,
    operation: &str,
    code: &str,
    message: impl std::fmt::Display,
) -> CloudError {
    CloudError::refused(kind, &format!("efs:{operation}"), code, message)
}

fn no_file_system(operation: &str, id: &str) -> CloudError {
    let message = format!("File system '{id}' does not exist.");
    refuse(
        ErrorKind::NotFound,
        operation,
        "FileSystemNotFound",
        message,
    )
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    let key = ResourceKey::from_slot(wake.slot);
    match w.efs.resources.get(key) {
        Some(Resource::FileSystem(_)) => file_system::wake(w, key),
        Some(Resource::MountTarget(_)) => mount_target::wake(w, key),
        None => {}
    }
}

/// Moves a resource on along creating, available, deleting, gone; says from which state and because of what.
fn advance(state: &mut LifeCycleState, last: EventId) -> (LifeCycleState, EventId) {
    let from = *state;
    if from == LifeCycleState::Creating {
        *state = LifeCycleState::Available;
    }
    (from, last)
}

pub(crate) fn check(w: &World) {
    for (_, resource) in w.efs.resources.iter() {
        if let Resource::MountTarget(m) = resource {
            assert!(
                w.efs.file_system(&m.file_system_id).is_some(),
                "a mount target belongs to a file system"
            );
        }
    }
}
