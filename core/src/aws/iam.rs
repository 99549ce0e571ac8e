//! AWS Identity and Access Management: the roles that tasks and machines need. Members are those of its API reference.
#![allow(missing_docs)]

use super::operation::shapes;
use crate::time::Timestamp;

shapes! { "PascalCase";
    Tag { key: String, value: String }
    CreateRole { role_name: String, assume_role_policy_document: String, description: String, tags: Vec<Tag> }
    CreateRoleOutput { role: Role }
    Role { path: String, role_name: String, role_id: String, arn: String, create_date: Timestamp, assume_role_policy_document: String, tags: Vec<Tag> }
    GetRole { role_name: String }
    /// Roles without their tags, which only `GetRole` shows; the next page begins at `marker`.
    ListRoles { path_prefix: String, marker: Option<String> }
    ListRolesOutput { roles: Vec<Role>, is_truncated: bool, marker: Option<String> }
    DeleteRole { role_name: String }
    AttachRolePolicy { role_name: String, policy_arn: String }
    DetachRolePolicy { role_name: String, policy_arn: String }
    ListAttachedRolePolicies { role_name: String }
    ListAttachedRolePoliciesOutput { attached_policies: Vec<AttachedPolicy> }
    AttachedPolicy { policy_name: String, policy_arn: String }
    PutRolePolicy { role_name: String, policy_name: String, policy_document: String }
    DeleteRolePolicy { role_name: String, policy_name: String }
    ListRolePolicies { role_name: String }
    ListRolePoliciesOutput { policy_names: Vec<String> }
    CreateInstanceProfile { instance_profile_name: String, tags: Vec<Tag> }
    InstanceProfileOutput { instance_profile: InstanceProfile }
    /// What hands a role to an instance; it holds one role at most.
    InstanceProfile { path: String, instance_profile_name: String, instance_profile_id: String, arn: String, create_date: Timestamp, roles: Vec<Role>, tags: Vec<Tag> }
    GetInstanceProfile { instance_profile_name: String }
    AddRoleToInstanceProfile { instance_profile_name: String, role_name: String }
    RemoveRoleFromInstanceProfile { instance_profile_name: String, role_name: String }
    DeleteInstanceProfile { instance_profile_name: String }
}
