//! Services of ECS whose tasks follow a metric.

use super::leftover::{Kind, Leftover};
use super::mark::Mark;
use crate::aws::applicationautoscaling::{DeregisterScalableTarget, DescribeScalableTargets};
use crate::cloud::Cloud;
use crate::error::CloudError;

/// Scalable targets that are services of a cluster, with their policies. They carry the mark of the cluster: its deployment made them
/// or somebody did by hand, and they are of no use without it.
pub(super) async fn targets(
    cloud: &dyn Cloud,
    cluster: &str,
    mark: &Mark,
) -> Result<Vec<Leftover>, CloudError> {
    // What cannot be asked here, no deployment made here either.
    if !cloud.supports("applicationautoscaling:DescribeScalableTargets") {
        return Ok(Vec::new());
    }
    let request = DescribeScalableTargets {
        service_namespace: "ecs".to_owned(),
        ..DescribeScalableTargets::default()
    };
    let all = crate::aws::all(cloud, request).await?.scalable_targets;
    let prefix = format!("service/{cluster}/");
    let left = all.into_iter().filter_map(|target| {
        let service = target.resource_id.strip_prefix(&prefix)?;
        let leftover = Leftover::new(Kind::ScalableTarget, &target.resource_id, mark);
        Some(
            leftover
                .called(service)
                .removed_by(DeregisterScalableTarget {
                    service_namespace: target.service_namespace.clone(),
                    resource_id: target.resource_id.clone(),
                    scalable_dimension: target.scalable_dimension.clone(),
                }),
        )
    });
    Ok(left.collect())
}
