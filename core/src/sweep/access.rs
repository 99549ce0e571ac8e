//! Roles, secrets, logs and names.

use super::leftover::{Charge, Kind, Leftover};
use super::mark::Mark;
use super::there;
use crate::aws::Iam as _;
use crate::aws::iam::{
    DeleteInstanceProfile, DeleteRole, DeleteRolePolicy, DetachRolePolicy, GetInstanceProfile,
    GetRole, ListAttachedRolePolicies, ListRolePolicies, ListRoles, RemoveRoleFromInstanceProfile,
};
use crate::aws::logs::{DeleteLogGroup, DescribeLogGroups};
use crate::aws::secretsmanager::{DeleteSecret, Filter, ListSecrets};
use crate::aws::servicediscovery::{
    DeleteDiscoveryService, DeleteNamespace, ListDiscoveryServices, ListNamespaces,
};
use crate::cloud::Cloud;
use crate::error::CloudError;
use crate::strategy::{LOG_STEM, STEM, TAG};

/// Roles whose names fit and that carry the tag.
pub(super) async fn roles(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let all = crate::aws::all(cloud, ListRoles::default()).await?.roles;
    let mut left = Vec::new();
    for listed in all.iter().filter(|r| r.role_name.starts_with(STEM)) {
        let role_name = listed.role_name.clone();
        let request = GetRole {
            role_name: role_name.clone(),
        };
        let Some(role) = there(cloud.get_role(request).await)?.map(|r| r.role) else {
            continue;
        };
        if let Some(mark) = Mark::of(role.tags.iter().map(|t| (&t.key, &t.value))) {
            if role.assume_role_policy_document.contains(EC2) {
                left.extend(profile(cloud, &role_name, &mark).await?);
            }
            let leftover = Leftover::new(Kind::Role, &role_name, &mark);
            let leftover = without_policies(cloud, leftover).await?;
            left.push(leftover.removed_by(DeleteRole { role_name }));
        }
    }
    Ok(left)
}

/// The service that a machine's role trusts.
const EC2: &str = "ec2.amazonaws.com";

/// The instance profile that hands a role to a machine: it has the role's name.
async fn profile(
    cloud: &dyn Cloud,
    role_name: &str,
    mark: &Mark,
) -> Result<Option<Leftover>, CloudError> {
    let request = GetInstanceProfile {
        instance_profile_name: role_name.to_owned(),
    };
    let Some(found) = there(cloud.get_instance_profile(request).await)? else {
        return Ok(None);
    };
    let mut leftover = Leftover::new(Kind::InstanceProfile, role_name, mark);
    for role in found.instance_profile.roles {
        leftover = leftover.removed_by(RemoveRoleFromInstanceProfile {
            instance_profile_name: role_name.to_owned(),
            role_name: role.role_name,
        });
    }
    Ok(Some(leftover.removed_by(DeleteInstanceProfile {
        instance_profile_name: role_name.to_owned(),
    })))
}

async fn without_policies(
    cloud: &dyn Cloud,
    mut leftover: Leftover,
) -> Result<Leftover, CloudError> {
    let role_name = leftover.id.clone();
    let request = ListAttachedRolePolicies {
        role_name: role_name.clone(),
    };
    let attached = there(cloud.list_attached_role_policies(request).await)?;
    for policy in attached.map(|a| a.attached_policies).unwrap_or_default() {
        leftover = leftover.removed_by(DetachRolePolicy {
            role_name: role_name.clone(),
            policy_arn: policy.policy_arn,
        });
    }
    let request = ListRolePolicies {
        role_name: role_name.clone(),
    };
    let inline = there(cloud.list_role_policies(request).await)?;
    for policy_name in inline.map(|i| i.policy_names).unwrap_or_default() {
        leftover = leftover.removed_by(DeleteRolePolicy {
            role_name: role_name.clone(),
            policy_name,
        });
    }
    Ok(leftover)
}

/// Secrets. Those that wait for their deletion cost nothing and are not listed.
pub(super) async fn secrets(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let request = ListSecrets {
        filters: vec![Filter {
            key: "tag-key".to_owned(),
            values: vec![TAG.to_owned()],
        }],
        ..ListSecrets::default()
    };
    let all = crate::aws::all(cloud, request).await?.secret_list;
    let left = all.into_iter().filter_map(|secret| {
        let mark = Mark::of(secret.tags.iter().map(|t| (&t.key, &t.value)))?;
        let leftover = Leftover::new(Kind::Secret, &secret.arn, &mark);
        Some(
            leftover
                .called(&secret.name)
                .billed([Charge::Secret])
                .removed_by(DeleteSecret {
                    secret_id: secret.name,
                    force_delete_without_recovery: true,
                }),
        )
    });
    Ok(left.collect())
}

/// Log groups, by their names: their listing shows no tags.
pub(super) async fn log_groups(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let prefix = format!("{LOG_STEM}{STEM}");
    let request = DescribeLogGroups {
        log_group_name_prefix: prefix,
        ..DescribeLogGroups::default()
    };
    let all = crate::aws::all(cloud, request).await?.log_groups;
    let left = all.into_iter().filter_map(|group| {
        let log_group_name = group.log_group_name;
        let (owner, _) = log_group_name.strip_prefix(LOG_STEM)?.split_once('/')?;
        let leftover = Leftover::new(Kind::LogGroup, &log_group_name, &Mark::named(owner)?);
        let stored = Charge::LogStorage {
            bytes: group.stored_bytes,
        };
        let leftover = leftover.billed((group.stored_bytes > 0).then_some(stored));
        Some(leftover.removed_by(DeleteLogGroup { log_group_name }))
    });
    Ok(left.collect())
}

/// Namespaces, by their names because their listing shows no tags, and the services in them.
pub(super) async fn namespaces(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let all = crate::aws::all(cloud, ListNamespaces::default()).await?;
    let all = all.namespaces;
    let ours = all.into_iter().filter_map(|n| {
        let mark = Mark::named(&n.name)?;
        Some((n, mark))
    });
    let ours: Vec<_> = ours.collect();
    let mut left = Vec::new();
    if ours.is_empty() {
        return Ok(left);
    }
    let services = crate::aws::all(cloud, ListDiscoveryServices::default());
    for service in services.await?.services {
        let owner = ours.iter().find(|(n, _)| n.id == service.namespace_id);
        if let Some((_, mark)) = owner {
            let leftover = Leftover::new(Kind::DiscoveryService, &service.id, mark);
            left.push(
                leftover
                    .called(&service.name)
                    .removed_by(DeleteDiscoveryService { id: service.id }),
            );
        }
    }
    for (namespace, mark) in ours {
        let zone = (namespace.r#type == "DNS_PRIVATE").then_some(Charge::HostedZone);
        let leftover = Leftover::new(Kind::Namespace, &namespace.id, &mark);
        left.push(
            leftover
                .called(&namespace.name)
                .billed(zone)
                .removed_by(DeleteNamespace { id: namespace.id }),
        );
    }
    Ok(left)
}
