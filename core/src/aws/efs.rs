//! Amazon EFS: network file systems. Members are those of its API reference.
#![allow(missing_docs)]

use super::operation::shapes;

shapes! { "PascalCase";
    Tag { key: String, value: String }
    CreateFileSystem { creation_token: String, performance_mode: String, throughput_mode: String, encrypted: Option<bool>, tags: Vec<Tag> }
    FileSystemDescription { file_system_id: String, creation_token: String, life_cycle_state: String, number_of_mount_targets: u32, name: String, encrypted: bool, tags: Vec<Tag> }
    DescribeFileSystems { file_system_id: String, creation_token: String }
    DescribeFileSystemsOutput { file_systems: Vec<FileSystemDescription> }
    DeleteFileSystem { file_system_id: String }
    CreateMountTarget { file_system_id: String, subnet_id: String, security_groups: Vec<String> }
    MountTargetDescription { mount_target_id: String, file_system_id: String, subnet_id: String, life_cycle_state: String, ip_address: String }
    DescribeMountTargets { file_system_id: String, mount_target_id: String }
    DescribeMountTargetsOutput { mount_targets: Vec<MountTargetDescription> }
    DeleteMountTarget { mount_target_id: String }
    PosixUser { uid: u32, gid: u32 }
    CreationInfo { owner_uid: u32, owner_gid: u32, permissions: String }
    RootDirectory { path: String, creation_info: Option<CreationInfo> }
    CreateAccessPoint { client_token: String, file_system_id: String, posix_user: Option<PosixUser>, root_directory: Option<RootDirectory>, tags: Vec<Tag> }
    AccessPointDescription { access_point_id: String, access_point_arn: String, client_token: String, file_system_id: String, life_cycle_state: String, root_directory: Option<RootDirectory> }
    DescribeAccessPoints { file_system_id: String }
    DescribeAccessPointsOutput { access_points: Vec<AccessPointDescription> }
    DeleteAccessPoint { access_point_id: String }
}
