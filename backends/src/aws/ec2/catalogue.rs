//! What there is to choose from: regions, zones, machine images.

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types as sdk;
use paperboat_core::aws::ec2::{
    AvailabilityZone, AvailabilityZoneMessage, BlockDeviceMapping, DescribeAvailabilityZones,
    DescribeAvailabilityZonesOutput, DescribeMachineImages, DescribeMachineImagesOutput,
    DescribeRegions, DescribeRegionsOutput, EbsBlockDevice, Image, Region,
};

use super::tag::filters;
use crate::aws::convert::{all, int, maybe, on, said, some};
use crate::aws::error::{Answer, refused};

pub(in crate::aws) async fn describe_regions(
    ec2: &Client,
    r: DescribeRegions,
) -> Answer<DescribeRegionsOutput> {
    let found = ec2
        .describe_regions()
        .set_region_names(some(r.region_names))
        .set_all_regions(on(r.all_regions))
        .set_filters(filters(r.filters))
        .send()
        .await
        .map_err(refused)?;
    let read = |r: sdk::Region| Region {
        opt_in_status: r.opt_in_status.unwrap_or_default(),
        region_name: r.region_name.unwrap_or_default(),
        endpoint: r.endpoint.unwrap_or_default(),
    };
    Ok(DescribeRegionsOutput {
        regions: all(found.regions, read),
    })
}

pub(in crate::aws) async fn describe_availability_zones(
    ec2: &Client,
    r: DescribeAvailabilityZones,
) -> Answer<DescribeAvailabilityZonesOutput> {
    let found = ec2
        .describe_availability_zones()
        .set_zone_names(some(r.zone_names))
        .set_zone_ids(some(r.zone_ids))
        .set_all_availability_zones(on(r.all_availability_zones))
        .set_filters(filters(r.filters))
        .send()
        .await
        .map_err(refused)?;
    let read = |z: sdk::AvailabilityZone| AvailabilityZone {
        opt_in_status: said(z.opt_in_status),
        messages: all(z.messages, |m| AvailabilityZoneMessage {
            message: m.message.unwrap_or_default(),
        }),
        region_name: z.region_name.unwrap_or_default(),
        zone_name: z.zone_name.unwrap_or_default(),
        zone_id: z.zone_id.unwrap_or_default(),
        group_name: z.group_name.unwrap_or_default(),
        network_border_group: z.network_border_group.unwrap_or_default(),
        zone_type: z.zone_type.unwrap_or_default(),
        state: said(z.state),
    };
    Ok(DescribeAvailabilityZonesOutput {
        availability_zones: all(found.availability_zones, read),
    })
}

pub(in crate::aws) async fn describe_machine_images(
    ec2: &Client,
    r: DescribeMachineImages,
) -> Answer<DescribeMachineImagesOutput> {
    let pages = ec2
        .describe_images()
        .set_image_ids(some(r.image_ids))
        .set_owners(some(r.owners))
        .set_include_deprecated(on(r.include_deprecated))
        .set_include_disabled(on(r.include_disabled))
        .set_filters(filters(r.filters))
        .set_max_results(r.max_results.map(int))
        .set_next_token(r.next_token);
    let found = pages.into_paginator().items().send();
    let images = found.try_collect().await.map_err(refused)?;
    Ok(DescribeMachineImagesOutput {
        images: images.into_iter().map(read_image).collect(),
        next_token: None,
    })
}

fn read_image(i: sdk::Image) -> Image {
    Image {
        architecture: said(i.architecture),
        creation_date: i.creation_date.unwrap_or_default(),
        image_id: i.image_id.unwrap_or_default(),
        image_location: i.image_location.unwrap_or_default(),
        image_type: said(i.image_type),
        public: i.public.unwrap_or_default(),
        owner_id: i.owner_id.unwrap_or_default(),
        platform_details: i.platform_details.unwrap_or_default(),
        usage_operation: i.usage_operation.unwrap_or_default(),
        state: said(i.state),
        block_device_mappings: all(i.block_device_mappings, |d| BlockDeviceMapping {
            device_name: d.device_name.unwrap_or_default(),
            ebs: d.ebs.map(read_disk).unwrap_or_default(),
        }),
        ena_support: i.ena_support.unwrap_or_default(),
        hypervisor: said(i.hypervisor),
        image_owner_alias: i.image_owner_alias.unwrap_or_default(),
        name: i.name.unwrap_or_default(),
        root_device_name: i.root_device_name.unwrap_or_default(),
        root_device_type: said(i.root_device_type),
        virtualization_type: said(i.virtualization_type),
    }
}

fn read_disk(d: sdk::EbsBlockDevice) -> EbsBlockDevice {
    EbsBlockDevice {
        volume_size: maybe(d.volume_size),
        volume_type: said(d.volume_type),
        encrypted: d.encrypted,
        delete_on_termination: d.delete_on_termination,
    }
}
