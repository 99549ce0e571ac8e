//! Machine images.

use paperboat_core::error::CloudError;
use paperboat_core::facts::Architecture;

use super::key_pair::missing;
use crate::id::mix;
use crate::model::Limit;
use crate::random;
use crate::refusal::{invalid, not_found};

/// A machine image.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Image {
    /// The SSM parameter that names it.
    pub(super) parameter: &'static str,
    /// Its name in the catalogue of images.
    pub(super) name: &'static str,
    /// When that was made, in AWS's own writing.
    pub(super) created: &'static str,
    /// The account of AWS or of Canonical that owns it.
    pub(super) owner: &'static str,
    /// As `host` calls it.
    pub(super) distribution: &'static str,
    pub(super) architecture: Architecture,
    /// The least size of its root volume.
    pub(super) root: Limit,
    /// Where its root volume is attached.
    pub(super) root_device: &'static str,
}

const AL2023: &str = "al2023";
const AL2023_ECS: &str = crate::host::WITH_AGENT;
const UBUNTU: &str = "ubuntu";

/// Who owns Amazon Linux, the images with ECS's agent, and Ubuntu.
const AMAZON: &str = "137112412989";
const ECS: &str = "591542846629";
const CANONICAL: &str = "099720109477";

/// The names and times are those of releases that were the newest once (wazuh/wazuh issue 35339 for Amazon Linux; the rest
/// as recorded by who used them, and of Ubuntu the day only). A world has one release of each, whatever its day.
pub(super) const IMAGES: [Image; 8] = [
    Image {
        parameter: "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
        name: "al2023-ami-ecs-hvm-2023.0.20250430-kernel-6.1-x86_64",
        created: "2025-04-30T21:27:09.000Z",
        owner: ECS,
        distribution: AL2023_ECS,
        architecture: Architecture::X86_64,
        root: Limit::EcsRootVolumeGib,
        root_device: "/dev/xvda",
    },
    Image {
        parameter: "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
        name: "al2023-ami-ecs-hvm-2023.0.20250430-kernel-6.1-arm64",
        created: "2025-04-30T21:27:09.000Z",
        owner: ECS,
        distribution: AL2023_ECS,
        architecture: Architecture::Arm64,
        root: Limit::EcsRootVolumeGib,
        root_device: "/dev/xvda",
    },
    Image {
        parameter: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64",
        name: "al2023-ami-2023.11.20260406.2-kernel-6.1-x86_64",
        created: "2026-04-06T16:32:51.000Z",
        owner: AMAZON,
        distribution: AL2023,
        architecture: Architecture::X86_64,
        root: Limit::Ec2RootVolumeGib,
        root_device: "/dev/xvda",
    },
    Image {
        parameter: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
        name: "al2023-ami-2023.11.20260406.2-kernel-6.1-arm64",
        created: "2026-04-06T16:32:51.000Z",
        owner: AMAZON,
        distribution: AL2023,
        architecture: Architecture::Arm64,
        root: Limit::Ec2RootVolumeGib,
        root_device: "/dev/xvda",
    },
    Image {
        parameter: "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id",
        name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20250610",
        created: "2025-06-10T00:00:00.000Z",
        owner: CANONICAL,
        distribution: UBUNTU,
        architecture: Architecture::X86_64,
        root: Limit::Ec2RootVolumeGib,
        root_device: "/dev/sda1",
    },
    Image {
        parameter: "/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id",
        name: "ubuntu/images/hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20250610",
        created: "2025-06-10T00:00:00.000Z",
        owner: CANONICAL,
        distribution: UBUNTU,
        architecture: Architecture::Arm64,
        root: Limit::Ec2RootVolumeGib,
        root_device: "/dev/sda1",
    },
    Image {
        parameter: "/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id",
        name: "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-amd64-server-20240701",
        created: "2024-07-01T00:00:00.000Z",
        owner: CANONICAL,
        distribution: UBUNTU,
        architecture: Architecture::X86_64,
        root: Limit::Ec2RootVolumeGib,
        root_device: "/dev/sda1",
    },
    Image {
        parameter: "/aws/service/canonical/ubuntu/server/22.04/stable/current/arm64/hvm/ebs-gp2/ami-id",
        name: "ubuntu/images/hvm-ssd/ubuntu-jammy-22.04-arm64-server-20240701",
        created: "2024-07-01T00:00:00.000Z",
        owner: CANONICAL,
        distribution: UBUNTU,
        architecture: Architecture::Arm64,
        root: Limit::Ec2RootVolumeGib,
        root_device: "/dev/sda1",
    },
];

impl Image {
    /// Its id: the same in every world, as images are the same for every account.
    pub(super) fn id(&self) -> String {
        format!("ami-0{:016x}", mix(random::Key::of(self.parameter).get()))
    }
}

/// Finds an image by its id, or by `resolve:ssm:` and a parameter.
///
/// # Errors
/// Malformed or unknown ids, in EC2's codes.
pub(super) fn require(id: &str) -> Result<&'static Image, CloudError> {
    if id.is_empty() {
        return Err(missing("ImageId"));
    }
    if let Some(parameter) = id.strip_prefix("resolve:ssm:") {
        return IMAGES
            .iter()
            .find(|i| i.parameter == parameter)
            .ok_or_else(|| {
                let message = format!("The parameter {parameter} does not exist.");
                invalid("InvalidParameterValue", message)
            });
    }
    by_id(id)
}

/// Finds an image by its id.
///
/// # Errors
/// Malformed or unknown ids, in EC2's codes.
pub(super) fn by_id(id: &str) -> Result<&'static Image, CloudError> {
    if !is_id(id, "ami") {
        let message = format!("Invalid id: \"{id}\" (expecting \"ami-...\")");
        return Err(invalid("InvalidAMIID.Malformed", message));
    }
    IMAGES.iter().find(|i| i.id() == id).ok_or_else(|| {
        let message = format!("The image id '[{id}]' does not exist");
        not_found("InvalidAMIID.NotFound", message)
    })
}

/// Tells whether a text has the form of an EC2 id: the prefix and 8 or 17 hexadecimal digits.
pub(super) fn is_id(text: &str, prefix: &str) -> bool {
    let digits = text.strip_prefix(prefix).and_then(|t| t.strip_prefix('-'));
    digits.is_some_and(|d| {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        matches!(d.len(), 8 | 17) && d.bytes().all(hex)
    })
}
