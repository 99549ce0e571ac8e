//! The catalogue of machine images.

use paperboat_core::aws::ec2::{
    BlockDeviceMapping, DescribeMachineImages, DescribeMachineImagesOutput, EbsBlockDevice,
    Image as View,
};
use paperboat_core::error::CloudError;

use super::filter::{self, Filtered, passes};
use super::image::{IMAGES, Image, by_id};
use super::page::{Asked, MOST};
use crate::world::World;

/// The alias of all owners here: AWS's own accounts, and those of partners whom it has verified (EC2 user guide, shared
/// AMIs).
const ALIAS: &str = "amazon";

impl Filtered for View {
    const OPERATION: &'static str = "ec2:DescribeMachineImages";
    const FILTERS: &'static [&'static str] = &[
        "architecture",
        "block-device-mapping.device-name",
        "block-device-mapping.volume-size",
        "block-device-mapping.volume-type",
        "creation-date",
        "ena-support",
        "hypervisor",
        "image-id",
        "image-type",
        "is-public",
        "name",
        "owner-alias",
        "owner-id",
        "root-device-name",
        "root-device-type",
        "state",
        "virtualization-type",
    ];

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let disks = self.block_device_mappings.iter();
        Some(match filter {
            "architecture" => vec![self.architecture.clone()],
            "block-device-mapping.device-name" => disks.map(|d| d.device_name.clone()).collect(),
            "block-device-mapping.volume-size" => {
                let sizes = disks.filter_map(|d| d.ebs.volume_size);
                sizes.map(|size| size.to_string()).collect()
            }
            "block-device-mapping.volume-type" => {
                disks.map(|d| d.ebs.volume_type.clone()).collect()
            }
            "creation-date" => vec![self.creation_date.clone()],
            "ena-support" => vec![self.ena_support.to_string()],
            "hypervisor" => vec![self.hypervisor.clone()],
            "image-id" => vec![self.image_id.clone()],
            "image-type" => vec![self.image_type.clone()],
            "is-public" => vec![self.public.to_string()],
            "name" => vec![self.name.clone()],
            "owner-alias" => vec![self.image_owner_alias.clone()],
            "owner-id" => vec![self.owner_id.clone()],
            "root-device-name" => vec![self.root_device_name.clone()],
            "root-device-type" => vec![self.root_device_type.clone()],
            "state" => vec![self.state.clone()],
            "virtualization-type" => vec![self.virtualization_type.clone()],
            _ => return None,
        })
    }
}

/// `DescribeImages`: the images that can be launched here, a small part of AWS's. None of them is deprecated or disabled, and
/// none is the account's own, because making images is not modelled.
///
/// # Errors
/// Malformed and unknown ids, filters that are not known, pages that were not given.
pub(super) fn describe(
    w: &World,
    r: &DescribeMachineImages,
) -> Result<DescribeMachineImagesOutput, CloudError> {
    for id in &r.image_ids {
        by_id(id)?;
    }
    filter::check::<View>(&r.filters)?;
    let mut images = Vec::new();
    for image in &IMAGES {
        let view = view(w, image);
        let named = r.image_ids.is_empty() || r.image_ids.contains(&view.image_id);
        let owns = |owner: &String| owner == ALIAS || *owner == view.owner_id;
        let owned = r.owners.is_empty() || r.owners.iter().any(owns);
        if named && owned && passes(&view, &r.filters)? {
            images.push(view);
        }
    }
    let asked = Asked {
        most: MOST,
        ids: None,
        max_results: r.max_results,
        next_token: r.next_token.as_deref(),
    };
    let (images, next_token) = asked.of(images)?;
    Ok(DescribeMachineImagesOutput { images, next_token })
}

/// An image with the disk that a launch makes from it when nobody asks for another.
fn view(w: &World, image: &Image) -> View {
    let gib = w.model.limit(image.root);
    View {
        architecture: image.architecture.word().to_owned(),
        creation_date: image.created.to_owned(),
        image_id: image.id(),
        image_location: format!("{ALIAS}/{}", image.name),
        image_type: "machine".to_owned(),
        public: true,
        owner_id: image.owner.to_owned(),
        platform_details: "Linux/UNIX".to_owned(),
        usage_operation: "RunInstances".to_owned(),
        state: "available".to_owned(),
        block_device_mappings: vec![BlockDeviceMapping {
            device_name: image.root_device.to_owned(),
            ebs: EbsBlockDevice {
                volume_size: u32::try_from(gib).ok(),
                volume_type: "gp3".to_owned(),
                encrypted: Some(false),
                delete_on_termination: Some(true),
            },
        }],
        ena_support: true,
        hypervisor: "xen".to_owned(),
        image_owner_alias: ALIAS.to_owned(),
        name: image.name.to_owned(),
        root_device_name: image.root_device.to_owned(),
        root_device_type: "ebs".to_owned(),
        virtualization_type: "hvm".to_owned(),
    }
}
