//! File systems, and tags.

use aws_sdk_efs::Client;
use aws_sdk_efs::error::BuildError;
use aws_sdk_efs::operation::create_file_system::CreateFileSystemOutput;
use aws_sdk_efs::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::efs::{
    CreateFileSystem, DeleteFileSystem, DescribeFileSystems, DescribeFileSystemsOutput,
    FileSystemDescription, FileSystemSize, Tag,
};

use crate::aws::convert::{int, moment, number, said, text, try_list, word};
use crate::aws::error::{Answer, refused, unbuilt};

pub(super) fn tag(t: Tag) -> Result<sdk::Tag, BuildError> {
    sdk::Tag::builder().key(t.key).value(t.value).build()
}

fn read_tag(t: sdk::Tag) -> Tag {
    Tag {
        key: t.key,
        value: t.value,
    }
}

fn read_size(size: sdk::FileSystemSize) -> FileSystemSize {
    FileSystemSize {
        value: number(size.value),
    }
}

fn read_made(f: CreateFileSystemOutput) -> FileSystemDescription {
    FileSystemDescription {
        owner_id: f.owner_id,
        creation_time: moment(Some(f.creation_time)).unwrap_or_default(),
        performance_mode: said(Some(f.performance_mode)),
        file_system_id: f.file_system_id,
        creation_token: f.creation_token,
        life_cycle_state: said(Some(f.life_cycle_state)),
        number_of_mount_targets: number(f.number_of_mount_targets),
        name: f.name.unwrap_or_default(),
        encrypted: f.encrypted.unwrap_or_default(),
        size_in_bytes: f.size_in_bytes.map(read_size),
        tags: f.tags.into_iter().map(read_tag).collect(),
    }
}

fn read(f: sdk::FileSystemDescription) -> FileSystemDescription {
    FileSystemDescription {
        owner_id: f.owner_id,
        creation_time: moment(Some(f.creation_time)).unwrap_or_default(),
        performance_mode: said(Some(f.performance_mode)),
        file_system_id: f.file_system_id,
        creation_token: f.creation_token,
        life_cycle_state: said(Some(f.life_cycle_state)),
        number_of_mount_targets: number(f.number_of_mount_targets),
        name: f.name.unwrap_or_default(),
        encrypted: f.encrypted.unwrap_or_default(),
        size_in_bytes: f.size_in_bytes.map(read_size),
        tags: f.tags.into_iter().map(read_tag).collect(),
    }
}

pub(in crate::aws) async fn create_file_system(
    efs: &Client,
    r: CreateFileSystem,
) -> Answer<FileSystemDescription> {
    let made = efs
        .create_file_system()
        .set_creation_token(text(r.creation_token))
        .set_performance_mode(word(&r.performance_mode))
        .set_throughput_mode(word(&r.throughput_mode))
        .set_encrypted(r.encrypted)
        .set_tags(try_list(r.tags, tag).map_err(unbuilt)?)
        .send()
        .await
        .map_err(refused)?;
    Ok(read_made(made))
}

pub(in crate::aws) async fn describe_file_systems(
    efs: &Client,
    r: DescribeFileSystems,
) -> Answer<DescribeFileSystemsOutput> {
    let pages = efs
        .describe_file_systems()
        .set_file_system_id(text(r.file_system_id))
        .set_creation_token(text(r.creation_token))
        .set_max_items(r.max_items.map(int))
        .set_marker(r.marker);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeFileSystemsOutput {
        file_systems: found.into_iter().map(read).collect(),
        next_marker: None,
    })
}

pub(in crate::aws) async fn delete_file_system(efs: &Client, r: DeleteFileSystem) -> Answer<Empty> {
    efs.delete_file_system()
        .set_file_system_id(text(r.file_system_id))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}
