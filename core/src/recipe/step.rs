//! The steps of all recipes.

use super::keyed;
use crate::event::Subgoal;

keyed! {
    /// A step of a recipe.
    Step {
        /// Asks each public service until it answers.
        AskFromOutside: "ask-from-outside";
        /// Brings the application's files to the machine.
        CarryFiles: "carry-files";
        /// Changes what target groups ask.
        ChangeHealthCheck: "change-health-check";
        /// Sees whether the application can be deployed this way.
        CheckApplication: "check-application";
        /// Chooses image, instance type, disk and subnet.
        ChooseMachine: "choose-machine";
        /// Removes listeners and target groups that nothing uses any more.
        CloseOldEntrances: "close-old-entrances";
        /// Finds which services an update changes.
        CompareVersions: "compare-versions";
        /// Finds an endpoint or an account outside the simulator.
        Connect: "connect";
        /// Makes the ECS cluster.
        CreateCluster: "create-cluster";
        /// Has Express Mode make the service with all that it stands on.
        CreateExpressService: "create-express-service";
        /// Makes the EFS file system with its access points.
        CreateFileSystem: "create-file-system";
        /// Makes the Auto Scaling group.
        CreateGroup: "create-group";
        /// Makes the load balancer with listeners and target groups.
        CreateLoadBalancer: "create-load-balancer";
        /// Makes the log groups.
        CreateLogGroups: "create-log-groups";
        /// Makes the namespace in which services find each other.
        CreateNamespace: "create-namespace";
        /// Makes the role of an instance.
        CreateRole: "create-role";
        /// Makes the roles of tasks.
        CreateRoles: "create-roles";
        /// Makes the ECS services, without tasks.
        CreateServices: "create-services";
        /// Deletes the ECS cluster.
        DeleteCluster: "delete-cluster";
        /// Deletes the EFS file system.
        DeleteFileSystem: "delete-file-system";
        /// Deletes the security groups.
        DeleteFirewall: "delete-firewall";
        /// Deletes the Auto Scaling group with its instances.
        DeleteGroup: "delete-group";
        /// Deletes the key pair.
        DeleteKeyPair: "delete-key-pair";
        /// Deletes the launch template with all its versions.
        DeleteLaunchTemplate: "delete-launch-template";
        /// Deletes the load balancer and its target groups.
        DeleteLoadBalancer: "delete-load-balancer";
        /// Deletes the namespace.
        DeleteNamespace: "delete-namespace";
        /// Deletes the role of an instance.
        DeleteRole: "delete-role";
        /// Deletes the roles of tasks.
        DeleteRoles: "delete-roles";
        /// Deletes secrets.
        DeleteSecrets: "delete-secrets";
        /// Deletes secrets, log groups and task definitions.
        DeleteSecretsAndLogs: "delete-secrets-and-logs";
        /// Deletes ECS services.
        DeleteServices: "delete-services";
        /// Takes services out of service auto scaling.
        DeregisterScalableTargets: "deregister-scalable-targets";
        /// Deletes the snapshots of the data.
        DeleteSnapshots: "delete-snapshots";
        /// Finds the VPC and its subnets.
        FindNetwork: "find-network";
        /// Gives the instance an address that stays.
        FixAddress: "fix-address";
        /// Brings back what ran before a failure.
        GiveBackOldRelease: "give-back-old-release";
        /// Installs the Docker engine on the machine.
        InstallDocker: "install-docker";
        /// Keeps the files of the version that is to be replaced.
        KeepOldRelease: "keep-old-release";
        /// Launches the instance.
        LaunchInstance: "launch-instance";
        /// Lists the containers on the machine.
        ListContainers: "list-containers";
        /// Lists the tasks.
        ListTasks: "list-tasks";
        /// Waits for the machine's SSH server and logs in.
        LogIn: "log-in";
        /// Finds the Auto Scaling group.
        LookAtGroup: "look-at-group";
        /// Finds the instance.
        LookAtInstance: "look-at-instance";
        /// Finds the load balancer.
        LookAtLoadBalancer: "look-at-load-balancer";
        /// Makes the key pair.
        MakeKeyPair: "make-key-pair";
        /// Makes the security groups and opens their ports.
        OpenFirewall: "open-firewall";
        /// Pulls the images on the machine.
        PullImages: "pull-images";
        /// Puts a proxy before the copies of a service.
        PutProxyBefore: "put-proxy-before";
        /// Reads what containers wrote.
        ReadLogs: "read-logs";
        /// Replaces the instances of a group, a part at a time.
        RefreshInstances: "refresh-instances";
        /// Registers the task definitions.
        RegisterTaskDefinitions: "register-task-definitions";
        /// Lets the tasks of services follow a metric.
        RegisterScalableTargets: "register-scalable-targets";
        /// Releases the address.
        ReleaseAddress: "release-address";
        /// Replaces the containers of the old version.
        ReplaceContainers: "replace-containers";
        /// Rolls the services to their new task definitions.
        RollServices: "roll-services";
        /// Runs a command in a container or on the machine.
        RunCommand: "run-command";
        /// Runs the services that are to complete.
        RunJobs: "run-jobs";
        /// Signs Docker in to the private registry.
        SignInRegistry: "sign-in-registry";
        /// Starts the containers.
        StartContainers: "start-containers";
        /// Starts or stops copies of a service.
        StartReplicas: "start-replicas";
        /// Gives the ECS services their tasks, in order.
        StartServices: "start-services";
        /// Stores passwords in Secrets Manager.
        StoreSecrets: "store-secrets";
        /// Takes a snapshot of the data.
        TakeSnapshot: "take-snapshot";
        /// Terminates the instance.
        TerminateInstance: "terminate-instance";
        /// Waits until all instances of a group serve.
        WaitForInstances: "wait-for-instances";
        /// Waits until the load balancer takes requests.
        WaitLoadBalancer: "wait-load-balancer";
        /// Waits until the instance runs.
        WaitRunning: "wait-running";
        /// Writes a version of the launch template.
        WriteLaunchTemplate: "write-launch-template";
    }
}

