//! Mount targets: a file system's addresses, one a zone.

use std::net::Ipv4Addr;

use paperboat_core::aws::efs::{
    CreateMountTarget, DeleteMountTarget, DescribeMountTargets, DescribeMountTargetsOutput,
    MountTargetDescription,
};
use paperboat_core::aws::{Empty, Reply};
use paperboat_core::error::{CloudError, ErrorKind};
use paperboat_core::event::EventId;

use super::page_of;
use super::{LifeCycleState, Resource, ResourceKey, advance, no_file_system, refuse};
use crate::ec2;
use crate::model::Timing;
use crate::net::Endpoint;
use crate::wake::Kind;
use crate::world::{CallId, Outcome, World};

#[derive(Clone, Debug)]
pub(super) struct MountTarget {
    id: String,
    pub(super) file_system_id: String,
    subnet_id: String,
    pub(super) zone: String,
    address: Ipv4Addr,
    pub(super) state: LifeCycleState,
    last: EventId,
}

fn description(m: &MountTarget) -> MountTargetDescription {
    MountTargetDescription {
        mount_target_id: m.id.clone(),
        file_system_id: m.file_system_id.clone(),
        subnet_id: m.subnet_id.clone(),
        life_cycle_state: m.state.word().to_owned(),
        ip_address: m.address.to_string(),
    }
}

fn not_found(operation: &str, id: &str) -> CloudError {
    let message = format!("Mount target '{id}' does not exist.");
    refuse(
        ErrorKind::NotFound,
        operation,
        "MountTargetNotFound",
        message,
    )
}

pub(super) fn create(
    w: &mut World,
    call: CallId,
    r: CreateMountTarget,
) -> Result<Outcome, CloudError> {
    const OP: &str = "CreateMountTarget";
    let id = r.file_system_id.as_str();
    let (_, f) = w
        .efs
        .file_system(id)
        .ok_or_else(|| no_file_system(OP, id))?;
    if f.state != LifeCycleState::Available {
        let message = format!("File system '{id}' is not in the 'available' state.");
        return Err(refuse(
            ErrorKind::InUse,
            OP,
            "IncorrectFileSystemLifeCycleState",
            message,
        ));
    }
    let zone = ec2::zone_of(w, &r.subnet_id).map(str::to_owned);
    let Some(zone) = zone else {
        let message = format!("The subnet ID '{}' does not exist", r.subnet_id);
        return Err(refuse(
            ErrorKind::InvalidInput,
            OP,
            "SubnetNotFound",
            message,
        ));
    };
    if w.efs.mount_targets(id).any(|(_, m)| m.zone == zone) {
        let message = "mount target already exists in this AZ";
        return Err(refuse(
            ErrorKind::AlreadyExists,
            OP,
            "MountTargetConflict",
            message,
        ));
    }
    let key = w.efs.resources.next_key();
    let endpoint = Endpoint::FileSystem(key.slot());
    let label = ec2::Label::of(
        &format!("{}/{}", r.file_system_id, r.subnet_id),
        format!("EFS mount target for {}", r.file_system_id),
    );
    let attached =
        ec2::attach_interface(w, endpoint, label, &r.subnet_id, &r.security_groups, false);
    let (address, _) = attached.map_err(|e| match e.code.as_str() {
        "InvalidGroup.NotFound" => refuse(
            ErrorKind::InvalidInput,
            OP,
            "SecurityGroupNotFound",
            e.message,
        ),
        _ => refuse(e.kind, OP, &e.code, e.message),
    })?;
    let id = w.ids.ec2("fsmt");
    let cause = w.call_event(call);
    let last = w.state(Some(cause), &id, "", "creating", "");
    let mount_target = MountTarget {
        id,
        file_system_id: r.file_system_id,
        subnet_id: r.subnet_id,
        address,
        state: LifeCycleState::Creating,
        last,
        zone,
    };
    let reply = description(&mount_target);
    let delay = w.draw(Timing::EfsMountTargetCreate, &mount_target.zone);
    let key = w.efs.resources.insert(Resource::MountTarget(mount_target));
    w.wake_in(delay, Kind::FileSystem, key.slot(), 0);
    Ok(Outcome::Done(Reply::CreateMountTarget(reply)))
}

pub(super) fn describe(w: &World, r: &DescribeMountTargets) -> Result<Outcome, CloudError> {
    const OP: &str = "DescribeMountTargets";
    if !r.file_system_id.is_empty() && w.efs.file_system(&r.file_system_id).is_none() {
        return Err(no_file_system(OP, &r.file_system_id));
    }
    let mount_targets: Vec<_> = w
        .efs
        .resources
        .iter()
        .filter_map(|(_, resource)| match resource {
            Resource::MountTarget(m) => Some(m),
            Resource::FileSystem(_) => None,
        })
        .filter(|m| r.file_system_id.is_empty() || m.file_system_id == r.file_system_id)
        .filter(|m| r.mount_target_id.is_empty() || m.id == r.mount_target_id)
        .map(description)
        .collect();
    if mount_targets.is_empty() && !r.mount_target_id.is_empty() {
        return Err(not_found(OP, &r.mount_target_id));
    }
    let (mount_targets, next_marker) =
        page_of(OP, mount_targets, r.marker.as_deref(), r.max_items)?;
    Ok(Outcome::Done(Reply::DescribeMountTargets(
        DescribeMountTargetsOutput {
            mount_targets,
            next_marker,
        },
    )))
}

pub(super) fn delete(
    w: &mut World,
    call: CallId,
    r: &DeleteMountTarget,
) -> Result<Outcome, CloudError> {
    let id = r.mount_target_id.as_str();
    let found = w
        .efs
        .resources
        .iter()
        .find_map(|(key, resource)| match resource {
            Resource::MountTarget(m) if m.id == id => Some((key, m.state)),
            _ => None,
        });
    let (key, from) = found.ok_or_else(|| not_found("DeleteMountTarget", id))?;
    let cause = w.call_event(call);
    if from != LifeCycleState::Deleting {
        let last = w.state(Some(cause), id, from.word(), "deleting", "");
        if let Some(Resource::MountTarget(m)) = w.efs.resources.get_mut(key) {
            m.state = LifeCycleState::Deleting;
            m.last = last;
        }
        let delay = w.draw(Timing::EfsDelete, "mount-target");
        w.wake_in(delay, Kind::FileSystem, key.slot(), 1);
    }
    Ok(Outcome::Done(Reply::DeleteMountTarget(Empty {})))
}

/// The address at which clients in a zone find a file system.
pub(crate) fn mount_address(w: &World, file_system: &str, zone: &str) -> Option<Ipv4Addr> {
    let mut here = w.efs.mount_targets(file_system);
    here.find(|(_, m)| m.zone == zone && m.state == LifeCycleState::Available)
        .map(|(_, m)| m.address)
}

pub(super) fn wake(w: &mut World, key: ResourceKey) {
    let Some(Resource::MountTarget(m)) = w.efs.resources.get_mut(key) else {
        return;
    };
    let id = m.id.clone();
    match advance(&mut m.state, m.last) {
        (LifeCycleState::Creating, cause) => {
            let last = w.state(Some(cause), &id, "creating", "available", "");
            if let Some(Resource::MountTarget(m)) = w.efs.resources.get_mut(key) {
                m.last = last;
            }
        }
        (LifeCycleState::Deleting, cause) => {
            w.efs.resources.remove(key);
            ec2::detach_interface(w, Endpoint::FileSystem(key.slot()));
            w.state(Some(cause), &id, "deleting", "deleted", "");
        }
        (LifeCycleState::Available, _) => {}
    }
}
