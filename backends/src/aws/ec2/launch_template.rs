//! Launch templates and their versions.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types as sdk;
use aws_smithy_types::base64;
use paperboat_core::aws::SecretString;
use paperboat_core::aws::ec2::{
    CreateLaunchTemplate, CreateLaunchTemplateOutput, CreateLaunchTemplateVersion,
    CreateLaunchTemplateVersionOutput, DeleteLaunchTemplate, DeleteLaunchTemplateOutput,
    DescribeLaunchTemplateVersions, DescribeLaunchTemplateVersionsOutput, DescribeLaunchTemplates,
    DescribeLaunchTemplatesOutput, LaunchTemplate, LaunchTemplateBlockDeviceMapping,
    LaunchTemplateEbsBlockDevice, LaunchTemplateIamInstanceProfileSpecification,
    LaunchTemplateInstanceMetadataOptions, LaunchTemplateTagSpecification, LaunchTemplateVersion,
    RequestLaunchTemplateData,
};

use super::tag::{filters, read_tag, specifications, tag};
use crate::aws::convert::{all, int, list, maybe, moment, number, said, some, text, word};
use crate::aws::error::{Answer, refused};

fn device(d: LaunchTemplateBlockDeviceMapping) -> sdk::LaunchTemplateBlockDeviceMappingRequest {
    let ebs = sdk::LaunchTemplateEbsBlockDeviceRequest::builder()
        .set_volume_size(d.ebs.volume_size.map(int))
        .set_volume_type(word(&d.ebs.volume_type))
        .set_encrypted(d.ebs.encrypted)
        .set_delete_on_termination(d.ebs.delete_on_termination)
        .build();
    sdk::LaunchTemplateBlockDeviceMappingRequest::builder()
        .set_device_name(text(d.device_name))
        .ebs(ebs)
        .build()
}

fn read_device(d: sdk::LaunchTemplateBlockDeviceMapping) -> LaunchTemplateBlockDeviceMapping {
    let ebs = d.ebs.map(|ebs| LaunchTemplateEbsBlockDevice {
        volume_size: maybe(ebs.volume_size),
        volume_type: said(ebs.volume_type),
        encrypted: ebs.encrypted,
        delete_on_termination: ebs.delete_on_termination,
    });
    LaunchTemplateBlockDeviceMapping {
        device_name: d.device_name.unwrap_or_default(),
        ebs: ebs.unwrap_or_default(),
    }
}

fn metadata(
    m: &LaunchTemplateInstanceMetadataOptions,
) -> sdk::LaunchTemplateInstanceMetadataOptionsRequest {
    sdk::LaunchTemplateInstanceMetadataOptionsRequest::builder()
        .set_http_endpoint(word(&m.http_endpoint))
        .set_http_tokens(word(&m.http_tokens))
        .set_http_put_response_hop_limit(m.http_put_response_hop_limit.map(int))
        .build()
}

fn profile(
    p: LaunchTemplateIamInstanceProfileSpecification,
) -> sdk::LaunchTemplateIamInstanceProfileSpecificationRequest {
    sdk::LaunchTemplateIamInstanceProfileSpecificationRequest::builder()
        .set_arn(text(p.arn))
        .set_name(text(p.name))
        .build()
}

fn marked(s: LaunchTemplateTagSpecification) -> sdk::LaunchTemplateTagSpecificationRequest {
    sdk::LaunchTemplateTagSpecificationRequest::builder()
        .set_resource_type(word(&s.resource_type))
        .set_tags(list(s.tags, tag))
        .build()
}

/// User data goes over the wire in base64, both ways.
fn data(d: RequestLaunchTemplateData) -> sdk::RequestLaunchTemplateData {
    sdk::RequestLaunchTemplateData::builder()
        .set_image_id(text(d.image_id))
        .set_instance_type(word(&d.instance_type))
        .set_key_name(text(d.key_name))
        .set_security_group_ids(some(d.security_group_ids))
        .set_user_data(text(d.user_data.0).map(base64::encode))
        .set_block_device_mappings(list(d.block_device_mappings, device))
        .set_metadata_options(d.metadata_options.as_ref().map(metadata))
        .set_iam_instance_profile(d.iam_instance_profile.map(profile))
        .set_tag_specifications(list(d.tag_specifications, marked))
        .build()
}

