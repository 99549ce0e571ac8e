//! What a fault does, by its name.

use paperboat_core::event::{EventId, EventKind, FaultPhase};
use paperboat_core::fault::Fault;

use super::{account, host, program, registry, zone};
use crate::registry::Spoilt;
use crate::world::World;

/// What came of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strike {
    /// The event that tells of it: the cause of all that follows.
    pub event: EventId,
    /// The resources that it hit, by their names in events.
    pub hit: Vec<String>,
    /// Why it hit nothing, as a key of [`MISSED`]; none when it hit something. What lasts may still hit what comes later.
    pub missed: Option<&'static str>,
}

/// The catalogue keys of all reasons for which a fault meets nothing.
pub const MISSED: [&str; 11] = [
    "no-container",
    "no-database",
    "no-docker",
    "no-instance",
    "no-rule",
    "no-secret",
    "no-spot",
    "no-task",
    "no-zone",
    "nothing-runs",
    "nothing-there",
];

/// What a fault hit, or why it meets nothing, as a key of [`MISSED`].
pub(super) type Outcome = Result<Strike, &'static str>;

/// Lets a fault strike now.
pub(crate) fn strike(w: &mut World, fault: &Fault) -> Strike {
    effect(w, fault).unwrap_or_else(|why| missed(w, fault, why))
}

fn effect(w: &mut World, fault: &Fault) -> Outcome {
    match fault {
        Fault::ProcessCrash { service } => program::crashes(w, fault, service.as_deref()),
        Fault::OutOfMemory { service } => program::runs_full(w, fault, service.as_deref()),
        Fault::HostReboot {} => host::reboots(w, fault),
        Fault::InstanceDies {} => host::dies(w, fault),
        Fault::SystemCheckFailed {} => host::fails(w, fault),
        Fault::HostDies {} => host::fails_under_anything(w, fault),
        Fault::TaskRetirement {} => host::retires(w, fault),
        Fault::Maintenance {} => host::is_maintained(w, fault),
        Fault::ZoneOutage { zone, lasts } => zone::goes_out(w, fault, zone.as_deref(), *lasts),
        // No way to deploy asks for Spot capacity, and `ec2:RunInstances` refuses to.
        Fault::SpotReclaim {} => Err("no-spot"),
        Fault::RegistryRateLimit { lasts } => registry::limits(w, fault, *lasts),
        Fault::RegistryOutage { lasts } => registry::goes_out(w, fault, *lasts),
        Fault::SlowNetwork { factor, lasts } => registry::slows(w, fault, *factor, *lasts),
        Fault::SecurityGroupClosed { port, lasts } => account::closes(w, fault, *port, *lasts),
        Fault::BoundToLocalhost { service } => {
            registry::spoils(w, fault, service.as_deref(), Spoilt::Local)
        }
        Fault::SlowStart { service, factor } => {
            program::starts_slowly(w, fault, service.as_deref(), *factor)
        }
        Fault::DiskFull { what } => host::runs_full(w, fault, *what),
        Fault::ExpiredSecret { secret } => account::expires(w, fault, secret.as_deref()),
        Fault::QuotaReached {} => account::uses_up_quotas(w, fault),
        Fault::ApiThrottled { lasts } => account::throttles_calls(w, fault, *lasts),
        Fault::DatabaseDown { service, lasts } => {
            program::falls_silent(w, fault, service.as_deref(), *lasts)
        }
        Fault::ImageMissing { service } => {
            registry::spoils(w, fault, service.as_deref(), Spoilt::Missing)
        }
        Fault::ImageCrashes { service } => {
            registry::spoils(w, fault, service.as_deref(), Spoilt::Crashes)
        }
    }
}

/// Writes that a fault begins.
pub(super) fn begin(w: &mut World, fault: &Fault, subject: &str) -> EventId {
    tell(w, fault, subject, None)
}

/// A fault meets nothing, and is over.
fn missed(w: &mut World, fault: &Fault, why: &'static str) -> Strike {
    let event = tell(w, fault, "", Some(why));
    Strike {
        event,
        hit: Vec::new(),
        missed: Some(why),
    }
}

fn tell(w: &mut World, fault: &Fault, subject: &str, why: Option<&str>) -> EventId {
    let kind = EventKind::Fault {
        fault: fault.clone(),
        subject: subject.to_owned(),
        phase: FaultPhase::Begins,
        missed: why.map(str::to_owned),
    };
    w.emit(None, kind)
}

/// What a fault hit; nothing is a reason of its own.
pub(super) fn struck(event: EventId, hit: Vec<String>) -> Outcome {
    let missed = hit.is_empty().then_some("nothing-there");
    Ok(Strike { event, hit, missed })
}
