//! Instances, as they are looked at.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types as sdk;
use aws_smithy_types::base64;
use paperboat_core::aws::Empty;
use paperboat_core::aws::ec2::{
    DescribeInstanceStatus, DescribeInstanceStatusOutput, DescribeInstances,
    DescribeInstancesOutput, EbsInstanceBlockDevice, GetConsoleOutput, GetConsoleOutputOutput,
    GroupIdentifier, IamInstanceProfile, Instance, InstanceBlockDeviceMapping,
    InstanceMetadataOptions, InstanceNetworkInterface, InstanceNetworkInterfaceAssociation,
    InstanceNetworkInterfaceAttachment, InstanceState, InstanceStateName, InstanceStatus,
    InstanceStatusDetails, InstanceStatusSummary, ModifyInstanceAttribute,
    ModifyInstanceMetadataOptions, ModifyInstanceMetadataOptionsOutput, Monitoring, Placement,
    Reservation, StateReason,
};

use super::tag::{filters, read_tag};
use crate::aws::convert::{
    address, all, int, known, maybe, moment, number, on, said, some, text, word,
};
use crate::aws::error::{Answer, refused};

/// Only the low byte of a state's number means anything (API reference, `InstanceState`).
pub(super) fn read_state(state: Option<sdk::InstanceState>) -> InstanceState {
    let (code, name) = state.map_or((None, None), |s| (s.code, s.name));
    let name: InstanceStateName = known(name);
    let code = code.map_or_else(|| name.code(), |c| number(c & 0xff));
    InstanceState { code, name }
}

fn read_device(d: sdk::InstanceBlockDeviceMapping) -> InstanceBlockDeviceMapping {
    let ebs = d.ebs.map(|e| EbsInstanceBlockDevice {
        volume_id: e.volume_id.unwrap_or_default(),
        delete_on_termination: e.delete_on_termination.unwrap_or_default(),
        status: said(e.status),
    });
    InstanceBlockDeviceMapping {
        device_name: d.device_name.unwrap_or_default(),
        ebs: ebs.unwrap_or_default(),
    }
}

fn read_group(g: sdk::GroupIdentifier) -> GroupIdentifier {
    GroupIdentifier {
        group_id: g.group_id.unwrap_or_default(),
        group_name: g.group_name.unwrap_or_default(),
    }
}

fn read_metadata(m: sdk::InstanceMetadataOptionsResponse) -> InstanceMetadataOptions {
    InstanceMetadataOptions {
        http_tokens: said(m.http_tokens),
        http_put_response_hop_limit: maybe(m.http_put_response_hop_limit),
        http_endpoint: said(m.http_endpoint),
    }
}

pub(super) fn read_profile(p: sdk::IamInstanceProfile) -> IamInstanceProfile {
    IamInstanceProfile {
        arn: p.arn.unwrap_or_default(),
        id: p.id.unwrap_or_default(),
    }
}

fn read_placement(p: sdk::Placement) -> Placement {
    Placement {
        availability_zone: p.availability_zone.unwrap_or_default(),
        tenancy: said(p.tenancy),
    }
}

fn read_interface(i: sdk::InstanceNetworkInterface) -> InstanceNetworkInterface {
    InstanceNetworkInterface {
        network_interface_id: i.network_interface_id.unwrap_or_default(),
        description: i.description.unwrap_or_default(),
        status: said(i.status),
        interface_type: i.interface_type.unwrap_or_default(),
        subnet_id: i.subnet_id.unwrap_or_default(),
        vpc_id: i.vpc_id.unwrap_or_default(),
        owner_id: i.owner_id.unwrap_or_default(),
        private_ip_address: address(i.private_ip_address),
        groups: all(i.groups, read_group),
        association: i.association.map(|a| InstanceNetworkInterfaceAssociation {
            public_ip: address(a.public_ip),
            public_dns_name: a.public_dns_name.unwrap_or_default(),
            ip_owner_id: a.ip_owner_id.unwrap_or_default(),
        }),
        attachment: i.attachment.map(|a| InstanceNetworkInterfaceAttachment {
            device_index: number(a.device_index.unwrap_or_default()),
            status: said(a.status),
            delete_on_termination: a.delete_on_termination.unwrap_or_default(),
        }),
    }
}

