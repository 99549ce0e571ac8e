//! systemd units of a machine, and the journal that they write.

use paperboat_core::event::{EventId, Word};
use paperboat_core::time::Timestamp;

use super::agent::AGENT;
use super::power::{self, Due};
use super::{Machine, MachineKey, docker, machine};
use crate::change::Subject;
use crate::model::Timing;
use crate::news::News;
use crate::world::World;

/// Where a unit is in its life, in systemd's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(clippy::enum_variant_names, reason = "systemd's own words")]
pub enum Active {
    /// It does not run.
    Inactive,
    /// It is being started.
    Activating,
    /// It runs, or did its work.
    Active,
    /// It ended with an error.
    Failed,
}

impl Active {
    /// systemd's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Inactive => "inactive",
            Self::Activating => "activating",
            Self::Active => "active",
            Self::Failed => "failed",
        }
    }
}

/// A service unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// What it says of itself.
    pub description: String,
    /// The file that defines it.
    pub path: String,
    /// Whether it starts at boot.
    pub enabled: bool,
    /// Where it is in its life.
    pub active: Active,
    /// Since when.
    pub since: Timestamp,
    /// The event that put it into its state.
    pub last: Option<EventId>,
    /// What it wrote, with times.
    pub journal: Vec<(Timestamp, String)>,
}

impl Unit {
    /// A unit of a package, which does not run yet.
    #[must_use]
    pub fn packaged(name: &str, description: &str, enabled: bool) -> Self {
        Self {
            description: description.to_owned(),
            path: format!("/usr/lib/systemd/system/{name}"),
            enabled,
            active: Active::Inactive,
            since: Timestamp::ZERO,
            last: None,
            journal: Vec::new(),
        }
    }
}

/// Tells whether a unit runs.
#[must_use]
pub(super) fn is_active(machine: &Machine, name: &str) -> bool {
    machine
        .units
        .get(name)
        .is_some_and(|u| u.active == Active::Active)
}

/// Puts a unit into a state and lets the Docker engine follow.
pub(super) fn set(
    w: &mut World,
    key: MachineKey,
    name: &str,
    to: Active,
    reason: impl Into<Word>,
    cause: Option<EventId>,
) {
    let now = w.now;
    let machine = &mut w.hosts.machines[key];
    let resource = format!("{}/{name}", machine.hardware.instance_id);
    let Some(unit) = machine.units.get_mut(name).filter(|u| u.active != to) else {
        return;
    };
    let from = std::mem::replace(&mut unit.active, to);
    unit.since = now;
    let line = match to {
        Active::Inactive => format!("Stopped {name} - {}.", unit.description),
        Active::Activating => format!("Starting {name} - {}...", unit.description),
        Active::Active => format!("Started {name} - {}.", unit.description),
        Active::Failed => format!("{name}: Failed with result 'exit-code'."),
    };
    unit.journal.push((now, line));
    let event = w.state_of(cause, &resource, from.word(), to.word(), reason);
    if let Some(unit) = w.hosts.machines[key].units.get_mut(name) {
        unit.last = Some(event);
    }
    if name == AGENT {
        let (machine, runs) = (key, to == Active::Active);
        if runs || from == Active::Active {
            w.hear(event, News::Agent { machine, runs });
        }
    }
    if name == "docker.service" {
        w.mark(Subject::Machine(key), event);
        machine::fit_pool(w, key);
        match (from, to) {
            (_, Active::Active) => docker::engine_started(w, key, event),
            (Active::Active, _) => docker::engine_stopped(w, key, event),
            _ => {}
        }
    }
}

/// A unit is ready.
pub(super) fn started(w: &mut World, key: MachineKey, name: &str, cause: Option<EventId>) {
    set(w, key, name, Active::Active, "", cause);
}

/// Starts what is enabled and comes after cloud-init, whatever became of that (`After=cloud-final.service`).
pub(super) fn start_last(w: &mut World, key: MachineKey, cause: Option<EventId>) {
    let unit = w.hosts.machines[key].units.get(AGENT);
    if unit.is_some_and(|u| u.enabled && u.active == Active::Inactive) {
        begin(w, key, AGENT, cause);
    }
}

/// Lets a unit start, which takes a while.
fn begin(w: &mut World, key: MachineKey, name: &str, cause: Option<EventId>) {
    set(w, key, name, Active::Activating, "", cause);
    let takes = w.draw(Timing::HostBootToDocker, name);
    power::plan(w, key, takes, Due::Started(name.to_owned()));
}

/// Starts what is enabled, at boot.
pub(super) fn start_enabled(w: &mut World, key: MachineKey, cause: Option<EventId>) {
    let units = w.hosts.machines[key].units.iter();
    let enabled = units.filter(|(_, u)| u.enabled && u.active == Active::Inactive);
    let enabled = enabled.filter(|(name, _)| *name != AGENT);
    let names: Vec<String> = enabled.map(|(name, _)| name.clone()).collect();
    for name in names {
        begin(w, key, &name, cause);
    }
}
