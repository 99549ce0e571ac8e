//! How long things take.

use paperboat_core::aws::Latency;

use super::name::names;

names! {
    /// Something that takes time, or the time between two things. In seconds.
    Timing {
        /// A call that only reads.
        ApiRead = "api.read",
        /// A call that changes something.
        ApiWrite = "api.write",
        /// `ec2:RunInstances`, until the ids are back.
        ApiRunInstances = "api.run_instances",
        /// A call that changes a role or a policy.
        ApiIamWrite = "api.iam_write",
        /// `ecs:RegisterTaskDefinition`.
        ApiRegisterTaskDefinition = "api.register_task_definition",
        /// `elbv2:CreateLoadBalancer`, until the ARN is back.
        ApiCreateLoadBalancer = "api.create_load_balancer",
        /// An instance from pending to running.
        Ec2PendingToRunning = "ec2.pending_to_running",
        /// From running until port 22 accepts, Amazon Linux 2023.
        Ec2RunningToSshd = "ec2.running_to_sshd",
        /// From launch until both status checks passed.
        Ec2StatusChecks = "ec2.status_checks",
        /// From stopping to stopped, the system shutting down properly.
        Ec2StoppingToStopped = "ec2.stopping_to_stopped",
        /// From shutting-down to terminated.
        Ec2ShuttingDownToTerminated = "ec2.shutting_down_to_terminated",
        /// A stopped instance from pending to running.
        Ec2StartToRunning = "ec2.start_to_running",
        /// From RebootInstances until port 22 accepts again.
        Ec2RebootToSshd = "ec2.reboot_to_sshd",
        /// Until a changed rule holds at the instance.
        Ec2SecurityGroupPropagation = "ec2.security_group_propagation",
        /// Until a fresh id is known to every reader.
        Ec2Visibility = "ec2.visibility",
        /// Until an associated Elastic IP routes to the instance.
        Ec2AddressAssociation = "ec2.address_association",
        /// Until the boot's output can be read.
        Ec2ConsoleOutput = "ec2.console_output",
        /// A snapshot's fixed time, beside its copying.
        Ec2SnapshotOverhead = "ec2.snapshot_overhead",
        /// From a failed system status check until the instance boots on other hardware.
        Ec2AutomaticRecovery = "ec2.automatic_recovery",
        /// From a zone's power until an instance there boots.
        Ec2PowerRestored = "ec2.power_restored",
        /// From a change until an Auto Scaling group acts on it.
        AutoscalingLook = "autoscaling.look",
        /// From a launch that failed until an Auto Scaling group launches again.
        AutoscalingRetry = "autoscaling.retry",
        /// An SSH login: TCP, key exchange, authentication, shell.
        HostSshConnect = "host.ssh_connect",
        /// A command that only asks or writes a little.
        HostCommand = "host.command",
        /// The first dnf call on a fresh instance loads the metadata.
        HostDnfMetadata = "host.dnf_metadata",
        /// `dnf install -y docker` without the metadata: download, unpack, scripts.
        HostDnfInstallDocker = "host.dnf_install_docker",
        /// `dnf install` of a small package, without the metadata.
        HostDnfInstallOther = "host.dnf_install_other",
        /// `dnf update -y` on a current image.
        HostDnfUpdate = "host.dnf_update",
        /// `apt-get update` on Ubuntu.
        HostAptUpdate = "host.apt_update",
        /// `apt-get install` of Docker's five packages.
        HostAptInstallDocker = "host.apt_install_docker",
        /// `systemctl start docker` with containerd, until the socket answers.
        HostDockerDaemonStart = "host.docker_daemon_start",
        /// From sshd's start to a ready Docker engine when the unit is enabled.
        HostBootToDocker = "host.boot_to_docker",
        /// An orderly shutdown of the system, containers stopped already.
        HostShutdown = "host.shutdown",
        /// What every docker command takes before its work.
        DockerCommand = "docker.command",
        /// What every docker compose command takes before its work.
        DockerComposeCommand = "docker.compose_command",
        /// Creating a container.
        DockerCreate = "docker.create",
        /// Starting a created container, until its process runs.
        DockerStart = "docker.start",
        /// Stopping a container, beside the process's own reaction.
        DockerStop = "docker.stop",
        /// Removing a stopped container.
        DockerRemove = "docker.remove",
        /// Creating a network.
        DockerNetworkCreate = "docker.network_create",
        /// Creating a volume.
        DockerVolumeCreate = "docker.volume_create",
        /// Starting a process in a running container: `docker exec`, a health check.
        DockerExec = "docker.exec",
        /// Asking a registry for a token and a manifest.
        ImageManifest = "image.manifest",
        /// What each layer takes beside its bytes.
        ImageLayer = "image.layer",
        /// The boot of a program that needs one second on a free processor.
        AppBoot = "app.boot",
        /// From the start of a program that lacks a setting to its exit.
        AppFailedStart = "app.failed_start",
        /// From SIGTERM to the exit of a program that handles it.
        AppShutdown = "app.shutdown",
        /// Between two looks of the service scheduler.
        EcsSchedulerTick = "ecs.scheduler_tick",
        /// From a changed service to the scheduler's first task.
        EcsServiceReaction = "ecs.service_reaction",
        /// PROVISIONING, until the network interface is attached.
        EcsEniAttach = "ecs.eni_attach",
        /// Container instance: PENDING, until its agent has heard of the task.
        EcsAgentTold = "ecs.agent_told",
        /// From the start of an agent until its machine is registered.
        EcsAgentRegister = "ecs.agent_register",
        /// Until an agent that could not register tries again.
        EcsAgentRetry = "ecs.agent_retry",
        /// Until ECS acts on an instance that EC2 stops or ends.
        EcsInstanceEvent = "ecs.instance_event",
        /// Until a capacity provider's scaling acts on what its tasks need.
        EcsScalingLook = "ecs.scaling_look",
        /// Container instance: DEPROVISIONING, until the network interface is gone.
        EcsEniDetach = "ecs.eni_detach",
        /// Fargate: PENDING, until the pull starts.
        FargateMachine = "fargate.machine",
        /// Fargate: from the end of the pull to the start of the containers.
        FargatePullToStarted = "fargate.pull_to_started",
        /// ACTIVATING: registration with a load balancer or a name service.
        EcsActivating = "ecs.activating",
        /// From RUNNING until the target is registered.
        EcsRunningToRegistered = "ecs.running_to_registered",
        /// From an unhealthy target to the start of its replacement.
        EcsUnhealthyToReplacement = "ecs.unhealthy_to_replacement",
        /// From a stopped task to the start of its replacement.
        EcsLostTaskToReplacement = "ecs.lost_task_to_replacement",
        /// From the loss of a task's host until ECS stops the task, where no check finds it first.
        EcsHostLostToStopped = "ecs.host_lost_to_stopped",
        /// From a healthy replacement to the stop of the old task.
        EcsReplacementToOldStopped = "ecs.replacement_to_old_stopped",
        /// From the decision to stop a task to its target's draining.
        EcsStopToDeregistered = "ecs.stop_to_deregistered",
        /// DEACTIVATING: leaving the load balancer or the name service.
        EcsDeactivating = "ecs.deactivating",
        /// DEPROVISIONING: the network interface goes, after the containers ended.
        FargateDeprovisioning = "fargate.deprovisioning",
        /// Until a task that found no room is tried again.
        EcsCapacityWait = "ecs.capacity_wait",
        /// The first delay of the restart throttle.
        EcsThrottleFirst = "ecs.throttle_first",
        /// Fetching one secret before the containers start.
        EcsSecretFetch = "ecs.secret_fetch",
        /// Until a task's agent gives up what does not answer: secrets, registries, logs, file systems.
        EcsFetchGiveUp = "ecs.fetch_give_up",
        /// Until a service without tasks is INACTIVE.
        EcsServiceDelete = "ecs.service_delete",
        /// Opening a session in a container.
        EcsExecuteCommand = "ecs.execute_command",
        /// A load balancer from provisioning to active.
        ElbProvisioning = "elb.provisioning",
        /// Until a deleted load balancer has gone and its addresses are free.
        ElbDelete = "elb.delete",
        /// Until a listener or rule holds at every node.
        ElbRulePropagation = "elb.rule_propagation",
        /// From a registration to the first health check's answer.
        ElbRegisteredToFirstCheck = "elb.registered_to_first_check",
        /// Until a deregistered target gets no new request.
        ElbDeregistrationPropagation = "elb.deregistration_propagation",
        /// A file system from creating to available.
        EfsFileSystemCreate = "efs.file_system_create",
        /// A mount target from creating to available.
        EfsMountTargetCreate = "efs.mount_target_create",
        /// Mounting in a task.
        EfsMount = "efs.mount",
        /// Until a mount target or a file system is gone.
        EfsDelete = "efs.delete",
        /// A private DNS namespace, with its hosted zone.
        ServicediscoveryNamespaceCreate = "servicediscovery.namespace_create",
        /// A namespace for Service Connect, without DNS.
        ServicediscoveryHttpNamespaceCreate = "servicediscovery.http_namespace_create",
        /// Deleting a namespace.
        ServicediscoveryNamespaceDelete = "servicediscovery.namespace_delete",
        /// Until a new role or policy is known to every service.
        IamPropagation = "iam.propagation",
        /// From a line's writing to its reading in CloudWatch Logs.
        LogsDelivery = "logs.delivery",
        /// From a user on the internet and back.
        NetUserRoundTrip = "net.user_round_trip",
        /// Within the VPC, across zones, and back.
        NetVpcRoundTrip = "net.vpc_round_trip",
        /// Until a client gives up a connection that nothing answers.
        NetConnectTimeout = "net.connect_timeout",
    }
}

impl Timing {
    /// The row that says how long an operation's answer takes.
    #[must_use]
    pub fn of_call(latency: Latency) -> Self {
        match latency {
            Latency::Read => Self::ApiRead,
            Latency::Write => Self::ApiWrite,
            Latency::IamWrite => Self::ApiIamWrite,
            Latency::RunInstances => Self::ApiRunInstances,
            Latency::RegisterTaskDefinition => Self::ApiRegisterTaskDefinition,
            Latency::CreateLoadBalancer => Self::ApiCreateLoadBalancer,
            Latency::RoundTrip => Self::NetUserRoundTrip,
        }
    }
}
