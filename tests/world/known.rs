//! The names of what came of requests.

use paperboat_core::aws::Reply;

use crate::act::Which;

/// What exists, in order of birth; what was removed stays, so that it is asked for again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    pub(crate) balancers: Vec<String>,
    pub(crate) groups: Vec<String>,
    pub(crate) listeners: Vec<String>,
    pub(crate) tasks: Vec<String>,
    pub(crate) definitions: Vec<String>,
    pub(crate) instances: Vec<String>,
    pub(crate) volumes: Vec<String>,
    pub(crate) snapshots: Vec<String>,
    pub(crate) addresses: Vec<String>,
    pub(crate) associations: Vec<String>,
    pub(crate) security_groups: Vec<String>,
    pub(crate) namespaces: Vec<String>,
    pub(crate) file_systems: Vec<String>,
}

/// The one that was asked for, or one that never existed.
pub(crate) fn one(of: &[String], which: Which) -> String {
    let n = usize::from(which);
    let missing = || "arn:aws:ecs:us-east-1:000000000000:nothing/sg-0123456789abcdef0".to_owned();
    of.get(n).cloned().unwrap_or_else(missing)
}

impl Known {
    /// Remembers the names in an answer.
    pub(crate) fn learn(&mut self, reply: &Reply) {
        match reply {
            Reply::CreateLoadBalancer(r) => self
                .balancers
                .extend(r.load_balancers.iter().map(|b| b.load_balancer_arn.clone())),
            Reply::CreateTargetGroup(r) => self
                .groups
                .extend(r.target_groups.iter().map(|g| g.target_group_arn.clone())),
            Reply::CreateListener(r) => self
                .listeners
                .extend(r.listeners.iter().map(|l| l.listener_arn.clone())),
            Reply::RunTask(r) => self
                .tasks
                .extend(r.tasks.iter().map(|t| t.task_arn.clone())),
            Reply::RegisterTaskDefinition(r) => self
                .definitions
                .push(r.task_definition.task_definition_arn.clone()),
            Reply::RunInstances(r) => {
                for instance in &r.instances {
                    self.instances.push(instance.instance_id.clone());
                    let disks = instance.block_device_mappings.iter();
                    self.volumes.extend(disks.map(|d| d.ebs.volume_id.clone()));
                }
            }
            Reply::CreateSnapshot(r) => self.snapshots.push(r.snapshot_id.clone()),
            Reply::AllocateAddress(r) => self.addresses.push(r.allocation_id.clone()),
            Reply::AssociateAddress(r) => self.associations.push(r.association_id.clone()),
            Reply::ListNamespaces(r) => {
                let new = r.namespaces.iter().map(|n| n.id.clone());
                let new: Vec<_> = new.filter(|id| !self.namespaces.contains(id)).collect();
                self.namespaces.extend(new);
            }
            Reply::CreateFileSystem(r) => self.file_systems.push(r.file_system_id.clone()),
            Reply::CreateSecurityGroup(r) => self.security_groups.push(r.group_id.clone()),
            _ => {}
        }
    }
}
