//! Tags of all resources, one by one.

use paperboat_core::aws::ec2::{
    DescribeResourceTags, DescribeResourceTagsOutput, TagDescription as View,
};
use paperboat_core::error::CloudError;

use super::filter::{self, Filtered, passes};
use super::page::{Asked, MOST};
use super::tag::Tags;
use crate::world::World;

/// A tag of a resource, as filters look at it.
struct Seen {
    view: View,
    /// The same once more, for `tag:` and a key.
    itself: Tags,
}

impl Filtered for Seen {
    const OPERATION: &'static str = "ec2:DescribeResourceTags";
    const FILTERS: &'static [&'static str] = &["key", "resource-id", "resource-type", "value"];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        match filter {
            "key" => Some(vec![self.view.key.clone()]),
            "resource-id" => Some(vec![self.view.resource_id.clone()]),
            "resource-type" => Some(vec![self.view.resource_type.clone()]),
            "value" => Some(vec![self.view.value.clone()]),
            _ => None,
        }
    }

    fn tags(&self) -> &Tags {
        &self.itself
    }
}

/// `DescribeTags`: the tags of EC2's own resources.
///
/// # Errors
/// Filters that are not known, pages that were not given.
pub(super) fn describe(
    w: &World,
    r: &DescribeResourceTags,
) -> Result<DescribeResourceTagsOutput, CloudError> {
    filter::check::<Seen>(&r.filters)?;
    let mut found = Vec::new();
    for (kind, id, tags) in tagged(w) {
        for (key, value) in tags {
            let seen = Seen {
                view: View {
                    key: key.clone(),
                    resource_id: id.to_owned(),
                    resource_type: kind.to_owned(),
                    value: value.clone(),
                },
                itself: Tags::from([(key.clone(), value.clone())]),
            };
            if passes(&seen, &r.filters)? {
                found.push(seen.view);
            }
        }
    }
    let asked = Asked {
        most: MOST,
        ids: None,
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (tags, next_token) = asked.of(found)?;
    Ok(DescribeResourceTagsOutput { tags, next_token })
}

/// Everything that can carry tags: what it is in EC2's words, its id, its tags.
fn tagged(w: &World) -> impl Iterator<Item = (&'static str, &str, &Tags)> {
    let ec2 = &w.ec2;
    let instances = ec2
        .instances
        .iter()
        .map(|(_, i)| ("instance", &i.id[..], &i.tags));
    let groups = ec2
        .groups
        .iter()
        .map(|(_, g)| ("security-group", &g.id[..], &g.tags));
    let pairs = ec2
        .key_pairs
        .values()
        .map(|p| ("key-pair", &p.id[..], &p.tags));
    let volumes = ec2
        .volumes
        .iter()
        .map(|(id, v)| ("volume", &id[..], &v.tags));
    let snapshots = ec2
        .snapshots
        .iter()
        .map(|(id, s)| ("snapshot", &id[..], &s.tags));
    let addresses = ec2
        .addresses
        .iter()
        .map(|(id, a)| ("elastic-ip", &id[..], &a.tags));
    let templates = ec2.launch_templates.iter();
    let templates = templates.map(|t| ("launch-template", &t.id[..], &t.tags));
    let disks = volumes.chain(snapshots);
    let rest = pairs.chain(addresses).chain(templates);
    instances.chain(groups).chain(disks).chain(rest)
}
