//! Groups of instances, and what they launch with.

use super::leftover::{Kind, Leftover};
use super::mark::Mark;
use crate::aws::autoscaling::{DeleteAutoScalingGroup, DescribeAutoScalingGroups};
use crate::aws::ec2::{DeleteLaunchTemplate, DescribeLaunchTemplates, Filter};
use crate::cloud::Cloud;
use crate::error::CloudError;
use crate::strategy::TAG;

/// Auto Scaling groups. One that goes is listed until its instances are gone, and nothing is left to do for it.
pub(super) async fn groups(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    // What cannot be asked here, no deployment made here either.
    if !cloud.supports("autoscaling:DescribeAutoScalingGroups") {
        return Ok(Vec::new());
    }
    let all = crate::aws::all(cloud, DescribeAutoScalingGroups::default());
    let all = all.await?.auto_scaling_groups.into_iter();
    let left = all.filter_map(|group| {
        let name = group.auto_scaling_group_name;
        let mark = Mark::of(group.tags.iter().map(|t| (&t.key, &t.value)))?;
        let leftover = Leftover::new(Kind::ScalingGroup, &name, &mark).in_state(&group.status);
        if !group.status.is_empty() {
            return Some(leftover);
        }
        Some(leftover.removed_by(DeleteAutoScalingGroup {
            auto_scaling_group_name: name,
            force_delete: true,
        }))
    });
    Ok(left.collect())
}

/// Launch templates.
pub(super) async fn templates(cloud: &dyn Cloud) -> Result<Vec<Leftover>, CloudError> {
    if !cloud.supports("ec2:DescribeLaunchTemplates") {
        return Ok(Vec::new());
    }
    let request = DescribeLaunchTemplates {
        filters: vec![Filter::new("tag-key", TAG)],
        ..DescribeLaunchTemplates::default()
    };
    let all = crate::aws::all(cloud, request).await?.launch_templates;
    let left = all.into_iter().filter_map(|template| {
        let mark = Mark::of(template.tags.iter().map(|t| (&t.key, &t.value)))?;
        let leftover = Leftover::new(Kind::LaunchTemplate, &template.launch_template_id, &mark);
        let name = template.launch_template_name;
        Some(leftover.called(&name).removed_by(DeleteLaunchTemplate {
            launch_template_id: template.launch_template_id,
            ..DeleteLaunchTemplate::default()
        }))
    });
    Ok(left.collect())
}
