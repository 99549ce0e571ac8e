//! What rooms call each other's entities: the names without the things, so that whoever keeps one need not know its room.

use crate::arena::Key;

macro_rules! entities {
    ($( $(#[$doc:meta])* $entity:ident as $key:ident, )*) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub enum $entity {}
        #[doc = concat!("The name of ", stringify!($entity), " entities.")]
        pub type $key = Key<$entity>;
    )* };
}

entities! {
    /// A container, of a machine's engine or of a task.
    Container as ContainerKey,
    /// An image as a registry or a machine holds it.
    Image as ImageKey,
    /// An instance of EC2.
    Instance as InstanceKey,
    /// A load balancer.
    Balancer as BalancerKey,
    /// A machine: what an instance runs on, with its files, users and jobs.
    Machine as MachineKey,
    /// A pull of an image that goes on.
    Pull as PullKey,
    /// A security group.
    SecurityGroup as SecurityGroupKey,
    /// A service of ECS.
    Service as ServiceKey,
    /// A target group of a load balancer.
    TargetGroup as TargetGroupKey,
    /// A task of ECS.
    Task as TaskKey,
}

/// A network namespace with an address in the VPC: what a network interface is attached to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Endpoint {
    /// An instance.
    Machine(MachineKey),
    /// A task in `awsvpc` mode.
    Task(TaskKey),
    /// A load balancer.
    Balancer(BalancerKey),
    /// An EFS mount target.
    FileSystem(u32),
}

/// Who runs a container, hears of its changes and knows its network and its mounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// The Docker engine of a machine.
    Docker(MachineKey),
    /// An ECS task.
    Task(TaskKey),
}

impl From<Owner> for Endpoint {
    /// Where the packets of what somebody runs leave for the VPC.
    fn from(owner: Owner) -> Self {
        match owner {
            Owner::Docker(machine) => Self::Machine(machine),
            Owner::Task(task) => Self::Task(task),
        }
    }
}
