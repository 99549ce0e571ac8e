//! Load balancers and target groups. Their listings show no tags, so those whose names fit are asked for them.

use std::collections::BTreeMap;

use super::leftover::{Charge, Kind, Leftover};
use super::mark::Mark;
use super::there;
use crate::aws::Elb as _;
use crate::aws::elbv2::{
    DeleteLoadBalancer, DeleteTargetGroup, DescribeLoadBalancers, DescribeTags,
    DescribeTargetGroups,
};
use crate::cloud::Cloud;
use crate::error::CloudError;
use crate::strategy::STEM;

/// The most resources of one `DescribeTags` (its API reference).
const MANY: usize = 20;

/// The marks of resources by ARN.
async fn marks(cloud: &dyn Cloud, arns: &[String]) -> Result<BTreeMap<String, Mark>, CloudError> {
    let mut marks = BTreeMap::new();
    for some in arns.chunks(MANY) {
        let request = DescribeTags {
            resource_arns: some.to_vec(),
        };
        let found = there(cloud.describe_tags(request).await)?;
        for resource in found.map(|f| f.tag_descriptions).unwrap_or_default() {
            if let Some(mark) = Mark::of(resource.tags.iter().map(|t| (&t.key, &t.value))) {
                marks.insert(resource.resource_arn, mark);
            }
        }
    }
    Ok(marks)
}

/// Load balancers; their listeners go with them.
pub(super) async fn balancers(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let request = DescribeLoadBalancers::default();
    let mut all = crate::aws::all(cloud, request).await?.load_balancers;
    all.retain(|b| b.load_balancer_name.starts_with(STEM));
    let arns: Vec<String> = all.iter().map(|b| b.load_balancer_arn.clone()).collect();
    let marks = marks(cloud, &arns).await?;
    let left = all.into_iter().filter_map(|balancer| {
        // A public one has an address in each of its zones.
        let public = balancer.scheme != "internal";
        let zones = balancer.availability_zones.len() * usize::from(public);
        let addresses = std::iter::repeat_n(Charge::PublicIpv4, zones);
        let load_balancer_arn = balancer.load_balancer_arn;
        let mark = marks.get(&load_balancer_arn)?;
        let leftover = Leftover::new(Kind::LoadBalancer, &load_balancer_arn, mark);
        Some(
            leftover
                .called(&balancer.load_balancer_name)
                .in_state(balancer.state.code.word())
                .billed([Charge::LoadBalancer])
                .billed(addresses)
                .removed_by(DeleteLoadBalancer { load_balancer_arn }),
        )
    });
    Ok(left.collect())
}

/// Target groups.
pub(super) async fn target_groups(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    let request = DescribeTargetGroups::default();
    let mut all = crate::aws::all(cloud, request).await?.target_groups;
    all.retain(|g| g.target_group_name.starts_with(STEM));
    let arns: Vec<String> = all.iter().map(|g| g.target_group_arn.clone()).collect();
    let marks = marks(cloud, &arns).await?;
    let left = all.into_iter().filter_map(|group| {
        let target_group_arn = group.target_group_arn;
        let mark = marks.get(&target_group_arn)?;
        let leftover = Leftover::new(Kind::TargetGroup, &target_group_arn, mark);
        Some(
            leftover
                .called(&group.target_group_name)
                .removed_by(DeleteTargetGroup { target_group_arn }),
        )
    });
    Ok(left.collect())
}
