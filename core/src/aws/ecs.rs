//! Amazon ECS: clusters, container instances, task definitions, services, tasks. Members are those of the ECS API reference.
#![allow(missing_docs)]

use std::collections::BTreeMap;

use super::operation::{shapes, words};
use crate::time::Timestamp;

words! {
    /// The life of a task.
    TaskStatus {
        Provisioning = "PROVISIONING", Pending = "PENDING", Activating = "ACTIVATING", Running = "RUNNING",
        Deactivating = "DEACTIVATING", Stopping = "STOPPING", Deprovisioning = "DEPROVISIONING",
        Stopped = "STOPPED", Deleted = "DELETED",
    }
    /// Why a task stopped, as a code.
    TaskStopCode {
        TaskFailedToStart = "TaskFailedToStart", EssentialContainerExited = "EssentialContainerExited",
        UserInitiated = "UserInitiated", ServiceSchedulerInitiated = "ServiceSchedulerInitiated",
        SpotInterruption = "SpotInterruption", TerminationNotice = "TerminationNotice",
        InfrastructureHealth = "InfrastructureHealth",
    }
    /// What the container health checks say.
    HealthStatus { Unknown = "UNKNOWN", Healthy = "HEALTHY", Unhealthy = "UNHEALTHY" }
    /// Whether a container instance takes tasks.
    ContainerInstanceStatus {
        Active = "ACTIVE", Draining = "DRAINING", Registering = "REGISTERING", Deregistering = "DEREGISTERING",
        RegistrationFailed = "REGISTRATION_FAILED", Inactive = "INACTIVE",
    }
    /// What attributes are given to.
    TargetType { ContainerInstance = "container-instance" }
    /// How a container instance is chosen among those that fit.
    PlacementStrategyType { Random = "random", Spread = "spread", Binpack = "binpack" }
    /// What a container instance must hold to.
    PlacementConstraintType { DistinctInstance = "distinctInstance", MemberOf = "memberOf" }
    /// How far a deployment got.
    RolloutState { InProgress = "IN_PROGRESS", Completed = "COMPLETED", Failed = "FAILED" }
    /// How far a service deployment got.
    ServiceDeploymentStatus {
        Pending = "PENDING", Successful = "SUCCESSFUL", Stopped = "STOPPED", StopRequested = "STOP_REQUESTED",
        InProgress = "IN_PROGRESS", RollbackRequested = "ROLLBACK_REQUESTED", RollbackInProgress = "ROLLBACK_IN_PROGRESS",
        RollbackSuccessful = "ROLLBACK_SUCCESSFUL", RollbackFailed = "ROLLBACK_FAILED",
    }
    /// The part of a service deployment that is under way, where requests are shifted.
    ServiceDeploymentLifecycleStage {
        ReconcileService = "RECONCILE_SERVICE", PreScaleUp = "PRE_SCALE_UP", ScaleUp = "SCALE_UP", PostScaleUp = "POST_SCALE_UP",
        TestTrafficShift = "TEST_TRAFFIC_SHIFT", PostTestTrafficShift = "POST_TEST_TRAFFIC_SHIFT",
        ProductionTrafficShift = "PRODUCTION_TRAFFIC_SHIFT", PostProductionTrafficShift = "POST_PRODUCTION_TRAFFIC_SHIFT",
        BakeTime = "BAKE_TIME", CleanUp = "CLEAN_UP",
    }
    /// What watches a service deployment.
    ServiceDeploymentRollbackMonitorsStatus {
        Disabled = "DISABLED", Monitoring = "MONITORING", MonitoringComplete = "MONITORING_COMPLETE", Triggered = "TRIGGERED",
    }
    /// How a service deployment is stopped.
    StopServiceDeploymentStopType { Rollback = "ROLLBACK", Abort = "ABORT" }
    /// When a container may start, after another.
    ContainerCondition { Start = "START", Complete = "COMPLETE", Success = "SUCCESS", Healthy = "HEALTHY" }
}

