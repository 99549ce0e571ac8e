//! What one health check of a target would find now.

use std::net::Ipv4Addr;

use super::balancer::BalancerKey;
use super::health_check::HealthCheck;
use crate::change::Trail;
use crate::container;
use crate::net::{Listener, NetError, Origin};
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
    trail: &mut Trail,
) -> Finding {
    match w.connect(Origin::Balancer(from), address, port, trail) {
        Ok(Listener::Container(key, inner)) => {
            let status = container::answer_http(w, key, inner, &check.path, trail);
            status.map_or(Finding::NoAnswer, |status| {
                Finding::of_status(status, check)
            })
        }
        Ok(_) | Err(NetError::Refused) => Finding::NoAnswer,
        Err(NetError::TimedOut(_) | NetError::NameNotFound(_)) => Finding::TimedOut,
    }
}
