//! Roles: who may assume them, and what they may do then.

use std::collections::BTreeMap;

use paperboat_core::aws::iam::{
    AttachRolePolicy, AttachedPolicy, CreateRole, CreateRoleOutput, DeleteRolePolicy,
    DetachRolePolicy, ListAttachedRolePoliciesOutput, ListRolePoliciesOutput, ListRoles,
    ListRolesOutput, PutRolePolicy, Role as View, Tag,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::condition::Context;
use super::managed;
use super::policy::{Effect, Policy};
use super::profile::{self, Profile};
use super::words::no_such_entity;
use crate::id::ACCOUNT;
use crate::model::{Limit, Timing};
use crate::refusal::{exists, in_use, limit};
use crate::world::World;

/// The account's roles and instance profiles, by name.
#[derive(Clone, Debug, Default)]
pub struct Iam {
    roles: BTreeMap<String, Role>,
    pub(super) profiles: BTreeMap<String, Profile>,
}

#[derive(Clone, Debug)]
struct Role {
    id: String,
    document: String,
    trust: Policy,
    /// When every service knows of the role.
    known: Timestamp,
    made: Timestamp,
    attached: BTreeMap<String, Grant>,
    inline: BTreeMap<String, Grant>,
    tags: Vec<Tag>,
}

/// A policy of a role. What is taken away is gone at once; what is given holds a little later.
#[derive(Clone, Debug)]
struct Grant {
    policy: Policy,
    /// What an inline policy counts, blanks apart.
    characters: usize,
    known: Timestamp,
}

/// The most characters of a trust policy, and of all inline policies of a role, blanks not counted (IAM user guide, "IAM and
/// STS character limits").
const TRUST_MOST: usize = 2_048;
const INLINE_MOST: usize = 10_240;

fn characters(document: &str) -> usize {
    document.chars().filter(|c| !c.is_whitespace()).count()
}

pub(crate) fn arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:role/{name}")
}

fn resource(name: &str) -> String {
    format!("role/{name}")
}

impl Role {
    fn view(&self, name: &str) -> CreateRoleOutput {
        CreateRoleOutput {
            role: View {
                path: "/".to_owned(),
                role_name: name.to_owned(),
                role_id: self.id.clone(),
                arn: arn(name),
                create_date: self.made,
                assume_role_policy_document: self.document.clone(),
                tags: self.tags.clone(),
            },
        }
    }
}

fn require<'w>(w: &'w World, name: &str) -> Result<&'w Role, CloudError> {
    w.iam.roles.get(name).ok_or_else(|| unknown(name))
}

fn require_mut<'w>(w: &'w mut World, name: &str) -> Result<&'w mut Role, CloudError> {
    w.iam.roles.get_mut(name).ok_or_else(|| unknown(name))
}

fn unknown(name: &str) -> CloudError {
    no_such_entity(format!("The role with name {name} cannot be found."))
}

/// When a change made now is known to every service.
pub(super) fn known(w: &mut World, name: &str) -> Timestamp {
    let delay = w.draw(Timing::IamPropagation, name);
    w.now + delay
}

/// `CreateRole`.
pub(super) fn create(
    w: &mut World,
    r: CreateRole,
    cause: EventId,
) -> Result<CreateRoleOutput, CloudError> {
    if w.iam.roles.contains_key(&r.role_name) {
        let message = format!("Role with name {} already exists.", r.role_name);
        return Err(exists("EntityAlreadyExists", message));
    }
    if characters(&r.assume_role_policy_document) > TRUST_MOST {
        let message = format!("Cannot exceed quota for ACLSizePerRole: {TRUST_MOST}");
        return Err(limit("LimitExceeded", message));
    }
    let trust = Policy::of_trust(&r.assume_role_policy_document)?;
    let role = Role {
        id: format!("AROA{}", w.ids.base32(17)),
        document: r.assume_role_policy_document,
        trust,
        known: known(w, &r.role_name),
        made: w.now,
        attached: BTreeMap::new(),
        inline: BTreeMap::new(),
        tags: r.tags,
    };
    let view = role.view(&r.role_name);
    w.state_apart(Some(cause), &resource(&r.role_name), "", "created", "");
    w.iam.roles.insert(r.role_name, role);
    Ok(view)
}

