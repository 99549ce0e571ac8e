//! Health checks of containers: computed from what the program is doing, not polled.

use std::time::Duration;

use paperboat_core::event::EventId;
use paperboat_core::time::Timestamp;

use super::life::{self, Change, Owner, State};
use super::{Container, ContainerKey, exec};
use crate::change::{Fresh, Subject, Trail};
use crate::net::Obstacle;
use crate::wake::Kind;
use crate::world::World;

/// What a health check says of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// There is no health check.
    None,
    /// No verdict yet.
    Starting,
    /// The last check passed.
    Healthy,
    /// Too many checks in a row failed.
    Unhealthy,
}

impl Health {
    /// Docker's word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Starting => "starting",
            Self::Healthy => "healthy",
            Self::Unhealthy => "unhealthy",
        }
    }
}

/// A container health check, as Docker and ECS have it.
#[derive(Clone, Debug, PartialEq)]
pub struct HealthCheck {
    /// The command, `CMD` and `CMD-SHELL` included.
    pub test: Vec<String>,
    /// Between two checks; the first comes one interval after the start.
    pub interval: Duration,
    /// How long a check may take.
    pub timeout: Duration,
    /// Failures in a row that make it unhealthy.
    pub retries: u32,
    /// Failures within this time after the start do not count.
    pub start_period: Duration,
}

impl HealthCheck {
    fn is_off(&self) -> bool {
        self.test.first().is_none_or(|word| word == "NONE")
    }
}

/// What every check finds now, and since when.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    passing: bool,
    since: Timestamp,
    cause: EventId,
    /// Whether it has ever found something else than at its beginning.
    changed: bool,
    passed_once: bool,
}

/// Begins to check a container that was just started.
pub(super) fn begin(w: &mut World, key: ContainerKey) {
    let c = &w.containers[key];
    let off = c.spec.health.as_ref().is_none_or(HealthCheck::is_off);
    let (since, cause) = (w.now, c.last);
    let probe = (!off).then(|| Probe {
        passing: passes(w, key, &mut Trail::off()),
        since,
        cause,
        changed: false,
        passed_once: false,
    });
    let c = &mut w.containers[key];
    c.health = if off { Health::None } else { Health::Starting };
    c.probe = probe;
    if !off {
        watch(w, key);
    }
    plan(w, key);
}

/// Keeps that a check looks at other programs: then it is looked at whenever something changes.
fn watch(w: &mut World, key: ContainerKey) {
    if w.watched.contains_key(&key) {
        return;
    }
    let c = &w.containers[key];
    let needy = !c.needs.is_empty();
    let mut own = vec![Subject::Container(key)];
    if let Owner::Task(task) = c.spec.owner {
        own.push(Subject::Task(task));
    }
    let mut trail = Trail::kept();
    passes(w, key, &mut trail);
    if needy || trail.leads_past(&own) {
        w.watched.insert(key, trail.into_dependencies());
    }
}

/// Checks no more.
pub(super) fn end(w: &mut World, key: ContainerKey) {
    w.watched.remove(&key);
    w.containers[key].probe = None;
    plan(w, key);
}

/// Looks again at what checks find whose outcome depends on other programs, after something in the world changed.
pub(crate) fn look(w: &mut World, fresh: &Fresh, trail: &mut Trail) {
    let watched = w.watched.len();
    let touched = w.watched.iter().filter(|(_, on)| on.are_touched_by(fresh));
    let touched: Vec<ContainerKey> = touched.map(|(key, _)| *key).collect();
    for key in touched {
        let (_, on) = fresh.look(watched, trail, |trail| look_along(w, key, trail));
        if let Some(known) = w.watched.get_mut(&key) {
            *known = on;
        }
    }
}

/// Tells whether every check that depends on other programs finds what it found.
pub(crate) fn is_settled(w: &World) -> bool {
    let watched = w.watched.keys().map(|key| (*key, &w.containers[*key]));
    let checked = watched.filter(|(_, c)| c.state != State::Stopping);
    let mut probed = checked.filter_map(|(key, c)| Some((key, c.probe.as_ref()?)));
    probed.all(|(key, probe)| probe.passing == passes(w, key, &mut Trail::off()))
}

