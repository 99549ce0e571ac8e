//! The one door through which rooms ask whom something belongs to: what a container was given by who runs it, and what
//! becomes of what somebody keeps.
//!
//! It belongs to the world and not to a room, as the doors for [news](crate::news) and for [connections](crate::reach) do: a
//! container knows that it has an owner, and only this file knows which room that is.

use crate::change::Subject;
use crate::id::{ContainerKey, MachineKey, Owner};
use crate::world::World;
use crate::{autoscaling, ec2, ecs, host};

/// What a container was given by its owner.
impl World {
    /// Whether who runs containers means them to run on.
    pub(crate) fn is_wanted(&self, owner: Owner) -> bool {
        match owner {
            Owner::Docker(_) => true,
            Owner::Task(task) => ecs::is_wanted(self, task),
        }
    }

    /// The machine on whose engine a container runs; none for one of a task.
    fn docker_of(&self, key: ContainerKey) -> Option<MachineKey> {
        match self.containers[key].spec.owner {
            Owner::Docker(machine) => Some(machine),
            Owner::Task(_) => None,
        }
    }

    /// The text of a mounted file; none where nothing is known to be mounted.
    pub(crate) fn mounted_text(&self, key: ContainerKey, path: &str) -> Option<String> {
        match self.containers[key].spec.owner {
            Owner::Docker(machine) => host::docker_file(self, machine, key, path),
            Owner::Task(task) => ecs::file(self, task, key, path),
        }
    }

    /// The paths of the files that are mounted in a container. What a task mounts is known by its text alone, and not listed.
    pub(crate) fn mounted_paths(&self, key: ContainerKey) -> Vec<String> {
        let machine = self.docker_of(key);
        machine.map_or_else(Vec::new, |m| host::docker_mounted(self, m, key))
    }

    /// Whether something is mounted just at a path; not known of tasks.
    pub(crate) fn is_mount(&self, key: ContainerKey, path: &str) -> bool {
        let machine = self.docker_of(key);
        machine.is_some_and(|m| host::docker_mount(self, m, key, path))
    }

    /// Whether a path of a container cannot be written, whoever asks; not known of tasks.
    pub(crate) fn is_read_only(&self, key: ContainerKey, path: &str) -> bool {
        let machine = self.docker_of(key);
        machine.is_some_and(|m| host::docker_read_only(self, m, key, path))
    }

    /// Writes a file, or removes it, where a mount has it; tells whether one does. Mounts of tasks take nothing.
    pub(crate) fn write_mounted(
        &mut self,
        key: ContainerKey,
        path: &str,
        text: Option<&str>,
    ) -> bool {
        let machine = self.docker_of(key);
        machine.is_some_and(|m| host::docker_write(self, m, key, path, text))
    }

    /// The user that a container was given; empty for its image's.
    pub(crate) fn user_given(&self, key: ContainerKey) -> String {
        let machine = self.docker_of(key);
        machine.map_or_else(String::new, |m| host::docker_user(self, m, key))
    }

    /// The working folder that a container was given; empty for its image's.
    pub(crate) fn folder_given(&self, key: ContainerKey) -> String {
        let machine = self.docker_of(key);
        machine.map_or_else(String::new, |m| host::docker_folder(self, m, key))
    }

    /// The host name that a container was given; empty when it has none but its own.
    pub(crate) fn hostname_given(&self, key: ContainerKey) -> String {
        let machine = self.docker_of(key);
        machine.map_or_else(String::new, |m| host::docker_hostname(self, m, key))
    }

    /// The lines that its owner adds to a container's `/etc/hosts`.
    pub(crate) fn hosts_given(&self, key: ContainerKey) -> String {
        let machine = self.docker_of(key);
        machine.map_or_else(String::new, |m| host::docker_hosts(self, m, key))
    }

    /// The `/etc/resolv.conf` of a container; none in a task, whose own is not modelled.
    pub(crate) fn resolv_conf(&self, key: ContainerKey) -> Option<String> {
        let machine = self.docker_of(key)?;
        Some(host::docker_resolv_conf(self, machine, key))
    }

    /// The words of what was started in a container beside its program and has not ended; not known of tasks.
    pub(crate) fn started_beside(&self, key: ContainerKey) -> Vec<Vec<String>> {
        let machine = self.docker_of(key);
        machine.map_or_else(Vec::new, |m| host::docker_beside(self, m, key))
    }

    /// The other containers in a container's network namespace. Those of a task, which share one, are not among them.
    pub(crate) fn neighbours(&self, key: ContainerKey) -> Vec<ContainerKey> {
        host::docker_neighbours(self, key)
    }
}

/// Whom something else belongs to.
impl World {
    /// The role of the instance that a machine is; none without a role, and for a machine that is no instance.
    pub(crate) fn role_of_machine(&self, machine: MachineKey) -> Option<String> {
        ec2::role_on(self, machine)
    }

    /// Whether somebody replaces an instance whose status checks fail, so that EC2 does not recover it.
    pub(crate) fn is_replaced(&self, instance: &str) -> bool {
        autoscaling::has(self, instance)
    }

    /// Whether somebody wants an instance to stay for now that its group is about to end: tasks run there that leave it first.
    pub(crate) fn is_held(&self, instance: &str) -> bool {
        ecs::holds(self, instance)
    }

    /// Who puts targets into a target group, as far as their changes decide what is in it.
    pub(crate) fn fills(&self, group_arn: &str) -> Vec<Subject> {
        let services = ecs::behind_group(self, group_arn);
        services.map(Subject::Service).collect()
    }
}
