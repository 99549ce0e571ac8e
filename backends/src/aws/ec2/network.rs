//! What an account has from the beginning: networks, subnets and the types of machines.

use aws_sdk_ec2::Client;
use paperboat_core::aws::ec2::{
    DescribeInstanceTypes, DescribeInstanceTypesOutput, DescribeNetworkInterfaces,
    DescribeNetworkInterfacesOutput, DescribeSubnets, DescribeSubnetsOutput, DescribeVpcs,
    DescribeVpcsOutput, GroupIdentifier, InstanceTypeInfo, MemoryInfo, NetworkInterface,
    NetworkInterfaceAssociation, NetworkInterfaceAttachment, ProcessorInfo, Subnet, VCpuInfo, Vpc,
};

use super::tag::filters;
use crate::aws::convert::{address, all, int, maybe, number, said, some, words};
use crate::aws::error::{Answer, refused};

pub(in crate::aws) async fn describe_vpcs(
    ec2: &Client,
    r: DescribeVpcs,
) -> Answer<DescribeVpcsOutput> {
    let pages = ec2
        .describe_vpcs()
        .set_vpc_ids(some(r.vpc_ids))
        .set_filters(filters(r.filters))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let vpcs = found.try_collect().await.map_err(refused)?;
    let read = |v: aws_sdk_ec2::types::Vpc| Vpc {
        vpc_id: v.vpc_id.unwrap_or_default(),
        cidr_block: v.cidr_block.unwrap_or_default(),
        is_default: v.is_default.unwrap_or_default(),
        state: said(v.state),
        instance_tenancy: said(v.instance_tenancy),
        owner_id: v.owner_id.unwrap_or_default(),
    };
    Ok(DescribeVpcsOutput {
        vpcs: vpcs.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn describe_subnets(
    ec2: &Client,
    r: DescribeSubnets,
) -> Answer<DescribeSubnetsOutput> {
    let pages = ec2
        .describe_subnets()
        .set_subnet_ids(some(r.subnet_ids))
        .set_filters(filters(r.filters))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let subnets = found.try_collect().await.map_err(refused)?;
    let read = |s: aws_sdk_ec2::types::Subnet| Subnet {
        subnet_id: s.subnet_id.unwrap_or_default(),
        subnet_arn: s.subnet_arn.unwrap_or_default(),
        vpc_id: s.vpc_id.unwrap_or_default(),
        availability_zone: s.availability_zone.unwrap_or_default(),
        availability_zone_id: s.availability_zone_id.unwrap_or_default(),
        cidr_block: s.cidr_block.unwrap_or_default(),
        default_for_az: s.default_for_az.unwrap_or_default(),
        map_public_ip_on_launch: s.map_public_ip_on_launch.unwrap_or_default(),
        available_ip_address_count: number(s.available_ip_address_count.unwrap_or_default()),
        state: said(s.state),
        owner_id: s.owner_id.unwrap_or_default(),
    };
    Ok(DescribeSubnetsOutput {
        subnets: subnets.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn describe_instance_types(
    ec2: &Client,
    r: DescribeInstanceTypes,
) -> Answer<DescribeInstanceTypesOutput> {
    let pages = ec2
        .describe_instance_types()
        .set_instance_types(words(&r.instance_types))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let types = found.try_collect().await.map_err(refused)?;
    let read = |t: aws_sdk_ec2::types::InstanceTypeInfo| InstanceTypeInfo {
        instance_type: said(t.instance_type),
        v_cpu_info: VCpuInfo {
            default_v_cpus: t
                .v_cpu_info
                .and_then(|v| v.default_v_cpus)
                .map(number)
                .unwrap_or_default(),
        },
        memory_info: MemoryInfo {
            size_in_mib: t
                .memory_info
                .and_then(|m| m.size_in_mib)
                .map(number)
                .unwrap_or_default(),
        },
        processor_info: ProcessorInfo {
            supported_architectures: t
                .processor_info
                .and_then(|p| p.supported_architectures)
                .unwrap_or_default()
                .into_iter()
                .map(|a| said(Some(a)))
                .collect(),
        },
    };
    Ok(DescribeInstanceTypesOutput {
        instance_types: types.into_iter().map(read).collect(),
        next_token: None,
    })
}

pub(in crate::aws) async fn describe_network_interfaces(
    ec2: &Client,
    r: DescribeNetworkInterfaces,
) -> Answer<DescribeNetworkInterfacesOutput> {
    let pages = ec2
        .describe_network_interfaces()
        .set_network_interface_ids(some(r.network_interface_ids))
        .set_filters(filters(r.filters))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let interfaces = found.try_collect().await.map_err(refused)?;
    let read = |i: aws_sdk_ec2::types::NetworkInterface| NetworkInterface {
        network_interface_id: i.network_interface_id.unwrap_or_default(),
        description: i.description.unwrap_or_default(),
        status: said(i.status),
        interface_type: said(i.interface_type),
        requester_managed: i.requester_managed.unwrap_or_default(),
        subnet_id: i.subnet_id.unwrap_or_default(),
        vpc_id: i.vpc_id.unwrap_or_default(),
        availability_zone: i.availability_zone.unwrap_or_default(),
        owner_id: i.owner_id.unwrap_or_default(),
        private_ip_address: address(i.private_ip_address),
        groups: all(i.groups, |g| GroupIdentifier {
            group_id: g.group_id.unwrap_or_default(),
            group_name: g.group_name.unwrap_or_default(),
        }),
        association: i.association.map(|a| NetworkInterfaceAssociation {
            public_ip: address(a.public_ip),
            ip_owner_id: a.ip_owner_id.unwrap_or_default(),
        }),
        attachment: i.attachment.map(|a| NetworkInterfaceAttachment {
            instance_id: a.instance_id.unwrap_or_default(),
            device_index: maybe(a.device_index).unwrap_or_default(),
            status: said(a.status),
            delete_on_termination: a.delete_on_termination.unwrap_or_default(),
        }),
    };
    Ok(DescribeNetworkInterfacesOutput {
        network_interfaces: interfaces.into_iter().map(read).collect(),
        next_token: None,
    })
}
