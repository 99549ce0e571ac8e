//! Amazon EC2: machines, their network, their disks. Members are those of the EC2 API reference.
#![allow(missing_docs)]

use std::net::Ipv4Addr;

use super::operation::{shapes, words};
use super::secret::SecretString;
use crate::time::Timestamp;

words! {
    /// The life of an instance.
    InstanceStateName {
        Pending = "pending", Running = "running", ShuttingDown = "shutting-down",
        Terminated = "terminated", Stopping = "stopping", Stopped = "stopped",
    }
    /// What a status check found.
    SummaryStatus {
        Initializing = "initializing", Ok = "ok", Impaired = "impaired",
        InsufficientData = "insufficient-data", NotApplicable = "not-applicable",
    }
}

shapes! { "PascalCase";
    Tag { key: String, value: String }
    Filter { name: String, values: Vec<String> }
    TagSpecification { resource_type: String, tags: Vec<Tag> }

    CreateKeyPair { key_name: String, key_type: String, tag_specifications: Vec<TagSpecification> }
    CreateKeyPairOutput { key_name: String, key_pair_id: String, key_fingerprint: String, key_material: SecretString }
    /// The public key as a line of `authorized_keys`; base64 on the wire.
    ImportKeyPair { key_name: String, public_key_material: String, tag_specifications: Vec<TagSpecification> }
    ImportKeyPairOutput { key_name: String, key_pair_id: String, key_fingerprint: String, tags: Vec<Tag> }
    DeleteKeyPair { key_name: String }
    DeleteKeyPairOutput { r#return: bool, key_pair_id: Option<String> }
    DescribeKeyPairs { key_names: Vec<String>, filters: Vec<Filter> }
    DescribeKeyPairsOutput { key_pairs: Vec<KeyPairInfo> }
    KeyPairInfo { key_name: String, key_pair_id: String, key_type: String, key_fingerprint: String, tags: Vec<Tag> }

    DescribeVpcs { vpc_ids: Vec<String>, filters: Vec<Filter>, max_results: Option<u32>, next_token: Option<String> }
    DescribeVpcsOutput { vpcs: Vec<Vpc>, next_token: Option<String> }
    Vpc { vpc_id: String, cidr_block: String, is_default: bool, state: String, instance_tenancy: String, owner_id: String }
    DescribeSubnets { subnet_ids: Vec<String>, filters: Vec<Filter>, max_results: Option<u32>, next_token: Option<String> }
    DescribeSubnetsOutput { subnets: Vec<Subnet>, next_token: Option<String> }
    Subnet {
        subnet_id: String, subnet_arn: String, vpc_id: String, availability_zone: String, availability_zone_id: String, cidr_block: String,
        available_ip_address_count: u32, default_for_az: bool, map_public_ip_on_launch: bool, state: String, owner_id: String,
    }

    DescribeRegions { region_names: Vec<String>, all_regions: bool, filters: Vec<Filter> }
    DescribeRegionsOutput { regions: Vec<Region> }
    Region { opt_in_status: String, region_name: String, endpoint: String }
    DescribeAvailabilityZones { zone_names: Vec<String>, zone_ids: Vec<String>, all_availability_zones: bool, filters: Vec<Filter> }
    DescribeAvailabilityZonesOutput { availability_zones: Vec<AvailabilityZone> }
    AvailabilityZone {
        opt_in_status: String, messages: Vec<AvailabilityZoneMessage>, region_name: String, zone_name: String, zone_id: String, group_name: String,
        network_border_group: String, zone_type: String, state: String,
    }
    AvailabilityZoneMessage { message: String }
    /// `DescribeImages` on the wire.
    DescribeMachineImages {
        image_ids: Vec<String>, owners: Vec<String>, include_deprecated: bool, include_disabled: bool, filters: Vec<Filter>,
        max_results: Option<u32>, next_token: Option<String>,
    }
    DescribeMachineImagesOutput { images: Vec<Image>, next_token: Option<String> }
    /// The time of its making is a text of AWS's, in UTC.
    Image {
        architecture: String, creation_date: String, image_id: String, image_location: String, image_type: String, public: bool, owner_id: String,
        platform_details: String, usage_operation: String, state: String, block_device_mappings: Vec<BlockDeviceMapping>, ena_support: bool,
        hypervisor: String, image_owner_alias: String, name: String, root_device_name: String, root_device_type: String, virtualization_type: String,
    }

    DescribeInstanceTypes { instance_types: Vec<String>, max_results: Option<u32>, next_token: Option<String> }
    DescribeInstanceTypesOutput { instance_types: Vec<InstanceTypeInfo>, next_token: Option<String> }
    InstanceTypeInfo { instance_type: String, v_cpu_info: VCpuInfo, memory_info: MemoryInfo, processor_info: ProcessorInfo }
    VCpuInfo { default_v_cpus: u32 }
    /// `SizeInMiB` on the wire.
    MemoryInfo { #[serde(rename = "SizeInMiB")] size_in_mib: u64 }
    ProcessorInfo { supported_architectures: Vec<String> }

    CreateSecurityGroup { group_name: String, description: String, vpc_id: String, tag_specifications: Vec<TagSpecification> }
    CreateSecurityGroupOutput { group_id: String }
    IpRange { cidr_ip: String, description: String }
    /// By its id, or by its name in the default VPC.
    UserIdGroupPair { group_id: String, group_name: String }
    /// Ports of -1 and protocol `-1` mean all.
    IpPermission { ip_protocol: String, from_port: Option<i32>, to_port: Option<i32>, ip_ranges: Vec<IpRange>, user_id_group_pairs: Vec<UserIdGroupPair> }
    AuthorizeSecurityGroupIngress { group_id: String, group_name: String, ip_permissions: Vec<IpPermission> }
    AuthorizeSecurityGroupIngressOutput { r#return: bool, security_group_rules: Vec<SecurityGroupRule> }
    /// By what they allow, or by their ids.
    RevokeSecurityGroupIngress { group_id: String, group_name: String, ip_permissions: Vec<IpPermission>, security_group_rule_ids: Vec<String> }
    RevokeSecurityGroupIngressOutput { r#return: bool, unknown_ip_permissions: Vec<IpPermission>, revoked_security_group_rules: Vec<RevokedSecurityGroupRule> }
    RevokedSecurityGroupRule {
        security_group_rule_id: String, group_id: String, is_egress: bool, ip_protocol: String, from_port: Option<i32>, to_port: Option<i32>,
        cidr_ipv4: String, referenced_group_id: String, description: String,
    }
    DescribeSecurityGroupRules { security_group_rule_ids: Vec<String>, filters: Vec<Filter>, max_results: Option<u32>, next_token: Option<String> }
    DescribeSecurityGroupRulesOutput { security_group_rules: Vec<SecurityGroupRule>, next_token: Option<String> }
    SecurityGroupRule {
        security_group_rule_id: String, group_id: String, group_owner_id: String, is_egress: bool, ip_protocol: String, from_port: Option<i32>,
        to_port: Option<i32>, cidr_ipv4: String, referenced_group_info: Option<ReferencedSecurityGroup>, description: String,
        security_group_rule_arn: String,
    }
    ReferencedSecurityGroup { group_id: String, user_id: String }
    DeleteSecurityGroup { group_id: String, group_name: String }
    DeleteSecurityGroupOutput { r#return: bool, group_id: String }
    DescribeSecurityGroups { group_ids: Vec<String>, group_names: Vec<String>, filters: Vec<Filter>, max_results: Option<u32>, next_token: Option<String> }
    DescribeSecurityGroupsOutput { security_groups: Vec<SecurityGroup>, next_token: Option<String> }
    SecurityGroup { group_id: String, group_name: String, description: String, owner_id: String, vpc_id: String, ip_permissions: Vec<IpPermission>, ip_permissions_egress: Vec<IpPermission>, tags: Vec<Tag> }

    BlockDeviceMapping { device_name: String, ebs: EbsBlockDevice }
    EbsBlockDevice { volume_size: Option<u32>, volume_type: String, encrypted: Option<bool>, delete_on_termination: Option<bool> }
    InstanceMetadataOptions { http_tokens: String, http_put_response_hop_limit: Option<u32>, http_endpoint: String }
    RunInstances {
        image_id: String, instance_type: String, key_name: String, min_count: u32, max_count: u32,
        security_group_ids: Vec<String>, security_groups: Vec<String>, subnet_id: String, user_data: String, client_token: String, dry_run: bool,
        block_device_mappings: Vec<BlockDeviceMapping>, metadata_options: Option<InstanceMetadataOptions>,
        iam_instance_profile: Option<IamInstanceProfileSpecification>, tag_specifications: Vec<TagSpecification>,
        network_interfaces: Vec<InstanceNetworkInterfaceSpecification>,
    }
    /// Where an instance's own interface lies: the other form of `subnet_id` and `security_group_ids`.
    InstanceNetworkInterfaceSpecification { device_index: u32, subnet_id: String, groups: Vec<String>, associate_public_ip_address: Option<bool>, delete_on_termination: Option<bool> }
    IamInstanceProfileSpecification { arn: String, name: String }
    IamInstanceProfile { arn: String, id: String }
    AssociateIamInstanceProfile { iam_instance_profile: IamInstanceProfileSpecification, instance_id: String }
    AssociateIamInstanceProfileOutput { iam_instance_profile_association: IamInstanceProfileAssociation }
    IamInstanceProfileAssociation { association_id: String, instance_id: String, iam_instance_profile: IamInstanceProfile, state: String }
    RunInstancesOutput { reservation_id: String, owner_id: String, instances: Vec<Instance> }
    InstanceState { code: u16, name: InstanceStateName }
    StateReason { code: String, message: String }
    Placement { availability_zone: String, tenancy: String }
    Monitoring { state: String }
    /// A network interface as its instance shows it.
    InstanceNetworkInterface {
        network_interface_id: String, description: String, status: String, interface_type: String, subnet_id: String, vpc_id: String,
        owner_id: String, private_ip_address: Option<Ipv4Addr>, groups: Vec<GroupIdentifier>,
        association: Option<InstanceNetworkInterfaceAssociation>, attachment: Option<InstanceNetworkInterfaceAttachment>,
    }
    InstanceNetworkInterfaceAssociation { public_ip: Option<Ipv4Addr>, public_dns_name: String, ip_owner_id: String }
    InstanceNetworkInterfaceAttachment { device_index: u32, status: String, delete_on_termination: bool }
    GroupIdentifier { group_id: String, group_name: String }
    InstanceBlockDeviceMapping { device_name: String, ebs: EbsInstanceBlockDevice }
    EbsInstanceBlockDevice { volume_id: String, delete_on_termination: bool, status: String }
    Instance {
        instance_id: String, image_id: String, instance_type: String, key_name: String, state: InstanceState,
        state_reason: Option<StateReason>, private_ip_address: Option<Ipv4Addr>, public_ip_address: Option<Ipv4Addr>,
        public_dns_name: String, private_dns_name: String, subnet_id: String, vpc_id: String, placement: Placement, architecture: String,
        root_device_name: String, metadata_options: InstanceMetadataOptions, launch_time: Timestamp, security_groups: Vec<GroupIdentifier>, block_device_mappings: Vec<InstanceBlockDeviceMapping>,
        client_token: String, iam_instance_profile: Option<IamInstanceProfile>, tags: Vec<Tag>,
        network_interfaces: Vec<InstanceNetworkInterface>, monitoring: Option<Monitoring>, root_device_type: String, virtualization_type: String,
        hypervisor: String, ena_support: bool, platform_details: String, usage_operation: String,
    }
    DescribeNetworkInterfaces { network_interface_ids: Vec<String>, filters: Vec<Filter>, max_results: Option<u32>, next_token: Option<String> }
    DescribeNetworkInterfacesOutput { network_interfaces: Vec<NetworkInterface>, next_token: Option<String> }
    NetworkInterface {
        network_interface_id: String, description: String, status: String, interface_type: String, requester_managed: bool,
        subnet_id: String, vpc_id: String, availability_zone: String, owner_id: String, private_ip_address: Option<Ipv4Addr>,
        groups: Vec<GroupIdentifier>, association: Option<NetworkInterfaceAssociation>, attachment: Option<NetworkInterfaceAttachment>,
    }
    NetworkInterfaceAssociation { public_ip: Option<Ipv4Addr>, ip_owner_id: String }
    NetworkInterfaceAttachment { instance_id: String, device_index: u32, status: String, delete_on_termination: bool }
    Reservation { reservation_id: String, owner_id: String, instances: Vec<Instance> }
    DescribeInstances { instance_ids: Vec<String>, filters: Vec<Filter>, max_results: Option<u32>, next_token: Option<String> }
    DescribeInstancesOutput { reservations: Vec<Reservation>, next_token: Option<String> }
    DescribeInstanceStatus { instance_ids: Vec<String>, include_all_instances: bool, max_results: Option<u32>, next_token: Option<String> }
    DescribeInstanceStatusOutput { instance_statuses: Vec<InstanceStatus>, next_token: Option<String> }
    InstanceStatus { instance_id: String, availability_zone: String, instance_state: InstanceState, system_status: InstanceStatusSummary, instance_status: InstanceStatusSummary }
    InstanceStatusSummary { status: SummaryStatus, details: Vec<InstanceStatusDetails> }
    InstanceStatusDetails { name: String, status: String }
    AttributeValue { value: String }
    /// Only a stopped instance can change its type.
    ModifyInstanceAttribute { instance_id: String, instance_type: Option<AttributeValue> }
    /// What is left out stays as it is.
    ModifyInstanceMetadataOptions { instance_id: String, http_tokens: String, http_put_response_hop_limit: Option<u32>, http_endpoint: String }
    ModifyInstanceMetadataOptionsOutput { instance_id: String, instance_metadata_options: InstanceMetadataOptions }
    StartInstances { instance_ids: Vec<String> }
    StopInstances { instance_ids: Vec<String> }
    RebootInstances { instance_ids: Vec<String> }
    TerminateInstances { instance_ids: Vec<String> }
    /// `StartingInstances`, `StoppingInstances` or `TerminatingInstances` on the wire.
    InstanceStateChanges { changes: Vec<InstanceStateChange> }
    InstanceStateChange { instance_id: String, previous_state: InstanceState, current_state: InstanceState }
    GetConsoleOutput { instance_id: String, latest: bool }
    /// Plain text here; base64 on the wire.
    GetConsoleOutputOutput { instance_id: String, output: String }

    AllocateAddress { domain: String, tag_specifications: Vec<TagSpecification> }
    AllocateAddressOutput { allocation_id: String, public_ip: Option<Ipv4Addr>, domain: String, public_ipv4_pool: String, network_border_group: String }
    AssociateAddress { allocation_id: String, instance_id: String }
    AssociateAddressOutput { association_id: String }
    DisassociateAddress { association_id: String }
    ReleaseAddress { allocation_id: String }
    DescribeAddresses { allocation_ids: Vec<String>, filters: Vec<Filter> }
    DescribeAddressesOutput { addresses: Vec<Address> }
    Address {
        allocation_id: String, association_id: Option<String>, instance_id: Option<String>, network_interface_id: Option<String>,
        network_interface_owner_id: Option<String>, private_ip_address: Option<Ipv4Addr>, public_ip: Option<Ipv4Addr>, domain: String,
        public_ipv4_pool: String, network_border_group: String, tags: Vec<Tag>,
    }

    /// The user data is plain text here; base64 on the wire.
    RequestLaunchTemplateData {
        image_id: String, instance_type: String, key_name: String, security_group_ids: Vec<String>, user_data: SecretString,
        block_device_mappings: Vec<LaunchTemplateBlockDeviceMapping>, metadata_options: Option<LaunchTemplateInstanceMetadataOptions>,
        iam_instance_profile: Option<LaunchTemplateIamInstanceProfileSpecification>,
        tag_specifications: Vec<LaunchTemplateTagSpecification>,
    }
    LaunchTemplateBlockDeviceMapping { device_name: String, ebs: LaunchTemplateEbsBlockDevice }
    LaunchTemplateEbsBlockDevice { volume_size: Option<u32>, volume_type: String, encrypted: Option<bool>, delete_on_termination: Option<bool> }
    LaunchTemplateInstanceMetadataOptions { http_tokens: String, http_put_response_hop_limit: Option<u32>, http_endpoint: String }
    LaunchTemplateIamInstanceProfileSpecification { arn: String, name: String }
    LaunchTemplateTagSpecification { resource_type: String, tags: Vec<Tag> }
    CreateLaunchTemplate {
        launch_template_name: String, version_description: String, launch_template_data: RequestLaunchTemplateData,
        tag_specifications: Vec<TagSpecification>, client_token: String,
    }
    CreateLaunchTemplateOutput { launch_template: LaunchTemplate }
    LaunchTemplate { launch_template_id: String, launch_template_name: String, create_time: Timestamp, default_version_number: u64, latest_version_number: u64, tags: Vec<Tag> }
    /// One of the first two, here and below.
    CreateLaunchTemplateVersion {
        launch_template_id: String, launch_template_name: String, version_description: String,
        launch_template_data: RequestLaunchTemplateData, client_token: String,
    }
    CreateLaunchTemplateVersionOutput { launch_template_version: LaunchTemplateVersion }
    LaunchTemplateVersion {
        launch_template_id: String, launch_template_name: String, version_number: u64, version_description: String,
        create_time: Timestamp, default_version: bool, launch_template_data: RequestLaunchTemplateData,
    }
    DescribeLaunchTemplates { launch_template_ids: Vec<String>, launch_template_names: Vec<String>, filters: Vec<Filter>, next_token: Option<String> }
    DescribeLaunchTemplatesOutput { launch_templates: Vec<LaunchTemplate>, next_token: Option<String> }
    DescribeLaunchTemplateVersions { launch_template_id: String, launch_template_name: String, versions: Vec<String>, next_token: Option<String> }
    DescribeLaunchTemplateVersionsOutput { launch_template_versions: Vec<LaunchTemplateVersion>, next_token: Option<String> }
    DeleteLaunchTemplate { launch_template_id: String, launch_template_name: String }
    DeleteLaunchTemplateOutput { launch_template: LaunchTemplate }

    DescribeVolumes { volume_ids: Vec<String>, filters: Vec<Filter>, max_results: Option<u32>, next_token: Option<String> }
    DescribeVolumesOutput { volumes: Vec<Volume>, next_token: Option<String> }
    /// Size in GiB.
    Volume { volume_id: String, size: u32, volume_type: String, state: String, availability_zone: String, encrypted: bool, attachments: Vec<VolumeAttachment>, tags: Vec<Tag> }
    VolumeAttachment { instance_id: String, device: String, state: String, delete_on_termination: bool }
    DeleteVolume { volume_id: String }
    CreateSnapshot { volume_id: String, description: String, tag_specifications: Vec<TagSpecification> }
    CreateSnapshotOutput { snapshot_id: String, volume_id: String, state: String, volume_size: u32 }
    DescribeSnapshots { snapshot_ids: Vec<String>, owner_ids: Vec<String>, filters: Vec<Filter>, max_results: Option<u32>, next_token: Option<String> }
    DescribeSnapshotsOutput { snapshots: Vec<Snapshot>, next_token: Option<String> }
    Snapshot { snapshot_id: String, volume_id: String, state: String, volume_size: u32, description: String, tags: Vec<Tag> }
    DeleteSnapshot { snapshot_id: String }
    CreateTags { resources: Vec<String>, tags: Vec<Tag> }
    /// `DescribeTags` on the wire.
    DescribeResourceTags { filters: Vec<Filter>, max_results: Option<u32>, next_token: Option<String> }
    DescribeResourceTagsOutput { tags: Vec<TagDescription>, next_token: Option<String> }
    TagDescription { key: String, resource_id: String, resource_type: String, value: String }
}

impl Tag {
    /// Makes a tag.
    #[must_use]
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
        }
    }
}

impl Filter {
    /// Makes a filter on one value.
    #[must_use]
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            values: vec![value.into()],
        }
    }
}

impl InstanceStateName {
    /// The low byte of the state's number.
    #[must_use]
    pub fn code(self) -> u16 {
        match self {
            Self::Pending => 0,
            Self::Running => 16,
            Self::ShuttingDown => 32,
            Self::Terminated => 48,
            Self::Stopping => 64,
            Self::Stopped => 80,
        }
    }
}

impl Instance {
    /// Shows another public address than the cloud reported, or none, wherever the instance tells of one; a public name is of the
    /// reported one and goes.
    pub fn show_public(&mut self, address: Option<Ipv4Addr>) {
        self.public_ip_address = address;
        self.public_dns_name.clear();
        for interface in &mut self.network_interfaces {
            interface.association = address.and_then(|address| {
                let shown = interface.association.take()?;
                Some(InstanceNetworkInterfaceAssociation {
                    public_ip: Some(address),
                    public_dns_name: String::new(),
                    ..shown
                })
            });
        }
    }
}

impl From<InstanceStateName> for InstanceState {
    fn from(name: InstanceStateName) -> Self {
        Self {
            code: name.code(),
            name,
        }
    }
}

impl IpPermission {
    /// Opens one port to a range of addresses.
    #[must_use]
    pub fn from_range(protocol: &str, port: u16, cidr: impl Into<String>) -> Self {
        let port = Some(i32::from(port));
        let ip_ranges = vec![IpRange {
            cidr_ip: cidr.into(),
            ..Default::default()
        }];
        Self {
            ip_protocol: protocol.into(),
            from_port: port,
            to_port: port,
            ip_ranges,
            ..Default::default()
        }
    }

    /// Opens one port to the members of a security group.
    #[must_use]
    pub fn from_group(protocol: &str, port: u16, group_id: impl Into<String>) -> Self {
        let port = Some(i32::from(port));
        let user_id_group_pairs = vec![UserIdGroupPair {
            group_id: group_id.into(),
            ..Default::default()
        }];
        Self {
            ip_protocol: protocol.into(),
            from_port: port,
            to_port: port,
            user_id_group_pairs,
            ..Default::default()
        }
    }
}
