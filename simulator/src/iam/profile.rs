//! Instance profiles: what hands a role to a machine.

use paperboat_core::aws::ec2::{IamInstanceProfile, IamInstanceProfileSpecification};
use paperboat_core::aws::iam::{
    AddRoleToInstanceProfile, CreateInstanceProfile, InstanceProfile as View,
    InstanceProfileOutput, RemoveRoleFromInstanceProfile, Tag,
};
use paperboat_core::error::CloudError;
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::role;
use super::words::no_such_entity;
use crate::id::ACCOUNT;
use crate::refusal::{exists, in_use, invalid, limit};
use crate::world::World;

/// An instance profile. It holds one role at most (IAM user guide, "Use instance profiles").
#[derive(Clone, Debug)]
pub(super) struct Profile {
    id: String,
    role: Option<String>,
    /// When EC2 knows of it with its role.
    known: Timestamp,
    made: Timestamp,
    tags: Vec<Tag>,
}

/// The name of a machine's service in a role's trust policy.
const EC2: &str = "ec2.amazonaws.com";

fn arn(name: &str) -> String {
    format!("arn:aws:iam::{ACCOUNT}:instance-profile/{name}")
}

fn resource(name: &str) -> String {
    format!("instance-profile/{name}")
}

fn require<'w>(w: &'w World, name: &str) -> Result<&'w Profile, CloudError> {
    let found = w.iam.profiles.get(name);
    found.ok_or_else(|| no_such_entity(format!("Instance Profile {name} cannot be found.")))
}

fn put_role(w: &mut World, name: &str, role: Option<String>, known: Timestamp) {
    if let Some(profile) = w.iam.profiles.get_mut(name) {
        profile.role = role;
        profile.known = known;
    }
}

fn view(w: &World, name: &str, profile: &Profile) -> Result<InstanceProfileOutput, CloudError> {
    let roles = profile.role.iter();
    let roles = roles.map(|role| role::get(w, role).map(|r| r.role));
    Ok(InstanceProfileOutput {
        instance_profile: View {
            path: "/".to_owned(),
            instance_profile_name: name.to_owned(),
            instance_profile_id: profile.id.clone(),
            arn: arn(name),
            create_date: profile.made,
            roles: roles.collect::<Result<_, _>>()?,
            tags: profile.tags.clone(),
        },
    })
}

/// `CreateInstanceProfile`.
pub(super) fn create(
    w: &mut World,
    r: CreateInstanceProfile,
    cause: EventId,
) -> Result<InstanceProfileOutput, CloudError> {
    let name = r.instance_profile_name;
    if w.iam.profiles.contains_key(&name) {
        let message = format!("Instance Profile {name} already exists.");
        return Err(exists("EntityAlreadyExists", message));
    }
    let profile = Profile {
        id: format!("AIPA{}", w.ids.base32(17)),
        role: None,
        known: role::known(w, &name),
        made: w.now,
        tags: r.tags,
    };
    let shown = view(w, &name, &profile)?;
    w.state(Some(cause), &resource(&name), "", "created", "");
    w.iam.profiles.insert(name, profile);
    Ok(shown)
}

/// `GetInstanceProfile`.
pub(super) fn get(w: &World, name: &str) -> Result<InstanceProfileOutput, CloudError> {
    view(w, name, require(w, name)?)
}

/// `AddRoleToInstanceProfile`.
pub(super) fn add_role(
    w: &mut World,
    r: AddRoleToInstanceProfile,
    cause: EventId,
) -> Result<(), CloudError> {
    let name = r.instance_profile_name;
    require(w, &name)?;
    role::get(w, &r.role_name)?;
    if require(w, &name)?.role.is_some() {
        let message = "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1";
        return Err(limit("LimitExceeded", message));
    }
    let known = role::known(w, &name);
    let event = format!("{}/{}", resource(&name), r.role_name);
    w.state(Some(cause), &event, "", "attached", "");
    put_role(w, &name, Some(r.role_name), known);
    Ok(())
}

