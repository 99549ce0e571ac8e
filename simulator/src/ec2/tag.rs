//! Tags of EC2's resources.

use std::collections::BTreeMap;

use paperboat_core::aws::ec2::{CreateTags, Tag, TagSpecification};
use paperboat_core::error::CloudError;

use crate::model::Limit;
use crate::refusal::{invalid, limit, not_found};
use crate::world::World;

/// Tags by key.
pub(super) type Tags = BTreeMap<String, String>;

/// The tags that a request gives to a type of resource.
///
/// # Errors
/// Reserved or repeated keys, too many tags.
pub(super) fn specified(
    w: &World,
    specifications: &[TagSpecification],
    resource_type: &str,
) -> Result<Tags, CloudError> {
    let mut tags = Tags::new();
    // A launch may tag what it makes besides the instance; all others make one thing (EC2 API reference, TagSpecification).
    let fits = |other: &str| {
        other == resource_type
            || resource_type == "instance" && other == "volume"
            || resource_type == "volume" && other == "instance"
    };
    if let Some(wrong) = specifications.iter().find(|s| !fits(&s.resource_type)) {
        if resource_type == "instance"
            && ["network-interface", "spot-instances-request", "elastic-gpu"]
                .contains(&wrong.resource_type.as_str())
        {
            let what = format!("tags for {} at a launch", wrong.resource_type);
            return Err(CloudError::unsupported("ec2:RunInstances", what));
        }
        let message = format!(
            "'{}' is not a valid taggable resource type for this operation.",
            wrong.resource_type
        );
        return Err(invalid("InvalidParameterValue", message));
    }
    for s in specifications
        .iter()
        .filter(|s| s.resource_type == resource_type)
    {
        for tag in &s.tags {
            if tags.contains_key(&tag.key) {
                let message = format!("Duplicate tag key '{}' specified.", tag.key);
                return Err(invalid("InvalidParameterValue", message));
            }
            add(w, &mut tags, std::slice::from_ref(tag))?;
        }
    }
    Ok(tags)
}

fn add(w: &World, tags: &mut Tags, fresh: &[Tag]) -> Result<(), CloudError> {
    for tag in fresh {
        if tag.key.to_ascii_lowercase().starts_with("aws:") {
            return Err(invalid(
                "InvalidParameterValue",
                "Tag keys starting with 'aws:' are reserved for internal use",
            ));
        }
        if tag.key.is_empty() || tag.key.chars().count() > 127 {
            let message = "Tag key exceeds the maximum length of 127 characters";
            return Err(invalid("InvalidParameterValue", message));
        }
        if tag.value.chars().count() > 255 {
            let message = "Tag value exceeds the maximum length of 255 characters";
            return Err(invalid("InvalidParameterValue", message));
        }
        tags.insert(tag.key.clone(), tag.value.clone());
    }
    if tags.len() as u64 > w.model.limit(Limit::Ec2TagsPerResource) {
        let message = "The maximum number of Tags for a resource has been reached.";
        return Err(limit("TagLimitExceeded", message));
    }
    Ok(())
}

/// Tags as the API shows them.
pub(super) fn shown(tags: &Tags) -> Vec<Tag> {
    tags.iter().map(|(k, v)| Tag::new(k, v)).collect()
}

/// `CreateTags`: adds tags or replaces their values.
///
/// # Errors
/// An unknown resource, reserved keys, too many tags; then nothing changes.
pub(super) fn create(w: &mut World, r: &CreateTags) -> Result<(), CloudError> {
    let mut changed = Vec::new();
    for id in &r.resources {
        let mut tags = tags_of(w, id)?.clone();
        add(w, &mut tags, &r.tags)?;
        changed.push((id, tags));
    }
    for (id, tags) in changed {
        *tags_of(w, id)? = tags;
    }
    Ok(())
}

fn tags_of<'w>(w: &'w mut World, id: &str) -> Result<&'w mut Tags, CloudError> {
    let unknown = |code, what| not_found(code, format!("The {what} '{id}' does not exist"));
    match id.split_once('-').map_or(id, |(prefix, _)| prefix) {
        "i" => {
            let key = super::instance::require(w, id)?;
            Ok(&mut w.ec2.instances[key].tags)
        }
        "sg" => {
            let key = super::group::require(w, id)?;
            Ok(&mut w.ec2.groups[key].tags)
        }
        "key" => {
            let mut pairs = w.ec2.key_pairs.values_mut();
            let pair = pairs.find(|p| p.id == id);
            pair.map(|p| &mut p.tags)
                .ok_or_else(|| unknown("InvalidKeyPair.NotFound", "key pair ID"))
        }
        "vol" => {
            let volume = w.ec2.volumes.get_mut(id);
            volume
                .map(|v| &mut v.tags)
                .ok_or_else(|| unknown("InvalidVolume.NotFound", "volume"))
        }
        "snap" => {
            let snapshot = w.ec2.snapshots.get_mut(id);
            snapshot
                .map(|s| &mut s.tags)
                .ok_or_else(|| unknown("InvalidSnapshot.NotFound", "snapshot"))
        }
        "eipalloc" => {
            let address = w.ec2.addresses.get_mut(id);
            address
                .map(|a| &mut a.tags)
                .ok_or_else(|| unknown("InvalidAllocationID.NotFound", "allocation ID"))
        }
        _ => Err(not_found(
            "InvalidID",
            format!("The ID '{id}' is not valid"),
        )),
    }
}
