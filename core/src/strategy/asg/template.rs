//! The launch template: what every instance of the group is launched with, in numbered versions.

use std::net::Ipv4Addr;

use super::ground::Ground;
use super::{boot, group_name};
use crate::aws::Ec2 as _;
use crate::aws::SecretString;
use crate::aws::autoscaling::LaunchTemplateSpecification;
use crate::aws::ec2::{
    CreateLaunchTemplate, CreateLaunchTemplateVersion, DeleteLaunchTemplate,
    DescribeLaunchTemplateVersions, DescribeLaunchTemplates, LaunchTemplate,
    LaunchTemplateBlockDeviceMapping, LaunchTemplateEbsBlockDevice,
    LaunchTemplateIamInstanceProfileSpecification, LaunchTemplateInstanceMetadataOptions,
    LaunchTemplateTagSpecification, RequestLaunchTemplateData,
};
use crate::cloud::Context;
use crate::error::Cause;
use crate::hash::fnv_1a;
use crate::strategy::App;
use crate::strategy::names::{base, tagged};
use crate::strategy::once::found;

/// Finds the application's template.
async fn find(cx: &Context<'_>, app: &App) -> Result<Option<LaunchTemplate>, Cause> {
    let request = DescribeLaunchTemplates {
        launch_template_names: vec![base(app)],
        ..DescribeLaunchTemplates::default()
    };
    let answer = found(cx.cloud.describe_launch_templates(request).await)?;
    Ok(answer.and_then(|found| found.launch_templates.into_iter().next()))
}

/// Makes a version with what the application needs, or finds the one that has it: going back to what ran before is going
/// back to its version. `host` is where the data host is, if there is one.
pub(super) async fn make(
    cx: &Context<'_>,
    app: &App,
    ground: &Ground,
    host: Option<Ipv4Addr>,
) -> Result<LaunchTemplateSpecification, Cause> {
    written(cx, app, data(app, ground, host)).await
}

/// Makes a version with such data, or finds the one that has it.
pub(in crate::strategy) async fn written(
    cx: &Context<'_>,
    app: &App,
    data: RequestLaunchTemplateData,
) -> Result<LaunchTemplateSpecification, Cause> {
    let version_description = digest(&data);
    let named = |launch_template_id: String, version: u64| LaunchTemplateSpecification {
        launch_template_id,
        version: version.to_string(),
        ..LaunchTemplateSpecification::default()
    };
    let Some(known) = find(cx, app).await? else {
        let request = CreateLaunchTemplate {
            launch_template_name: base(app),
            version_description,
            launch_template_data: data,
            tag_specifications: tagged(app, "launch-template", &base(app)),
            // a token that names the moment: AWS would answer a used one with a template that was deleted since
            client_token: format!("{}-{}", base(app), cx.cloud.clock().now().0),
        };
        let made = cx.cloud.create_launch_template(request).await?;
        return Ok(named(made.launch_template.launch_template_id, 1));
    };
    let launch_template_id = known.launch_template_id;
    let request = DescribeLaunchTemplateVersions {
        launch_template_id: launch_template_id.clone(),
        ..DescribeLaunchTemplateVersions::default()
    };
    let versions = crate::aws::all(cx.cloud, request).await?;
    let mut versions = versions.launch_template_versions.into_iter();
    if let Some(same) = versions.find(|v| v.version_description == version_description) {
        return Ok(named(launch_template_id, same.version_number));
    }
    let request = CreateLaunchTemplateVersion {
        launch_template_id: launch_template_id.clone(),
        version_description,
        launch_template_data: data,
        client_token: format!("{}-{}", base(app), cx.cloud.clock().now().0),
        ..CreateLaunchTemplateVersion::default()
    };
    let made = cx.cloud.create_launch_template_version(request).await?;
    let version = made.launch_template_version.version_number;
    Ok(named(launch_template_id, version))
}

fn data(app: &App, ground: &Ground, host: Option<Ipv4Addr>) -> RequestLaunchTemplateData {
    let tags = |kind: &str| LaunchTemplateTagSpecification {
        resource_type: kind.to_owned(),
        tags: tagged(app, kind, &group_name(app))
            .into_iter()
            .flat_map(|spec| spec.tags)
            .collect(),
    };
    RequestLaunchTemplateData {
        image_id: ground.site.image_id.clone(),
        instance_type: ground.site.instance_type.clone(),
        key_name: base(app),
        security_group_ids: vec![ground.machines.clone()],
        user_data: SecretString(boot::script(
            app,
            &ground.network.region,
            &ground.secrets,
            host,
        )),
        block_device_mappings: vec![LaunchTemplateBlockDeviceMapping {
            device_name: "/dev/xvda".to_owned(),
            ebs: LaunchTemplateEbsBlockDevice {
                volume_size: Some(ground.site.disk_gib),
                volume_type: "gp3".to_owned(),
                encrypted: Some(true),
                delete_on_termination: Some(true),
            },
        }],
        metadata_options: Some(LaunchTemplateInstanceMetadataOptions {
            http_tokens: "required".to_owned(),
            http_put_response_hop_limit: Some(2),
            ..Default::default()
        }),
        iam_instance_profile: ground.profile.clone().map(|name| {
            LaunchTemplateIamInstanceProfileSpecification {
                name,
                ..LaunchTemplateIamInstanceProfileSpecification::default()
            }
        }),
        tag_specifications: ["instance", "volume"].map(tags).to_vec(),
    }
}

/// By what a version is known again: AWS shows a template's data in another form than it takes them. Nothing that is in
/// them is a secret.
fn digest(data: &RequestLaunchTemplateData) -> String {
    let script = data.user_data.0.as_str();
    let rest = serde_json::to_string(data).unwrap_or_default();
    format!("{:016x}", fnv_1a(rest.bytes().chain(script.bytes())))
}

/// Deletes the template with all its versions.
pub(in crate::strategy) async fn remove(cx: &Context<'_>, app: &App) -> Result<(), Cause> {
    let request = DeleteLaunchTemplate {
        launch_template_name: base(app),
        ..DeleteLaunchTemplate::default()
    };
    found(cx.cloud.delete_launch_template(request).await).map(drop)
}