fn read_data(d: sdk::ResponseLaunchTemplateData) -> RequestLaunchTemplateData {
    let user_data = d.user_data.and_then(|coded| base64::decode(coded).ok());
    let user_data = user_data.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    RequestLaunchTemplateData {
        image_id: d.image_id.unwrap_or_default(),
        instance_type: said(d.instance_type),
        key_name: d.key_name.unwrap_or_default(),
        security_group_ids: d.security_group_ids.unwrap_or_default(),
        user_data: SecretString(user_data.unwrap_or_default()),
        block_device_mappings: all(d.block_device_mappings, read_device),
        metadata_options: d
            .metadata_options
            .map(|m| LaunchTemplateInstanceMetadataOptions {
                http_endpoint: said(m.http_endpoint),
                http_tokens: said(m.http_tokens),
                http_put_response_hop_limit: maybe(m.http_put_response_hop_limit),
            }),
        iam_instance_profile: d.iam_instance_profile.map(|p| {
            LaunchTemplateIamInstanceProfileSpecification {
                arn: p.arn.unwrap_or_default(),
                name: p.name.unwrap_or_default(),
            }
        }),
        tag_specifications: all(d.tag_specifications, |s| LaunchTemplateTagSpecification {
            resource_type: said(s.resource_type),
            tags: all(s.tags, read_tag),
        }),
    }
}

fn read(t: sdk::LaunchTemplate) -> LaunchTemplate {
    LaunchTemplate {
        launch_template_id: t.launch_template_id.unwrap_or_default(),
        launch_template_name: t.launch_template_name.unwrap_or_default(),
        create_time: moment(t.create_time).unwrap_or_default(),
        default_version_number: t.default_version_number.map(number).unwrap_or_default(),
        latest_version_number: t.latest_version_number.map(number).unwrap_or_default(),
        tags: all(t.tags, read_tag),
    }
}

fn read_version(v: sdk::LaunchTemplateVersion) -> LaunchTemplateVersion {
    LaunchTemplateVersion {
        launch_template_id: v.launch_template_id.unwrap_or_default(),
        launch_template_name: v.launch_template_name.unwrap_or_default(),
        version_number: v.version_number.map(number).unwrap_or_default(),
        version_description: v.version_description.unwrap_or_default(),
        create_time: moment(v.create_time).unwrap_or_default(),
        default_version: v.default_version.unwrap_or_default(),
        launch_template_data: v.launch_template_data.map(read_data).unwrap_or_default(),
    }
}

pub(in crate::aws) async fn create_launch_template(
    ec2: &Client,
    r: CreateLaunchTemplate,
) -> Answer<CreateLaunchTemplateOutput> {
    let made = ec2
        .create_launch_template()
        .set_launch_template_name(text(r.launch_template_name))
        .set_version_description(text(r.version_description))
        .launch_template_data(data(r.launch_template_data))
        .set_tag_specifications(specifications(r.tag_specifications))
        .set_client_token(text(r.client_token))
        .send()
        .await
        .map_err(refused)?;
    Ok(CreateLaunchTemplateOutput {
        launch_template: made.launch_template.map(read).unwrap_or_default(),
    })
}

pub(in crate::aws) async fn create_launch_template_version(
    ec2: &Client,
    r: CreateLaunchTemplateVersion,
) -> Answer<CreateLaunchTemplateVersionOutput> {
    let made = ec2
        .create_launch_template_version()
        .set_launch_template_id(text(r.launch_template_id))
        .set_launch_template_name(text(r.launch_template_name))
        .set_version_description(text(r.version_description))
        .launch_template_data(data(r.launch_template_data))
        .set_client_token(text(r.client_token))
        .send()
        .await
        .map_err(refused)?;
    let version = made.launch_template_version.map(read_version);
    Ok(CreateLaunchTemplateVersionOutput {
        launch_template_version: version.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn describe_launch_templates(
    ec2: &Client,
    r: DescribeLaunchTemplates,
) -> Answer<DescribeLaunchTemplatesOutput> {
    let pages = ec2
        .describe_launch_templates()
        .set_launch_template_ids(some(r.launch_template_ids))
        .set_launch_template_names(some(r.launch_template_names))
        .set_filters(filters(r.filters))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeLaunchTemplatesOutput {
        launch_templates: found.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn describe_launch_template_versions(
    ec2: &Client,
    r: DescribeLaunchTemplateVersions,
) -> Answer<DescribeLaunchTemplateVersionsOutput> {
    let pages = ec2
        .describe_launch_template_versions()
        .set_launch_template_id(text(r.launch_template_id))
        .set_launch_template_name(text(r.launch_template_name))
        .set_versions(some(r.versions))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let found = found.try_collect().await.map_err(refused)?;
    Ok(DescribeLaunchTemplateVersionsOutput {
        launch_template_versions: found.into_iter().map(read_version).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn delete_launch_template(
    ec2: &Client,
    r: DeleteLaunchTemplate,
) -> Answer<DeleteLaunchTemplateOutput> {
    let gone = ec2
        .delete_launch_template()
        .set_launch_template_id(text(r.launch_template_id))
        .set_launch_template_name(text(r.launch_template_name))
        .send()
        .await
        .map_err(refused)?;
    Ok(DeleteLaunchTemplateOutput {
        launch_template: gone.launch_template.map(read).unwrap_or_default(),
    })
}
