//! What one health check of a target would find now.

use std::net::Ipv4Addr;

use paperboat_core::event::EventId;

use super::balancer::BalancerKey;
use super::health_check::HealthCheck;
use crate::container;
use crate::ec2;
use crate::ecs;
use crate::host;
use crate::net::{self, Endpoint, Listener, NetError, Origin};
use crate::world::World;

/// What a check finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finding {
    /// An HTTP status that the matcher has.
    Passed,
    /// Another HTTP status.
    WrongCode(u16),
    /// No connection, or no HTTP.
    NoAnswer,
    /// Packets vanish.
    TimedOut,
}

impl Finding {
    /// What a check finds that gets an HTTP status.
    fn of_status(code: u16, check: &HealthCheck) -> Self {
        if check.accepts(code) {
            Self::Passed
        } else {
            Self::WrongCode(code)
        }
    }

    /// Tells whether the check passes.
    pub(super) fn passes(self) -> bool {
        self == Self::Passed
    }

    /// The reason code and the description of a target that fails this way.
    pub(super) fn reason(self) -> (&'static str, String) {
        match self {
            Self::Passed => ("", String::new()),
            Self::WrongCode(code) => (
                "Target.ResponseCodeMismatch",
                format!("Health checks failed with these codes: [{code}]"),
            ),
            Self::NoAnswer => (
                "Target.FailedHealthChecks",
                "Health checks failed".to_owned(),
            ),
            Self::TimedOut => ("Target.Timeout", "Request timed out".to_owned()),
        }
    }
}

/// Checks an address and port from a load balancer's nodes.
pub(super) fn probe(
    w: &World,
    from: BalancerKey,
    address: Ipv4Addr,
    port: u16,
    check: &HealthCheck,
) -> Finding {
    match net::connect(w, Origin::Balancer(from), address, port) {
        Ok(Listener::Container(key, inner)) => {
            let status = container::answer_http(w, key, inner, &check.path);
            status.map_or(Finding::NoAnswer, |status| {
                Finding::of_status(status, check)
            })
        }
        Ok(_) | Err(NetError::Refused) => Finding::NoAnswer,
        Err(NetError::TimedOut(_) | NetError::NameNotFound(_)) => Finding::TimedOut,
    }
}

/// The last event of the container behind an address and port: mostly why a check finds something else now.
pub(super) fn behind(w: &World, address: Ipv4Addr, port: u16) -> Option<EventId> {
    let containers = match ec2::endpoint_at(w, address)? {
        Endpoint::Machine(machine) => {
            let published = host::published(w, machine, address, port);
            published
                .map(|(container, _)| container)
                .into_iter()
                .collect()
        }
        Endpoint::Task(task) => ecs::containers_of(w, task),
        Endpoint::Balancer(_) | Endpoint::FileSystem(_) => Vec::new(),
    };
    let containers = containers
        .into_iter()
        .filter_map(|key| w.containers.get(key));
    containers.map(|c| c.last).max()
}
