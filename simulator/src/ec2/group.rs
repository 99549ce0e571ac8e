//! Which security group a request means, by its id or its name.

use std::borrow::Cow;

use paperboat_core::error::CloudError;

use super::image::is_id;
use super::key_pair::missing;
use super::security_group::GroupKey;
use crate::model::Limit;
use crate::refusal::{invalid, limit, not_found};
use crate::world::World;

/// Finds a group by its id.
///
/// # Errors
/// Malformed or unknown ids, in EC2's codes.
pub(super) fn require(w: &World, id: &str) -> Result<GroupKey, CloudError> {
    if id.is_empty() {
        return Err(missing("GroupId"));
    }
    if !is_id(id, "sg") {
        let message = format!("Invalid id: \"{id}\" (expecting \"sg-...\")");
        return Err(invalid("InvalidGroupId.Malformed", message));
    }
    w.ec2.group_keys.get(id).copied().ok_or_else(|| {
        let message = format!("The security group '{id}' does not exist");
        not_found("InvalidGroup.NotFound", message)
    })
}

/// Finds the group that a request names by its id, or by its name in the default VPC.
///
/// # Errors
/// Neither or both, malformed or unknown ones, in EC2's codes.
pub(super) fn named(w: &World, id: &str, name: &str) -> Result<GroupKey, CloudError> {
    match (id, name) {
        ("", "") => Err(missing("groupName or groupId")),
        (id, "") => require(w, id),
        ("", name) => by_name(w, name),
        _ => {
            let message = "The parameter groupName cannot be used with the parameter groupId";
            Err(invalid("InvalidParameterCombination", message))
        }
    }
}

/// Finds a group of the default VPC by its name.
///
/// # Errors
/// `InvalidGroup.NotFound`, in the words that aws/aws-cli issues 1207 and 612 quote.
pub(super) fn by_name(w: &World, name: &str) -> Result<GroupKey, CloudError> {
    let mut groups = w.ec2.groups.iter();
    let found = groups.find(|(_, group)| group.name == name);
    found.map(|(key, _)| key).ok_or_else(|| {
        let vpc = &w.ec2.vpc.id;
        let message = format!("The security group '{name}' does not exist in default VPC '{vpc}'");
        not_found("InvalidGroup.NotFound", message)
    })
}

/// The ids of groups that a request lists by their ids, or else by their names in the default VPC.
///
/// # Errors
/// As [`by_name`].
pub(super) fn listed<'a>(
    w: &World,
    ids: &'a [String],
    names: &[String],
) -> Result<Cow<'a, [String]>, CloudError> {
    if names.is_empty() {
        return Ok(Cow::Borrowed(ids));
    }
    let ids = names.iter().map(|name| {
        let key = by_name(w, name)?;
        Ok(w.ec2.groups[key].id.clone())
    });
    ids.collect::<Result<_, _>>().map(Cow::Owned)
}

/// Finds the groups of a network interface by their ids; the default group when none is named.
///
/// # Errors
/// Unknown groups, and more of them than an interface can have.
pub(crate) fn require_groups(w: &World, ids: &[String]) -> Result<Vec<GroupKey>, CloudError> {
    let mut keys = Vec::new();
    for id in ids {
        let key = require(w, id)?;
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    if keys.len() as u64 > w.model.limit(Limit::Ec2SecurityGroupsPerInterface) {
        let message = "The maximum number of security groups per interface has been reached.";
        return Err(limit("SecurityGroupsPerInterfaceLimitExceeded", message));
    }
    if keys.is_empty() {
        keys.push(GroupKey::from_slot(0));
    }
    Ok(keys)
}

/// The groups that an interface has which was given these: the default group when none is named.
pub(crate) fn named_or_default(w: &World, ids: &[String]) -> Vec<String> {
    if ids.is_empty() {
        vec![w.ec2.groups[GroupKey::from_slot(0)].id.clone()]
    } else {
        ids.to_vec()
    }
}