/// Looks again at what a container's check finds; tells whether that changed.
pub(crate) fn look_at(w: &mut World, key: ContainerKey) -> bool {
    look_along(w, key, &mut Trail::off())
}

fn look_along(w: &mut World, key: ContainerKey, trail: &mut Trail) -> bool {
    let c = &w.containers[key];
    let Some(probe) = c.probe.as_ref().filter(|_| c.state != State::Stopping) else {
        return false;
    };
    let before = probe.passing;
    watch(w, key);
    let passing = passes(w, key, trail);
    if before == passing {
        return false;
    }
    let now = w.now;
    let mut trail = Trail::kept();
    passes(w, key, &mut trail);
    let latest = w.changes.latest(&trail);
    let c = &mut w.containers[key];
    if let Some(probe) = &mut c.probe {
        probe.passing = passing;
        probe.since = now;
        probe.changed = true;
        probe.cause = latest.unwrap_or(c.last);
    }
    plan(w, key);
    true
}

/// The time of a verdict has come.
pub(super) fn due(w: &mut World, key: ContainerKey) {
    if look_at(w, key) || w.containers[key].state == State::Stopping {
        return;
    }
    let c = &mut w.containers[key];
    let Some(probe) = &mut c.probe else { return };
    let verdict = if probe.passing {
        Health::Healthy
    } else {
        Health::Unhealthy
    };
    probe.passed_once |= probe.passing;
    let before = std::mem::replace(&mut c.health, verdict);
    let (name, owner, mut cause) = (c.spec.name.clone(), c.spec.owner, probe.cause);
    let (passing, changed) = (probe.passing, probe.changed);
    let mut reason = String::new();
    if !passing {
        reason = failure(w, key);
        let own = own_obstacle(w, key);
        if let Some(event) = own.or_else(|| blocking(w, key).filter(|_| !changed)) {
            cause = event;
        }
    }
    let words = (before.word(), verdict.word());
    let event = life::tell_state(w, owner, Some(cause), &name, words, reason);
    // Docker's names and ports do not ask for health; Service Connect does.
    if matches!(owner, Owner::Task(_)) {
        w.mark(Subject::Health(key), event);
    }
    life::tell(w, key, Change::Health(verdict), event);
}

/// A check that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Check {
    /// When.
    pub(crate) at: Timestamp,
    /// How long it took.
    pub(crate) took: Duration,
    /// 0 when it passed.
    pub(crate) code: i32,
    /// What it wrote.
    pub(crate) output: String,
}

/// As many checks as an engine keeps (moby, `maxLogEntries`).
const KEPT: u64 = 5;

/// How many checks were made since the start, and since when they find what they find now.
fn made(w: &World, key: ContainerKey) -> Option<(u64, u64, Duration)> {
    let c = &w.containers[key];
    let (probe, check) = (c.probe.as_ref()?, c.spec.health.as_ref()?);
    let period = check.interval.as_micros().max(1_000) as u64;
    let count = |until: Timestamp| until.0.saturating_sub(c.started.0) / period;
    Some((count(w.now), count(probe.since), check.interval))
}

/// The last checks of a running container, the oldest first, as far as they found what the check finds now: what earlier
/// ones wrote is not kept.
pub(crate) fn checks(w: &World, key: ContainerKey) -> Vec<Check> {
    let Some((all, before, interval)) = made(w, key) else {
        return Vec::new();
    };
    let c = &w.containers[key];
    let Some(check) = &c.spec.health else {
        return Vec::new();
    };
    let found = exec::check(w, key, &check.test, &mut Trail::off());
    let first = (before + 1).max((all + 1).saturating_sub(KEPT));
    let micros = interval.as_micros().max(1_000) as u64;
    let one = |n: u64| Check {
        at: Timestamp(c.started.0 + n * micros),
        took: found.takes.min(check.timeout),
        code: found.code,
        output: format!("{}{}", found.stdout, found.stderr),
    };
    (first..=all).map(one).collect()
}

