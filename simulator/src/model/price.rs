//! What things cost.

use super::name::names;

names! {
    /// Something that is paid for. Instances by the hour are in [`facts`](paperboat_core::facts).
    Price {
        /// A Fargate vCPU, Linux on x86.
        FargateVcpuHour = "fargate.vcpu_hour",
        /// A GB of Fargate memory, Linux on x86.
        FargateGbHour = "fargate.gb_hour",
        /// A Fargate vCPU, Linux on ARM.
        FargateArmVcpuHour = "fargate.arm_vcpu_hour",
        /// A GB of Fargate memory, Linux on ARM.
        FargateArmGbHour = "fargate.arm_gb_hour",
        /// A GB of ephemeral storage above the free 20.
        FargateStorageGbHour = "fargate.storage_gb_hour",
        /// A T3 or T3a vCPU above its credits, in unlimited mode.
        Ec2T3SurplusVcpuHour = "ec2.t3_surplus_vcpu_hour",
        /// A T4g vCPU above its credits, in unlimited mode.
        Ec2T4gSurplusVcpuHour = "ec2.t4g_surplus_vcpu_hour",
        /// A public IPv4 address, in use or idle, also of a load balancer.
        Ec2PublicIpv4Hour = "ec2.public_ipv4_hour",
        /// A GB of gp3 volume.
        EbsGp3GbMonth = "ebs.gp3_gb_month",
        /// A GB of snapshot.
        EbsSnapshotGbMonth = "ebs.snapshot_gb_month",
        /// An Application Load Balancer.
        ElbAlbHour = "elb.alb_hour",
        /// A load balancer capacity unit; the largest of four measures counts.
        ElbLcuHour = "elb.lcu_hour",
        /// A GB to the internet, up to 10 TB a month.
        TransferOutGb = "transfer.out_gb",
        /// A GB to the internet, from 10 TB on.
        TransferOutGbOver10Tb = "transfer.out_gb_over_10_tb",
        /// A GB to the internet, from 50 TB on.
        TransferOutGbOver50Tb = "transfer.out_gb_over_50_tb",
        /// A GB to the internet, from 150 TB on.
        TransferOutGbOver150Tb = "transfer.out_gb_over_150_tb",
        /// A GB of images in ECR.
        EcrStorageGbMonth = "ecr.storage_gb_month",
        /// A GB of log lines taken in.
        LogsIngestGb = "logs.ingest_gb",
        /// A GB of log lines kept.
        LogsStorageGbMonth = "logs.storage_gb_month",
        /// A secret.
        SecretsSecretMonth = "secrets.secret_month",
        /// Ten thousand calls to Secrets Manager.
        SecretsCalls10k = "secrets.calls_10k",
        /// A GB in EFS Standard.
        EfsStorageGbMonth = "efs.storage_gb_month",
        /// A hosted zone, such as a private namespace makes.
        Route53ZoneMonth = "route53.zone_month",
    }
}
