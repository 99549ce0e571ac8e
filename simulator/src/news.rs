//! The one door through which rooms hear news: who tells what happened does not know who owns what it happened to.
//!
//! It belongs to the world and not to a room: a room tells [`World::hear`], and only this file knows who listens.

use std::net::Ipv4Addr;

use paperboat_core::aws::ec2::InstanceStateName;
use paperboat_core::aws::elbv2::TargetHealthStateEnum;
use paperboat_core::event::EventId;

use crate::container::{Change, ContainerKey, Owner};
use crate::id::MachineKey;
use crate::registry::{ImageKey, PullKey, Puller, Refusal};
use crate::world::World;
use crate::{applicationautoscaling, autoscaling, ec2, ecs, express, host};

/// What happened, for whoever owns what it happened to.
#[derive(Debug)]
pub(crate) enum News<'a> {
    /// An instance entered a state.
    Instance {
        id: &'a str,
        machine: MachineKey,
        to: InstanceStateName,
    },
    /// The status checks of an instance fail.
    Impaired { id: &'a str },
    /// A target of a target group entered a state; none when it is registered no more.
    Target {
        group_arn: &'a str,
        /// What was registered, an instance or an address.
        id: &'a str,
        address: Ipv4Addr,
        port: u16,
        to: Option<TargetHealthStateEnum>,
        reason: &'a str,
    },
    /// The operating system of a machine was shut down from inside.
    ShutDown(MachineKey),
    /// An Auto Scaling group is about to end an instance, as soon as nobody holds it any more.
    LeavesGroup { id: &'a str },
    /// A machine went down.
    MachineDown(MachineKey),
    /// The agent of ECS on a machine runs, or runs no more.
    Agent { machine: MachineKey, runs: bool },
    /// Something changed about a container's program.
    Container(ContainerKey, Change),
    /// A container's program wrote a line; its engine finds it by itself.
    Line(ContainerKey, &'a str),
    /// A service of ECS is deleted.
    ServiceGone { cluster: &'a str, name: &'a str },
    /// A pull has ended.
    Pulled {
        pull: PullKey,
        puller: Puller,
        outcome: Result<ImageKey, Refusal>,
    },
}

impl World {
    /// Has the owners hear what happened, by the event that tells of it.
    pub(crate) fn hear(&mut self, event: EventId, news: News<'_>) {
        match news {
            News::Instance { id, machine, to } => {
                autoscaling::on_instance(self, id, event);
                ecs::on_instance(self, machine, to, event);
            }
            News::Impaired { id } => autoscaling::on_instance(self, id, event),
            News::Target {
                group_arn,
                id,
                address,
                port,
                to,
                reason,
            } => {
                ecs::on_target(self, group_arn, address, port, to, reason, event);
                autoscaling::on_instance(self, id, event);
            }
            News::ShutDown(machine) => ec2::shut_down_from_inside(self, machine, event),
            News::LeavesGroup { id } => ecs::drain_for_group(self, id, event),
            News::MachineDown(machine) => ecs::machine_down(self, machine, event),
            News::Agent {
                machine,
                runs: true,
            } => ecs::agent_started(self, machine, event),
            News::Agent {
                machine,
                runs: false,
            } => ecs::agent_stopped(self, machine, event),
            News::Container(key, change) => match self.containers[key].spec.owner {
                Owner::Docker(_) => {
                    host::on_change(self, key, change.clone(), event);
                    ecs::on_change(self, key, change, event);
                }
                Owner::Task(_) => ecs::on_change(self, key, change, event),
            },
            News::Line(key, line) => match self.containers[key].spec.owner {
                Owner::Docker(_) | Owner::Task(_) => ecs::on_line(self, key, line),
            },
            News::ServiceGone { cluster, name } => {
                applicationautoscaling::forget(self, cluster, name, event);
                express::on_service_gone(self, cluster, name, event);
            }
            News::Pulled {
                pull,
                puller,
                outcome,
            } => match puller {
                Puller::Machine(_) => host::on_pulled(self, pull, outcome, event),
                Puller::Task(_) | Puller::Agent(..) => ecs::on_pulled(self, pull, outcome, event),
            },
        }
    }
}