/// How many of the last checks failed in a row.
pub(crate) fn failing_streak(w: &World, key: ContainerKey) -> u64 {
    let failing = w.containers[key].probe.as_ref().is_some_and(|p| !p.passing);
    match made(w, key) {
        Some((all, before, _)) if failing => all - before,
        _ => 0,
    }
}

/// Plans the next verdict that differs from the present one.
fn plan(w: &mut World, key: ContainerKey) {
    let c = &mut w.containers[key];
    c.checks = c.checks.wrapping_add(1);
    let generation = c.checks;
    if let Some(at) = next(c) {
        w.wake_at(at, Kind::ContainerHealth, key.slot(), generation);
    }
}

fn next(c: &Container) -> Option<Timestamp> {
    let (probe, check) = (c.probe.as_ref()?, c.spec.health.as_ref()?);
    let period = check.interval.as_micros().max(1_000) as u64;
    let first_after = |t: Timestamp| (t.0.saturating_sub(c.started.0)).div_ceil(period).max(1);
    let n = match (probe.passing, c.health) {
        (true, Health::Healthy) | (false, Health::Unhealthy) => return None,
        (true, _) => first_after(probe.since),
        (false, _) => {
            let counted = if probe.passed_once {
                probe.since
            } else {
                probe.since.max(c.started + check.start_period)
            };
            first_after(counted) + u64::from(check.retries.max(1)) - 1
        }
    };
    Some(Timestamp(
        c.started.0.saturating_add(n.saturating_mul(period)),
    ))
}

/// Tells whether the check passes now, and passes itself what that depends on.
fn passes(w: &World, key: ContainerKey, trail: &mut Trail) -> bool {
    trail.pass(Subject::Container(key));
    let Some(check) = &w.containers[key].spec.health else {
        return false;
    };
    let result = exec::check(w, key, &check.test, trail);
    result.code == 0 && result.takes <= check.timeout
}

/// Why the container's own program does not answer its check: a fault keeps it silent, or it is still starting. None
/// when the check fails for another reason.
fn own_obstacle(w: &mut World, key: ContainerKey) -> Option<EventId> {
    let mut trail = Trail::kept();
    passes(w, key, &mut trail);
    if !trail.is_blocked_by(&Subject::Container(key)) {
        return None;
    }
    let c = &w.containers[key];
    if c.deaf.is_some() {
        return c.deaf;
    }
    Some(still_starting(w, key)?.told(w, None))
}

/// Has a program answer nobody because of a fault, or answer again; everybody looks again.
pub(crate) fn fall_silent(
    w: &mut World,
    key: ContainerKey,
    fault: Option<EventId>,
    cause: EventId,
) {
    w.containers[key].deaf = fault;
    w.mark(Subject::Container(key), cause);
    w.changes.everything();
    look_at(w, key);
}

/// Says so when a program has not come to its first answer, and for how long it has run.
pub(crate) fn still_starting(w: &World, key: ContainerKey) -> Option<Obstacle> {
    let c = w
        .containers
        .get(key)
        .filter(|c| c.state == State::Booting)?;
    let starts = w.now.since(c.started).as_secs();
    let text = format!("its program is still starting after {starts} s");
    Some(Obstacle {
        resource: c.spec.name.clone(),
        text,
        cause: Some(c.last),
    })
}

/// What stands in the way of a check that never passed.
fn blocking(w: &World, key: ContainerKey) -> Option<EventId> {
    let mut trail = Trail::kept();
    passes(w, key, &mut trail);
    w.changes.in_the_way(&trail)
}

/// What the failing check wrote, in one line.
fn failure(w: &World, key: ContainerKey) -> String {
    let Some(check) = &w.containers[key].spec.health else {
        return String::new();
    };
    let result = exec::check(w, key, &check.test, &mut Trail::off());
    if result.takes > check.timeout {
        let timeout = check.timeout.as_secs_f64();
        return format!("Health check exceeded timeout ({timeout}s)");
    }
    let said = if result.stderr.trim().is_empty() {
        result.stdout
    } else {
        result.stderr
    };
    match said.trim() {
        "" => format!("exit code {}", result.code),
        said => said.lines().last().unwrap_or_default().to_owned(),
    }
}
