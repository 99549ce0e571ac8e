//! Amazon EFS: network file systems. Members are those of its API reference.
#![allow(missing_docs)]

use serde::{Deserialize, Serialize};

use super::operation::shapes;
use crate::time::Timestamp;

shapes! { "PascalCase";
    Tag { key: String, value: String }
    CreateFileSystem { creation_token: String, performance_mode: String, throughput_mode: String, encrypted: Option<bool>, tags: Vec<Tag> }
    FileSystemDescription { owner_id: String, creation_time: Timestamp, performance_mode: String, file_system_id: String, creation_token: String, life_cycle_state: String, number_of_mount_targets: u32, name: String, encrypted: bool, size_in_bytes: Option<FileSystemSize>, tags: Vec<Tag> }
    /// Bytes that are metered, as AWS last counted them.
    FileSystemSize { value: u64 }
    DescribeFileSystems { file_system_id: String, creation_token: String, max_items: Option<u32>, marker: Option<String> }
    DescribeFileSystemsOutput { file_systems: Vec<FileSystemDescription>, next_marker: Option<String> }
    DeleteFileSystem { file_system_id: String }
    CreateMountTarget { file_system_id: String, subnet_id: String, security_groups: Vec<String> }
    MountTargetDescription { mount_target_id: String, file_system_id: String, subnet_id: String, life_cycle_state: String, ip_address: String }
    DescribeMountTargets { file_system_id: String, mount_target_id: String, max_items: Option<u32>, marker: Option<String> }
    DescribeMountTargetsOutput { mount_targets: Vec<MountTargetDescription>, next_marker: Option<String> }
    DeleteMountTarget { mount_target_id: String }
    RootDirectory { path: String, creation_info: Option<CreationInfo> }
    CreateAccessPoint { client_token: String, file_system_id: String, posix_user: Option<PosixUser>, root_directory: Option<RootDirectory>, tags: Vec<Tag> }
    AccessPointDescription { access_point_id: String, access_point_arn: String, client_token: String, file_system_id: String, life_cycle_state: String, root_directory: Option<RootDirectory> }
    DescribeAccessPoints { file_system_id: String, max_results: Option<u32>, next_token: Option<String> }
    DescribeAccessPointsOutput { access_points: Vec<AccessPointDescription>, next_token: Option<String> }
    DeleteAccessPoint { access_point_id: String }
}

/// The user that everything of an access point belongs to. Both members are required, and 0, which is root, is a value:
/// it is never left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
pub struct PosixUser {
    pub uid: u32,
    pub gid: u32,
}

/// To whom a new folder belongs. All members are required, and 0, which is root, is a value: it is never left out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default, deny_unknown_fields)]
pub struct CreationInfo {
    pub owner_uid: u32,
    pub owner_gid: u32,
    #[serde(skip_serializing_if = "crate::aws::is_default")]
    pub permissions: String,
}

#[cfg(test)]
mod tests {
    use super::CreationInfo;

    #[test]
    fn root_as_an_owner_is_written() {
        let root = CreationInfo {
            permissions: "0777".to_owned(),
            ..CreationInfo::default()
        };
        let json = serde_json::to_string(&root).expect("JSON");
        assert_eq!(json, r#"{"OwnerUid":0,"OwnerGid":0,"Permissions":"0777"}"#);
    }
}
