//! What the world can be woken for.

/// What is due. One byte in the queue; the slot beside it says for which entity.
///
/// Adding one: a variant here, an arm in [`World::wake`](crate::world::World).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Kind {
    /// The answer to a call is ready. Slot: the call.
    Answer,
    /// The next change of an instance's life: running, stopped, terminated. Slot: the instance.
    InstanceState,
    /// A status check passes or fails. Slot: the instance.
    InstanceStatus,
    /// A machine's boot goes on (sshd, units). Slot: the machine.
    MachineBoot,
    /// A shell command on a machine goes on. Slot: the job.
    Job,
    /// A person interrupts a shell command that has not ended. Slot: the job.
    JobLimit,
    /// The answer to an SSH, copy or HTTP operation is due. Slot: the waiting answer.
    HostAnswer,
    /// A docker engine's restart back-off is over. Slot: the engine's container.
    DockerRestart,
    /// An image pull on a machine or for a task has got its bytes. Slot: the pull.
    Pull,
    /// The first pull over a machine's network has its bytes. Slot: the machine.
    Link,
    /// The first boot in a pool of processors is done. Slot: the pool.
    Pool,
    /// A container's program goes on: checks what it needs, gives up, ends by itself. Slot: the container.
    Program,
    /// A container health check changes its verdict. Slot: the container.
    ContainerHealth,
    /// A stop's grace period is over. Slot: the container.
    KillDue,
    /// A load balancer becomes active. Slot: the load balancer.
    BalancerState,
    /// A target's health changes, or its draining ends. Slot: the target.
    Target,
    /// A draining target gets no new requests. Slot: the target.
    TargetRoute,
    /// A task's next state. Slot: the task.
    TaskState,
    /// A task is registered with its target groups and names, or taken out. Slot: the task.
    TaskTarget,
    /// The containers of a task that ended are removed from its instance. Slot: the container.
    TaskCleanup,
    /// An agent of ECS registers its machine, or ECS learns what became of that. Slot: the machine.
    ContainerAgent,
    /// A capacity provider looks at what its tasks need. Slot: the provider.
    CapacityProvider,
    /// A command in a container of a task has ended. Slot: the call.
    Session,
    /// The service scheduler looks again. Slot: the service.
    Scheduler,
    /// A file system or a mount target becomes available. Slot: the resource.
    FileSystem,
    /// A Cloud Map operation ends. Slot: the operation.
    Namespace,
    /// An address, snapshot or volume changes its state. Slot: the resource.
    Ec2Resource,
    /// A group of instances looks at what it has. Slot: the group.
    AutoScaling,
    /// A service whose tasks follow a metric is measured. Slot: the scalable target.
    ScalableTarget,
    /// What Express Mode does a little later is due. Slot: what that is.
    Express,
    /// A fault that lasts ceases. Slot: the fault.
    Weather,
}

impl Kind {
    const ALL: [Self; 31] = [
        Self::Answer,
        Self::InstanceState,
        Self::InstanceStatus,
        Self::MachineBoot,
        Self::Job,
        Self::JobLimit,
        Self::HostAnswer,
        Self::DockerRestart,
        Self::Pull,
        Self::Link,
        Self::Pool,
        Self::Program,
        Self::ContainerHealth,
        Self::KillDue,
        Self::BalancerState,
        Self::Target,
        Self::TargetRoute,
        Self::TaskState,
        Self::TaskTarget,
        Self::TaskCleanup,
        Self::ContainerAgent,
        Self::CapacityProvider,
        Self::Session,
        Self::Scheduler,
        Self::FileSystem,
        Self::Namespace,
        Self::Ec2Resource,
        Self::AutoScaling,
        Self::ScalableTarget,
        Self::Express,
        Self::Weather,
    ];

    /// The kind with this number.
    ///
    /// # Panics
    /// When no kind has it: the queue only holds numbers of kinds.
    #[must_use]
    pub fn from_number(n: u8) -> Self {
        Self::ALL[usize::from(n)]
    }
}

/// A timer: what is due, for which entity, and which generation of that entity's timers it belongs to.
///
/// Timers are not taken out of the queue. An entity that changes its plans raises its own generation,
/// and ignores wakes of an older one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wake {
    /// What is due.
    pub kind: Kind,
    /// The entity's slot.
    pub slot: u32,
    /// The generation of the entity's timer.
    pub generation: u16,
}

impl From<Wake> for crate::agenda::Wake {
    fn from(wake: Wake) -> Self {
        Self {
            kind: wake.kind as u8,
            generation: wake.generation,
            slot: wake.slot,
        }
    }
}

impl From<crate::agenda::Wake> for Wake {
    fn from(wake: crate::agenda::Wake) -> Self {
        Self {
            kind: Kind::from_number(wake.kind),
            slot: wake.slot,
            generation: wake.generation,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn every_number_is_its_own_kind() {
        for (n, kind) in Kind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, n);
            assert_eq!(Kind::from_number(n as u8), kind);
        }
    }
}
