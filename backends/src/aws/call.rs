//! The cloud itself: one match from a request to the service that answers it.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use aws_config::SdkConfig;
use paperboat_core::aws::{
    ApplicationAutoScalingCall, AutoScalingCall, Ec2Call, EcrCall, EcsCall, EfsCall, ElbCall,
    ExpressCall, IamCall, LogsCall, Reply, Request, SecretsCall, ServiceDiscoveryCall, SsmCall,
    StsCall,
};
use paperboat_core::cloud::{Clock, Cloud};
use paperboat_core::error::CloudError;
use tokio::sync::OnceCell;

use super::connect::{self, ConnectError, Connected, Place};
use super::probe::{self, Support, Supported};
use super::{
    applicationautoscaling, autoscaling, ec2, ecr, ecs, efs, elbv2, iam, logs, secretsmanager,
    servicediscovery, ssm, sts,
};
use crate::wall::WallClock;

/// A LocalStack-compatible endpoint, or an AWS account in one region.
///
/// It serves AWS's operations; `host` operations are refused with `Unsupported`, and so is `ecs:ExecuteCommand`,
/// whose stream only AWS's own plugin speaks. Lists are complete: all pages are read. Nothing is repeated. Clones
/// share connections and what [`AwsCloud::probe`] found.
#[derive(Clone)]
pub struct AwsCloud(Arc<Inner>);

struct Inner {
    services: Services,
    place: Connected,
    clock: WallClock,
    support: OnceCell<Vec<Support>>,
}

struct Services {
    applicationautoscaling: aws_sdk_applicationautoscaling::Client,
    autoscaling: aws_sdk_autoscaling::Client,
    ec2: aws_sdk_ec2::Client,
    ecs: aws_sdk_ecs::Client,
    elbv2: aws_sdk_elasticloadbalancingv2::Client,
    iam: aws_sdk_iam::Client,
    ecr: aws_sdk_ecr::Client,
    logs: aws_sdk_cloudwatchlogs::Client,
    ssm: aws_sdk_ssm::Client,
    sts: aws_sdk_sts::Client,
    efs: aws_sdk_efs::Client,
    servicediscovery: aws_sdk_servicediscovery::Client,
    secretsmanager: aws_sdk_secretsmanager::Client,
}

impl Services {
    fn new(config: &SdkConfig) -> Self {
        Self {
            applicationautoscaling: aws_sdk_applicationautoscaling::Client::new(config),
            autoscaling: aws_sdk_autoscaling::Client::new(config),
            ec2: aws_sdk_ec2::Client::new(config),
            ecs: aws_sdk_ecs::Client::new(config),
            elbv2: aws_sdk_elasticloadbalancingv2::Client::new(config),
            iam: aws_sdk_iam::Client::new(config),
            ecr: aws_sdk_ecr::Client::new(config),
            logs: aws_sdk_cloudwatchlogs::Client::new(config),
            ssm: aws_sdk_ssm::Client::new(config),
            sts: aws_sdk_sts::Client::new(config),
            efs: aws_sdk_efs::Client::new(config),
            servicediscovery: aws_sdk_servicediscovery::Client::new(config),
            secretsmanager: aws_sdk_secretsmanager::Client::new(config),
        }
    }
}

impl AwsCloud {
    /// Finds region and credentials of a place; no service is called yet.
    ///
    /// # Errors
    /// Every [`ConnectError`].
    pub async fn connect(place: &Place) -> Result<Self, ConnectError> {
        let (config, connected) = connect::connect(place).await?;
        Ok(Self::over(&config, connected))
    }

    pub(super) fn over(config: &SdkConfig, place: Connected) -> Self {
        Self(Arc::new(Inner {
            services: Services::new(config),
            place,
            clock: WallClock,
            support: OnceCell::new(),
        }))
    }

    /// Where requests go, and as whom.
    #[must_use]
    pub fn place(&self) -> &Connected {
        &self.0.place
    }