/// `RemoveRoleFromInstanceProfile`. Machines that run lose the role at once here.
pub(super) fn remove_role(
    w: &mut World,
    r: &RemoveRoleFromInstanceProfile,
    cause: EventId,
) -> Result<(), CloudError> {
    let name = &r.instance_profile_name;
    let profile = require(w, name)?;
    let known = profile.known;
    if profile.role.as_ref() != Some(&r.role_name) {
        let message = format!("The role with name {} cannot be found.", r.role_name);
        return Err(no_such_entity(message));
    }
    let event = format!("{}/{}", resource(name), r.role_name);
    w.state(Some(cause), &event, "attached", "detached", "");
    put_role(w, name, None, known);
    Ok(())
}

/// `DeleteInstanceProfile`.
pub(super) fn delete(w: &mut World, name: &str, cause: EventId) -> Result<(), CloudError> {
    if require(w, name)?.role.is_some() {
        return Err(still_together());
    }
    w.iam.profiles.remove(name);
    w.state(Some(cause), &resource(name), "created", "deleted", "");
    Ok(())
}

/// The refusal to delete a role or a profile that the other holds on to.
pub(super) fn still_together() -> CloudError {
    let message = "Cannot delete entity, must remove roles from instance profile first.";
    in_use("DeleteConflict", message)
}

/// Tells whether an instance profile holds a role.
pub(super) fn holds(w: &World, role: &str) -> bool {
    let mut all = w.iam.profiles.values();
    all.any(|profile| profile.role.as_deref() == Some(role))
}

/// The name of the profile that a launch asks for, as EC2 looks it up.
///
/// # Errors
/// `InvalidParameterValue` for one that EC2 does not know, or does not know yet: IAM's changes reach it seconds later.
pub(crate) fn for_instance(
    w: &World,
    asked: &IamInstanceProfileSpecification,
) -> Result<String, CloudError> {
    let unknown = |value: &str, member: &str, words: &str| {
        let message = format!(
            "Value ({value}) for parameter iamInstanceProfile.{member} is invalid. Invalid IAM Instance Profile {words}"
        );
        invalid("InvalidParameterValue", message)
    };
    if !asked.arn.is_empty() && !asked.name.is_empty() {
        let message = "The parameter 'iamInstanceProfile.name' may not be used in combination with 'iamInstanceProfile.arn'";
        return Err(invalid("InvalidParameterCombination", message));
    }
    let (name, refusal) = if asked.name.is_empty() {
        let refusal = unknown(&asked.arn, "arn", "ARN");
        let name = asked.arn.strip_prefix(&arn(""));
        (name.unwrap_or_default(), refusal)
    } else {
        (asked.name.as_str(), unknown(&asked.name, "name", "name"))
    };
    let profile = w.iam.profiles.get(name);
    let Some(profile) = profile.filter(|p| p.known <= w.now) else {
        return Err(refusal);
    };
    if profile.role.is_none() {
        let message = format!(
            "IAM Instance Profile \"{}\" has no associated IAM Roles",
            arn(name)
        );
        return Err(invalid("InvalidParameterValue", message));
    }
    Ok(name.to_owned())
}

/// An instance's profile as EC2 shows it; none when it was deleted since.
pub(crate) fn shown(w: &World, name: &str) -> Option<IamInstanceProfile> {
    let profile = w.iam.profiles.get(name)?;
    Some(IamInstanceProfile {
        arn: arn(name),
        id: profile.id.clone(),
    })
}

/// The name of the role whose credentials a machine with a profile gets: one that trusts EC2.
pub(crate) fn role_of<'w>(w: &'w World, profile: &str) -> Option<&'w str> {
    let profile = w.iam.profiles.get(profile)?;
    let role = profile.role.as_deref()?;
    let trusted = profile.known <= w.now && role::trusts(w, &role::arn(role), EC2);
    trusted.then_some(role)
}
