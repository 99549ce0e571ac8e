//! One resource that a deployment left.

use serde::{Deserialize, Serialize};

use super::mark::Mark;
use crate::aws::{Request, typed_command};

/// What a leftover is, in the order in which leftovers can be removed: what uses comes before what is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// A service of ECS whose tasks follow a metric. It goes first: it would give a service back the tasks that are taken from it.
    #[serde(rename = "application-autoscaling:scalable-target")]
    ScalableTarget,
    /// A service of ECS with its tasks.
    #[serde(rename = "ecs:service")]
    Service,
    /// A task of ECS that belongs to no service.
    #[serde(rename = "ecs:task")]
    Task,
    /// A capacity provider over an Auto Scaling group.
    #[serde(rename = "ecs:capacity-provider")]
    CapacityProvider,
    /// An Auto Scaling group with its instances.
    #[serde(rename = "autoscaling:autoScalingGroup")]
    ScalingGroup,
    /// A launch template with all its versions.
    #[serde(rename = "ec2:launch-template")]
    LaunchTemplate,
    /// A load balancer with its listeners.
    #[serde(rename = "elasticloadbalancing:loadbalancer")]
    LoadBalancer,
    /// A target group.
    #[serde(rename = "elasticloadbalancing:targetgroup")]
    TargetGroup,
    /// A revision of a task definition.
    #[serde(rename = "ecs:task-definition")]
    TaskDefinition,
    /// A cluster of ECS.
    #[serde(rename = "ecs:cluster")]
    Cluster,
    /// An instance.
    #[serde(rename = "ec2:instance")]
    Instance,
    /// An Elastic IP address.
    #[serde(rename = "ec2:elastic-ip")]
    Address,
    /// A volume that did not go with its instance.
    #[serde(rename = "ec2:volume")]
    Volume,
    /// A snapshot.
    #[serde(rename = "ec2:snapshot")]
    Snapshot,
    /// An access point of a file system.
    #[serde(rename = "elasticfilesystem:access-point")]
    AccessPoint,
    /// A mount target of a file system.
    #[serde(rename = "elasticfilesystem:mount-target")]
    MountTarget,
    /// A file system with the data on it.
    #[serde(rename = "elasticfilesystem:file-system")]
    FileSystem,
    /// A secret.
    #[serde(rename = "secretsmanager:secret")]
    Secret,
    /// A log group with its lines.
    #[serde(rename = "logs:log-group")]
    LogGroup,
    /// A service of Cloud Map.
    #[serde(rename = "servicediscovery:service")]
    DiscoveryService,
    /// A namespace of Cloud Map.
    #[serde(rename = "servicediscovery:namespace")]
    Namespace,
    /// An instance profile, which holds a role.
    #[serde(rename = "iam:instance-profile")]
    InstanceProfile,
    /// A role with its policies.
    #[serde(rename = "iam:role")]
    Role,
    /// A key pair.
    #[serde(rename = "ec2:key-pair")]
    KeyPair,
    /// A security group.
    #[serde(rename = "ec2:security-group")]
    SecurityGroup,
}

impl Kind {
    /// All kinds, in the order of removal.
    pub const ALL: [Self; 25] = [
        Self::ScalableTarget,
        Self::Service,
        Self::Task,
        Self::CapacityProvider,
        Self::ScalingGroup,
        Self::LaunchTemplate,
        Self::LoadBalancer,
        Self::TargetGroup,
        Self::TaskDefinition,
        Self::Cluster,
        Self::Instance,
        Self::Address,
        Self::Volume,
        Self::Snapshot,
        Self::AccessPoint,
        Self::MountTarget,
        Self::FileSystem,
        Self::Secret,
        Self::LogGroup,
        Self::DiscoveryService,
        Self::Namespace,
        Self::InstanceProfile,
        Self::Role,
        Self::KeyPair,
        Self::SecurityGroup,
    ];

