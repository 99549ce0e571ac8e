//! The operations this project uses, as plain data under AWS's own names.
//!
//! Adding an operation: its shapes in the service's file, and one line in `operations!` below;
//! the compiler then names every place that must know it.

mod command;
mod operation;
mod page;

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

pub use command::{quote, typed_command};
pub use operation::{Operation, is_default, is_read};
pub use page::{Paged, all};

use operation::operations;

operations! {
    /// Virtual machines, their network and their disks.
    Ec2 in ec2 {
        create_key_pair: CreateKeyPair -> CreateKeyPairOutput,
        delete_key_pair: DeleteKeyPair -> Empty,
        describe_key_pairs: DescribeKeyPairs -> DescribeKeyPairsOutput,
        describe_vpcs: DescribeVpcs -> DescribeVpcsOutput,
        describe_subnets: DescribeSubnets -> DescribeSubnetsOutput,
        describe_instance_types: DescribeInstanceTypes -> DescribeInstanceTypesOutput,
        create_security_group: CreateSecurityGroup -> CreateSecurityGroupOutput,
        authorize_security_group_ingress: AuthorizeSecurityGroupIngress -> Empty,
        revoke_security_group_ingress: RevokeSecurityGroupIngress -> Empty,
        delete_security_group: DeleteSecurityGroup -> Empty,
        describe_security_groups: DescribeSecurityGroups -> DescribeSecurityGroupsOutput,
        run_instances: RunInstances -> RunInstancesOutput,
        describe_instances: DescribeInstances -> DescribeInstancesOutput,
        describe_instance_status: DescribeInstanceStatus -> DescribeInstanceStatusOutput,
        modify_instance_attribute: ModifyInstanceAttribute -> Empty,
        start_instances: StartInstances -> InstanceStateChanges,
        stop_instances: StopInstances -> InstanceStateChanges,
        reboot_instances: RebootInstances -> Empty,
        terminate_instances: TerminateInstances -> InstanceStateChanges,
        get_console_output: GetConsoleOutput -> GetConsoleOutputOutput,
        allocate_address: AllocateAddress -> AllocateAddressOutput,
        associate_address: AssociateAddress -> AssociateAddressOutput,
        disassociate_address: DisassociateAddress -> Empty,
        release_address: ReleaseAddress -> Empty,
        describe_addresses: DescribeAddresses -> DescribeAddressesOutput,
        describe_volumes: DescribeVolumes -> DescribeVolumesOutput,
        delete_volume: DeleteVolume -> Empty,
        create_snapshot: CreateSnapshot -> CreateSnapshotOutput,
        describe_snapshots: DescribeSnapshots -> DescribeSnapshotsOutput,
        delete_snapshot: DeleteSnapshot -> Empty,
        create_tags: CreateTags -> Empty,
    }
    /// Clusters, task definitions, services and tasks.
    Ecs in ecs {
        create_cluster: CreateCluster -> CreateClusterOutput,
        list_clusters: ListClusters -> ListClustersOutput,
        describe_clusters: DescribeClusters -> DescribeClustersOutput,
        delete_cluster: DeleteCluster -> Empty,
        register_task_definition: RegisterTaskDefinition -> RegisterTaskDefinitionOutput,
        deregister_task_definition: DeregisterTaskDefinition -> Empty,
        describe_task_definition: DescribeTaskDefinition -> DescribeTaskDefinitionOutput,
        list_task_definition_families: ListTaskDefinitionFamilies -> ListTaskDefinitionFamiliesOutput,
        list_task_definitions: ListTaskDefinitions -> ListTaskDefinitionsOutput,
        create_service: CreateService -> ServiceOutput,
        update_service: UpdateService -> ServiceOutput,
        delete_service: DeleteService -> ServiceOutput,
        list_services: ListServices -> ListServicesOutput,
        describe_services: DescribeServices -> DescribeServicesOutput,
        list_tasks: ListTasks -> ListTasksOutput,
        describe_tasks: DescribeTasks -> DescribeTasksOutput,
        run_task: RunTask -> RunTaskOutput,
        stop_task: StopTask -> StopTaskOutput,
        execute_command: ExecuteCommand -> ExecuteCommandOutput,
    }
    /// Application load balancers.
    Elb in elbv2 {
        create_load_balancer: CreateLoadBalancer -> LoadBalancers,
        describe_load_balancers: DescribeLoadBalancers -> LoadBalancers,
        delete_load_balancer: DeleteLoadBalancer -> Empty,
        create_target_group: CreateTargetGroup -> TargetGroups,
        describe_target_groups: DescribeTargetGroups -> TargetGroups,
        modify_target_group: ModifyTargetGroup -> TargetGroups,
        modify_target_group_attributes: ModifyTargetGroupAttributes -> Empty,
        delete_target_group: DeleteTargetGroup -> Empty,
        create_listener: CreateListener -> Listeners,
        describe_listeners: DescribeListeners -> Listeners,
        delete_listener: DeleteListener -> Empty,
        create_rule: CreateRule -> Rules,
        describe_rules: DescribeRules -> Rules,
        delete_rule: DeleteRule -> Empty,
        register_targets: RegisterTargets -> Empty,
        deregister_targets: DeregisterTargets -> Empty,
        describe_target_health: DescribeTargetHealth -> DescribeTargetHealthOutput,
        describe_tags: DescribeTags -> DescribeTagsOutput,
    }
    /// Roles and their policies.
    Iam in iam {
        create_role: CreateRole -> CreateRoleOutput,
        get_role: GetRole -> CreateRoleOutput,
        list_roles: ListRoles -> ListRolesOutput,
        delete_role: DeleteRole -> Empty,
        attach_role_policy: AttachRolePolicy -> Empty,
        detach_role_policy: DetachRolePolicy -> Empty,
        list_attached_role_policies: ListAttachedRolePolicies -> ListAttachedRolePoliciesOutput,
        put_role_policy: PutRolePolicy -> Empty,
        delete_role_policy: DeleteRolePolicy -> Empty,
        list_role_policies: ListRolePolicies -> ListRolePoliciesOutput,
    }
    /// Image repositories in the account.
    Ecr in ecr {
        create_repository: CreateRepository -> CreateRepositoryOutput,
        describe_repositories: DescribeRepositories -> DescribeRepositoriesOutput,
        describe_images: DescribeImages -> DescribeImagesOutput,
        delete_repository: DeleteRepository -> Empty,
    }
    /// Log groups.
    Logs in logs {
        create_log_group: CreateLogGroup -> Empty,
        describe_log_groups: DescribeLogGroups -> DescribeLogGroupsOutput,
        put_retention_policy: PutRetentionPolicy -> Empty,
        delete_log_group: DeleteLogGroup -> Empty,
        filter_log_events: FilterLogEvents -> FilterLogEventsOutput,
    }
    /// Parameters; here the public ones that name the newest machine images.
    Ssm in ssm {
        get_parameter: GetParameter -> GetParameterOutput,
    }
    /// Who is calling.
    Sts in sts {
        get_caller_identity: GetCallerIdentity -> GetCallerIdentityOutput,
    }
    /// Network file systems.
    Efs in efs {
        create_file_system: CreateFileSystem -> FileSystemDescription,
        describe_file_systems: DescribeFileSystems -> DescribeFileSystemsOutput,
        delete_file_system: DeleteFileSystem -> Empty,
        create_mount_target: CreateMountTarget -> MountTargetDescription,
        describe_mount_targets: DescribeMountTargets -> DescribeMountTargetsOutput,
        delete_mount_target: DeleteMountTarget -> Empty,
        create_access_point: CreateAccessPoint -> AccessPointDescription,
        describe_access_points: DescribeAccessPoints -> DescribeAccessPointsOutput,
        delete_access_point: DeleteAccessPoint -> Empty,
    }
    /// Names inside the VPC (Cloud Map).
    ServiceDiscovery in servicediscovery {
        create_http_namespace: CreateHttpNamespace -> OperationOutput,
        create_private_dns_namespace: CreatePrivateDnsNamespace -> OperationOutput,
        delete_namespace: DeleteNamespace -> OperationOutput,
        list_namespaces: ListNamespaces -> ListNamespacesOutput,
        get_operation: GetOperation -> GetOperationOutput,
        list_operations: ListOperations -> ListOperationsOutput,
        create_discovery_service: CreateDiscoveryService -> CreateDiscoveryServiceOutput,
        list_discovery_services: ListDiscoveryServices -> ListDiscoveryServicesOutput,
        delete_discovery_service: DeleteDiscoveryService -> Empty,
    }
    /// Secrets.
    Secrets in secretsmanager {
        create_secret: CreateSecret -> CreateSecretOutput,
        put_secret_value: PutSecretValue -> CreateSecretOutput,
        describe_secret: DescribeSecret -> DescribeSecretOutput,
        list_secrets: ListSecrets -> ListSecretsOutput,
        delete_secret: DeleteSecret -> Empty,
    }
    /// Not AWS: a shell on a machine, a copy to it, and a browser's view from the internet.
    Host in host {
        exec: Exec -> ExecOutput,
        put: Put -> Empty,
        http_get: HttpGet -> HttpGetOutput,
    }
}

/// An answer without content.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Empty {}