    /// Asks an endpoint which of AWS's operations it has, with requests that can create and remove nothing; AWS
    /// itself is never asked, because it has all of them. The answer is kept, and [`Cloud::supports`] answers from
    /// it from then on.
    pub async fn probe(&self) -> Vec<Support> {
        let ask = || probe::probe(self);
        self.0.support.get_or_init(ask).await.clone()
    }
}

impl fmt::Debug for AwsCloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AwsCloud").field(&self.0.place).finish()
    }
}

/// Makes the match: each operation goes to the function of its name in its service's file.
macro_rules! route {
    ($services:expr, $request:expr; $( $view:ident($calls:ident) in $service:ident { $( $op:ident: $function:ident, )* } )*) => {
        match $request {
            $( Request::$view(call) => match call { $(
                // boxed, or else the future would be as large as the largest of all operations in every caller
                $calls::$op(r) => Box::pin($service::$function(&$services.$service, r)).await.map(Reply::$op),
            )* }, )*
            Request::Host(_) => {
                Err(CloudError::unsupported("", "a machine's shell is not one of AWS's operations"))
            }
        }
    };
}

#[async_trait]
impl Cloud for AwsCloud {
    async fn call(&self, request: Request) -> Result<Reply, CloudError> {
        let name = request.name();
        let services = &self.0.services;
        let answer = route! { services, request;
            Ec2(Ec2Call) in ec2 {
                CreateKeyPair: create_key_pair,
                ImportKeyPair: import_key_pair,
                DeleteKeyPair: delete_key_pair,
                DescribeKeyPairs: describe_key_pairs,
                DescribeVpcs: describe_vpcs,
                DescribeSubnets: describe_subnets,
                DescribeRegions: describe_regions,
                DescribeAvailabilityZones: describe_availability_zones,
                DescribeMachineImages: describe_machine_images,
                DescribeInstanceTypes: describe_instance_types,
                CreateSecurityGroup: create_security_group,
                AuthorizeSecurityGroupIngress: authorize_security_group_ingress,
                RevokeSecurityGroupIngress: revoke_security_group_ingress,
                DeleteSecurityGroup: delete_security_group,
                DescribeSecurityGroups: describe_security_groups,
                DescribeSecurityGroupRules: describe_security_group_rules,
                DescribeNetworkInterfaces: describe_network_interfaces,
                RunInstances: run_instances,
                DescribeInstances: describe_instances,
                DescribeInstanceStatus: describe_instance_status,
                ModifyInstanceAttribute: modify_instance_attribute,
                ModifyInstanceMetadataOptions: modify_instance_metadata_options,
                StartInstances: start_instances,
                StopInstances: stop_instances,
                RebootInstances: reboot_instances,
                TerminateInstances: terminate_instances,
                AssociateIamInstanceProfile: associate_iam_instance_profile,
                GetConsoleOutput: get_console_output,
                AllocateAddress: allocate_address,
                AssociateAddress: associate_address,
                DisassociateAddress: disassociate_address,
                ReleaseAddress: release_address,
                DescribeAddresses: describe_addresses,
                DescribeVolumes: describe_volumes,
                DeleteVolume: delete_volume,
                CreateSnapshot: create_snapshot,
                DescribeSnapshots: describe_snapshots,
                DeleteSnapshot: delete_snapshot,
                CreateTags: create_tags,
                DescribeResourceTags: describe_resource_tags,
                CreateLaunchTemplate: create_launch_template,
                CreateLaunchTemplateVersion: create_launch_template_version,
                DescribeLaunchTemplates: describe_launch_templates,
                DescribeLaunchTemplateVersions: describe_launch_template_versions,
                DeleteLaunchTemplate: delete_launch_template,
            }
            Ecs(EcsCall) in ecs {
                CreateCluster: create_cluster,
                ListClusters: list_clusters,
                DescribeClusters: describe_clusters,
                DeleteCluster: delete_cluster,
                CreateCapacityProvider: create_capacity_provider,
                DescribeCapacityProviders: describe_capacity_providers,
                DeleteCapacityProvider: delete_capacity_provider,
                PutClusterCapacityProviders: put_cluster_capacity_providers,
                ListAttributes: list_attributes,
                PutAttributes: put_attributes,
                DeleteAttributes: delete_attributes,
                ListContainerInstances: list_container_instances,
                DescribeContainerInstances: describe_container_instances,
                UpdateContainerInstancesState: update_container_instances_state,
                DeregisterContainerInstance: deregister_container_instance,
                RegisterTaskDefinition: register_task_definition,
                DeregisterTaskDefinition: deregister_task_definition,
                DescribeTaskDefinition: describe_task_definition,
                ListTaskDefinitionFamilies: list_task_definition_families,
                ListTaskDefinitions: list_task_definitions,
                CreateService: create_service,
                UpdateService: update_service,
                DeleteService: delete_service,
                ListServices: list_services,
                DescribeServices: describe_services,
                ListServiceDeployments: list_service_deployments,
                DescribeServiceDeployments: describe_service_deployments,
                StopServiceDeployment: stop_service_deployment,
                DescribeServiceRevisions: describe_service_revisions,
                ListTasks: list_tasks,
                DescribeTasks: describe_tasks,
                RunTask: run_task,
                StopTask: stop_task,
                TagResource: tag_resource,
                UntagResource: untag_resource,
                ListTagsForResource: list_tags_for_resource,
                ExecuteCommand: execute_command,
            }
            Express(ExpressCall) in ecs {
                CreateExpressGatewayService: create_express_gateway_service,
                DescribeExpressGatewayService: describe_express_gateway_service,
                UpdateExpressGatewayService: update_express_gateway_service,
                DeleteExpressGatewayService: delete_express_gateway_service,
            }
            Elb(ElbCall) in elbv2 {
                CreateLoadBalancer: create_load_balancer,
                DescribeLoadBalancers: describe_load_balancers,
                DeleteLoadBalancer: delete_load_balancer,
                CreateTargetGroup: create_target_group,
                DescribeTargetGroups: describe_target_groups,
                ModifyTargetGroup: modify_target_group,
                ModifyTargetGroupAttributes: modify_target_group_attributes,
                DeleteTargetGroup: delete_target_group,
                CreateListener: create_listener,
                DescribeListeners: describe_listeners,
                DeleteListener: delete_listener,
                CreateRule: create_rule,
                DescribeRules: describe_rules,
                DeleteRule: delete_rule,
                RegisterTargets: register_targets,
                DeregisterTargets: deregister_targets,
                DescribeTargetHealth: describe_target_health,
                DescribeTags: describe_tags,
            }
            Iam(IamCall) in iam {
                CreateRole: create_role,
                GetRole: get_role,
                ListRoles: list_roles,
                DeleteRole: delete_role,
                AttachRolePolicy: attach_role_policy,
                DetachRolePolicy: detach_role_policy,
                ListAttachedRolePolicies: list_attached_role_policies,
                PutRolePolicy: put_role_policy,
                DeleteRolePolicy: delete_role_policy,
                ListRolePolicies: list_role_policies,
                CreateInstanceProfile: create_instance_profile,
                GetInstanceProfile: get_instance_profile,
                AddRoleToInstanceProfile: add_role_to_instance_profile,
                RemoveRoleFromInstanceProfile: remove_role_from_instance_profile,
                DeleteInstanceProfile: delete_instance_profile,
            }
            Ecr(EcrCall) in ecr {
                CreateRepository: create_repository,
                PutImageTagMutability: put_image_tag_mutability,
                DescribeRepositories: describe_repositories,
                DescribeImages: describe_images,
                ListImages: list_images,
                BatchGetImage: batch_get_image,
                BatchDeleteImage: batch_delete_image,
                GetAuthorizationToken: get_authorization_token,
                DeleteRepository: delete_repository,
            }
            Logs(LogsCall) in logs {
                CreateLogGroup: create_log_group,
                DescribeLogGroups: describe_log_groups,
                PutRetentionPolicy: put_retention_policy,
                DeleteLogGroup: delete_log_group,
                DescribeLogStreams: describe_log_streams,
                GetLogEvents: get_log_events,
                FilterLogEvents: filter_log_events,
            }
            Ssm(SsmCall) in ssm {
                GetParameter: get_parameter,
                GetParameters: get_parameters,
                GetParametersByPath: get_parameters_by_path,
            }
            Sts(StsCall) in sts {
                GetCallerIdentity: get_caller_identity,
            }
            Efs(EfsCall) in efs {
                CreateFileSystem: create_file_system,
                DescribeFileSystems: describe_file_systems,
                DeleteFileSystem: delete_file_system,
                CreateMountTarget: create_mount_target,
                DescribeMountTargets: describe_mount_targets,
                DeleteMountTarget: delete_mount_target,
                CreateAccessPoint: create_access_point,
                DescribeAccessPoints: describe_access_points,
                DeleteAccessPoint: delete_access_point,
            }
            ServiceDiscovery(ServiceDiscoveryCall) in servicediscovery {
                CreateHttpNamespace: create_http_namespace,
                CreatePrivateDnsNamespace: create_private_dns_namespace,
                DeleteNamespace: delete_namespace,
                ListNamespaces: list_namespaces,
                GetOperation: get_operation,
                ListOperations: list_operations,
                CreateDiscoveryService: create_discovery_service,
                ListDiscoveryServices: list_discovery_services,
                GetDiscoveryService: get_discovery_service,
                DeleteDiscoveryService: delete_discovery_service,
            }
            Secrets(SecretsCall) in secretsmanager {
                CreateSecret: create_secret,
                PutSecretValue: put_secret_value,
                GetSecretValue: get_secret_value,
                BatchGetSecretValue: batch_get_secret_value,
                DescribeSecret: describe_secret,
                ListSecrets: list_secrets,
                DeleteSecret: delete_secret,
            }
            ApplicationAutoScaling(ApplicationAutoScalingCall) in applicationautoscaling {
                RegisterScalableTarget: register_scalable_target,
                DeregisterScalableTarget: deregister_scalable_target,
                DescribeScalableTargets: describe_scalable_targets,
                PutScalingPolicy: put_scaling_policy,
                DeleteScalingPolicy: delete_scaling_policy,
                DescribeScalingPolicies: describe_scaling_policies,
                DescribeApplicationScalingActivities: describe_application_scaling_activities,
            }
            AutoScaling(AutoScalingCall) in autoscaling {
                CreateAutoScalingGroup: create_auto_scaling_group,
                UpdateAutoScalingGroup: update_auto_scaling_group,
                DescribeAutoScalingGroups: describe_auto_scaling_groups,
                SetDesiredCapacity: set_desired_capacity,
                TerminateInstanceInAutoScalingGroup: terminate_instance_in_auto_scaling_group,
                DeleteAutoScalingGroup: delete_auto_scaling_group,
                DescribeScalingActivities: describe_scaling_activities,
                StartInstanceRefresh: start_instance_refresh,
                CancelInstanceRefresh: cancel_instance_refresh,
                RollbackInstanceRefresh: rollback_instance_refresh,
                DescribeInstanceRefreshes: describe_instance_refreshes,
            }
        };
        answer.map_err(|error| CloudError {
            operation: name.to_owned(),
            ..error
        })
    }

    fn clock(&self) -> &dyn Clock {
        &self.0.clock
    }

    fn supports(&self, operation: &str) -> bool {
        if probe::UNSERVED.contains(&operation) || operation.starts_with("host:") {
            return false;
        }
        let known = self.0.support.get();
        let found = known.and_then(|all| all.iter().find(|s| s.operation == operation));
        found.is_none_or(|s| matches!(s.state, Supported::Yes | Supported::Unknown))
    }
}