    /// AWS's own name of the resource type, as the tagging API and IAM write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::ScalableTarget => "application-autoscaling:scalable-target",
            Self::Service => "ecs:service",
            Self::Task => "ecs:task",
            Self::CapacityProvider => "ecs:capacity-provider",
            Self::ScalingGroup => "autoscaling:autoScalingGroup",
            Self::LaunchTemplate => "ec2:launch-template",
            Self::LoadBalancer => "elasticloadbalancing:loadbalancer",
            Self::TargetGroup => "elasticloadbalancing:targetgroup",
            Self::TaskDefinition => "ecs:task-definition",
            Self::Cluster => "ecs:cluster",
            Self::Instance => "ec2:instance",
            Self::Address => "ec2:elastic-ip",
            Self::Volume => "ec2:volume",
            Self::Snapshot => "ec2:snapshot",
            Self::AccessPoint => "elasticfilesystem:access-point",
            Self::MountTarget => "elasticfilesystem:mount-target",
            Self::FileSystem => "elasticfilesystem:file-system",
            Self::Secret => "secretsmanager:secret",
            Self::LogGroup => "logs:log-group",
            Self::DiscoveryService => "servicediscovery:service",
            Self::Namespace => "servicediscovery:namespace",
            Self::InstanceProfile => "iam:instance-profile",
            Self::Role => "iam:role",
            Self::KeyPair => "ec2:key-pair",
            Self::SecurityGroup => "ec2:security-group",
        }
    }

    /// The operations that remove a resource of this kind.
    #[must_use]
    pub fn removal(self) -> &'static [&'static str] {
        match self {
            Self::ScalableTarget => &["applicationautoscaling:DeregisterScalableTarget"],
            Self::Service => &["ecs:UpdateService", "ecs:DeleteService"],
            Self::Task => &["ecs:StopTask"],
            Self::CapacityProvider => &[
                "ecs:PutClusterCapacityProviders",
                "ecs:DeleteCapacityProvider",
            ],
            Self::ScalingGroup => &["autoscaling:DeleteAutoScalingGroup"],
            Self::LaunchTemplate => &["ec2:DeleteLaunchTemplate"],
            Self::LoadBalancer => &["elbv2:DeleteLoadBalancer"],
            Self::TargetGroup => &["elbv2:DeleteTargetGroup"],
            Self::TaskDefinition => &["ecs:DeregisterTaskDefinition"],
            // A task of a job may have been started since the cluster was looked at.
            Self::Cluster => &["ecs:StopTask", "ecs:DeleteCluster"],
            Self::Instance => &["ec2:TerminateInstances"],
            Self::Address => &["ec2:DisassociateAddress", "ec2:ReleaseAddress"],
            Self::Volume => &["ec2:DeleteVolume"],
            Self::Snapshot => &["ec2:DeleteSnapshot"],
            Self::AccessPoint => &["efs:DeleteAccessPoint"],
            Self::MountTarget => &["efs:DeleteMountTarget"],
            Self::FileSystem => &["efs:DeleteFileSystem"],
            Self::Secret => &["secretsmanager:DeleteSecret"],
            Self::LogGroup => &["logs:DeleteLogGroup"],
            Self::DiscoveryService => &["servicediscovery:DeleteDiscoveryService"],
            Self::Namespace => &["servicediscovery:DeleteNamespace"],
            Self::InstanceProfile => &[
                "iam:RemoveRoleFromInstanceProfile",
                "iam:DeleteInstanceProfile",
            ],
            Self::Role => &[
                "iam:DetachRolePolicy",
                "iam:DeleteRolePolicy",
                "iam:DeleteRole",
            ],
            Self::KeyPair => &["ec2:DeleteKeyPair"],
            Self::SecurityGroup => &["ec2:DeleteSecurityGroup"],
        }
    }
}

