//! A target, and what its target group thinks of it.

use std::net::Ipv4Addr;

use paperboat_core::aws::elbv2::{TargetDescription, TargetHealth, TargetHealthStateEnum};
use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::checks::Checks;
use super::target_group::GroupKey;
use crate::arena::Key;
use crate::change::Subject;
use crate::news::News;
use crate::world::World;

/// Names a target.
pub(super) type TargetKey = Key<Target>;

/// An address and port in a target group.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub(super) group: GroupKey,
    /// The instance id or the address, as the group's type says.
    pub(super) id: String,
    pub(super) address: Ipv4Addr,
    pub(super) port: u16,
    pub(super) state: TargetHealthStateEnum,
    pub(super) reason: &'static str,
    pub(super) description: String,
    /// Whether a draining target still gets requests, because not every node has heard of it.
    pub(super) routed: bool,
    /// Its checks; none while nobody checks it.
    pub(super) checks: Option<Checks>,
    /// The event that put it into its state, or that registered it.
    pub(super) last: EventId,
    pub(super) generation: u16,
}

impl Target {
    /// Its name within its group: `172.31.0.4:8080`.
    pub(super) fn name(&self) -> String {
        format!("{}:{}", self.id, self.port)
    }

    /// What the API tells of its health.
    pub(super) fn health(&self, now: Timestamp) -> TargetHealth {
        let begun = self.checks.as_ref().is_some_and(|c| c.begun(now));
        if self.state == TargetHealthStateEnum::Initial && begun {
            return TargetHealth {
                state: self.state,
                reason: "Elb.InitialHealthChecking".to_owned(),
                description: "Initial health checks in progress".to_owned(),
            };
        }
        TargetHealth {
            state: self.state,
            reason: self.reason.to_owned(),
            description: self.description.clone(),
        }
    }

    /// How the API names it.
    pub(super) fn describe(&self, w: &World) -> TargetDescription {
        TargetDescription {
            id: self.id.clone(),
            port: Some(self.port),
            availability_zone: crate::ec2::zone_at(w, self.address)
                .unwrap_or_default()
                .to_owned(),
        }
    }
}

/// Lets a target enter a state.
pub(super) fn enter(
    w: &mut World,
    key: TargetKey,
    to: TargetHealthStateEnum,
    reason: (&'static str, String),
    cause: EventId,
) -> EventId {
    let target = &mut w.elbv2.targets[key];
    let fresh = target.state == TargetHealthStateEnum::Unused && target.reason.is_empty();
    let from = std::mem::replace(&mut target.state, to);
    let from = if fresh { "" } else { from.word() };
    let (name, group) = (target.name(), target.group);
    let (address, port) = (target.address, target.port);
    target.reason = reason.0;
    target.description.clone_from(&reason.1);
    let arn = w.elbv2.groups[group].arn.clone();
    let resource = format!("{}/{name}", w.elbv2.groups[group].resource());
    let event = w.state_apart(Some(cause), &resource, from, to.word(), reason.1.clone());
    w.elbv2.targets[key].last = w.mark(Subject::TargetGroup(group), event);
    let id = w.elbv2.targets[key].id.clone();
    let news = News::Target {
        group_arn: &arn,
        id: &id,
        address,
        port,
        to: Some(to),
        reason: &reason.1,
    };
    w.hear(event, news);
    event
}
