//! How fast bytes move.

use super::name::names;

names! {
    /// Something that bytes pass through.
    Throughput {
        /// Docker Hub to an instance, over all parallel layers.
        HubToEc2 = "hub.to_ec2",
        /// ECR to an instance in its region.
        EcrToEc2 = "ecr.to_ec2",
        /// Docker Hub to a Fargate task, unpacking included.
        HubToFargate = "hub.to_fargate",
        /// ECR to a Fargate task, unpacking included.
        EcrToFargate = "ecr.to_fargate",
        /// Unpacked bytes written by one extraction, gp3 volume.
        DiskUnpack = "disk.unpack",
        /// Bytes read from or written to a gp3 volume of the size that AWS gives without asking for more.
        DiskVolume = "disk.volume",
        /// Distribution mirrors and GitHub releases to an instance.
        MirrorToEc2 = "mirror.to_ec2",
        /// A developer's line towards the internet.
        LaptopUpload = "laptop.upload",
    }
}