/// `GetRole`.
pub(super) fn get(w: &World, name: &str) -> Result<CreateRoleOutput, CloudError> {
    Ok(require(w, name)?.view(name))
}

/// How many roles a page has (`MaxItems` in the IAM API reference, its default).
const ROLES_A_PAGE: usize = 100;

/// `ListRoles`: as AWS does, without tags. All roles here have the path `/`.
///
/// # Errors
/// `ValidationError` for a marker that no page gave.
pub(super) fn list_all(w: &World, r: &ListRoles) -> Result<ListRolesOutput, CloudError> {
    let below_root = r.path_prefix.is_empty() || r.path_prefix == "/";
    let all = w.iam.roles.iter().filter(|_| below_root);
    let roles = all.map(|(name, role)| View {
        tags: Vec::new(),
        ..role.view(name).role
    });
    let page = crate::page::page(roles.collect(), r.marker.as_deref(), ROLES_A_PAGE);
    let (roles, marker) =
        page.ok_or_else(|| crate::refusal::invalid("ValidationError", "Invalid Marker."))?;
    Ok(ListRolesOutput {
        roles,
        is_truncated: marker.is_some(),
        marker,
    })
}

/// `DeleteRole`.
pub(super) fn delete(w: &mut World, name: &str, cause: EventId) -> Result<(), CloudError> {
    let role = require(w, name)?;
    if profile::holds(w, name) {
        return Err(profile::still_together());
    }
    let conflict = |message| Err(in_use("DeleteConflict", message));
    if !role.attached.is_empty() {
        return conflict("Cannot delete entity, must detach all policies first.");
    }
    if !role.inline.is_empty() {
        return conflict("Cannot delete entity, must delete policies first.");
    }
    w.iam.roles.remove(name);
    w.state_apart(Some(cause), &resource(name), "created", "deleted", "");
    Ok(())
}

/// `AttachRolePolicy`: no effect when it is attached.
pub(super) fn attach(w: &mut World, r: AttachRolePolicy, cause: EventId) -> Result<(), CloudError> {
    let Some(actions) = managed::actions(&r.policy_arn) else {
        if managed::may_exist(&r.policy_arn) {
            let what = format!("the managed policy {}", r.policy_arn);
            return Err(CloudError::unsupported("iam:AttachRolePolicy", what));
        }
        let message = format!(
            "Policy {} does not exist or is not attachable.",
            r.policy_arn
        );
        return Err(no_such_entity(message));
    };
    let role = require(w, &r.role_name)?;
    if role.attached.contains_key(&r.policy_arn) {
        return Ok(());
    }
    let most = w.model.limit(Limit::IamPoliciesPerRole);
    if role.attached.len() as u64 >= most {
        let message = format!("Cannot exceed quota for PoliciesPerRole: {most}");
        return Err(limit("LimitExceeded", message));
    }
    let grant = Grant {
        policy: Policy::allowing(actions),
        characters: 0,
        known: known(w, &r.role_name),
    };
    let event = format!("{}/{}", resource(&r.role_name), policy_name(&r.policy_arn));
    w.state_apart(Some(cause), &event, "", "attached", "");
    require_mut(w, &r.role_name)?
        .attached
        .insert(r.policy_arn, grant);
    Ok(())
}

/// `DetachRolePolicy`.
pub(super) fn detach(
    w: &mut World,
    r: &DetachRolePolicy,
    cause: EventId,
) -> Result<(), CloudError> {
    let role = require_mut(w, &r.role_name)?;
    if role.attached.remove(&r.policy_arn).is_none() {
        let message = format!("Policy {} was not found.", r.policy_arn);
        return Err(no_such_entity(message));
    }
    let event = format!("{}/{}", resource(&r.role_name), policy_name(&r.policy_arn));
    w.state_apart(Some(cause), &event, "attached", "detached", "");
    Ok(())
}

/// `ListAttachedRolePolicies`.
pub(super) fn list_attached(
    w: &World,
    name: &str,
) -> Result<ListAttachedRolePoliciesOutput, CloudError> {
    let policies = require(w, name)?.attached.keys();
    let view = |arn: &String| AttachedPolicy {
        policy_name: policy_name(arn).to_owned(),
        policy_arn: arn.clone(),
    };
    Ok(ListAttachedRolePoliciesOutput {
        attached_policies: policies.map(view).collect(),
    })
}

