//! Access points: a folder of a file system with an owner, as its own root.

use paperboat_core::aws::efs::{
    AccessPointDescription, CreateAccessPoint, DeleteAccessPoint, DescribeAccessPoints,
    DescribeAccessPointsOutput, RootDirectory,
};
use paperboat_core::aws::{Empty, Reply};
use paperboat_core::error::{CloudError, ErrorKind};

use super::page_of;
use super::{LifeCycleState, no_file_system, refuse};
use crate::id::arn;
use crate::world::{CallId, Outcome, World};

#[derive(Clone, Debug)]
pub(super) struct AccessPoint {
    pub(super) file_system_id: String,
    pub(super) root: Option<RootDirectory>,
    client_token: String,
}

fn description(id: &str, a: &AccessPoint) -> AccessPointDescription {
    AccessPointDescription {
        access_point_id: id.to_owned(),
        access_point_arn: arn("elasticfilesystem", &format!("access-point/{id}")),
        client_token: a.client_token.clone(),
        file_system_id: a.file_system_id.clone(),
        life_cycle_state: LifeCycleState::Available.word().to_owned(),
        root_directory: a.root.clone(),
    }
}

pub(super) fn create(
    w: &mut World,
    call: CallId,
    r: CreateAccessPoint,
) -> Result<Outcome, CloudError> {
    const OP: &str = "CreateAccessPoint";
    let found = w.efs.file_system(&r.file_system_id);
    let (_, f) = found.ok_or_else(|| no_file_system(OP, &r.file_system_id))?;
    if f.state != LifeCycleState::Available {
        let message = format!(
            "File system '{}' is not in the 'available' state.",
            r.file_system_id
        );
        return Err(refuse(
            ErrorKind::InUse,
            OP,
            "IncorrectFileSystemLifeCycleState",
            message,
        ));
    }
    let same = w
        .efs
        .access_points
        .iter()
        .find(|(_, a)| !r.client_token.is_empty() && a.client_token == r.client_token);
    if let Some((id, _)) = same {
        let message = format!("Access point already exists with id {id}");
        return Err(refuse(
            ErrorKind::AlreadyExists,
            OP,
            "AccessPointAlreadyExists",
            message,
        ));
    }
    let id = w.ids.ec2("fsap");
    let cause = w.call_event(call);
    w.state(Some(cause), &id, "", "available", "");
    let access_point = AccessPoint {
        file_system_id: r.file_system_id,
        root: r.root_directory,
        client_token: r.client_token,
    };
    let reply = description(&id, &access_point);
    w.efs.access_points.insert(id, access_point);
    Ok(Outcome::Done(Reply::CreateAccessPoint(reply)))
}

pub(super) fn describe(w: &World, r: &DescribeAccessPoints) -> Result<Outcome, CloudError> {
    let id = r.file_system_id.as_str();
    if !id.is_empty() && w.efs.file_system(id).is_none() {
        return Err(no_file_system("DescribeAccessPoints", id));
    }
    let access_points = w
        .efs
        .access_points
        .iter()
        .filter(|(_, a)| id.is_empty() || a.file_system_id == id)
        .map(|(id, a)| description(id, a))
        .collect();
    let (access_points, next_token) = page_of(
        "DescribeAccessPoints",
        access_points,
        r.next_token.as_deref(),
        r.max_results,
    )?;
    Ok(Outcome::Done(Reply::DescribeAccessPoints(
        DescribeAccessPointsOutput {
            access_points,
            next_token,
        },
    )))
}

pub(super) fn delete(
    w: &mut World,
    call: CallId,
    r: &DeleteAccessPoint,
) -> Result<Outcome, CloudError> {
    let id = &r.access_point_id;
    if w.efs.access_points.remove(id).is_none() {
        let message = format!("Access point '{id}' does not exist.");
        return Err(refuse(
            ErrorKind::NotFound,
            "DeleteAccessPoint",
            "AccessPointNotFound",
            message,
        ));
    }
    let cause = w.call_event(call);
    w.state(Some(cause), id, "available", "deleted", "");
    Ok(Outcome::Done(Reply::DeleteAccessPoint(Empty {})))
}
