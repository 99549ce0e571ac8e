//! What tasks take of a container instance, and what it has left.

use super::{ContainerInstanceKey, Lacks};
use crate::ecs::ports::{self, HostPorts};
use crate::ecs::task;
use crate::ecs::taskdef::{Definition, DefinitionKey};
use crate::model::Limit;
use crate::world::World;

/// What can be added up of what tasks take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::ecs) struct Share {
    /// Units of 1/1024 vCPU.
    pub(in crate::ecs) cpu: u32,
    /// MiB.
    pub(in crate::ecs) memory_mib: u32,
    /// Network interfaces beside the instance's own.
    pub(in crate::ecs) interfaces: u32,
}

impl Share {
    /// What is left of it when another share is taken.
    fn without(self, taken: Self) -> Self {
        Self {
            cpu: self.cpu.saturating_sub(taken.cpu),
            memory_mib: self.memory_mib.saturating_sub(taken.memory_mib),
            interfaces: self.interfaces.saturating_sub(taken.interfaces),
        }
    }
}

/// What one task takes of its instance.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::ecs) struct Wants {
    pub(in crate::ecs) share: Share,
    /// The ports that it must have; none of those that Docker chooses.
    pub(in crate::ecs) ports: HostPorts,
}

impl Wants {
    /// What each task of a definition takes.
    pub(in crate::ecs) fn of(definition: &Definition) -> Self {
        Self {
            share: Share {
                cpu: definition.size.cpu,
                memory_mib: definition.size.memory_mib,
                interfaces: u32::from(definition.mode.has_interface()),
            },
            ports: definition.ports.clone(),
        }
    }
}

/// What an instance has left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ecs) struct Room {
    pub(in crate::ecs) share: Share,
    /// The ports that no other task can have.
    pub(in crate::ecs) taken: HostPorts,
    /// The most ports that can be taken.
    pub(in crate::ecs) ports_most: usize,
}

impl Room {
    /// An instance of so much without a task.
    pub(in crate::ecs) fn of(w: &World, capacity: Share) -> Self {
        Self {
            share: capacity,
            taken: ports::reserved(),
            ports_most: w.model.limit(Limit::EcsReservedPorts) as usize,
        }
    }

    /// What it lacks for a task.
    pub(in crate::ecs) fn lacks(&self, wants: &Wants) -> Option<Lacks> {
        let (has, share) = (self.share, wants.share);
        let many = self.taken.len() + wants.ports.len() > self.ports_most;
        match () {
            () if has.cpu < share.cpu => Some(Lacks::Cpu),
            () if has.memory_mib < share.memory_mib => Some(Lacks::Memory),
            () if !self.taken.is_disjoint(&wants.ports) => Some(Lacks::Ports),
            () if many && !wants.ports.is_empty() => Some(Lacks::Ports),
            () if has.interfaces < share.interfaces => Some(Lacks::Interface),
            () => None,
        }
    }

    /// Takes out what a task takes.
    pub(in crate::ecs) fn give(&mut self, wants: &Wants) {
        self.share = self.share.without(wants.share);
        self.taken.extend(&wants.ports);
    }
}

/// What a container instance has left.
pub(in crate::ecs) fn left(w: &World, key: ContainerInstanceKey) -> Room {
    let instance = &w.ecs.instances[key];
    let mut room = Room::of(w, instance.capacity);
    for task in &instance.tasks {
        room.give(&Wants::of(task::definition(w, *task)));
    }
    room
}

/// Tells whether an instance has room for one more task of a definition.
pub(in crate::ecs) fn holds_one(
    w: &World,
    key: ContainerInstanceKey,
    definition: DefinitionKey,
) -> bool {
    let wants = Wants::of(&w.ecs.definitions[definition]);
    left(w, key).lacks(&wants).is_none()
}
