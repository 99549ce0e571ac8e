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
    a_region_has_zones_that_are_available [DescribeRegions, DescribeAvailabilityZones, DescribeSubnets]
    an_unknown_region_or_zone_is_refused [DescribeRegions, DescribeAvailabilityZones]
    an_image_says_what_it_is [DescribeMachineImages, paperboat_core::aws::ssm::GetParameter]
    an_unknown_image_is_refused [DescribeMachineImages]
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

async fn a_region_has_zones_that_are_available(b: &Bench<'_>) -> Checked {
    let found = b
        .cloud
        .describe_availability_zones(DescribeAvailabilityZones::default())
        .await?;
    let zones = found.availability_zones;
    let names: BTreeSet<_> = zones.iter().map(|z| &z.zone_name).collect();
    let subnets = subnets(b).await?;
    let lies = |s: &Subnet| names.contains(&s.availability_zone);
    b.check(
        "every subnet lies in a zone that is shown",
        subnets.iter().all(lies),
        "one does not",
    );
    for zone in &zones {
        b.same("State", zone.state.as_str(), "available");
        b.same(
            "OptInStatus",
            zone.opt_in_status.as_str(),
            "opt-in-not-required",
        );
        b.begins("ZoneName", &zone.zone_name, &zone.region_name);
    }
    let region_names: Vec<String> = zones
        .iter()
        .take(1)
        .map(|z| z.region_name.clone())
        .collect();
    let request = DescribeRegions {
        region_names: region_names.clone(),
        ..Default::default()
    };
    let regions = b.cloud.describe_regions(request).await?.regions;
    b.same("how many regions are shown", regions.len(), 1);
    for (region, name) in regions.iter().zip(&region_names) {
        b.same(
            "Endpoint is the region's",
            region.endpoint == format!("ec2.{name}.amazonaws.com"),
            true,
        );
    }
    Ok(())
}

async fn an_unknown_region_or_zone_is_refused(b: &Bench<'_>) -> Checked {
    let region = DescribeRegions {
        region_names: vec!["moon-east-1".into()],
        ..Default::default()
    };
    b.refused("an unknown region", region, "InvalidParameterValue")
        .await;
    let zone = DescribeAvailabilityZones {
        zone_names: vec!["moon-east-1a".into()],
        ..Default::default()
    };
    b.refused("an unknown zone", zone, "InvalidParameterValue")
        .await;
    Ok(())
}

async fn an_image_says_what_it_is(b: &Bench<'_>) -> Checked {
    let image_id = super::one(b).await?.image_id;
    let request = DescribeMachineImages {
        image_ids: vec![image_id.clone()],
        owners: vec!["amazon".into()],
        ..Default::default()
    };
    let images = b.cloud.describe_machine_images(request).await?.images;
    b.same("how many images are shown", images.len(), 1);
    for image in &images {
        b.begins("Name", &image.name, "al2023-ami-2023.");
        b.same("Architecture", image.architecture.as_str(), "x86_64");
        b.same("State", image.state.as_str(), "available");
        b.same(
            "VirtualizationType",
            image.virtualization_type.as_str(),
            "hvm",
        );
        b.same("RootDeviceType", image.root_device_type.as_str(), "ebs");
        b.same(
            "RootDeviceName",
            image.root_device_name.as_str(),
            "/dev/xvda",
        );
        b.same("OwnerId", image.owner_id.as_str(), "137112412989");
        b.same(
            "ImageOwnerAlias",
            image.image_owner_alias.as_str(),
            "amazon",
        );
        b.same("Public", image.public, true);
    }
    let other = DescribeMachineImages {
        image_ids: vec![image_id],
        filters: vec![Filter::new("architecture", "arm64")],
        ..Default::default()
    };
    let images = b.cloud.describe_machine_images(other).await?.images;
    b.same("how many have another architecture", images.len(), 0);
    Ok(())
}

async fn an_unknown_image_is_refused(b: &Bench<'_>) -> Checked {
    for (id, code) in [
        ("ami-0123456789abcdef0", "InvalidAMIID.NotFound"),
        ("web", "InvalidAMIID.Malformed"),
    ] {
        let request = DescribeMachineImages {
            image_ids: vec![id.to_owned()],
            ..Default::default()
        };
        b.refused(id, request, code).await;
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
