//! AWS Identity and Access Management.

use aws_sdk_iam::Client;
use aws_sdk_iam::types as sdk;
use paperboat_core::aws::Empty;
use paperboat_core::aws::iam::{
    AddRoleToInstanceProfile, AttachRolePolicy, AttachedPolicy, CreateInstanceProfile, CreateRole,
    CreateRoleOutput, DeleteInstanceProfile, DeleteRole, DeleteRolePolicy, DetachRolePolicy,
    GetInstanceProfile, GetRole, InstanceProfile, InstanceProfileOutput, ListAttachedRolePolicies,
    ListAttachedRolePoliciesOutput, ListRolePolicies, ListRolePoliciesOutput, ListRoles,
    ListRolesOutput, PutRolePolicy, RemoveRoleFromInstanceProfile, Role, Tag,
};

use super::convert::{all, moment, text, try_list};
use super::error::{Answer, refused, unbuilt};

/// Undoes the URL encoding in which IAM answers with policy documents. What is not encoded stays as it is: JSON
/// holds a percent sign only inside a text, and emulators send it plainly.
fn decoded(document: &str) -> String {
    if document.trim_start().starts_with('{') {
        return document.to_owned();
    }
    let mut bytes = Vec::with_capacity(document.len());
    let mut rest = document.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = (first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|h| std::str::from_utf8(h).ok())
            .and_then(|h| u8::from_str_radix(h, 16).ok());
        match hex {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn read_role(r: sdk::Role) -> Role {
    let document = r.assume_role_policy_document.unwrap_or_default();
    Role {
        path: r.path,
        role_name: r.role_name,
        role_id: r.role_id,
        arn: r.arn,
        create_date: moment(Some(r.create_date)).unwrap_or_default(),
        assume_role_policy_document: decoded(&document),
        tags: all(r.tags, |t| Tag {
            key: t.key,
            value: t.value,
        }),
    }
}

pub(super) async fn create_role(iam: &Client, r: CreateRole) -> Answer<CreateRoleOutput> {
    let tag = |t: Tag| sdk::Tag::builder().key(t.key).value(t.value).build();
    let made = iam
        .create_role()
        .set_role_name(text(r.role_name))
        .set_assume_role_policy_document(text(r.assume_role_policy_document))
        .set_description(text(r.description))
        .set_tags(try_list(r.tags, tag).map_err(unbuilt)?)
        .send()
        .await
        .map_err(refused)?;
    Ok(CreateRoleOutput {
        role: made.role.map(read_role).unwrap_or_default(),
    })
}

pub(super) async fn get_role(iam: &Client, r: GetRole) -> Answer<CreateRoleOutput> {
    let call = iam.get_role().set_role_name(text(r.role_name));
    let found = call.send().await.map_err(refused)?;
    Ok(CreateRoleOutput {
        role: found.role.map(read_role).unwrap_or_default(),
    })
}

pub(super) async fn list_roles(iam: &Client, r: ListRoles) -> Answer<ListRolesOutput> {
    let pages = iam
        .list_roles()
        .set_path_prefix(text(r.path_prefix))
        .set_marker(r.marker);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(ListRolesOutput {
        roles: found.into_iter().map(read_role).collect(),
        is_truncated: false,
        marker: None,
    })
}

pub(super) async fn delete_role(iam: &Client, r: DeleteRole) -> Answer<Empty> {
    let call = iam.delete_role().set_role_name(text(r.role_name));
    call.send().await.map_err(refused)?;
    Ok(Empty {})
}

pub(super) async fn attach_role_policy(iam: &Client, r: AttachRolePolicy) -> Answer<Empty> {
    iam.attach_role_policy()
        .set_role_name(text(r.role_name))
        .set_policy_arn(text(r.policy_arn))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(super) async fn detach_role_policy(iam: &Client, r: DetachRolePolicy) -> Answer<Empty> {
    iam.detach_role_policy()
        .set_role_name(text(r.role_name))
        .set_policy_arn(text(r.policy_arn))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(super) async fn list_attached_role_policies(
    iam: &Client,
    r: ListAttachedRolePolicies,
) -> Answer<ListAttachedRolePoliciesOutput> {
    let pages = iam
        .list_attached_role_policies()
        .set_role_name(text(r.role_name));
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    let read = |p: sdk::AttachedPolicy| AttachedPolicy {
        policy_name: p.policy_name.unwrap_or_default(),
        policy_arn: p.policy_arn.unwrap_or_default(),
    };
    Ok(ListAttachedRolePoliciesOutput {
        attached_policies: found.into_iter().map(read).collect(),
    })
}

pub(super) async fn put_role_policy(iam: &Client, r: PutRolePolicy) -> Answer<Empty> {
    iam.put_role_policy()
        .set_role_name(text(r.role_name))
        .set_policy_name(text(r.policy_name))
        .set_policy_document(text(r.policy_document))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(super) async fn delete_role_policy(iam: &Client, r: DeleteRolePolicy) -> Answer<Empty> {
    iam.delete_role_policy()
        .set_role_name(text(r.role_name))
        .set_policy_name(text(r.policy_name))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(super) async fn list_role_policies(
    iam: &Client,
    r: ListRolePolicies,
) -> Answer<ListRolePoliciesOutput> {
    let pages = iam.list_role_policies().set_role_name(text(r.role_name));
    let found = pages.into_paginator().items().send();
    Ok(ListRolePoliciesOutput {
        policy_names: found.try_collect().await.map_err(refused)?,
    })
}

fn read_profile(p: sdk::InstanceProfile) -> InstanceProfile {
    InstanceProfile {
        path: p.path,
        instance_profile_name: p.instance_profile_name,
        instance_profile_id: p.instance_profile_id,
        arn: p.arn,
        create_date: moment(Some(p.create_date)).unwrap_or_default(),
        roles: p.roles.into_iter().map(read_role).collect(),
        tags: all(p.tags, |t| Tag {
            key: t.key,
            value: t.value,
        }),
    }
}

pub(super) async fn create_instance_profile(
    iam: &Client,
    r: CreateInstanceProfile,
) -> Answer<InstanceProfileOutput> {
    let tag = |t: Tag| sdk::Tag::builder().key(t.key).value(t.value).build();
    let made = iam
        .create_instance_profile()
        .set_instance_profile_name(text(r.instance_profile_name))
        .set_tags(try_list(r.tags, tag).map_err(unbuilt)?)
        .send()
        .await
        .map_err(refused)?;
    Ok(InstanceProfileOutput {
        instance_profile: made.instance_profile.map(read_profile).unwrap_or_default(),
    })
}

pub(super) async fn get_instance_profile(
    iam: &Client,
    r: GetInstanceProfile,
) -> Answer<InstanceProfileOutput> {
    let call = iam
        .get_instance_profile()
        .set_instance_profile_name(text(r.instance_profile_name));
    let found = call.send().await.map_err(refused)?;
    Ok(InstanceProfileOutput {
        instance_profile: found.instance_profile.map(read_profile).unwrap_or_default(),
    })
}

pub(super) async fn add_role_to_instance_profile(
    iam: &Client,
    r: AddRoleToInstanceProfile,
) -> Answer<Empty> {
    iam.add_role_to_instance_profile()
        .set_instance_profile_name(text(r.instance_profile_name))
        .set_role_name(text(r.role_name))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(super) async fn remove_role_from_instance_profile(
    iam: &Client,
    r: RemoveRoleFromInstanceProfile,
) -> Answer<Empty> {
    iam.remove_role_from_instance_profile()
        .set_instance_profile_name(text(r.instance_profile_name))
        .set_role_name(text(r.role_name))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(super) async fn delete_instance_profile(
    iam: &Client,
    r: DeleteInstanceProfile,
) -> Answer<Empty> {
    let call = iam
        .delete_instance_profile()
        .set_instance_profile_name(text(r.instance_profile_name));
    call.send().await.map_err(refused)?;
    Ok(Empty {})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_document_is_read_whether_it_is_encoded_or_not() {
        assert_eq!(
            decoded("%7B%22Version%22%3A%222012-10-17%22%7D"),
            r#"{"Version":"2012-10-17"}"#
        );
        assert_eq!(decoded(r#"{"a":"100%25"}"#), r#"{"a":"100%25"}"#);
        assert_eq!(decoded("%7B%zz%7"), "{%zz%7");
    }
}
