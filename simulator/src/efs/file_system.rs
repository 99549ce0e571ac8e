//! File systems.

use paperboat_core::aws::efs::{
    CreateFileSystem, DeleteFileSystem, DescribeFileSystems, DescribeFileSystemsOutput,
    FileSystemDescription, FileSystemSize, Tag,
};
use paperboat_core::aws::{Empty, Reply};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::page_of;
use super::{LifeCycleState, Resource, ResourceKey, advance, no_file_system, refuse};
use crate::meter;
use crate::model::Timing;
use crate::wake::Kind;
use crate::world::{CallId, Outcome, World};

#[derive(Clone, Debug)]
pub(super) struct FileSystem {
    pub(super) id: String,
    pub(super) creation_token: String,
    pub(super) state: LifeCycleState,
    encrypted: bool,
    performance_mode: String,
    made: Timestamp,
    tags: Vec<Tag>,
    last: EventId,
}

fn description(w: &World, f: &FileSystem) -> FileSystemDescription {
    let name = f.tags.iter().find(|t| t.key == "Name");
    FileSystemDescription {
        owner_id: crate::id::ACCOUNT.to_owned(),
        creation_time: f.made,
        performance_mode: f.performance_mode.clone(),
        file_system_id: f.id.clone(),
        creation_token: f.creation_token.clone(),
        life_cycle_state: f.state.word().to_owned(),
        number_of_mount_targets: w.efs.mount_targets(&f.id).count() as u32,
        name: name.map(|t| t.value.clone()).unwrap_or_default(),
        encrypted: f.encrypted,
        size_in_bytes: Some(FileSystemSize {
            value: super::data::held(w, &f.id),
        }),
        tags: f.tags.clone(),
    }
}

pub(super) fn create(
    w: &mut World,
    call: CallId,
    r: CreateFileSystem,
) -> Result<Outcome, CloudError> {
    // Its price by throughput is not in the model, and would be taken for nothing.
    if !["", "bursting"].contains(&r.throughput_mode.as_str()) {
        let what = format!("ThroughputMode {}", r.throughput_mode);
        return Err(CloudError::unsupported("efs:CreateFileSystem", what));
    }
    let same = w
        .efs
        .resources
        .iter()
        .find_map(|(_, resource)| match resource {
            Resource::FileSystem(f) if f.creation_token == r.creation_token => Some(f.id.clone()),
            _ => None,
        });
    if let Some(id) = same.filter(|_| !r.creation_token.is_empty()) {
        let message = format!(
            "File system '{id}' already exists with creation token '{}'",
            r.creation_token
        );
        return Err(refuse(
            ErrorKind::AlreadyExists,
            "CreateFileSystem",
            "FileSystemAlreadyExists",
            message,
        ));
    }
    let id = w.ids.ec2("fs");
    let cause = w.call_event(call);
    let last = w.state(Some(cause), &id, "", "creating", "");
    let file_system = FileSystem {
        id,
        creation_token: r.creation_token,
        state: LifeCycleState::Creating,
        encrypted: r.encrypted.unwrap_or(false),
        performance_mode: if r.performance_mode.is_empty() {
            "generalPurpose".to_owned()
        } else {
            r.performance_mode
        },
        made: w.now,
        tags: r.tags,
        last,
    };
    let reply = description(w, &file_system);
    let key = w.efs.resources.insert(Resource::FileSystem(file_system));
    let delay = w.draw(Timing::EfsFileSystemCreate, "efs");
    w.wake_in(delay, Kind::FileSystem, key.slot(), 0);
    Ok(Outcome::Done(Reply::CreateFileSystem(reply)))
}

pub(super) fn describe(w: &World, r: &DescribeFileSystems) -> Result<Outcome, CloudError> {
    let file_systems: Vec<_> = w
        .efs
        .resources
        .iter()
        .filter_map(|(_, resource)| match resource {
            Resource::FileSystem(f) => Some(f),
            Resource::MountTarget(_) => None,
        })
        .filter(|f| r.file_system_id.is_empty() || f.id == r.file_system_id)
        .filter(|f| r.creation_token.is_empty() || f.creation_token == r.creation_token)
        .map(|f| description(w, f))
        .collect();
    if file_systems.is_empty() && !r.file_system_id.is_empty() {
        return Err(no_file_system("DescribeFileSystems", &r.file_system_id));
    }
    let (file_systems, next_marker) = page_of(
        "DescribeFileSystems",
        file_systems,
        r.marker.as_deref(),
        r.max_items,
    )?;
    Ok(Outcome::Done(Reply::DescribeFileSystems(
        DescribeFileSystemsOutput {
            file_systems,
            next_marker,
        },
    )))
}

pub(super) fn delete(
    w: &mut World,
    call: CallId,
    r: &DeleteFileSystem,
) -> Result<Outcome, CloudError> {
    const OP: &str = "DeleteFileSystem";
    let found = w.efs.file_system(&r.file_system_id);
    let (key, _) = found.ok_or_else(|| no_file_system(OP, &r.file_system_id))?;
    if w.efs.mount_targets(&r.file_system_id).next().is_some() {
        let message = format!(
            "File system '{}' has mount targets created in it.",
            r.file_system_id
        );
        return Err(refuse(ErrorKind::InUse, OP, "FileSystemInUse", message));
    }
    let cause = w.call_event(call);
    let last = w.state(Some(cause), &r.file_system_id, "available", "deleting", "");
    if let Some(Resource::FileSystem(f)) = w.efs.resources.get_mut(key) {
        f.state = LifeCycleState::Deleting;
        f.last = last;
    }
    let delay = w.draw(Timing::EfsDelete, "efs");
    w.wake_in(delay, Kind::FileSystem, key.slot(), 0);
    Ok(Outcome::Done(Reply::DeleteFileSystem(Empty {})))
}

pub(super) fn wake(w: &mut World, key: ResourceKey) {
    let Some(Resource::FileSystem(f)) = w.efs.resources.get_mut(key) else {
        return;
    };
    let id = f.id.clone();
    match advance(&mut f.state, f.last) {
        (LifeCycleState::Creating, cause) => {
            let last = w.state(Some(cause), &id, "creating", "available", "");
            if let Some(Resource::FileSystem(f)) = w.efs.resources.get_mut(key) {
                f.last = last;
            }
        }
        (LifeCycleState::Deleting, cause) => {
            w.efs.resources.remove(key);
            w.efs.access_points.retain(|_, a| a.file_system_id != id);
            w.efs.data.retain(|share, _| share.file_system_id != id);
            meter::close(w, &id);
            w.state(Some(cause), &id, "deleting", "deleted", "");
        }
        (LifeCycleState::Available, _) => {}
    }
}
