//! Launch templates and groups of instances, as their API references document them. No case waits for an instance: what a
//! group does with those is the simulator's own tests'.

use paperboat_core::aws::autoscaling::*;
use paperboat_core::aws::ec2::{
    CreateLaunchTemplate, CreateLaunchTemplateVersion, DeleteLaunchTemplate,
    DescribeLaunchTemplateVersions, DescribeLaunchTemplates, RequestLaunchTemplateData,
};
use paperboat_core::aws::{AutoScaling, Ec2, SecretString};

use crate::bench::{Bench, Stop, is};
use crate::case::{Checked, cases};
use crate::ec2::subnets;

cases! { "autoscaling":
    a_launch_template_has_versions [CreateLaunchTemplate, CreateLaunchTemplateVersion, DescribeLaunchTemplates, DescribeLaunchTemplateVersions, DeleteLaunchTemplate]
    user_data_of_a_template_has_a_limit [CreateLaunchTemplate]
    an_empty_group_is_made_changed_and_deleted [CreateLaunchTemplate, CreateAutoScalingGroup, UpdateAutoScalingGroup, DescribeAutoScalingGroups, DescribeScalingActivities, DescribeInstanceRefreshes, DeleteAutoScalingGroup]
    what_is_unknown_is_refused [UpdateAutoScalingGroup, SetDesiredCapacity, TerminateInstanceInAutoScalingGroup, StartInstanceRefresh, CancelInstanceRefresh, RollbackInstanceRefresh, DeleteAutoScalingGroup]
}

async fn template(b: &Bench<'_>) -> Result<String, Stop> {
    let launch_template_name = b.name("template");
    let request = CreateLaunchTemplate {
        launch_template_name: launch_template_name.clone(),
        launch_template_data: RequestLaunchTemplateData {
            instance_type: "t3.micro".into(),
            ..Default::default()
        },
        ..Default::default()
    };
    b.cloud.create_launch_template(request).await?;
    b.later(DeleteLaunchTemplate {
        launch_template_name: launch_template_name.clone(),
        ..Default::default()
    });
    Ok(launch_template_name)
}

async fn a_launch_template_has_versions(b: &Bench<'_>) -> Checked {
    let launch_template_name = template(b).await?;
    let second = CreateLaunchTemplateVersion {
        launch_template_name: launch_template_name.clone(),
        launch_template_data: RequestLaunchTemplateData {
            instance_type: "t3.small".into(),
            ..Default::default()
        },
        ..Default::default()
    };
    let made = b.cloud.create_launch_template_version(second).await?;
    let made = made.launch_template_version;
    b.same("VersionNumber", made.version_number, 2);
    b.begins("LaunchTemplateId", &made.launch_template_id, "lt-");
    let by_name = DescribeLaunchTemplates {
        launch_template_names: vec![launch_template_name.clone()],
        ..Default::default()
    };
    let shown = b.cloud.describe_launch_templates(by_name.clone()).await?;
    for template in shown.launch_templates {
        b.same("DefaultVersionNumber", template.default_version_number, 1);
        b.same("LatestVersionNumber", template.latest_version_number, 2);
    }
    let latest = DescribeLaunchTemplateVersions {
        launch_template_name: launch_template_name.clone(),
        versions: vec!["$Latest".into()],
        ..Default::default()
    };
    let latest = b.cloud.describe_launch_template_versions(latest).await?;
    for version in latest.launch_template_versions {
        let kind = version.launch_template_data.instance_type;
        b.same("InstanceType of $Latest", kind.as_str(), "t3.small");
    }
    let again = CreateLaunchTemplate {
        launch_template_name: launch_template_name.clone(),
        launch_template_data: RequestLaunchTemplateData {
            instance_type: "t3.micro".into(),
            ..Default::default()
        },
        ..Default::default()
    };
    let code = "InvalidLaunchTemplateName.AlreadyExistsException";
    b.refused("a second one of the name", again, code).await;
    let delete = DeleteLaunchTemplate {
        launch_template_name,
        ..Default::default()
    };
    b.cloud.delete_launch_template(delete).await?;
    let code = "InvalidLaunchTemplateName.NotFoundException";
    b.refused("a deleted one", by_name, code).await;
    Ok(())
}

async fn user_data_of_a_template_has_a_limit(b: &Bench<'_>) -> Checked {
    let request = CreateLaunchTemplate {
        launch_template_name: b.name("large"),
        launch_template_data: RequestLaunchTemplateData {
            user_data: SecretString("x".repeat(16_385)),
            ..Default::default()
        },
        ..Default::default()
    };
    let code = "InvalidUserData.Malformed";
    b.refused("more than 16 KiB of user data", request, code)
        .await;
    Ok(())
}

