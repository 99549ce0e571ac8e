//! Launching.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types as sdk;
use aws_smithy_types::base64;
use paperboat_core::aws::ec2::{
    AssociateIamInstanceProfile, AssociateIamInstanceProfileOutput, BlockDeviceMapping,
    IamInstanceProfileAssociation, IamInstanceProfileSpecification, InstanceMetadataOptions,
    InstanceNetworkInterfaceSpecification, RunInstances, RunInstancesOutput,
};

use super::instance::{read_instance, read_profile};
use super::tag::specifications;
use crate::aws::convert::{all, int, list, on, said, some, text, word};
use crate::aws::error::{Answer, refused};

fn device(d: BlockDeviceMapping) -> sdk::BlockDeviceMapping {
    let ebs = sdk::EbsBlockDevice::builder()
        .set_volume_size(d.ebs.volume_size.map(int))
        .set_volume_type(word(&d.ebs.volume_type))
        .set_encrypted(d.ebs.encrypted)
        .set_delete_on_termination(d.ebs.delete_on_termination)
        .build();
    sdk::BlockDeviceMapping::builder()
        .set_device_name(text(d.device_name))
        .ebs(ebs)
        .build()
}

fn metadata(m: InstanceMetadataOptions) -> sdk::InstanceMetadataOptionsRequest {
    sdk::InstanceMetadataOptionsRequest::builder()
        .set_http_tokens(word(&m.http_tokens))
        .set_http_put_response_hop_limit(m.http_put_response_hop_limit.map(int))
        .set_http_endpoint(word(&m.http_endpoint))
        .build()
}

fn profile(p: IamInstanceProfileSpecification) -> sdk::IamInstanceProfileSpecification {
    sdk::IamInstanceProfileSpecification::builder()
        .set_arn(text(p.arn))
        .set_name(text(p.name))
        .build()
}

fn interface(
    i: InstanceNetworkInterfaceSpecification,
) -> sdk::InstanceNetworkInterfaceSpecification {
    sdk::InstanceNetworkInterfaceSpecification::builder()
        .device_index(int(i.device_index))
        .set_subnet_id(text(i.subnet_id))
        .set_groups(some(i.groups))
        .set_associate_public_ip_address(i.associate_public_ip_address)
        .set_delete_on_termination(i.delete_on_termination)
        .build()
}

pub(in crate::aws) async fn associate_iam_instance_profile(
    ec2: &Client,
    r: AssociateIamInstanceProfile,
) -> Answer<AssociateIamInstanceProfileOutput> {
    let made = ec2
        .associate_iam_instance_profile()
        .iam_instance_profile(profile(r.iam_instance_profile))
        .set_instance_id(text(r.instance_id))
        .send()
        .await
        .map_err(refused)?;
    let read = |a: sdk::IamInstanceProfileAssociation| IamInstanceProfileAssociation {
        association_id: a.association_id.unwrap_or_default(),
        instance_id: a.instance_id.unwrap_or_default(),
        iam_instance_profile: a.iam_instance_profile.map(read_profile).unwrap_or_default(),
        state: said(a.state),
    };
    Ok(AssociateIamInstanceProfileOutput {
        iam_instance_profile_association: made
            .iam_instance_profile_association
            .map(read)
            .unwrap_or_default(),
    })
}

pub(in crate::aws) async fn run_instances(
    ec2: &Client,
    r: RunInstances,
) -> Answer<RunInstancesOutput> {
    let made = ec2
        .run_instances()
        .set_image_id(text(r.image_id))
        .set_instance_type(word(&r.instance_type))
        .set_key_name(text(r.key_name))
        .min_count(int(r.min_count))
        .max_count(int(r.max_count))
        .set_security_group_ids(some(r.security_group_ids))
        .set_security_groups(some(r.security_groups))
        .set_subnet_id(text(r.subnet_id))
        .set_user_data(text(r.user_data).map(base64::encode))
        .set_client_token(text(r.client_token))
        .set_dry_run(on(r.dry_run))
        .set_block_device_mappings(list(r.block_device_mappings, device))
        .set_metadata_options(r.metadata_options.map(metadata))
        .set_iam_instance_profile(r.iam_instance_profile.map(profile))
        .set_tag_specifications(specifications(r.tag_specifications))
        .set_network_interfaces(list(r.network_interfaces, interface))
        .send()
        .await
        .map_err(refused)?;
    Ok(RunInstancesOutput {
        reservation_id: made.reservation_id.unwrap_or_default(),
        owner_id: made.owner_id.unwrap_or_default(),
        instances: all(made.instances, read_instance),
    })
}
