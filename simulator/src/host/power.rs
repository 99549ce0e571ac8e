//! A machine's power: off, booting, running; and what follows at each change.

use std::time::Duration;

use paperboat_core::event::{EventId, Word};

use super::unit::{self, Active};
use super::{MachineKey, cloud_init, docker, job, operation};
use crate::change::Subject;
use crate::model::Timing;
use crate::news::News;
use crate::registry;
use crate::wake::{Kind, Wake};
use crate::world::World;

/// Whether a machine runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Power {
    /// No power.
    Off,
    /// The kernel and the first units are being started.
    Booting,
    /// The system is up.
    Running,
}

impl Power {
    fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Booting => "starting",
            Self::Running => "running",
        }
    }
}

/// What a machine will do at a time that it has set itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// The system is up: sshd listens, enabled units are started.
    Up,
    /// A unit is ready.
    Started(String),
}

/// Plans something; a change of power forgets all plans.
pub(super) fn plan(w: &mut World, key: MachineKey, delay: Duration, due: Due) {
    let at = w.now + delay;
    let machine = &mut w.hosts.machines[key];
    machine.agenda.insert((at, machine.plans), due);
    machine.plans += 1;
    w.wake_at(at, Kind::MachineBoot, key.slot(), 0);
}

/// A timer of a machine or a job is due.
pub(crate) fn wake(w: &mut World, wake: Wake) {
    match wake.kind {
        Kind::Job => return job::wake(w, wake),
        Kind::JobLimit => return job::interrupt(w, wake),
        Kind::DockerRestart => return docker::wake(w, wake),
        Kind::HostAnswer => return operation::wake(w, wake),
        _ => {}
    }
    let key = MachineKey::from_slot(wake.slot);
    while let Some(entry) = w
        .hosts
        .machines
        .get_mut(key)
        .and_then(|m| m.agenda.first_entry())
    {
        if entry.key().0 > w.now {
            return;
        }
        match entry.remove() {
            Due::Up => up(w, key),
            Due::Started(name) => {
                let cause = w.hosts.machines[key].units.get(&name).and_then(|u| u.last);
                unit::started(w, key, &name, cause);
            }
        }
    }
}

fn change(
    w: &mut World,
    key: MachineKey,
    to: Power,
    reason: impl Into<Word>,
    cause: Option<EventId>,
) {
    let machine = &mut w.hosts.machines[key];
    let from = std::mem::replace(&mut machine.power, to);
    let resource = format!("{}/system", machine.hardware.instance_id);
    let event = w.state_of(cause, &resource, from.word(), to.word(), reason);
    w.hosts.machines[key].last = Some(w.mark(Subject::Machine(key), event));
}

/// Switches a machine on: it boots, its units start, its containers with a restart policy come back.
pub(crate) fn power_on(w: &mut World, machine: MachineKey, cause: EventId) {
    boot(w, machine, Timing::Ec2RunningToSshd, cause);
}

/// A machine that runs already when somebody comes.
pub(super) fn on_at_once(w: &mut World, key: MachineKey) {
    let machine = &mut w.hosts.machines[key];
    machine.power = Power::Running;
    machine.boots = 1;
}

fn boot(w: &mut World, key: MachineKey, timing: Timing, cause: EventId) {
    if w.hosts.machines[key].power != Power::Off {
        return;
    }
    let distribution = w.hosts.machines[key].hardware.distribution.clone();
    let takes = w.draw(timing, &distribution);
    change(w, key, Power::Booting, "", Some(cause));
    cloud_init::kernel_lines(w, key);
    plan(w, key, takes, Due::Up);
}

fn up(w: &mut World, key: MachineKey) {
    let cause = w.hosts.machines[key].last;
    change(w, key, Power::Running, "", cause);
    let cause = w.hosts.machines[key].last;
    w.hosts.machines[key].boots += 1;
    unit::started(w, key, "sshd.service", cause);
    cloud_init::run(w, key);
    unit::start_enabled(w, key, cause);
}

/// Switches a machine off: its containers end, its disk stays.
pub(crate) fn power_off(w: &mut World, machine: MachineKey, cause: EventId) {
    down(w, machine, "shutdown", cause);
}

/// What is said of a machine whose power failed.
const POWER_LOST: &str = "power lost";

/// Takes a machine's power away: nothing ends in order; its disk stays.
pub(crate) fn lose_power(w: &mut World, machine: MachineKey, cause: EventId) {
    down(w, machine, POWER_LOST, cause);
}

fn down(w: &mut World, key: MachineKey, reason: &'static str, cause: EventId) {
    if w.hosts.machines[key].power == Power::Off {
        return;
    }
    w.hosts.machines[key].agenda.clear();
    change(w, key, Power::Off, reason, Some(cause));
    let cause = w.hosts.machines[key].last;
    let mut ended = "shutdown";
    if let Some(cause) = cause.filter(|_| reason == POWER_LOST) {
        docker::engine_lost(w, key, cause);
        ended = POWER_LOST;
    }
    job::lose_all(w, key);
    registry::abandon(w, key, cause);
    let names: Vec<String> = w.hosts.machines[key].units.keys().cloned().collect();
    for name in names.iter().rev() {
        unit::set(w, key, name, Active::Inactive, ended, cause);
    }
    if let Some(cause) = cause {
        w.hear(cause, News::MachineDown(key));
    }
}

/// Restarts a machine's operating system; the addresses stay.
pub(crate) fn reboot(w: &mut World, machine: MachineKey, cause: EventId) {
    down(w, machine, "reboot", cause);
    let cause = w.hosts.machines[machine].last.unwrap_or(cause);
    boot(w, machine, Timing::Ec2RebootToSshd, cause);
}
