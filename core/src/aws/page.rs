//! Lists that AWS gives page by page.

use super::operation::Operation;
use super::{
    applicationautoscaling, autoscaling, ec2, ecr, ecs, efs, elbv2, iam, logs, secretsmanager,
    servicediscovery, ssm,
};
use crate::cloud::{Cloud, send};
use crate::error::CloudError;

/// A list operation whose answer may be only a part, with a token for the next.
pub trait Paged: Operation {
    /// Asks for the page of a token.
    fn page(&mut self, token: Option<String>);
    /// Takes the token of the next page out of an answer; none when it is the last.
    fn next(output: &mut Self::Output) -> Option<String>;
    /// Adds the items of a later page.
    fn append(output: &mut Self::Output, page: Self::Output);
}

macro_rules! paged {
    ($( $service:ident :: $op:ident by $token:ident to $next:ident gives $items:ident; )*) => { $(
        impl Paged for $service::$op {
            fn page(&mut self, token: Option<String>) { self.$token = token; }
            fn next(output: &mut Self::Output) -> Option<String> { output.$next.take().filter(|t| !t.is_empty()) }
            fn append(output: &mut Self::Output, page: Self::Output) { output.$items.extend(page.$items); }
        }
    )* };
}

paged! {
    ec2::DescribeVpcs by next_token to next_token gives vpcs;
    ec2::DescribeSubnets by next_token to next_token gives subnets;
    ec2::DescribeInstanceTypes by next_token to next_token gives instance_types;
    ec2::DescribeSecurityGroups by next_token to next_token gives security_groups;
    ec2::DescribeMachineImages by next_token to next_token gives images;
    ec2::DescribeSecurityGroupRules by next_token to next_token gives security_group_rules;
    ec2::DescribeResourceTags by next_token to next_token gives tags;
    ec2::DescribeNetworkInterfaces by next_token to next_token gives network_interfaces;
    ec2::DescribeInstances by next_token to next_token gives reservations;
    ec2::DescribeInstanceStatus by next_token to next_token gives instance_statuses;
    ec2::DescribeVolumes by next_token to next_token gives volumes;
    ec2::DescribeSnapshots by next_token to next_token gives snapshots;
    autoscaling::DescribeAutoScalingGroups by next_token to next_token gives auto_scaling_groups;
    autoscaling::DescribeScalingActivities by next_token to next_token gives activities;
    autoscaling::DescribeInstanceRefreshes by next_token to next_token gives instance_refreshes;
    applicationautoscaling::DescribeScalableTargets by next_token to next_token gives scalable_targets;
    applicationautoscaling::DescribeScalingPolicies by next_token to next_token gives scaling_policies;
    applicationautoscaling::DescribeApplicationScalingActivities by next_token to next_token gives scaling_activities;
    ec2::DescribeLaunchTemplates by next_token to next_token gives launch_templates;
    ec2::DescribeLaunchTemplateVersions by next_token to next_token gives launch_template_versions;
    ecr::DescribeRepositories by next_token to next_token gives repositories;
    ecr::DescribeImages by next_token to next_token gives image_details;
    ecr::ListImages by next_token to next_token gives image_ids;
    ecs::ListClusters by next_token to next_token gives cluster_arns;
    ecs::DescribeCapacityProviders by next_token to next_token gives capacity_providers;
    ecs::ListContainerInstances by next_token to next_token gives container_instance_arns;
    ecs::ListAttributes by next_token to next_token gives attributes;
    ecs::ListServices by next_token to next_token gives service_arns;
    ecs::ListServiceDeployments by next_token to next_token gives service_deployments;
    ecs::ListTasks by next_token to next_token gives task_arns;
    ecs::ListTaskDefinitionFamilies by next_token to next_token gives families;
    ecs::ListTaskDefinitions by next_token to next_token gives task_definition_arns;
    efs::DescribeFileSystems by marker to next_marker gives file_systems;
    efs::DescribeMountTargets by marker to next_marker gives mount_targets;
    efs::DescribeAccessPoints by next_token to next_token gives access_points;
    elbv2::DescribeLoadBalancers by marker to next_marker gives load_balancers;
    elbv2::DescribeTargetGroups by marker to next_marker gives target_groups;
    elbv2::DescribeListeners by marker to next_marker gives listeners;
    iam::ListRoles by marker to marker gives roles;
    logs::DescribeLogGroups by next_token to next_token gives log_groups;
    logs::DescribeLogStreams by next_token to next_token gives log_streams;
    logs::FilterLogEvents by next_token to next_token gives events;
    ssm::GetParametersByPath by next_token to next_token gives parameters;
    secretsmanager::ListSecrets by next_token to next_token gives secret_list;
    servicediscovery::ListNamespaces by next_token to next_token gives namespaces;
    servicediscovery::ListDiscoveryServices by next_token to next_token gives services;
    servicediscovery::ListOperations by next_token to next_token gives operations;
}

/// Lists all pages, one call for each.
///
/// # Errors
/// That of the first page that is refused.
pub async fn all<C: Cloud + ?Sized, O: Paged>(
    cloud: &C,
    mut input: O,
) -> Result<O::Output, CloudError> {
    let mut output = send(cloud, input.clone()).await?;
    let mut token = O::next(&mut output);
    while let Some(asked) = token {
        input.page(Some(asked.clone()));
        let mut page = send(cloud, input.clone()).await?;
        // A cloud that repeats its token would be asked for ever.
        token = O::next(&mut page).filter(|next| *next != asked);
        O::append(&mut output, page);
    }
    Ok(output)
}
