//! What recipes wait for.

use super::keyed;

keyed! {
    /// Something that a recipe waits for.
    Wait {
        /// The address is the instance's.
        AddressFixed: "address-fixed";
        /// Nothing runs in the cluster any more.
        ClusterEmpty: "cluster-empty";
        /// What a container depends on is ready.
        DependencyReady: "dependency-ready";
        /// EFS has made the file system.
        FileSystemAvailable: "file-system-available";
        /// The file system has no mount targets any more.
        FileSystemUnused: "file-system-unused";
        /// Nothing has the security group any more.
        FirewallUnused: "firewall-unused";
        /// The Auto Scaling group is gone.
        GroupGone: "group-gone";
        /// The instance runs.
        InstanceRunning: "instance-running";
        /// The instance is gone.
        InstanceTerminated: "instance-terminated";
        /// As many instances as a group shall have are in service.
        InstancesInService: "instances-in-service";
        /// As many instances as tasks need have registered with the cluster.
        InstancesRegistered: "instances-registered";
        /// A service that is to complete has ended.
        JobEnded: "job-ended";
        /// Something that is on its way out is gone.
        LeftoverGone: "leftover-gone";
        /// Nothing depends on a leftover any more.
        LeftoverUnused: "leftover-unused";
        /// The load balancer takes requests.
        LoadBalancerActive: "load-balancer-active";
        /// The file system can be mounted in every subnet.
        MountTargetsAvailable: "mount-targets-available";
        /// A name of the namespace is free.
        NameUnused: "name-unused";
        /// Cloud Map has made the namespace.
        NamespaceMade: "namespace-made";
        /// The namespace has no names any more.
        NamespaceUnused: "namespace-unused";
        /// No namespace is on its way.
        NamespacesSettled: "namespaces-settled";
        /// Users get an answer.
        PublicAnswer: "public-answer";
        /// All instances have the new version.
        RefreshComplete: "refresh-complete";
        /// No instance refresh is under way.
        RefreshEnded: "refresh-ended";
        /// As many copies run as were asked for.
        ReplicasRun: "replicas-run";
        /// ECS has rolled the service.
        RolloutComplete: "rollout-complete";
        /// ECS has drained the service.
        ServiceGone: "service-gone";
        /// The machine's SSH server answers.
        SshAnswers: "ssh-answers";
        /// No listener has the target group any more.
        TargetGroupUnused: "target-group-unused";
        /// All instances are healthy for the load balancer.
        TargetsHealthy: "targets-healthy";
        /// Anything at all: what a simulated verb that is stuck waits for, whatever its recipe waits for.
        WayOn: "way-on";
    }
}