pub(super) fn read_instance(i: sdk::Instance) -> Instance {
    let reason = i.state_reason.map(|r| StateReason {
        code: r.code.unwrap_or_default(),
        message: r.message.unwrap_or_default(),
    });
    Instance {
        instance_id: i.instance_id.unwrap_or_default(),
        image_id: i.image_id.unwrap_or_default(),
        instance_type: said(i.instance_type),
        key_name: i.key_name.unwrap_or_default(),
        state: read_state(i.state),
        state_reason: reason.filter(|r| *r != StateReason::default()),
        private_ip_address: address(i.private_ip_address),
        public_ip_address: address(i.public_ip_address),
        public_dns_name: i.public_dns_name.unwrap_or_default(),
        private_dns_name: i.private_dns_name.unwrap_or_default(),
        subnet_id: i.subnet_id.unwrap_or_default(),
        vpc_id: i.vpc_id.unwrap_or_default(),
        placement: i.placement.map(read_placement).unwrap_or_default(),
        architecture: said(i.architecture),
        root_device_name: i.root_device_name.unwrap_or_default(),
        metadata_options: i.metadata_options.map(read_metadata).unwrap_or_default(),
        launch_time: moment(i.launch_time).unwrap_or_default(),
        security_groups: all(i.security_groups, read_group),
        block_device_mappings: all(i.block_device_mappings, read_device),
        client_token: i.client_token.unwrap_or_default(),
        iam_instance_profile: i.iam_instance_profile.map(read_profile),
        tags: all(i.tags, read_tag),
        network_interfaces: all(i.network_interfaces, read_interface),
        monitoring: i.monitoring.map(|m| Monitoring {
            state: said(m.state),
        }),
        root_device_type: said(i.root_device_type),
        virtualization_type: said(i.virtualization_type),
        hypervisor: said(i.hypervisor),
        ena_support: i.ena_support.unwrap_or_default(),
        platform_details: i.platform_details.unwrap_or_default(),
        usage_operation: i.usage_operation.unwrap_or_default(),
    }
}

pub(in crate::aws) async fn describe_instances(
    ec2: &Client,
    r: DescribeInstances,
) -> Answer<DescribeInstancesOutput> {
    let pages = ec2
        .describe_instances()
        .set_instance_ids(some(r.instance_ids))
        .set_filters(filters(r.filters))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let reservations = found.try_collect().await.map_err(refused)?;
    let read = |r: sdk::Reservation| Reservation {
        reservation_id: r.reservation_id.unwrap_or_default(),
        owner_id: r.owner_id.unwrap_or_default(),
        instances: all(r.instances, read_instance),
    };
    Ok(DescribeInstancesOutput {
        reservations: reservations.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn describe_instance_status(
    ec2: &Client,
    r: DescribeInstanceStatus,
) -> Answer<DescribeInstanceStatusOutput> {
    let pages = ec2
        .describe_instance_status()
        .set_instance_ids(some(r.instance_ids))
        .set_include_all_instances(on(r.include_all_instances))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let statuses = found.try_collect().await.map_err(refused)?;
    let summary = |s: Option<sdk::InstanceStatusSummary>| {
        let (status, details) = s.map_or((None, None), |s| (s.status, s.details));
        InstanceStatusSummary {
            status: known(status),
            details: all(details, |d| InstanceStatusDetails {
                name: said(d.name),
                status: said(d.status),
            }),
        }
    };
    let read = |s: sdk::InstanceStatus| InstanceStatus {
        instance_id: s.instance_id.unwrap_or_default(),
        availability_zone: s.availability_zone.unwrap_or_default(),
        instance_state: read_state(s.instance_state),
        system_status: summary(s.system_status),
        instance_status: summary(s.instance_status),
    };
    Ok(DescribeInstanceStatusOutput {
        instance_statuses: statuses.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn modify_instance_attribute(
    ec2: &Client,
    r: ModifyInstanceAttribute,
) -> Answer<Empty> {
    let to = |a: paperboat_core::aws::ec2::AttributeValue| {
        sdk::AttributeValue::builder().value(a.value).build()
    };
    ec2.modify_instance_attribute()
        .set_instance_id(text(r.instance_id))
        .set_instance_type(r.instance_type.map(to))
        .send()
        .await
        .map_err(refused)?;
    Ok(Empty {})
}

pub(in crate::aws) async fn modify_instance_metadata_options(
    ec2: &Client,
    r: ModifyInstanceMetadataOptions,
) -> Answer<ModifyInstanceMetadataOptionsOutput> {
    let modified = ec2
        .modify_instance_metadata_options()
        .set_instance_id(text(r.instance_id))
        .set_http_tokens(word(&r.http_tokens))
        .set_http_put_response_hop_limit(r.http_put_response_hop_limit.map(int))
        .set_http_endpoint(word(&r.http_endpoint))
        .send()
        .await
        .map_err(refused)?;
    let options = modified.instance_metadata_options.map(read_metadata);
    Ok(ModifyInstanceMetadataOptionsOutput {
        instance_id: modified.instance_id.unwrap_or_default(),
        instance_metadata_options: options.unwrap_or_default(),
    })
}

pub(in crate::aws) async fn get_console_output(
    ec2: &Client,
    r: GetConsoleOutput,
) -> Answer<GetConsoleOutputOutput> {
    let shown = ec2
        .get_console_output()
        .set_instance_id(text(r.instance_id))
        .set_latest(on(r.latest))
        .send()
        .await
        .map_err(refused)?;
    // some emulators forget to encode it
    let plain = |t: String| match base64::decode(&t) {
        Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => t,
    };
    Ok(GetConsoleOutputOutput {
        instance_id: shown.instance_id.unwrap_or_default(),
        output: shown.output.map(plain).unwrap_or_default(),
    })
}
