//! Quotas, bounds, defaults and sizes.

use super::name::names;

names! {
    /// A whole number that a service or a program sets: a quota, a bound, a default, a size.
    Limit {
        /// vCPUs of running on-demand standard instances.
        Ec2VcpuQuota = "ec2.vcpu_quota",
        /// Elastic IPs in a region.
        Ec2Addresses = "ec2.addresses",
        /// Security groups in a region.
        Ec2SecurityGroups = "ec2.security_groups",
        /// Rules of a security group in one direction.
        Ec2RulesPerSecurityGroup = "ec2.rules_per_security_group",
        /// Security groups on a network interface.
        Ec2SecurityGroupsPerInterface = "ec2.security_groups_per_interface",
        /// Key pairs in a region.
        Ec2KeyPairs = "ec2.key_pairs",
        /// User data before encoding.
        Ec2UserDataBytes = "ec2.user_data_bytes",
        /// Characters of a client token.
        Ec2ClientTokenChars = "ec2.client_token_chars",
        /// Tags on a resource.
        Ec2TagsPerResource = "ec2.tags_per_resource",
        /// Root volume when a launch does not say.
        Ec2RootVolumeGib = "ec2.root_volume_gib",
        /// Seconds billed at least at each start.
        Ec2MinimumBilledS = "ec2.minimum_billed_s",
        /// How long a terminated instance is shown.
        Ec2TerminatedVisibleS = "ec2.terminated_visible_s",
        /// Between two status checks.
        Ec2StatusCheckPeriodS = "ec2.status_check_period_s",
        /// RunInstances calls at once.
        Ec2RunInstancesBurst = "ec2.run_instances_burst",
        /// RunInstances calls a second.
        Ec2RunInstancesPerS = "ec2.run_instances_per_s",
        /// Changing calls at once.
        Ec2WriteBurst = "ec2.write_burst",
        /// Changing calls a second.
        Ec2WritePerS = "ec2.write_per_s",
        /// Reading calls at once.
        Ec2ReadBurst = "ec2.read_burst",
        /// Reading calls a second.
        Ec2ReadPerS = "ec2.read_per_s",
        /// The longest that a token of the instance metadata service lives.
        ImdsTokenS = "imds.token_s",
        /// How long credentials of an instance's role live.
        ImdsCredentialsS = "imds.credentials_s",
        /// After how long the service has new ones.
        ImdsCredentialsRenewedS = "imds.credentials_renewed_s",
        /// The largest gp3 volume.
        EbsGp3MaxGib = "ebs.gp3_max_gib",
        /// Memory of the system without Docker.
        HostOsMemoryMib = "host.os_memory_mib",
        /// Memory of the idle Docker engine with containerd.
        HostDockerMemoryMib = "host.docker_memory_mib",
        /// Bytes on the root volume after the first boot.
        HostOsDiskBytes = "host.os_disk_bytes",
        /// Bytes that the docker package and what it needs unpack.
        HostDockerDiskBytes = "host.docker_disk_bytes",
        /// Bytes of the Compose plugin's binary.
        HostComposePluginBytes = "host.compose_plugin_bytes",
        /// How long a person lets a command over SSH run before interrupting it.
        HostCommandS = "host.command_s",
        /// How long a verb may take before it counts as stuck.
        WorldVerbS = "world.verb_s",
        /// How long nothing answers until a person is called.
        OperatorNoticeS = "operator.notice_s",
        /// From the call to the keyboard, by day.
        OperatorAnswerDayS = "operator.answer_day_s",
        /// From the call to the keyboard, at night.
        OperatorAnswerNightS = "operator.answer_night_s",
        /// The hour at which people get up.
        OperatorMorningH = "operator.morning_h",
        /// The hour at which people go to bed.
        OperatorEveningH = "operator.evening_h",
        /// From the keyboard to knowing what to do.
        OperatorDiagnosisS = "operator.diagnosis_s",
        /// The longest pause before a person tries again.
        OperatorPauseS = "operator.pause_s",
        /// From SIGTERM to SIGKILL.
        DockerStopTimeoutS = "docker.stop_timeout_s",
        /// The first delay before a restart.
        DockerRestartFirstMs = "docker.restart_first_ms",
        /// The longest delay before a restart.
        DockerRestartLongestMs = "docker.restart_longest_ms",
        /// A run of this length sets the delay back.
        DockerRestartResetS = "docker.restart_reset_s",
        /// Between health checks, and before the first.
        DockerHealthIntervalS = "docker.health_interval_s",
        /// Until a health check counts as failed.
        DockerHealthTimeoutS = "docker.health_timeout_s",
        /// Failures in a row until unhealthy.
        DockerHealthRetries = "docker.health_retries",
        /// Layers of an image.
        ImageLayers = "image.layers",
        /// Until a program gives up at its start when a connection is refused or a name unknown.
        AppRefusedConnectS = "app.refused_connect_s",
        /// Until a program gives up at its start when nothing answers.
        AppConnectTimeoutS = "app.connect_timeout_s",
        /// A dump of a database.
        AppDumpBytes = "app.dump_bytes",
        /// Pulls without login for each address and window.
        HubAnonymousPulls = "hub.anonymous_pulls",
        /// Pulls with a free account for each window.
        HubPersonalPulls = "hub.personal_pulls",
        /// The window of the pull limit.
        HubWindowS = "hub.window_s",
        /// Services in a cluster.
        EcsServicesPerCluster = "ecs.services_per_cluster",
        /// Tasks of a service.
        EcsTasksPerService = "ecs.tasks_per_service",
        /// Containers of a task definition.
        EcsContainersPerTask = "ecs.containers_per_task",
        /// Ports of a container instance that tasks can name, with those that its agent keeps.
        EcsReservedPorts = "ecs.reserved_ports",
        /// From the end of a task until its containers are removed from its instance.
        EcsTaskCleanupS = "ecs.task_cleanup_s",
        /// Tasks of one RunTask.
        EcsTasksPerRun = "ecs.tasks_per_run",
        /// A task definition's size.
        EcsTaskDefinitionBytes = "ecs.task_definition_bytes",
        /// Target groups of a service.
        EcsTargetGroupsPerService = "ecs.target_groups_per_service",
        /// Security groups of an awsvpc configuration.
        EcsSecurityGroupsPerTask = "ecs.security_groups_per_task",
        /// Subnets of an awsvpc configuration.
        EcsSubnetsPerTask = "ecs.subnets_per_task",
        /// Tasks that a service starts in a minute.
        EcsLaunchesPerMinute = "ecs.launches_per_minute",
        /// Default of a replica service.
        EcsMinimumHealthyPercent = "ecs.minimum_healthy_percent",
        /// Default of a replica service.
        EcsMaximumPercent = "ecs.maximum_percent",
        /// A task without any check counts as healthy after this time.
        EcsHealthyAfterRunningS = "ecs.healthy_after_running_s",
        /// Default health check grace period.
        EcsGracePeriodS = "ecs.grace_period_s",
        /// The longest delay of the restart throttle.
        EcsThrottleLongestS = "ecs.throttle_longest_s",
        /// Requests that a canary gets when nobody says.
        EcsCanaryPercent = "ecs.canary_percent",
        /// How long it gets no more than that when nobody says.
        EcsCanaryBakeMinutes = "ecs.canary_bake_minutes",
        /// The longest time for which requests stay split, and for which an old version stays after that.
        EcsBakeMinutesMost = "ecs.bake_minutes_most",
        /// Failed tasks that trip the circuit breaker, of the desired count.
        EcsBreakerPercent = "ecs.breaker_percent",
        /// The circuit breaker's lowest threshold.
        EcsBreakerLeast = "ecs.breaker_least",
        /// The circuit breaker's highest threshold.
        EcsBreakerMost = "ecs.breaker_most",
        /// Default time between container health checks.
        EcsHealthIntervalS = "ecs.health_interval_s",
        /// Lowest time between container health checks.
        EcsHealthIntervalLeastS = "ecs.health_interval_least_s",
        /// Highest time between container health checks.
        EcsHealthIntervalMostS = "ecs.health_interval_most_s",
        /// Default timeout of a container health check.
        EcsHealthTimeoutS = "ecs.health_timeout_s",
        /// Lowest timeout of a container health check.
        EcsHealthTimeoutLeastS = "ecs.health_timeout_least_s",
        /// Highest timeout of a container health check.
        EcsHealthTimeoutMostS = "ecs.health_timeout_most_s",
        /// Default failures in a row until UNHEALTHY.
        EcsHealthRetries = "ecs.health_retries",
        /// Highest number of failures until UNHEALTHY.
        EcsHealthRetriesMost = "ecs.health_retries_most",
        /// Longest start period of a container health check.
        EcsHealthStartPeriodMostS = "ecs.health_start_period_most_s",
        /// Default from SIGTERM to SIGKILL.
        EcsStopTimeoutS = "ecs.stop_timeout_s",
        /// Between two measurements of a service that follows a metric.
        AppscalingPeriodS = "appscaling.period_s",
        /// Periods in a row above the value until there are more tasks.
        AppscalingOutPeriods = "appscaling.out_periods",
        /// Periods in a row below the lower alarm's threshold until there are fewer.
        AppscalingInPeriods = "appscaling.in_periods",
        /// The lower alarm's threshold, of the value.
        AppscalingLowPercent = "appscaling.low_percent",
        /// How long fewer tasks wait after another change, unless a policy says.
        AppscalingCooldownS = "appscaling.cooldown_s",
        /// Services of Express Mode behind one load balancer.
        ExpressServicesPerLoadBalancer = "express.services_per_load_balancer",
        /// Processor of a task when nobody says.
        ExpressCpu = "express.cpu",
        /// Memory of a task when nobody says.
        ExpressMemoryMib = "express.memory_mib",
        /// Port of the container when nobody says.
        ExpressPort = "express.port",
        /// The least tasks of a service when nobody says.
        ExpressTasksLeast = "express.tasks_least",
        /// The most tasks of a service when nobody says.
        ExpressTasksMost = "express.tasks_most",
        /// The value of the metric that tasks follow when nobody says.
        ExpressScalingValue = "express.scaling_value",
        /// Requests that a new version gets first.
        ExpressCanaryPercent = "express.canary_percent",
        /// How long it gets no more than that, and how long the one before stays after that.
        ExpressBakeMinutes = "express.bake_minutes",
        /// Requests that may fail before the alarm counts a period.
        ExpressAlarmPercent = "express.alarm_percent",
        /// Periods in a row that the alarm looks at.
        ExpressAlarmPeriods = "express.alarm_periods",
        /// Periods among them that raise it.
        ExpressAlarmPoints = "express.alarm_points",
        /// The smallest root volume of the ECS-optimised image.
        EcsRootVolumeGib = "ecs.root_volume_gib",
        /// What the kernel of a container instance sees of its type's memory.
        EcsMemorySeenPerMille = "ecs.memory_seen_per_mille",
        /// Most instances that managed scaling adds at once.
        EcsScalingStepMost = "ecs.scaling_step_most",
        /// Warm-up of an instance in managed scaling, unless another is said.
        EcsScalingWarmUpS = "ecs.scaling_warm_up_s",
        /// For how long there must be too many instances before managed scaling takes some away.
        EcsScaleInAfterS = "ecs.scale_in_after_s",
        /// Strategies of one placement.
        EcsPlacementStrategies = "ecs.placement_strategies",
        /// Fewest CPU units of a task on a container instance.
        EcsTaskCpuLeast = "ecs.task_cpu_least",
        /// Most CPU units of a task on a container instance.
        EcsTaskCpuMost = "ecs.task_cpu_most",
        /// Lowest stop timeout on Fargate.
        EcsStopTimeoutLeastS = "ecs.stop_timeout_least_s",
        /// Highest stop timeout on Fargate.
        EcsStopTimeoutMostS = "ecs.stop_timeout_most_s",
        /// Highest start timeout on Fargate.
        EcsStartTimeoutMostS = "ecs.start_timeout_most_s",
        /// Service events that are shown.
        EcsEventsKept = "ecs.events_kept",
        /// How long a repeated service event is held back.
        EcsEventRepeatS = "ecs.event_repeat_s",
        /// How long a stopped task is shown.
        EcsStoppedVisibleS = "ecs.stopped_visible_s",
        /// vCPUs of running on-demand tasks.
        FargateVcpuQuota = "fargate.vcpu_quota",
        /// Seconds billed at least for each task.
        FargateMinimumBilledS = "fargate.minimum_billed_s",
        /// Ephemeral storage that is free and default.
        FargateStorageGib = "fargate.storage_gib",
        /// Lowest ephemeral storage that can be asked for.
        FargateStorageLeastGib = "fargate.storage_least_gib",
        /// Highest ephemeral storage.
        FargateStorageMostGib = "fargate.storage_most_gib",
        /// What a database writes into an empty directory at its first start.
        EfsFirstDataBytes = "efs.first_data_bytes",
        /// Default grace period of a group's health checks.
        AutoscalingHealthCheckGraceS = "autoscaling.health_check_grace_s",
        /// Default share of a group that a refresh keeps healthy, in percent.
        AutoscalingRefreshMinHealthyPercent = "autoscaling.refresh_min_healthy_percent",
        /// How long a refresh waits for what it launched.
        AutoscalingRefreshWaitS = "autoscaling.refresh_wait_s",
        /// Default time between health checks.
        ElbHealthIntervalS = "elb.health_interval_s",
        /// Default timeout of an HTTP health check.
        ElbHealthTimeoutS = "elb.health_timeout_s",
        /// Passed checks in a row until healthy again.
        ElbHealthyThreshold = "elb.healthy_threshold",
        /// Failed checks in a row until unhealthy.
        ElbUnhealthyThreshold = "elb.unhealthy_threshold",
        /// Lowest time between health checks.
        ElbHealthIntervalLeastS = "elb.health_interval_least_s",
        /// Highest time between health checks.
        ElbHealthIntervalMostS = "elb.health_interval_most_s",
        /// Lowest timeout of a health check.
        ElbHealthTimeoutLeastS = "elb.health_timeout_least_s",
        /// Highest timeout of a health check.
        ElbHealthTimeoutMostS = "elb.health_timeout_most_s",
        /// Lowest threshold, both ways.
        ElbThresholdLeast = "elb.threshold_least",
        /// Highest threshold, both ways.
        ElbThresholdMost = "elb.threshold_most",
        /// Default draining time.
        ElbDeregistrationDelayS = "elb.deregistration_delay_s",
        /// Longest draining time.
        ElbDeregistrationDelayMostS = "elb.deregistration_delay_most_s",
        /// Zones that an Application Load Balancer needs.
        ElbZonesLeast = "elb.zones_least",
        /// Characters of a load balancer's or target group's name.
        ElbNameChars = "elb.name_chars",
        /// Application Load Balancers in a region.
        ElbLoadBalancers = "elb.load_balancers",
        /// Rules of a load balancer, defaults apart.
        ElbRulesPerLoadBalancer = "elb.rules_per_load_balancer",
        /// Targets of a target group.
        ElbTargetsPerGroup = "elb.targets_per_group",
        /// New connections a second in one capacity unit.
        ElbLcuConnectionsPerS = "elb.lcu_connections_per_s",
        /// Bytes an hour in one capacity unit.
        ElbLcuBytesPerHour = "elb.lcu_bytes_per_hour",
        /// Seconds within which a hosted zone that is deleted again costs nothing.
        Route53FreeWhenDeletedWithinS = "route53.free_when_deleted_within_s",
        /// GB to the internet that are free each month.
        TransferFreeOutGb = "transfer.free_out_gb",
        /// GB a month at the first price.
        TransferTier1Gb = "transfer.tier_1_gb",
        /// GB a month at the second price.
        TransferTier2Gb = "transfer.tier_2_gb",
        /// GB a month at the third price.
        TransferTier3Gb = "transfer.tier_3_gb",
        /// A secret's size.
        SecretsValueBytes = "secrets.value_bytes",
        /// Managed policies attached to a role.
        IamPoliciesPerRole = "iam.policies_per_role",
        /// How many requests a program works at at the same time.
        WorkloadWorkers = "workload.workers",
        /// How long a user waits for an answer.
        WorldUsersPatienceS = "world.users_patience_s",
        /// An answer to a user's request, headers included.
        WorldUsersResponseBytes = "world.users_response_bytes",
        /// Log bytes that a request leaves.
        WorldLogBytesPerRequest = "world.log_bytes_per_request",
        /// How long a zone is without power.
        WeatherZoneOutageS = "weather.zone_outage_s",
        /// How long Docker Hub's limit is used up.
        WeatherRegistryRateLimitS = "weather.registry_rate_limit_s",
        /// How long registries do not answer.
        WeatherRegistryOutageS = "weather.registry_outage_s",
        /// How long the way to registries is slow.
        WeatherSlowNetworkS = "weather.slow_network_s",
        /// How long a port stays closed that somebody took out of the rules.
        WeatherSecurityGroupClosedS = "weather.security_group_closed_s",
        /// How long AWS refuses calls for their rate.
        WeatherApiThrottledS = "weather.api_throttled_s",
        /// How long a database does not answer.
        WeatherDatabaseDownS = "weather.database_down_s",
    }
}