impl Step {
    /// What the step is for, unless a recipe says otherwise ([`Step::towards`]).
    #[must_use]
    pub const fn subgoal(self) -> Subgoal {
        match self {
            Self::CheckApplication
            | Self::ChooseMachine
            | Self::CreateCluster
            | Self::LaunchInstance
            | Self::WaitRunning => Subgoal::Provision,
            Self::Connect
            | Self::CreateRole
            | Self::CreateRoles
            | Self::FindNetwork
            | Self::FixAddress
            | Self::LogIn
            | Self::MakeKeyPair
            | Self::OpenFirewall
            | Self::StoreSecrets => Subgoal::Access,
            Self::InstallDocker => Subgoal::Runtime,
            Self::PullImages
            | Self::RegisterTaskDefinitions
            | Self::SignInRegistry
            | Self::WriteLaunchTemplate => Subgoal::Image,
            Self::CarryFiles
            | Self::CreateGroup
            | Self::CreateNamespace
            | Self::CreateExpressService
            | Self::CreateServices
            | Self::RunJobs
            | Self::StartContainers
            | Self::StartServices
            | Self::WaitForInstances => Subgoal::Run,
            Self::AskFromOutside
            | Self::ChangeHealthCheck
            | Self::CloseOldEntrances
            | Self::CreateLoadBalancer
            | Self::WaitLoadBalancer => Subgoal::Expose,
            Self::CreateLogGroups
            | Self::ListContainers
            | Self::ListTasks
            | Self::LookAtGroup
            | Self::LookAtInstance
            | Self::LookAtLoadBalancer
            | Self::ReadLogs
            | Self::RunCommand => Subgoal::Observe,
            Self::CreateFileSystem | Self::TakeSnapshot => Subgoal::Survive,
            Self::CompareVersions
            | Self::GiveBackOldRelease
            | Self::KeepOldRelease
            | Self::RefreshInstances
            | Self::ReplaceContainers
            | Self::RollServices => Subgoal::Update,
            Self::PutProxyBefore | Self::RegisterScalableTargets | Self::StartReplicas => {
                Subgoal::Scale
            }
            Self::DeleteCluster
            | Self::DeleteFileSystem
            | Self::DeleteFirewall
            | Self::DeleteGroup
            | Self::DeleteKeyPair
            | Self::DeleteLaunchTemplate
            | Self::DeleteLoadBalancer
            | Self::DeleteNamespace
            | Self::DeleteRole
            | Self::DeleteRoles
            | Self::DeleteSecrets
            | Self::DeleteSecretsAndLogs
            | Self::DeleteServices
            | Self::DeleteSnapshots
            | Self::DeregisterScalableTargets
            | Self::ReleaseAddress
            | Self::TerminateInstance => Subgoal::CleanUp,
        }
    }

    /// The same step on the way to another subgoal.
    #[must_use]
    pub const fn towards(self, subgoal: Subgoal) -> Stage {
        Stage {
            step: self,
            subgoal,
        }
    }
}

/// A step, and what it is for where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stage {
    /// The step.
    pub step: Step,
    /// What it is for.
    pub subgoal: Subgoal,
}

impl From<Step> for Stage {
    fn from(step: Step) -> Self {
        step.towards(step.subgoal())
    }
}