/// Something that AWS bills by time, with what its price depends on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    tag = "item",
    rename_all = "kebab-case",
    rename_all_fields = "camelCase"
)]
pub enum Charge {
    /// An instance that runs.
    Instance {
        /// Such as `t3.micro`.
        instance_type: String,
    },
    /// A volume.
    Volume {
        /// Its size in GiB.
        gib: u32,
    },
    /// A snapshot, billed by what is stored: at most the size of its volume.
    Snapshot {
        /// The volume's size in GiB.
        gib: u32,
    },
    /// A public IPv4 address, in use or not.
    PublicIpv4,
    /// A task on Fargate.
    FargateTask {
        /// Units of 1/1024 vCPU.
        cpu: u32,
        /// MiB.
        memory_mib: u32,
        /// GiB of ephemeral storage; 0 where its definition asks for none.
        #[serde(default)]
        ephemeral_gib: u32,
        /// Whether it runs on Graviton.
        #[serde(default)]
        arm: bool,
    },
    /// The addresses of a task whose network no operation here shows: as many as there are, if any.
    TaskAddress,
    /// A load balancer, without its capacity units. Its addresses are charges of their own.
    LoadBalancer,
    /// A file system, billed by what is stored.
    FileSystem {
        /// The bytes as AWS last counted them; none where it has not.
        bytes: Option<u64>,
    },
    /// A secret.
    Secret,
    /// Log lines.
    LogStorage {
        /// The stored bytes.
        bytes: u64,
    },
    /// A private hosted zone, which a namespace for DNS makes.
    HostedZone,
}

/// A resource that a deployment left.
#[derive(Clone, Debug, PartialEq)]
pub struct Leftover {
    /// What it is.
    pub kind: Kind,
    /// Its id, or its ARN, or its name where that is what AWS goes by.
    pub id: String,
    /// Its name; the id again where it has none.
    pub name: String,
    /// The deployment that made it.
    pub deployment: String,
    /// When it may be removed, as its tag says; none where AWS shows no such tag.
    pub expires: Option<String>,
    /// Its state in AWS's own word; empty where AWS shows none.
    pub state: String,
    /// What is billed by time.
    pub charges: Vec<Charge>,
    /// What removes it, in order. Empty when it is on its way out already.
    pub remove: Vec<Request>,
}

impl Leftover {
    /// Begins the description of a resource that is billed nothing.
    pub(super) fn new(kind: Kind, id: &str, mark: &Mark) -> Self {
        Self {
            kind,
            id: id.to_owned(),
            name: id.to_owned(),
            deployment: mark.deployment.clone(),
            expires: mark.expires.clone(),
            state: String::new(),
            charges: Vec::new(),
            remove: Vec::new(),
        }
    }

    pub(super) fn called(mut self, name: &str) -> Self {
        if !name.is_empty() {
            name.clone_into(&mut self.name);
        }
        self
    }

    pub(super) fn in_state(mut self, state: &str) -> Self {
        state.clone_into(&mut self.state);
        self
    }

    pub(super) fn billed(mut self, charges: impl IntoIterator<Item = Charge>) -> Self {
        self.charges.extend(charges);
        self
    }

    pub(super) fn removed_by(mut self, request: impl Into<Request>) -> Self {
        self.remove.push(request.into());
        self
    }

    /// The commands that a person types to remove it.
    #[must_use]
    pub fn commands(&self) -> Vec<String> {
        self.remove.iter().map(typed_command).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;
    use crate::aws::OPERATIONS;

    #[test]
    fn kinds_are_in_order_of_removal_and_named_once() {
        assert!(Kind::ALL.windows(2).all(|two| two[0] < two[1]));
        for kind in Kind::ALL {
            let wire = serde_json::to_value(kind).expect("a word");
            assert_eq!(wire, kind.word());
            for operation in kind.removal() {
                assert!(OPERATIONS.contains(operation), "{operation}");
            }
        }
    }
}
