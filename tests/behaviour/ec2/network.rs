//! The network that every account has, instance types, and filters.

use std::collections::BTreeSet;

use paperboat_core::aws::Ec2;
use paperboat_core::aws::ec2::*;

use super::{default_vpc, subnets};
use crate::bench::Bench;
use crate::case::{Checked, cases};

cases! { "ec2/network":
    there_is_one_default_vpc [DescribeVpcs]
    every_zone_has_a_default_subnet [DescribeVpcs, DescribeSubnets]
    an_instance_type_says_what_it_has [DescribeInstanceTypes]
    an_unknown_instance_type_is_refused [DescribeInstanceTypes]
    an_unknown_filter_is_refused [DescribeInstances]
    an_image_parameter_names_an_image [paperboat_core::aws::ssm::GetParameter]
    an_unknown_parameter_is_refused [paperboat_core::aws::ssm::GetParameter]
}

async fn there_is_one_default_vpc(b: &Bench<'_>) -> Checked {
    let vpc = default_vpc(b).await?;
    b.begins("VpcId", &vpc.vpc_id, "vpc-");
    b.same("CidrBlock", vpc.cidr_block.as_str(), "172.31.0.0/16");
    b.same("State", vpc.state.as_str(), "available");
    b.same("IsDefault", vpc.is_default, true);
    Ok(())
}

async fn every_zone_has_a_default_subnet(b: &Bench<'_>) -> Checked {
    let subnets = subnets(b).await?;
    let zones: BTreeSet<_> = subnets.iter().map(|s| &s.availability_zone).collect();
    b.check(
        "one subnet for each zone",
        zones.len() == subnets.len(),
        "more",
    );
    for subnet in &subnets {
        b.begins("SubnetId", &subnet.subnet_id, "subnet-");
        b.same("MapPublicIpOnLaunch", subnet.map_public_ip_on_launch, true);
        b.same("DefaultForAz", subnet.default_for_az, true);
        let size = subnet.cidr_block.rsplit('/').next().unwrap_or_default();
        b.same("the size of CidrBlock", size, "20");
    }
    Ok(())
}

async fn an_instance_type_says_what_it_has(b: &Bench<'_>) -> Checked {
    for (name, cpus, memory, architecture) in [
        ("t3.micro", 2, 1_024, "x86_64"),
        ("t4g.small", 2, 2_048, "arm64"),
    ] {
        let instance_types = vec![name.to_owned()];
        let request = DescribeInstanceTypes {
            instance_types,
            ..Default::default()
        };
        let reply = b.cloud.describe_instance_types(request).await?;
        b.same("how many types are shown", reply.instance_types.len(), 1);
        for shown in &reply.instance_types {
            b.same("InstanceType", shown.instance_type.as_str(), name);
            b.same(
                &format!("DefaultVCpus of {name}"),
                shown.v_cpu_info.default_v_cpus,
                cpus,
            );
            b.same(
                &format!("SizeInMiB of {name}"),
                shown.memory_info.size_in_mib,
                memory,
            );
            let found = &shown.processor_info.supported_architectures;
            let right = found.iter().any(|a| a == architecture);
            b.check(
                &format!("{name} supports {architecture}"),
                right,
                found.join(", "),
            );
        }
    }
    Ok(())
}

async fn an_unknown_instance_type_is_refused(b: &Bench<'_>) -> Checked {
    let request = DescribeInstanceTypes {
        instance_types: vec!["t9.micro".into()],
        ..Default::default()
    };
    b.refused("an unknown type", request, "InvalidInstanceType")
        .await;
    Ok(())
}

async fn an_unknown_filter_is_refused(b: &Bench<'_>) -> Checked {
    let request = DescribeInstances {
        filters: vec![Filter::new("colour", "red")],
        ..Default::default()
    };
    b.refused("an unknown filter", request, "InvalidParameterValue")
        .await;
    Ok(())
}

async fn an_image_parameter_names_an_image(b: &Bench<'_>) -> Checked {
    let request = super::one(b).await?;
    b.begins("the value of the parameter", &request.image_id, "ami-");
    Ok(())
}

async fn an_unknown_parameter_is_refused(b: &Bench<'_>) -> Checked {
    let request = paperboat_core::aws::ssm::GetParameter {
        name: format!("/{}", b.name("nothing")),
        ..Default::default()
    };
    b.refused("an unknown name", request, "ParameterNotFound")
        .await;
    Ok(())
}
