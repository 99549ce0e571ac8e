//! Access points.

use aws_sdk_efs::Client;
use aws_sdk_efs::error::BuildError;
use aws_sdk_efs::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::efs::{
    AccessPointDescription, CreateAccessPoint, CreationInfo, DeleteAccessPoint,
    DescribeAccessPoints, DescribeAccessPointsOutput, PosixUser, RootDirectory,
};

use super::file_system::tag;
use crate::aws::convert::{int, number, said, text, try_list};
use crate::aws::error::{Answer, refused, unbuilt};

fn user(u: PosixUser) -> Result<sdk::PosixUser, BuildError> {
    sdk::PosixUser::builder()
        .uid(u.uid.into())
        .gid(u.gid.into())
        .build()
}

fn root(r: RootDirectory) -> Result<sdk::RootDirectory, BuildError> {
    let creation = |c: CreationInfo| {
        sdk::CreationInfo::builder()
            .owner_uid(c.owner_uid.into())
            .owner_gid(c.owner_gid.into())
            .permissions(c.permissions)
            .build()
    };
    Ok(sdk::RootDirectory::builder()
        .set_path(text(r.path))
        .set_creation_info(r.creation_info.map(creation).transpose()?)
        .build())
}

fn read_root(r: sdk::RootDirectory) -> RootDirectory {
    RootDirectory {
        path: r.path.unwrap_or_default(),
        creation_info: r.creation_info.map(|c| CreationInfo {
            owner_uid: number(c.owner_uid),
            owner_gid: number(c.owner_gid),
            permissions: c.permissions,
        }),
    }
}

fn read(a: sdk::AccessPointDescription) -> AccessPointDescription {
    AccessPointDescription {
        access_point_id: a.access_point_id.unwrap_or_default(),
        access_point_arn: a.access_point_arn.unwrap_or_default(),
        client_token: a.client_token.unwrap_or_default(),
        file_system_id: a.file_system_id.unwrap_or_default(),
        life_cycle_state: said(a.life_cycle_state),
        root_directory: a.root_directory.map(read_root),
    }
}

pub(in crate::aws) async fn create_access_point(
    efs: &Client,
    r: CreateAccessPoint,
) -> Answer<AccessPointDescription> {
    let user = r.posix_user.map(user).transpose();
    let root = r.root_directory.map(root).transpose();
    let made = efs
        .create_access_point()
        .set_client_token(text(r.client_token))
        .set_file_system_id(text(r.file_system_id))
        .set_posix_user(user.map_err(unbuilt)?)
        .set_root_directory(root.map_err(unbuilt)?)
        .set_tags(try_list(r.tags, tag).map_err(unbuilt)?)
        .send()
        .await
        .map_err(refused)?;
    Ok(AccessPointDescription {
        access_point_id: made.access_point_id.unwrap_or_default(),
        access_point_arn: made.access_point_arn.unwrap_or_default(),
        client_token: made.client_token.unwrap_or_default(),
        file_system_id: made.file_system_id.unwrap_or_default(),
        life_cycle_state: said(made.life_cycle_state),
        root_directory: made.root_directory.map(read_root),
    })
}

pub(in crate::aws) async fn describe_access_points(
    efs: &Client,
    r: DescribeAccessPoints,
) -> Answer<DescribeAccessPointsOutput> {
    let pages = efs
        .describe_access_points()
        .set_file_system_id(text(r.file_system_id))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeAccessPointsOutput {
        access_points: found.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn delete_access_point(
    efs: &Client,
    r: DeleteAccessPoint,
) -> Answer<Empty> {
    efs.delete_access_point()
        .set_access_point_id(text(r.access_point_id))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}
