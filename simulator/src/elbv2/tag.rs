//! The tags of load balancers and target groups, which their listings do not show.

use paperboat_core::aws::elbv2::{DescribeTags, DescribeTagsOutput, Tag, TagDescription};
use paperboat_core::error::CloudError;

use super::name::validation;
use super::{balancer, listener, rule, target_group};
use crate::world::World;

/// The most resources of one `DescribeTags` (its API reference).
const MOST: usize = 20;

/// `DescribeTags`. Listeners and rules have none here: nothing gives them any.
///
/// # Errors
/// An unknown resource, too many resources.
pub(super) fn describe(w: &World, r: &DescribeTags) -> Result<DescribeTagsOutput, CloudError> {
    if r.resource_arns.len() > MOST {
        let message = format!("Up to {MOST} resources can be described at a time");
        return Err(validation(message));
    }
    let describe = |arn: &String| {
        Ok(TagDescription {
            resource_arn: arn.clone(),
            tags: tags_of(w, arn)?,
        })
    };
    let tag_descriptions: Result<_, CloudError> = r.resource_arns.iter().map(describe).collect();
    Ok(DescribeTagsOutput {
        tag_descriptions: tag_descriptions?,
    })
}

fn tags_of(w: &World, arn: &str) -> Result<Vec<Tag>, CloudError> {
    let resource = arn.rsplit(':').next().unwrap_or(arn);
    match resource.split('/').next() {
        Some("loadbalancer") => {
            let key = balancer::require(w, arn)?;
            Ok(w.elbv2.balancers[key].tags().to_vec())
        }
        Some("listener") => listener::require(w, arn).map(|_| Vec::new()),
        Some("listener-rule") => rule::require(w, arn).map(|_| Vec::new()),
        _ => {
            let key = target_group::require(w, arn)?;
            Ok(w.elbv2.groups[key].tags().to_vec())
        }
    }
}