shapes! { "camelCase";
    Tag { key: String, value: String }
    KeyValuePair { name: String, value: String }
    Setting { name: String, value: String }
    Failure { arn: String, reason: String }

    CreateCluster { cluster_name: String, settings: Vec<Setting>, tags: Vec<Tag> }
    CreateClusterOutput { cluster: Cluster }
    Cluster {
        cluster_arn: String, cluster_name: String, status: String, running_tasks_count: u32, pending_tasks_count: u32,
        active_services_count: u32, registered_container_instances_count: u32, tags: Vec<Tag>,
        capacity_providers: Vec<String>, default_capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    }
    ListClusters { max_results: Option<u32>, next_token: Option<String> }
    ListClustersOutput { cluster_arns: Vec<String>, next_token: Option<String> }
    /// One provider with its share of the tasks.
    CapacityProviderStrategyItem { capacity_provider: String, weight: u32, base: u32 }
    /// Percent, instances, and seconds.
    ManagedScaling {
        status: String, target_capacity: Option<u32>, minimum_scaling_step_size: Option<u32>,
        maximum_scaling_step_size: Option<u32>, instance_warmup_period: Option<u32>,
    }
    AutoScalingGroupProvider {
        auto_scaling_group_arn: String, managed_scaling: Option<ManagedScaling>, managed_termination_protection: String,
        managed_draining: String,
    }
    CreateCapacityProvider { name: String, auto_scaling_group_provider: Option<AutoScalingGroupProvider>, tags: Vec<Tag> }
    CapacityProviderOutput { capacity_provider: CapacityProvider }
    CapacityProvider {
        capacity_provider_arn: String, name: String, status: String, auto_scaling_group_provider: Option<AutoScalingGroupProvider>,
        update_status: String, tags: Vec<Tag>,
    }
    /// Tags are shown when `include` has `TAGS`.
    DescribeCapacityProviders { capacity_providers: Vec<String>, include: Vec<String>, next_token: Option<String> }
    DescribeCapacityProvidersOutput { capacity_providers: Vec<CapacityProvider>, failures: Vec<Failure>, next_token: Option<String> }
    DeleteCapacityProvider { capacity_provider: String }
    /// Both lists replace what the cluster has.
    PutClusterCapacityProviders {
        cluster: String, capacity_providers: Option<Vec<String>>,
        default_capacity_provider_strategy: Option<Vec<CapacityProviderStrategyItem>>,
    }
    DescribeClusters { clusters: Vec<String>, include: Vec<String> }
    DescribeClustersOutput { clusters: Vec<Cluster>, failures: Vec<Failure> }
    DeleteCluster { cluster: String }
    DeleteClusterOutput { cluster: Cluster }

    /// `integer_value` counts CPU units of 1/1024 vCPU, or MiB; `string_set_value` lists ports.
    Resource { name: String, r#type: String, integer_value: Option<u32>, string_set_value: Vec<String> }
    /// `target_id` is the ARN of a container instance, or its id, which needs the type beside it.
    Attribute { name: String, value: String, target_type: Option<TargetType>, target_id: String }
    ListAttributes {
        cluster: String, target_type: Option<TargetType>, attribute_name: String, attribute_value: String, max_results: Option<u32>,
        next_token: Option<String>,
    }
    ListAttributesOutput { attributes: Vec<Attribute>, next_token: Option<String> }
    PutAttributes { cluster: String, attributes: Vec<Attribute> }
    DeleteAttributes { cluster: String, attributes: Vec<Attribute> }
    AttributesOutput { attributes: Vec<Attribute> }
    /// An EC2 instance whose agent has registered it with a cluster.
    ContainerInstance {
        container_instance_arn: String, ec2_instance_id: String, status: ContainerInstanceStatus, agent_connected: bool,
        running_tasks_count: u32, pending_tasks_count: u32, registered_at: Timestamp, registered_resources: Vec<Resource>,
        remaining_resources: Vec<Resource>, attributes: Vec<Attribute>, capacity_provider_name: String,
    }
    /// Without a status, those that are ACTIVE and those that are DRAINING. `filter` is an expression over attributes.
    ListContainerInstances { cluster: String, filter: String, status: Option<ContainerInstanceStatus>, max_results: Option<u32>, next_token: Option<String> }
    ListContainerInstancesOutput { container_instance_arns: Vec<String>, next_token: Option<String> }
    DescribeContainerInstances { cluster: String, container_instances: Vec<String> }
    DescribeContainerInstancesOutput { container_instances: Vec<ContainerInstance>, failures: Vec<Failure> }
    /// `ACTIVE` or `DRAINING`.
    UpdateContainerInstancesState { cluster: String, container_instances: Vec<String>, status: ContainerInstanceStatus }
    DeregisterContainerInstance { cluster: String, container_instance: String, force: bool }
    DeregisterContainerInstanceOutput { container_instance: ContainerInstance }

    PortMapping { container_port: u16, host_port: Option<u16>, protocol: String, name: String }
    MountPoint { source_volume: String, container_path: String, read_only: bool }
    ContainerDependency { container_name: String, condition: ContainerCondition }
    /// Seconds.
    HealthCheck { command: Vec<String>, interval: Option<u32>, timeout: Option<u32>, retries: Option<u32>, start_period: Option<u32> }
    Secret { name: String, value_from: String }
    LogConfiguration { log_driver: String, options: BTreeMap<String, String> }
    KernelCapabilities { add: Vec<String>, drop: Vec<String> }
    LinuxParameters { capabilities: Option<KernelCapabilities>, init_process_enabled: Option<bool> }
    Ulimit { name: String, soft_limit: i64, hard_limit: i64 }
    RepositoryCredentials { credentials_parameter: String }
    /// Memory in MiB; cpu in units of 1/1024 vCPU. `links` are `NAME` or `NAME:ALIAS`.
    ContainerDefinition {
        name: String, image: String, cpu: u32, memory: Option<u32>, memory_reservation: Option<u32>, links: Vec<String>, essential: Option<bool>,
        entry_point: Vec<String>, command: Vec<String>, working_directory: String, user: String,
        environment: Vec<KeyValuePair>, secrets: Vec<Secret>, port_mappings: Vec<PortMapping>,
        mount_points: Vec<MountPoint>, depends_on: Vec<ContainerDependency>, health_check: Option<HealthCheck>,
        log_configuration: Option<LogConfiguration>, start_timeout: Option<u32>, stop_timeout: Option<u32>,
        privileged: bool, readonly_root_filesystem: bool, linux_parameters: Option<LinuxParameters>,
        ulimits: Vec<Ulimit>, docker_labels: BTreeMap<String, String>, repository_credentials: Option<RepositoryCredentials>,
    }
    EfsAuthorizationConfig { access_point_id: String, iam: String }
    EfsVolumeConfiguration { file_system_id: String, root_directory: String, transit_encryption: String, authorization_config: Option<EfsAuthorizationConfig> }
    HostVolumeProperties { source_path: Option<String> }
    Volume { name: String, host: Option<HostVolumeProperties>, efs_volume_configuration: Option<EfsVolumeConfiguration> }
    RuntimePlatform { cpu_architecture: String, operating_system_family: String }
    /// GiB.
    EphemeralStorage { size_in_gi_b: u32 }
    /// `cpu` and `memory` are strings on AWS's wire: units of 1/1024 vCPU, and MiB.
    RegisterTaskDefinition {
        family: String, task_role_arn: String, execution_role_arn: String, network_mode: String,
        container_definitions: Vec<ContainerDefinition>, volumes: Vec<Volume>, requires_compatibilities: Vec<String>,
        cpu: String, memory: String, runtime_platform: Option<RuntimePlatform>, ephemeral_storage: Option<EphemeralStorage>, tags: Vec<Tag>,
    }
    RegisterTaskDefinitionOutput { task_definition: TaskDefinition }
    TaskDefinition {
        task_definition_arn: String, family: String, revision: u32, status: String, task_role_arn: String,
        execution_role_arn: String, network_mode: String, container_definitions: Vec<ContainerDefinition>, volumes: Vec<Volume>,
        requires_compatibilities: Vec<String>, cpu: String, memory: String, runtime_platform: Option<RuntimePlatform>,
        ephemeral_storage: Option<EphemeralStorage>,
    }
    DeregisterTaskDefinition { task_definition: String }
    DeregisterTaskDefinitionOutput { task_definition: TaskDefinition }
    /// Tags are shown when `include` has `TAGS`.
    DescribeTaskDefinition { task_definition: String, include: Vec<String> }
    TagResource { resource_arn: String, tags: Vec<Tag> }
    UntagResource { resource_arn: String, tag_keys: Vec<String> }
    ListTagsForResource { resource_arn: String }
    ListTagsForResourceOutput { tags: Vec<Tag> }
    DescribeTaskDefinitionOutput { task_definition: TaskDefinition, tags: Vec<Tag> }
    /// The families whose names begin with `family_prefix`.
    ListTaskDefinitionFamilies { family_prefix: String, status: String, max_results: Option<u32>, next_token: Option<String> }
    ListTaskDefinitionFamiliesOutput { families: Vec<String>, next_token: Option<String> }
    /// The revisions of a family: `family_prefix` is its full name here, by AWS's own choice of words.
    ListTaskDefinitions { family_prefix: String, status: String, sort: String, max_results: Option<u32>, next_token: Option<String> }
    ListTaskDefinitionsOutput { task_definition_arns: Vec<String>, next_token: Option<String> }

    AwsVpcConfiguration { subnets: Vec<String>, security_groups: Vec<String>, assign_public_ip: String }
    NetworkConfiguration { awsvpc_configuration: Option<AwsVpcConfiguration> }
    /// `field` is `attribute:ecs.availability-zone`, `instanceId` or `host` for `spread`; `cpu` or `memory` for `binpack`.
    PlacementStrategy { r#type: PlacementStrategyType, field: String }
    PlacementConstraint { r#type: PlacementConstraintType, expression: String }
    /// What a deployment that shifts requests needs: the other target group, the rule that is shifted, and the role with which ECS
    /// does it.
    AdvancedConfiguration { alternate_target_group_arn: String, production_listener_rule: String, role_arn: String }
    LoadBalancer {
        target_group_arn: String, container_name: String, container_port: u16, advanced_configuration: Option<AdvancedConfiguration>,
    }
    ServiceRegistry { registry_arn: String, container_name: String, container_port: Option<u16> }
    DeploymentCircuitBreaker { enable: bool, rollback: bool }
    /// Percent of the requests, in steps of 0.1.
    CanaryConfiguration { canary_percent: Option<f64>, canary_bake_time_in_minutes: Option<u32> }
    /// `strategy` is `ROLLING`, also where none is given, or `CANARY`.
    DeploymentConfiguration {
        maximum_percent: Option<u32>, minimum_healthy_percent: Option<u32>, deployment_circuit_breaker: Option<DeploymentCircuitBreaker>,
        strategy: String, bake_time_in_minutes: Option<u32>, canary_configuration: Option<CanaryConfiguration>,
    }
    CreateService {
        cluster: String, service_name: String, task_definition: String, desired_count: Option<u32>, launch_type: String,
        client_token: String, load_balancers: Vec<LoadBalancer>, service_registries: Vec<ServiceRegistry>,
        service_connect_configuration: Option<ServiceConnectConfiguration>, network_configuration: Option<NetworkConfiguration>, deployment_configuration: Option<DeploymentConfiguration>,
        health_check_grace_period_seconds: Option<u32>, scheduling_strategy: String, platform_version: String,
        availability_zone_rebalancing: String, enable_execute_command: bool, tags: Vec<Tag>,
        placement_constraints: Vec<PlacementConstraint>, placement_strategy: Vec<PlacementStrategy>,
        capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    }
    /// `dns_name` and `port` are what client tasks use.
    ServiceConnectClientAlias { port: u16, dns_name: String }
    ServiceConnectService { port_name: String, discovery_name: String, client_aliases: Vec<ServiceConnectClientAlias> }
    ServiceConnectConfiguration { enabled: bool, namespace: String, services: Vec<ServiceConnectService> }
    ServiceOutput { service: Service }
    UpdateService {
        cluster: String, service: String, desired_count: Option<u32>, task_definition: String,
        deployment_configuration: Option<DeploymentConfiguration>, network_configuration: Option<NetworkConfiguration>,
        health_check_grace_period_seconds: Option<u32>, force_new_deployment: bool,
        service_connect_configuration: Option<ServiceConnectConfiguration>, load_balancers: Option<Vec<LoadBalancer>>,
    }
    DeleteService { cluster: String, service: String, force: bool }
    ListServices { cluster: String, max_results: Option<u32>, next_token: Option<String> }
    ListServicesOutput { service_arns: Vec<String>, next_token: Option<String> }
    DescribeServices { cluster: String, services: Vec<String>, include: Vec<String> }
    DescribeServicesOutput { services: Vec<Service>, failures: Vec<Failure> }
    /// `current_service_deployment` is the latest, also once it has ended: AWS does not say whether it is shown then.
    /// `resource_management_type` is `ECS` where Express Mode made the service; of others nothing is said here.
    Service {
        service_arn: String, service_name: String, cluster_arn: String, status: String, desired_count: u32,
        running_count: u32, pending_count: u32, launch_type: String, task_definition: String,
        deployment_configuration: DeploymentConfiguration, deployments: Vec<Deployment>, events: Vec<ServiceEvent>,
        load_balancers: Vec<LoadBalancer>, service_registries: Vec<ServiceRegistry>, health_check_grace_period_seconds: Option<u32>,
        network_configuration: Option<NetworkConfiguration>, created_at: Timestamp, current_service_deployment: String,
        current_service_revisions: Vec<ServiceCurrentRevisionSummary>, tags: Vec<Tag>, resource_management_type: String,
        placement_constraints: Vec<PlacementConstraint>, placement_strategy: Vec<PlacementStrategy>,
        capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    }
    Deployment {
        id: String, status: String, task_definition: String, desired_count: u32, pending_count: u32, running_count: u32,
        failed_tasks: u32, rollout_state: RolloutState, rollout_state_reason: String, created_at: Timestamp, updated_at: Timestamp,
        service_connect_configuration: Option<ServiceConnectConfiguration>,
    }
    ServiceEvent { id: String, created_at: Timestamp, message: String }

    /// What a service has of one of its revisions.
    ServiceCurrentRevisionSummary { arn: String, requested_task_count: u32, running_task_count: u32, pending_task_count: u32 }
    /// The service deployments of a service that have one of the statuses, from new to old.
    ListServiceDeployments {
        service: String, cluster: String, status: Vec<ServiceDeploymentStatus>, max_results: Option<u32>, next_token: Option<String>,
    }
    ListServiceDeploymentsOutput { service_deployments: Vec<ServiceDeploymentBrief>, next_token: Option<String> }
    ServiceDeploymentBrief {
        service_deployment_arn: String, service_arn: String, cluster_arn: String, started_at: Option<Timestamp>, created_at: Timestamp,
        finished_at: Option<Timestamp>, target_service_revision_arn: String, status: ServiceDeploymentStatus, status_reason: String,
    }
    DescribeServiceDeployments { service_deployment_arns: Vec<String> }
    DescribeServiceDeploymentsOutput { service_deployments: Vec<ServiceDeployment>, failures: Vec<Failure> }
    /// What became of one attempt to bring a service to a revision, a rollback included. `lifecycle_stage` is that of a deployment
    /// which shifts requests.
    ServiceDeployment {
        service_deployment_arn: String, service_arn: String, cluster_arn: String, created_at: Timestamp, started_at: Option<Timestamp>,
        finished_at: Option<Timestamp>, stopped_at: Option<Timestamp>, updated_at: Timestamp,
        source_service_revisions: Vec<ServiceRevisionSummary>, target_service_revision: Option<ServiceRevisionSummary>,
        status: ServiceDeploymentStatus, status_reason: String, lifecycle_stage: Option<ServiceDeploymentLifecycleStage>,
        deployment_configuration: DeploymentConfiguration, rollback: Option<Rollback>,
        deployment_circuit_breaker: Option<ServiceDeploymentCircuitBreaker>, alarms: Option<ServiceDeploymentAlarms>,
    }
    ServiceRevisionSummary { arn: String, requested_task_count: u32, running_task_count: u32, pending_task_count: u32 }
    Rollback { reason: String, started_at: Timestamp, service_revision_arn: String }
    /// Failed tasks in a row, and at how many of them a deployment has failed.
    ServiceDeploymentCircuitBreaker { status: ServiceDeploymentRollbackMonitorsStatus, failure_count: u32, threshold: u32 }
    ServiceDeploymentAlarms { status: ServiceDeploymentRollbackMonitorsStatus }
    /// Without a type, `ROLLBACK`.
    StopServiceDeployment { service_deployment_arn: String, stop_type: Option<StopServiceDeploymentStopType> }
    StopServiceDeploymentOutput { service_deployment_arn: String }
    DescribeServiceRevisions { service_revision_arns: Vec<String> }
    DescribeServiceRevisionsOutput { service_revisions: Vec<ServiceRevision>, failures: Vec<Failure> }
    ContainerImage { container_name: String, image_digest: String, image: String }
    /// What a service deployment was to bring a service to.
    ServiceRevision {
        service_revision_arn: String, service_arn: String, cluster_arn: String, task_definition: String,
        capacity_provider_strategy: Vec<CapacityProviderStrategyItem>, launch_type: String, load_balancers: Vec<LoadBalancer>,
        service_registries: Vec<ServiceRegistry>, network_configuration: Option<NetworkConfiguration>,
        container_images: Vec<ContainerImage>, service_connect_configuration: Option<ServiceConnectConfiguration>, created_at: Timestamp,
    }

    ExpressGatewayServiceAwsLogsConfiguration { log_group: String, log_stream_prefix: String }
    /// The one container of an Express service, whose name is `Main`.
    ExpressGatewayContainer {
        image: String, container_port: Option<u16>, aws_logs_configuration: Option<ExpressGatewayServiceAwsLogsConfiguration>,
        repository_credentials: Option<RepositoryCredentials>, command: Vec<String>, environment: Vec<KeyValuePair>, secrets: Vec<Secret>,
    }
    ExpressGatewayServiceNetworkConfiguration { security_groups: Vec<String>, subnets: Vec<String> }
    /// The metric is `AVERAGE_CPU`, `AVERAGE_MEMORY` or `REQUEST_COUNT_PER_TARGET`; its value is in percent, or requests a minute.
    ExpressGatewayScalingTarget {
        min_task_count: Option<u32>, max_task_count: Option<u32>, auto_scaling_metric: String, auto_scaling_target_value: Option<u32>,
    }
    /// `cpu` and `memory` are strings on AWS's wire: units of 1/1024 vCPU, and MiB. Here and below.
    CreateExpressGatewayService {
        execution_role_arn: String, infrastructure_role_arn: String, service_name: String, cluster: String, health_check_path: String,
        primary_container: Option<ExpressGatewayContainer>, task_role_arn: String,
        network_configuration: Option<ExpressGatewayServiceNetworkConfiguration>, cpu: String, memory: String, cpu_architecture: String,
        scaling_target: Option<ExpressGatewayScalingTarget>, tags: Vec<Tag>,
    }
    ExpressGatewayServiceOutput { service: ExpressGatewayService }
    /// `ACTIVE`, `DRAINING` or `INACTIVE`.
    ExpressGatewayServiceStatus { status_code: String, status_reason: String }
    IngressPathSummary { access_type: String, endpoint: String }
    /// One version of an Express service.
    ExpressGatewayServiceConfiguration {
        service_revision_arn: String, execution_role_arn: String, task_role_arn: String, task_definition_arn: String, cpu: String,
        memory: String, cpu_architecture: String, network_configuration: Option<ExpressGatewayServiceNetworkConfiguration>,
        health_check_path: String, primary_container: Option<ExpressGatewayContainer>, scaling_target: Option<ExpressGatewayScalingTarget>,
        ingress_paths: Vec<IngressPathSummary>, created_at: Timestamp,
    }
    /// AWS's `ECSExpressGatewayService`.
    ExpressGatewayService {
        cluster: String, service_name: String, service_arn: String, infrastructure_role_arn: String,
        status: Option<ExpressGatewayServiceStatus>, current_deployment: String,
        active_configurations: Vec<ExpressGatewayServiceConfiguration>, tags: Vec<Tag>, created_at: Timestamp, updated_at: Timestamp,
    }
    /// Tags are shown when `include` has `TAGS`.
    DescribeExpressGatewayService { service_arn: String, include: Vec<String> }
    /// What is left out stays as it is.
    UpdateExpressGatewayService {
        service_arn: String, execution_role_arn: String, health_check_path: String, primary_container: Option<ExpressGatewayContainer>,
        task_role_arn: String, network_configuration: Option<ExpressGatewayServiceNetworkConfiguration>, cpu: String, memory: String,
        cpu_architecture: String, scaling_target: Option<ExpressGatewayScalingTarget>,
    }
    UpdateExpressGatewayServiceOutput { service: UpdatedExpressGatewayService }
    UpdatedExpressGatewayService {
        service_arn: String, cluster: String, service_name: String, status: Option<ExpressGatewayServiceStatus>,
        target_configuration: Option<ExpressGatewayServiceConfiguration>, created_at: Timestamp, updated_at: Timestamp,
    }
    DeleteExpressGatewayService { service_arn: String }

    ListTasks { cluster: String, service_name: String, family: String, desired_status: String, max_results: Option<u32>, next_token: Option<String> }
    ListTasksOutput { task_arns: Vec<String>, next_token: Option<String> }
    DescribeTasks { cluster: String, tasks: Vec<String> }
    DescribeTasksOutput { tasks: Vec<Task>, failures: Vec<Failure> }
    Attachment { id: String, r#type: String, status: String, details: Vec<KeyValuePair> }
    /// A port of a container's, and the one of its host behind which it is reached. The member is `bindIP` for AWS.
    NetworkBinding { bind_i_p: String, container_port: u16, host_port: u16, protocol: String }
    Container {
        container_arn: String, name: String, image: String, image_digest: String, last_status: String, exit_code: Option<i32>,
        reason: String, health_status: HealthStatus, runtime_id: String, network_bindings: Vec<NetworkBinding>,
    }
    Task {
        task_arn: String, cluster_arn: String, task_definition_arn: String, group: String, started_by: String, launch_type: String,
        availability_zone: String, last_status: TaskStatus, desired_status: TaskStatus, health_status: HealthStatus,
        cpu: String, memory: String, containers: Vec<Container>, attachments: Vec<Attachment>,
        created_at: Option<Timestamp>, pull_started_at: Option<Timestamp>, pull_stopped_at: Option<Timestamp>,
        started_at: Option<Timestamp>, stopping_at: Option<Timestamp>, execution_stopped_at: Option<Timestamp>, stopped_at: Option<Timestamp>,
        stop_code: Option<TaskStopCode>, stopped_reason: String, container_instance_arn: String, capacity_provider_name: String,
    }
    RunTask {
        cluster: String, task_definition: String, count: Option<u32>, launch_type: String, started_by: String, group: String,
        network_configuration: Option<NetworkConfiguration>, client_token: String, enable_execute_command: bool, tags: Vec<Tag>,
        placement_constraints: Vec<PlacementConstraint>, placement_strategy: Vec<PlacementStrategy>,
        capacity_provider_strategy: Vec<CapacityProviderStrategyItem>,
    }
    RunTaskOutput { tasks: Vec<Task>, failures: Vec<Failure> }
    StopTask { cluster: String, task: String, reason: String }
    StopTaskOutput { task: Task }
    ExecuteCommand { cluster: String, task: String, container: String, command: String, interactive: bool }
    /// What the session showed. AWS opens a stream instead; `exit_code` is what the command ended with.
    ExecuteCommandOutput { stdout: String, stderr: String, exit_code: i32 }
}
