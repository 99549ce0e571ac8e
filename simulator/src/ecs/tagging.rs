//! Tags of clusters, services, task definitions and capacity providers, by their ARNs.

use paperboat_core::aws::ecs::{
    ListTagsForResource, ListTagsForResourceOutput, Tag, TagResource, UntagResource,
};
use paperboat_core::aws::{Empty, Reply};
use paperboat_core::error::{CloudError, ErrorKind};

use super::service::Status;
use super::{cluster, invalid, provider, refuse, service, taskdef};
use crate::id::arn;
use crate::world::{Outcome, World};

/// The most tags of a resource (ECS API reference, TagResource).
const MOST: usize = 50;

/// `TagResource`: adds tags or replaces their values; what has other keys stays.
///
/// # Errors
/// As [`of`]; reserved and repeated keys, too many tags. Then nothing changes.
pub(super) fn tag(w: &mut World, r: &TagResource) -> Result<Outcome, CloudError> {
    const OP: &str = "TagResource";
    let mut tags = of(w, OP, &r.resource_arn)?.clone();
    for (n, tag) in r.tags.iter().enumerate() {
        if tag.key.to_ascii_lowercase().starts_with("aws:") {
            let message = "Tag keys that begin with aws: are reserved for AWS.";
            return Err(invalid(OP, message));
        }
        if r.tags[..n].iter().any(|before| before.key == tag.key) {
            return Err(invalid(OP, format!("Duplicate tag key: {}", tag.key)));
        }
        match tags.iter_mut().find(|own| own.key == tag.key) {
            Some(own) => own.value.clone_from(&tag.value),
            None => tags.push(tag.clone()),
        }
    }
    if tags.len() > MOST {
        let (code, message) = (
            "LimitExceededException",
            "The limit for the resource was exceeded.",
        );
        return Err(refuse(ErrorKind::LimitExceeded, OP, code, message));
    }
    *of(w, OP, &r.resource_arn)? = tags;
    Ok(Outcome::Done(Reply::TagResource(Empty {})))
}

/// `UntagResource`: keys that are not there are no error.
///
/// # Errors
/// As [`of`].
pub(super) fn untag(w: &mut World, r: &UntagResource) -> Result<Outcome, CloudError> {
    let tags = of(w, "UntagResource", &r.resource_arn)?;
    tags.retain(|tag| !r.tag_keys.contains(&tag.key));
    Ok(Outcome::Done(Reply::UntagResource(Empty {})))
}

/// `ListTagsForResource`.
///
/// # Errors
/// As [`of`].
pub(super) fn list(w: &mut World, r: &ListTagsForResource) -> Result<Outcome, CloudError> {
    let tags = of(w, "ListTagsForResource", &r.resource_arn)?.clone();
    Ok(Outcome::Done(Reply::ListTagsForResource(
        ListTagsForResourceOutput { tags },
    )))
}

/// The tags of what an ARN names.
///
/// # Errors
/// `ClusterNotFoundException`, `ResourceNotFoundException` (`InvalidParameterException` where only tags are listed),
/// `InvalidParameterException` for what is no ARN of ECS and for a service's short one; and that tags of tasks and of
/// container instances are not modelled.
fn of<'w>(w: &'w mut World, operation: &str, name: &str) -> Result<&'w mut Vec<Tag>, CloudError> {
    let gone = || {
        let message = "The specified resource wasn't found.";
        // AWS's model of ListTagsForResource lacks the other.
        let code = match operation {
            "ListTagsForResource" => "InvalidParameterException",
            _ => "ResourceNotFoundException",
        };
        refuse(ErrorKind::NotFound, operation, code, message)
    };
    let Some(resource) = name.strip_prefix(&arn("ecs", "")[..]) else {
        return Err(invalid(operation, "Invalid arn."));
    };
    let parts: Vec<&str> = resource.split('/').collect();
    match parts[..] {
        ["cluster", name] => {
            cluster::find(w, operation, name)?;
            let cluster = w.ecs.clusters.get_mut(name);
            cluster.map(|c| &mut c.tags).ok_or_else(gone)
        }
        // The words are those that boto/boto3 issue 2473 quotes.
        ["service", _] => {
            let message = "Long arn format must be used for tagging operations";
            Err(invalid(operation, message))
        }
        ["service", cluster, name] => {
            cluster::find(w, operation, cluster)?;
            let key = service::look_up(w, cluster, name);
            let alive = key.filter(|key| w.ecs.services[*key].status != Status::Inactive);
            Ok(&mut w.ecs.services[alive.ok_or_else(gone)?].tags)
        }
        ["task-definition", revision] if revision.contains(':') => {
            let key = taskdef::look_up(w, revision).ok_or_else(gone)?;
            Ok(&mut w.ecs.definitions[key].tags)
        }
        ["capacity-provider", name] => {
            let key = provider::look_up(w, name).ok_or_else(gone)?;
            Ok(&mut w.ecs.providers[key].tags)
        }
        ["task" | "container-instance", ..] => {
            let what = format!("tags of a {}", parts[0].replace('-', " "));
            let operation = format!("ecs:{operation}");
            Err(CloudError::unsupported(&operation, what))
        }
        _ => Err(gone()),
    }
}