fn policy_name(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// `PutRolePolicy`: replaces a policy of the same name.
pub(super) fn put(w: &mut World, r: PutRolePolicy, cause: EventId) -> Result<(), CloudError> {
    require(w, &r.role_name)?;
    let policy = Policy::of_permissions(&r.policy_document)?;
    let others = require(w, &r.role_name)?.inline.iter();
    let others = others.filter(|(name, _)| **name != r.policy_name);
    let size: usize = others.map(|(_, grant)| grant.characters).sum();
    let characters = characters(&r.policy_document);
    if size + characters > INLINE_MOST {
        let message = format!(
            "Maximum policy size of {INLINE_MOST} bytes exceeded for role {}",
            r.role_name
        );
        return Err(limit("LimitExceeded", message));
    }
    let known = known(w, &r.role_name);
    let event = format!("{}/{}", resource(&r.role_name), r.policy_name);
    w.state_apart(Some(cause), &event, "", "attached", "");
    let grant = Grant {
        policy,
        known,
        characters,
    };
    require_mut(w, &r.role_name)?
        .inline
        .insert(r.policy_name, grant);
    Ok(())
}

/// `DeleteRolePolicy`.
pub(super) fn delete_policy(
    w: &mut World,
    r: &DeleteRolePolicy,
    cause: EventId,
) -> Result<(), CloudError> {
    let role = require_mut(w, &r.role_name)?;
    if role.inline.remove(&r.policy_name).is_none() {
        let message = format!(
            "The role policy with name {} cannot be found.",
            r.policy_name
        );
        return Err(no_such_entity(message));
    }
    let event = format!("{}/{}", resource(&r.role_name), r.policy_name);
    w.state_apart(Some(cause), &event, "attached", "detached", "");
    Ok(())
}

/// `ListRolePolicies`.
pub(super) fn list(w: &World, name: &str) -> Result<ListRolePoliciesOutput, CloudError> {
    let policy_names = require(w, name)?.inline.keys().cloned().collect();
    Ok(ListRolePoliciesOutput { policy_names })
}

fn by_arn<'w>(w: &'w World, role_arn: &str) -> Option<&'w Role> {
    let name = role_arn.strip_prefix(&arn(""))?;
    let role = w.iam.roles.get(name)?;
    (role.known <= w.now).then_some(role)
}

/// The id of a role, such as `AROA...`; empty when there is none.
pub(crate) fn id(w: &World, role_arn: &str) -> String {
    by_arn(w, role_arn).map_or_else(String::new, |role| role.id.clone())
}

/// Tells whether a service, such as `ecs-tasks.amazonaws.com`, can assume a role now.
pub(crate) fn trusts(w: &World, role_arn: &str, service: &str) -> bool {
    by_arn(w, role_arn).is_some_and(|r| r.trust.trusts(service))
}

/// Tells whether everything that a role was given is known everywhere.
pub(crate) fn is_settled(w: &World, role_arn: &str) -> bool {
    by_arn(w, role_arn).is_some_and(|role| {
        let mut all = role.attached.values().chain(role.inline.values());
        all.all(|grant| grant.known <= w.now)
    })
}

/// Tells whether a role allows an action now, such as `secretsmanager:GetSecretValue`, on a resource: an ARN, or `*` for an
/// action that takes none.
///
/// # Errors
/// The end of an AccessDenied message, in AWS's words, from `is not authorized to perform` on.
pub(crate) fn allows(
    w: &World,
    role_arn: &str,
    action: &str,
    resource: &str,
) -> Result<(), String> {
    let grants = by_arn(w, role_arn).into_iter().flat_map(|role| {
        let all = role.attached.values().chain(role.inline.values());
        all.filter(|g| g.known <= w.now)
    });
    let mut effect = Effect::Silent;
    for grant in grants {
        match grant.policy.effect(action, resource, Context::Use) {
            Effect::Denied => {
                return Err(format!(
                    "is not authorized to perform: {action} on resource: {resource} with an explicit deny in an identity-based policy"
                ));
            }
            Effect::Allowed => effect = Effect::Allowed,
            Effect::Silent => {}
        }
    }
    if effect == Effect::Allowed {
        return Ok(());
    }
    Err(format!(
        "is not authorized to perform: {action} on resource: {resource} because no identity-based policy allows the {action} action"
    ))
}
