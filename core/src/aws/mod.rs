//! The operations this project uses, as plain data under AWS's own names.
//!
//! Adding an operation: its shapes in the service's file, and one row in `operations!` below; the compiler then names
//! every place that must know it, because each service matches the enum of its own calls without a catch-all.

mod command;
mod facts;
mod operation;
mod page;
mod secret;

pub mod applicationautoscaling;
pub mod autoscaling;
pub mod constraint;
pub mod ec2;
pub mod ecr;
pub mod ecs;
pub mod efs;
pub mod elbv2;
pub mod host;
pub mod iam;
pub mod logs;
pub mod secretsmanager;
pub mod servicediscovery;
pub mod ssm;
pub mod sts;

pub use command::{
    CommandLine, Format, Given, Misuse, Paging, Verb, aws_name, commands, least_typed, options,
    page_token, quote, read_aws, read_members, service_name, services, typed_command,
};
pub use facts::{Beside, Facts, Latency, Repeat, Scope, is_read};
pub use operation::{Operation, is_default};
pub use page::{Paged, all};
pub use secret::SecretString;

use facts::{Mask, Subject};
use operation::operations;

// Each row: what sending it again does; the scopes to which IAM can hold it; what its answer takes; the members that say
// what it is about, the first that is given; what IAM asks besides.
operations! {
    /// Virtual machines, their network and their disks.
    Ec2(Ec2Call) in ec2 {
        create_key_pair: CreateKeyPair -> CreateKeyPairOutput
            [Once; TaggedNew; Write; key_name; Tags("ec2:CreateTags")],
        import_key_pair: ImportKeyPair -> ImportKeyPairOutput
            [Once; TaggedNew; Write; key_name; Tags("ec2:CreateTags")],
        delete_key_pair: DeleteKeyPair -> DeleteKeyPairOutput
            [Same; Tagged; Write; key_name;],
        describe_key_pairs: DescribeKeyPairs -> DescribeKeyPairsOutput
            [Read; Look; Read;;],
        describe_vpcs: DescribeVpcs -> DescribeVpcsOutput
            [Read; Look; Read;;],
        describe_subnets: DescribeSubnets -> DescribeSubnetsOutput
            [Read; Look; Read;;],
        describe_regions: DescribeRegions -> DescribeRegionsOutput
            [Read; Look; Read; region_names;],
        describe_availability_zones: DescribeAvailabilityZones -> DescribeAvailabilityZonesOutput
            [Read; Look; Read; zone_names;],
        describe_machine_images: DescribeMachineImages -> DescribeMachineImagesOutput
            [Read; Look; Read; image_ids, owners;],
        describe_instance_types: DescribeInstanceTypes -> DescribeInstanceTypesOutput
            [Read; Look; Read;;],
        create_security_group: CreateSecurityGroup -> CreateSecurityGroupOutput
            [Once; TaggedNew, Untagged; Write; group_name; Tags("ec2:CreateTags")],
        authorize_security_group_ingress: AuthorizeSecurityGroupIngress -> AuthorizeSecurityGroupIngressOutput
            [Once; Tagged; Write; group_id, group_name;],
        revoke_security_group_ingress: RevokeSecurityGroupIngress -> RevokeSecurityGroupIngressOutput
            [Once; Tagged; Write; group_id, group_name;],
        delete_security_group: DeleteSecurityGroup -> DeleteSecurityGroupOutput
            [Same; Tagged; Write; group_id, group_name;],
        describe_security_groups: DescribeSecurityGroups -> DescribeSecurityGroupsOutput
            [Read; Look; Read;;],
        describe_security_group_rules: DescribeSecurityGroupRules -> DescribeSecurityGroupRulesOutput
            [Read; Look; Read; security_group_rule_ids;],
        describe_network_interfaces: DescribeNetworkInterfaces -> DescribeNetworkInterfacesOutput
            [Read; Look; Read; network_interface_ids;],
        run_instances: RunInstances -> RunInstancesOutput
            [Token(client_token); TaggedNew, Tagged, Untagged; RunInstances; key_name; Tags("ec2:CreateTags")],
        describe_instances: DescribeInstances -> DescribeInstancesOutput
            [Read; Look; Read; instance_ids;],
        describe_instance_status: DescribeInstanceStatus -> DescribeInstanceStatusOutput
            [Read; Look; Read; instance_ids;],
        modify_instance_attribute: ModifyInstanceAttribute -> Empty
            [Same; Tagged; Write; instance_id;],
        modify_instance_metadata_options: ModifyInstanceMetadataOptions -> ModifyInstanceMetadataOptionsOutput
            [Same; Tagged; Write; instance_id;],
        start_instances: StartInstances -> InstanceStateChanges
            [Same; Tagged; Write; instance_ids;],
        stop_instances: StopInstances -> InstanceStateChanges
            [Same; Tagged; Write; instance_ids;],
        reboot_instances: RebootInstances -> Empty
            [Once; Tagged; Write; instance_ids;],
        terminate_instances: TerminateInstances -> InstanceStateChanges
            [Same; Tagged; Write; instance_ids;],
        associate_iam_instance_profile: AssociateIamInstanceProfile -> AssociateIamInstanceProfileOutput
            [Once; Tagged; Write; instance_id; PassRole("ec2.amazonaws.com")],
        get_console_output: GetConsoleOutput -> GetConsoleOutputOutput
            [Read; Tagged; Read; instance_id;],
        allocate_address: AllocateAddress -> AllocateAddressOutput
            [Once; TaggedNew; Write; domain; Tags("ec2:CreateTags")],
        associate_address: AssociateAddress -> AssociateAddressOutput
            [Once; Tagged, Untagged; Write; allocation_id, instance_id;],
        disassociate_address: DisassociateAddress -> Empty
            [Once; Tagged, Untagged; Write; association_id;],
        release_address: ReleaseAddress -> Empty
            [Once; Tagged; Write; allocation_id;],
        describe_addresses: DescribeAddresses -> DescribeAddressesOutput
            [Read; Look; Read;;],
        describe_volumes: DescribeVolumes -> DescribeVolumesOutput
            [Read; Look; Read;;],
        delete_volume: DeleteVolume -> Empty
            [Same; Tagged; Write; volume_id;],
        create_snapshot: CreateSnapshot -> CreateSnapshotOutput
            [Once; TaggedNew, Tagged; Write; volume_id; Tags("ec2:CreateTags")],
        describe_snapshots: DescribeSnapshots -> DescribeSnapshotsOutput
            [Read; Look; Read;;],
        delete_snapshot: DeleteSnapshot -> Empty
            [Same; Tagged; Write; snapshot_id;],
        create_tags: CreateTags -> Empty
            [Once; Tagged; Write;;],
        describe_resource_tags: DescribeResourceTags -> DescribeResourceTagsOutput
            [Read; Look; Read;;],
        create_launch_template: CreateLaunchTemplate -> CreateLaunchTemplateOutput
            [Token(client_token); TaggedNew; Write; launch_template_name; Tags("ec2:CreateTags")],
        create_launch_template_version: CreateLaunchTemplateVersion -> CreateLaunchTemplateVersionOutput
            [Token(client_token); Tagged; Write; launch_template_name, launch_template_id;],
        describe_launch_templates: DescribeLaunchTemplates -> DescribeLaunchTemplatesOutput
            [Read; Look; Read; launch_template_names;],
        describe_launch_template_versions: DescribeLaunchTemplateVersions -> DescribeLaunchTemplateVersionsOutput
            [Read; Look; Read; launch_template_name, launch_template_id;],
        delete_launch_template: DeleteLaunchTemplate -> DeleteLaunchTemplateOutput
            [Same; Tagged; Write; launch_template_name, launch_template_id;],
    }
    /// Groups of instances (Amazon EC2 Auto Scaling).
    AutoScaling(AutoScalingCall) in autoscaling {
        create_auto_scaling_group: CreateAutoScalingGroup -> Empty
            [Once; NamedNew; Write; auto_scaling_group_name; Tags("autoscaling:CreateOrUpdateTags"), FirstUse("autoscaling.amazonaws.com"), PassRole("ec2.amazonaws.com"), Action("ec2:RunInstances", TaggedNew), Action("ec2:RunInstances", Tagged), Action("ec2:RunInstances", Untagged), Tags("ec2:CreateTags")],
        update_auto_scaling_group: UpdateAutoScalingGroup -> Empty
            [Same; Named; Write; auto_scaling_group_name;],
        describe_auto_scaling_groups: DescribeAutoScalingGroups -> DescribeAutoScalingGroupsOutput
            [Read; Look; Read; auto_scaling_group_names;],
        set_desired_capacity: SetDesiredCapacity -> Empty
            [Same; Named; Write; auto_scaling_group_name;],
        terminate_instance_in_auto_scaling_group: TerminateInstanceInAutoScalingGroup -> TerminateInstanceInAutoScalingGroupOutput
            [Once; Named; Write; instance_id;],
        delete_auto_scaling_group: DeleteAutoScalingGroup -> Empty
            [Same; Named; Write; auto_scaling_group_name;],
        describe_scaling_activities: DescribeScalingActivities -> DescribeScalingActivitiesOutput
            [Read; Look; Read; auto_scaling_group_name;],
        start_instance_refresh: StartInstanceRefresh -> InstanceRefreshId
            [Once; Named; Write; auto_scaling_group_name; PassRole("ec2.amazonaws.com")],
        cancel_instance_refresh: CancelInstanceRefresh -> InstanceRefreshId
            [Once; Named; Write; auto_scaling_group_name;],
        rollback_instance_refresh: RollbackInstanceRefresh -> InstanceRefreshId
            [Once; Named; Write; auto_scaling_group_name;],
        describe_instance_refreshes: DescribeInstanceRefreshes -> DescribeInstanceRefreshesOutput
            [Read; Look; Read; auto_scaling_group_name;],
    }
    /// Clusters, task definitions, services and tasks.
    Ecs(EcsCall) in ecs {
        create_cluster: CreateCluster -> CreateClusterOutput
            [Once; NamedNew; Write; cluster_name; Tags("ecs:TagResource"), FirstUse("ecs.amazonaws.com")],
        list_clusters: ListClusters -> ListClustersOutput
            [Read; Look; Read;;],
        describe_clusters: DescribeClusters -> DescribeClustersOutput
            [Read; Look; Read;;],
        delete_cluster: DeleteCluster -> DeleteClusterOutput
            [Same; Named; Write; cluster;],
        create_capacity_provider: CreateCapacityProvider -> CapacityProviderOutput
            [Once; NamedNew; Write; name; Tags("ecs:TagResource"), FirstUse("ecs.amazonaws.com"), Action("autoscaling:CreateOrUpdateTags", Named)],
        describe_capacity_providers: DescribeCapacityProviders -> DescribeCapacityProvidersOutput
            [Read; Look; Read; capacity_providers;],
        delete_capacity_provider: DeleteCapacityProvider -> CapacityProviderOutput
            [Same; Named; Write; capacity_provider;],
        put_cluster_capacity_providers: PutClusterCapacityProviders -> CreateClusterOutput
            [Same; Named; Write; cluster;],
        list_container_instances: ListContainerInstances -> ListContainerInstancesOutput
            [Read; Look; Read; cluster;],
        describe_container_instances: DescribeContainerInstances -> DescribeContainerInstancesOutput
            [Read; Look; Read; cluster;],
        update_container_instances_state: UpdateContainerInstancesState -> DescribeContainerInstancesOutput
            [Same; Named; Write; container_instances, cluster;],
        deregister_container_instance: DeregisterContainerInstance -> DeregisterContainerInstanceOutput
            [Same; Named; Write; container_instance, cluster;],
        list_attributes: ListAttributes -> ListAttributesOutput
            [Read; Look; Read; attribute_name, cluster;],
        put_attributes: PutAttributes -> AttributesOutput
            [Same; Named; Write; cluster;],
        delete_attributes: DeleteAttributes -> AttributesOutput
            [Same; Named; Write; cluster;],
        register_task_definition: RegisterTaskDefinition -> RegisterTaskDefinitionOutput
            [Once; NamedNew; RegisterTaskDefinition; family; Tags("ecs:TagResource"), PassRole("ecs-tasks.amazonaws.com")],
        deregister_task_definition: DeregisterTaskDefinition -> DeregisterTaskDefinitionOutput
            [Same; Wide; Write; task_definition;],
        describe_task_definition: DescribeTaskDefinition -> DescribeTaskDefinitionOutput
            [Read; Look; Read; task_definition;],
        list_task_definition_families: ListTaskDefinitionFamilies -> ListTaskDefinitionFamiliesOutput
            [Read; Look; Read; family_prefix;],
        list_task_definitions: ListTaskDefinitions -> ListTaskDefinitionsOutput
            [Read; Look; Read; family_prefix;],
        create_service: CreateService -> ServiceOutput
            [Token(client_token); NamedNew; Write; service_name; Tags("ecs:TagResource"), PassRole("ecs-tasks.amazonaws.com"), FirstUse("ecs.amazonaws.com")],
        update_service: UpdateService -> ServiceOutput
            [Once; Named; Write; service; PassRole("ecs-tasks.amazonaws.com")],
        delete_service: DeleteService -> ServiceOutput
            [Same; Named; Write; service;],
        list_services: ListServices -> ListServicesOutput
            [Read; Look; Read; cluster;],
        describe_services: DescribeServices -> DescribeServicesOutput
            [Read; Look; Read; cluster;],
        list_service_deployments: ListServiceDeployments -> ListServiceDeploymentsOutput
            [Read; Named; Read; service;],
        describe_service_deployments: DescribeServiceDeployments -> DescribeServiceDeploymentsOutput
            [Read; Named; Read; service_deployment_arns;],
        stop_service_deployment: StopServiceDeployment -> StopServiceDeploymentOutput
            [Same; Named; Write; service_deployment_arn;],
        describe_service_revisions: DescribeServiceRevisions -> DescribeServiceRevisionsOutput
            [Read; Named; Read; service_revision_arns;],
        list_tasks: ListTasks -> ListTasksOutput
            [Read; Look; Read; service_name, family, cluster;],
        describe_tasks: DescribeTasks -> DescribeTasksOutput
            [Read; Look; Read; cluster;],
        run_task: RunTask -> RunTaskOutput
            [Token(client_token); Named; Write; cluster, task_definition; PassRole("ecs-tasks.amazonaws.com"), FirstUse("ecs.amazonaws.com")],
        stop_task: StopTask -> StopTaskOutput
            [Same; Named; Write; cluster, task;],
        tag_resource: TagResource -> Empty
            [Same; Named; Write; resource_arn;],
        untag_resource: UntagResource -> Empty
            [Same; Named; Write; resource_arn;],
        list_tags_for_resource: ListTagsForResource -> ListTagsForResourceOutput
            [Read; Named; Read; resource_arn;],
        execute_command: ExecuteCommand -> ExecuteCommandOutput
            [Once; Named; Write; command;],
    }
    /// Express Mode of ECS: a service with all that it stands on, in one request.
    Express(ExpressCall) in ecs {
        create_express_gateway_service: CreateExpressGatewayService -> ExpressGatewayServiceOutput
            [Once; NamedNew; Write; service_name; Tags("ecs:TagResource"), PassRole("ecs-tasks.amazonaws.com"), PassRole("ecs.amazonaws.com"), FirstUse("ecs.amazonaws.com")],
        describe_express_gateway_service: DescribeExpressGatewayService -> ExpressGatewayServiceOutput
            [Read; Named; Read; service_arn;],
        update_express_gateway_service: UpdateExpressGatewayService -> UpdateExpressGatewayServiceOutput
            [Once; Named; Write; service_arn; PassRole("ecs-tasks.amazonaws.com")],
        delete_express_gateway_service: DeleteExpressGatewayService -> ExpressGatewayServiceOutput
            [Same; Named; Write; service_arn;],
    }
    /// Application load balancers.
    Elb(ElbCall) in elbv2 {
        create_load_balancer: CreateLoadBalancer -> LoadBalancers
            [Once; NamedNew; CreateLoadBalancer; name; Tags("elasticloadbalancing:AddTags"), FirstUse("elasticloadbalancing.amazonaws.com")],
        describe_load_balancers: DescribeLoadBalancers -> LoadBalancers
            [Read; Look; Read;;],
        delete_load_balancer: DeleteLoadBalancer -> Empty
            [Same; Named; Write; load_balancer_arn;],
        create_target_group: CreateTargetGroup -> TargetGroups
            [Once; NamedNew; Write; name; Tags("elasticloadbalancing:AddTags")],
        describe_target_groups: DescribeTargetGroups -> TargetGroups
            [Read; Look; Read; load_balancer_arn;],
        modify_target_group: ModifyTargetGroup -> TargetGroups
            [Same; Named; Write; target_group_arn;],
        modify_target_group_attributes: ModifyTargetGroupAttributes -> ModifyTargetGroupAttributesOutput
            [Same; Named; Write; target_group_arn;],
        delete_target_group: DeleteTargetGroup -> Empty
            [Same; Named; Write; target_group_arn;],
        create_listener: CreateListener -> Listeners
            [Once; Named; Write; load_balancer_arn;],
        describe_listeners: DescribeListeners -> Listeners
            [Read; Look; Read; load_balancer_arn;],
        delete_listener: DeleteListener -> Empty
            [Same; Named; Write; listener_arn;],
        create_rule: CreateRule -> Rules
            [Once; Named; Write; listener_arn;],
        describe_rules: DescribeRules -> Rules
            [Read; Look; Read; listener_arn;],
        delete_rule: DeleteRule -> Empty
            [Same; Named; Write; rule_arn;],
        register_targets: RegisterTargets -> Empty
            [Once; Named; Write; target_group_arn;],
        deregister_targets: DeregisterTargets -> Empty
            [Same; Named; Write; target_group_arn;],
        describe_target_health: DescribeTargetHealth -> DescribeTargetHealthOutput
            [Read; Look; Read; target_group_arn;],
        describe_tags: DescribeTags -> DescribeTagsOutput
            [Read; Look; Read;;],
    }
    /// Roles and their policies.
    Iam(IamCall) in iam {
        create_role: CreateRole -> CreateRoleOutput
            [Once; NamedNew; IamWrite; role_name; Tags("iam:TagRole")],
        get_role: GetRole -> CreateRoleOutput
            [Read; Named; Read; role_name;],
        list_roles: ListRoles -> ListRolesOutput
            [Read; Look; Read; path_prefix;],
        delete_role: DeleteRole -> Empty
            [Same; Named; IamWrite; role_name;],
        attach_role_policy: AttachRolePolicy -> Empty
            [Same; Attach; IamWrite; role_name;],
        detach_role_policy: DetachRolePolicy -> Empty
            [Same; Attach; IamWrite; role_name;],
        list_attached_role_policies: ListAttachedRolePolicies -> ListAttachedRolePoliciesOutput
            [Read; Named; Read; role_name;],
        put_role_policy: PutRolePolicy -> Empty
            [Same; Named; IamWrite; role_name;],
        delete_role_policy: DeleteRolePolicy -> Empty
            [Same; Named; IamWrite; role_name;],
        list_role_policies: ListRolePolicies -> ListRolePoliciesOutput
            [Read; Named; Read; role_name;],
        create_instance_profile: CreateInstanceProfile -> InstanceProfileOutput
            [Once; NamedNew; IamWrite; instance_profile_name; Tags("iam:TagInstanceProfile")],
        get_instance_profile: GetInstanceProfile -> InstanceProfileOutput
            [Read; Named; Read; instance_profile_name;],
        add_role_to_instance_profile: AddRoleToInstanceProfile -> Empty
            [Once; Named; IamWrite; instance_profile_name; PassRole("ec2.amazonaws.com")],
        remove_role_from_instance_profile: RemoveRoleFromInstanceProfile -> Empty
            [Same; Named; IamWrite; instance_profile_name;],
        delete_instance_profile: DeleteInstanceProfile -> Empty
            [Same; Named; IamWrite; instance_profile_name;],
    }
    /// Image repositories in the account.
    Ecr(EcrCall) in ecr {
        create_repository: CreateRepository -> CreateRepositoryOutput
            [Once; Named; Write; repository_name;],
        put_image_tag_mutability: PutImageTagMutability -> PutImageTagMutabilityOutput
            [Same; Named; Write; repository_name;],
        describe_repositories: DescribeRepositories -> DescribeRepositoriesOutput
            [Read; Look; Read;;],
        describe_images: DescribeImages -> DescribeImagesOutput
            [Read; Look; Read; repository_name;],
        list_images: ListImages -> ListImagesOutput
            [Read; Named; Read; repository_name;],
        batch_get_image: BatchGetImage -> BatchGetImageOutput
            [Read; Named; Read; repository_name;],
        batch_delete_image: BatchDeleteImage -> BatchDeleteImageOutput
            [Same; Named; Write; repository_name;],
        get_authorization_token: GetAuthorizationToken -> GetAuthorizationTokenOutput
            [Read; Look; Read;;],
        delete_repository: DeleteRepository -> DeleteRepositoryOutput
            [Same; Named; Write; repository_name;],
    }
    /// Log groups.
    Logs(LogsCall) in logs {
        create_log_group: CreateLogGroup -> Empty
            [Once; NamedNew; Write; log_group_name; Tags("logs:TagResource")],
        describe_log_groups: DescribeLogGroups -> DescribeLogGroupsOutput
            [Read; Look; Read; log_group_name_prefix;],
        put_retention_policy: PutRetentionPolicy -> Empty
            [Same; Named; Write; log_group_name;],
        delete_log_group: DeleteLogGroup -> Empty
            [Same; Named; Write; log_group_name;],
        describe_log_streams: DescribeLogStreams -> DescribeLogStreamsOutput
            [Read; Named; Read; log_group_name;],
        get_log_events: GetLogEvents -> GetLogEventsOutput
            [Read; Named; Read; log_stream_name;],
        filter_log_events: FilterLogEvents -> FilterLogEventsOutput
            [Read; Named; Read; log_group_name, log_stream_name_prefix;],
    }
    /// Parameters; here the public ones that name the newest machine images.
    Ssm(SsmCall) in ssm {
        get_parameter: GetParameter -> GetParameterOutput
            [Read; Named; Read; name;],
        get_parameters: GetParameters -> GetParametersOutput
            [Read; Named; Read; names;],
        get_parameters_by_path: GetParametersByPath -> GetParametersByPathOutput
            [Read; Named; Read; path;],
    }
    /// Who is calling.
    Sts(StsCall) in sts {
        get_caller_identity: GetCallerIdentity -> GetCallerIdentityOutput
            [Read; Look; Read;;],
    }
    /// How many tasks a service has, by what is measured.
    ApplicationAutoScaling(ApplicationAutoScalingCall) in applicationautoscaling {
        register_scalable_target: RegisterScalableTarget -> RegisterScalableTargetOutput
            [Same; TaggedNew; Write; resource_id; Tags("application-autoscaling:TagResource"), FirstUse("ecs.application-autoscaling.amazonaws.com"), Action("ecs:DescribeServices", Look)],
        deregister_scalable_target: DeregisterScalableTarget -> Empty
            [Same; Tagged; Write; resource_id; Action("cloudwatch:DeleteAlarms", Named)],
        describe_scalable_targets: DescribeScalableTargets -> DescribeScalableTargetsOutput
            [Read; Look; Read; resource_ids;],
        put_scaling_policy: PutScalingPolicy -> PutScalingPolicyOutput
            [Same; Tagged; Write; policy_name, resource_id; Action("cloudwatch:PutMetricAlarm", Named)],
        delete_scaling_policy: DeleteScalingPolicy -> Empty
            [Same; Tagged; Write; policy_name, resource_id; Action("cloudwatch:DeleteAlarms", Named)],
        describe_scaling_policies: DescribeScalingPolicies -> DescribeScalingPoliciesOutput
            [Read; Look; Read; resource_id; Action("cloudwatch:DescribeAlarms", Look)],
        describe_application_scaling_activities: DescribeApplicationScalingActivities -> DescribeApplicationScalingActivitiesOutput
            [Read; Look; Read; resource_id;],
    }
    /// Network file systems.
    Efs(EfsCall) in efs {
        create_file_system: CreateFileSystem -> FileSystemDescription
            [Token(creation_token); TaggedWide; Write; creation_token; Tags("elasticfilesystem:TagResource"), FirstUse("elasticfilesystem.amazonaws.com")],
        describe_file_systems: DescribeFileSystems -> DescribeFileSystemsOutput
            [Read; Look; Read; file_system_id, creation_token;],
        delete_file_system: DeleteFileSystem -> Empty
            [Same; Tagged; Write; file_system_id;],
        create_mount_target: CreateMountTarget -> MountTargetDescription
            [Once; Tagged; Write; file_system_id; FirstUse("elasticfilesystem.amazonaws.com"), Action("ec2:DescribeSubnets", Look), Action("ec2:DescribeNetworkInterfaces", Look), Action("ec2:CreateNetworkInterface", Interfaces)],
        describe_mount_targets: DescribeMountTargets -> DescribeMountTargetsOutput
            [Read; Look; Read; file_system_id, mount_target_id;],
        delete_mount_target: DeleteMountTarget -> Empty
            [Same; Tagged; Write; mount_target_id; Action("ec2:DeleteNetworkInterface", Interfaces)],
        create_access_point: CreateAccessPoint -> AccessPointDescription
            [Token(client_token); Tagged; Write; client_token, file_system_id; Tags("elasticfilesystem:TagResource")],
        describe_access_points: DescribeAccessPoints -> DescribeAccessPointsOutput
            [Read; Look; Read; file_system_id;],
        delete_access_point: DeleteAccessPoint -> Empty
            [Same; Tagged; Write; access_point_id;],
    }
    /// Names inside the VPC (Cloud Map).
    ServiceDiscovery(ServiceDiscoveryCall) in servicediscovery {
        create_http_namespace: CreateHttpNamespace -> OperationOutput
            [Token(creator_request_id); TaggedWide; Write; name;],
        create_private_dns_namespace: CreatePrivateDnsNamespace -> OperationOutput
            [Token(creator_request_id); TaggedWide; Write; name;],
        delete_namespace: DeleteNamespace -> OperationOutput
            [Same; Tagged; Write; id;],
        list_namespaces: ListNamespaces -> ListNamespacesOutput
            [Read; Look; Read;;],
        get_operation: GetOperation -> GetOperationOutput
            [Read; Look; Read; operation_id;],
        list_operations: ListOperations -> ListOperationsOutput
            [Read; Look; Read;;],
        create_discovery_service: CreateDiscoveryService -> CreateDiscoveryServiceOutput
            [Token(creator_request_id); Tagged; Write; name, namespace_id;],
        list_discovery_services: ListDiscoveryServices -> ListDiscoveryServicesOutput
            [Read; Look; Read;; Action("servicediscovery:GetService", Look)],
        get_discovery_service: GetDiscoveryService -> CreateDiscoveryServiceOutput
            [Read; Wide; Read; id;],
        delete_discovery_service: DeleteDiscoveryService -> Empty
            [Same; Wide; Write; id;],
    }
    /// Secrets.
    Secrets(SecretsCall) in secretsmanager {
        create_secret: CreateSecret -> CreateSecretOutput
            [Token(client_request_token); NamedNew; Write; name; Tags("secretsmanager:TagResource")],
        put_secret_value: PutSecretValue -> CreateSecretOutput
            [Token(client_request_token); Named; Write; secret_id;],
        get_secret_value: GetSecretValue -> SecretValueEntry
            [Read; Named; Read; secret_id;],
        batch_get_secret_value: BatchGetSecretValue -> BatchGetSecretValueOutput
            [Read; Look; Read; secret_id_list; Action("secretsmanager:GetSecretValue", Named)],
        describe_secret: DescribeSecret -> DescribeSecretOutput
            [Read; Named; Read; secret_id;],
        list_secrets: ListSecrets -> ListSecretsOutput
            [Read; Look; Read;;],
        delete_secret: DeleteSecret -> DeleteSecretOutput
            [Same; Named; Write; secret_id;],
    }
    /// Not AWS: a shell on a machine, a copy to it, and a browser's view from the internet.
    Host(HostCall) in host {
        exec: Exec -> ExecOutput
            [Once;; RoundTrip; command;],
        put: Put -> Empty
            [Same;; RoundTrip; path;],
        http_get: HttpGet -> HttpGetOutput
            [Read;; RoundTrip; url;],
    }
}

/// An answer without content.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Empty {}
