//! What a fault does, by its name.

use paperboat_core::event::{EventId, EventKind, FaultPhase};
use paperboat_core::fault::Fault;

use super::{host, program, zone};
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
pub const MISSED: [&str; 7] = [
    "no-container",
    "no-instance",
    "no-task",
    "no-zone",
    "not-modelled",
    "nothing-runs",
    "nothing-there",
];

/// Lets a fault strike now.
pub(crate) fn strike(w: &mut World, fault: &Fault) -> Strike {
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
        Fault::SpotReclaim {}
        | Fault::RegistryRateLimit { .. }
        | Fault::RegistryOutage { .. }
        | Fault::SlowNetwork { .. }
        | Fault::SecurityGroupClosed { .. }
        | Fault::BoundToLocalhost { .. }
        | Fault::SlowStart { .. }
        | Fault::DiskFull { .. }
        | Fault::ExpiredSecret { .. }
        | Fault::QuotaReached {}
        | Fault::ApiThrottled { .. }
        | Fault::DatabaseDown { .. }
        | Fault::ImageMissing { .. }
        | Fault::ImageCrashes { .. } => missed(w, fault, "not-modelled"),
    }
}

/// Writes that a fault begins.
pub(super) fn begin(w: &mut World, fault: &Fault, subject: &str) -> EventId {
    tell(w, fault, subject, None)
}

/// A fault meets nothing, and is over.
pub(super) fn missed(w: &mut World, fault: &Fault, why: &'static str) -> Strike {
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
pub(super) fn struck(event: EventId, hit: Vec<String>) -> Strike {
    let missed = hit.is_empty().then_some("nothing-there");
    Strike { event, hit, missed }
}