async fn an_empty_group_is_made_changed_and_deleted(b: &Bench<'_>) -> Checked {
    let launch_template_name = template(b).await?;
    let name = b.name("group");
    let subnets: Vec<String> = subnets(b)
        .await?
        .into_iter()
        .take(2)
        .map(|s| s.subnet_id)
        .collect();
    let create = CreateAutoScalingGroup {
        auto_scaling_group_name: name.clone(),
        launch_template: Some(LaunchTemplateSpecification {
            launch_template_name,
            ..Default::default()
        }),
        max_size: 1,
        vpc_zone_identifier: subnets.join(","),
        ..Default::default()
    };
    b.cloud.create_auto_scaling_group(create.clone()).await?;
    let delete = DeleteAutoScalingGroup {
        auto_scaling_group_name: name.clone(),
        force_delete: true,
    };
    b.later(delete.clone());
    b.refused("a second one of the name", create, "AlreadyExists")
        .await;
    let bounds = |min, max| UpdateAutoScalingGroup {
        auto_scaling_group_name: name.clone(),
        min_size: Some(min),
        max_size: Some(max),
        ..Default::default()
    };
    b.refused(
        "a minimum above the maximum",
        bounds(3, 2),
        "ValidationError",
    )
    .await;
    b.cloud.update_auto_scaling_group(bounds(0, 2)).await?;
    let by_name = DescribeAutoScalingGroups {
        auto_scaling_group_names: vec![name.clone()],
        ..Default::default()
    };
    let shown = b
        .cloud
        .describe_auto_scaling_groups(by_name.clone())
        .await?;
    b.same("how many are shown", shown.auto_scaling_groups.len(), 1);
    for group in shown.auto_scaling_groups {
        b.same("MaxSize", group.max_size, 2);
        b.same("DesiredCapacity", group.desired_capacity, 0);
        b.same("HealthCheckType", group.health_check_type.as_str(), "EC2");
        b.same("how many zones", group.availability_zones.len(), 2);
    }
    let activities = DescribeScalingActivities {
        auto_scaling_group_name: name.clone(),
        ..Default::default()
    };
    let activities = b.cloud.describe_scaling_activities(activities).await?;
    b.same(
        "activities of an empty group",
        activities.activities.len(),
        0,
    );
    let refreshes = DescribeInstanceRefreshes {
        auto_scaling_group_name: name,
        ..Default::default()
    };
    let refreshes = b.cloud.describe_instance_refreshes(refreshes).await?;
    b.same("refreshes", refreshes.instance_refreshes.len(), 0);
    b.cloud.delete_auto_scaling_group(delete).await?;
    let gone = |r: &DescribeAutoScalingGroupsOutput| is(r.auto_scaling_groups.len(), 0);
    b.until("the group is gone", by_name, gone).await?;
    Ok(())
}

async fn what_is_unknown_is_refused(b: &Bench<'_>) -> Checked {
    let code = "ValidationError";
    let auto_scaling_group_name = b.name("nowhere");
    let update = UpdateAutoScalingGroup {
        auto_scaling_group_name: auto_scaling_group_name.clone(),
        ..Default::default()
    };
    b.refused("an update", update, code).await;
    let size = SetDesiredCapacity {
        auto_scaling_group_name: auto_scaling_group_name.clone(),
        desired_capacity: 1,
        ..Default::default()
    };
    b.refused("a size", size, code).await;
    let end = TerminateInstanceInAutoScalingGroup {
        instance_id: "i-0123456789abcdef0".into(),
        should_decrement_desired_capacity: true,
    };
    b.refused("an instance of no group", end, code).await;
    let start = StartInstanceRefresh {
        auto_scaling_group_name: auto_scaling_group_name.clone(),
        ..Default::default()
    };
    b.refused("a refresh", start, code).await;
    let cancel = CancelInstanceRefresh {
        auto_scaling_group_name: auto_scaling_group_name.clone(),
    };
    b.refused("the end of a refresh", cancel, code).await;
    let back = RollbackInstanceRefresh {
        auto_scaling_group_name: auto_scaling_group_name.clone(),
    };
    b.refused("the way back of a refresh", back, code).await;
    let delete = DeleteAutoScalingGroup {
        auto_scaling_group_name,
        force_delete: false,
    };
    b.refused("a deletion", delete, code).await;
    Ok(())
}
