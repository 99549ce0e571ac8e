//! A container's life: created, booting, ready, exited.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use paperboat_core::event::{EventId, Word};
use paperboat_core::time::Timestamp;
use paperboat_core::workload::Requirement;

use super::content::Layer;
use super::data::DataPlace;
use super::health::{self, Health, HealthCheck, Probe};
use super::site::{is_nginx, nginx_ports};
use super::stage::{self, Stage};
use super::{PoolKey, pool, program};
use crate::change::Subject;
use crate::model::Timing;
use crate::news::News;
use crate::registry::{self, ImageKey};
use crate::wake::{Kind, Wake};
use crate::weather;
use crate::world::World;

/// Names a container, and who runs it.
pub use crate::id::{ContainerKey, Owner};

/// What a container is started from.
#[derive(Clone, Debug)]
pub struct Spec {
    /// Who runs it.
    pub owner: Owner,
    /// The resource name in events, such as `container/app-web-1`.
    pub name: String,
    /// The names by which others call it, its own included: they tell which service it is.
    pub called: Vec<String>,
    /// The image.
    pub image: ImageKey,
    /// The environment.
    pub environment: BTreeMap<String, String>,
    /// The entry point and command when they are not the image's own.
    pub command: Option<Vec<String>>,
    /// What its program reads.
    pub stdin: String,
    /// Whether an init process stands before the program and hands signals on.
    pub init: bool,
    /// The processors and the memory that it shares with others.
    pub pool: PoolKey,
    /// The most processors that it may use, in vCPUs.
    pub cpu_limit: Option<f64>,
    /// The most memory that it may use, in MiB.
    pub memory_limit: Option<u64>,
    /// Its health check.
    pub health: Option<HealthCheck>,
    /// Whether its data directory is a fresh one, which makes a database initialise itself.
    pub fresh_data: bool,
    /// Where that directory lies, when it outlives the container.
    pub data: Option<DataPlace>,
    /// Where its program listens, when a configuration that is mounted says so.
    pub listens: Option<Vec<u16>>,
}

/// Where a container is in its life.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// Made, never started.
    Created,
    /// Started, not yet able to answer.
    Booting,
    /// Able to answer.
    Ready,
    /// Asked to end; it still runs.
    Stopping,
    /// Ended.
    Exited(Exit),
}

impl State {
    /// The word for it in events: Docker's own, but for `ready` and `stopping`, which Docker does not know.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Booting => "running",
            Self::Ready => "ready",
            Self::Stopping => "stopping",
            Self::Exited(_) => "exited",
        }
    }
}

/// How a container ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The exit code; 137 after SIGKILL.
    pub code: i32,
    /// Whether the kernel killed it for memory.
    pub oom_killed: bool,
    /// When.
    pub at: Timestamp,
}

/// What a program does on SIGTERM.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Term {
    /// It ends soon with this code.
    Exits(i32),
    /// As process 1 without a handler it never learns of it.
    Ignores,
}

/// A line that a container's program wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// What, without its end.
    pub text: String,
    /// Whether it went to the error stream.
    pub is_error: bool,
}

/// A container.
#[derive(Clone, Debug)]
pub struct Container {
    /// What it was made from.
    pub spec: Spec,
    /// Where it is in its life.
    pub state: State,
    /// What its health check says.
    pub health: Health,
    /// When it was last started.
    pub started: Timestamp,
    /// Everything that it wrote, oldest first, with times.
    pub lines: Vec<Line>,
    /// The event that put it into its state: the cause of what follows.
    pub last: EventId,
    /// Where its program listens once it is ready.
    pub ports: Vec<u16>,
    /// Whether it listens on the loopback address of its network namespace only.
    pub loopback_only: bool,
    /// The fault for which it answers nobody, though it runs; none when it does.
    pub deaf: Option<EventId>,
    /// What its program connects to.
    pub needs: Vec<Requirement>,
    /// What it has written beside its image.
    pub(super) layer: Layer,
    pub(super) script: VecDeque<Stage>,
    /// When the wait is over that its program is in.
    pub(super) waits_until: Option<Timestamp>,
    pub(super) term: Term,
    pub(super) probe: Option<Probe>,
    /// The generation of its program's timers.
    pub(super) generation: u16,
    /// The generation of its health check's timers.
    pub(super) checks: u16,
}

impl Container {
    /// Tells whether its process runs.
    #[must_use]
    pub fn running(&self) -> bool {
        matches!(self.state, State::Booting | State::Ready | State::Stopping)
    }

    /// Tells whether its program will end by itself.
    #[must_use]
    pub fn ends(&self) -> bool {
        let exit = |stage: &Stage| matches!(stage, Stage::Exit(_));
        self.script.iter().any(exit)
    }

    /// Tells whether its program takes connections on a port now.
    #[must_use]
    pub fn listens(&self, port: u16) -> bool {
        self.state == State::Ready && self.deaf.is_none() && self.ports.contains(&port)
    }
}

/// What an owner is told.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// It answers now.
    Ready,
    /// Its health check changed its verdict.
    Health(Health),
    /// It ended.
    Exited(Exit),
}

/// Makes a container; it does not run yet.
pub(crate) fn create(w: &mut World, mut spec: Spec, cause: EventId) -> ContainerKey {
    let words = spec.command.as_deref().unwrap_or_default();
    spec.image = w
        .registry
        .started_with(spec.image, words, &spec.environment, &spec.called);
    if let Some(own) = &registry::image(w, spec.image).profile.config {
        let pairs = own.environment.iter();
        for (name, value) in pairs.filter_map(|line| line.split_once('=')) {
            let given = spec.environment.entry(name.to_owned());
            given.or_insert_with(|| value.to_owned());
        }
        if spec.listens.is_none() {
            let files = own.files.iter().filter(|(path, _)| is_nginx(path));
            spec.listens = nginx_ports(files.map(|(_, text)| text.as_str()));
        }
    }
    let (owner, name) = (spec.owner, &spec.name);
    let last = match owner {
        // Its names and ports are new on its machine.
        Owner::Docker(_) => w.state(Some(cause), name, "", "created", ""),
        Owner::Task(_) => tell_state(w, owner, Some(cause), name, ("", "created"), ""),
    };
    let key = w.containers.insert(Container {
        spec,
        state: State::Created,
        health: Health::None,
        started: w.now,
        lines: Vec::new(),
        last,
        ports: Vec::new(),
        loopback_only: false,
        deaf: None,
        needs: Vec::new(),
        layer: Layer::new(),
        script: VecDeque::new(),
        waits_until: None,
        term: Term::Ignores,
        probe: None,
        generation: 0,
        checks: 0,
    });
    w.mark(Subject::Container(key), last);
    key
}

/// Starts a container's program unless it runs; the owner hears of what becomes of it.
pub(crate) fn start(w: &mut World, key: ContainerKey, cause: EventId) {
    if w.containers[key].running() {
        return;
    }
    let program = program::of(w, key);
    change(w, key, State::Booting, cause, String::new());
    let now = w.now;
    let c = &mut w.containers[key];
    c.started = now;
    c.script = program.script;
    c.ports = program.ports;
    c.loopback_only = program.loopback_only;
    c.needs = program.needs;
    if c.needs.is_empty() {
        w.needy.remove(&key);
    } else {
        w.needy.insert(key);
    }
    let c = &mut w.containers[key];
    c.term = program.term;
    w.containers[key].deaf = weather::database_is_down(w, &w.containers[key].spec.called);
    health::begin(w, key);
    stage::go_on(w, key);
}

/// Sends SIGTERM, and SIGKILL after `grace`; the owner hears of the exit.
pub(crate) fn stop(w: &mut World, key: ContainerKey, grace: Duration, cause: EventId) {
    let c = &w.containers[key];
    if !c.running() || c.state == State::Stopping {
        return;
    }
    let term = c.term;
    let left = left(c, w.now);
    let repository = registry::image(w, c.spec.image).repository.clone();
    change(w, key, State::Stopping, cause, "SIGTERM".to_owned());
    pool::leave(w, key);
    let script = match term {
        Term::Exits(code) => {
            let shutdown = w.draw(Timing::AppShutdown, &repository);
            VecDeque::from([Stage::Wait(shutdown), Stage::Exit(code)])
        }
        // What it never learns of does not keep it from what it was doing.
        Term::Ignores => left,
    };
    let c = &mut w.containers[key];
    c.script = script;
    let generation = c.generation;
    w.wake_in(grace, Kind::KillDue, key.slot(), generation);
    stage::go_on(w, key);
}

/// What a program that only waits has before it: the rest of its wait, and what follows. Nothing of one that computes or
/// serves.
fn left(c: &Container, now: Timestamp) -> VecDeque<Stage> {
    let Some(until) = c.waits_until else {
        return VecDeque::new();
    };
    let rest = c.script.iter().filter(|stage| **stage != Stage::Ready);
    let wait = Stage::Wait(until.since(now));
    [wait].into_iter().chain(rest.cloned()).collect()
}

/// Sends SIGKILL: the container exits now with 137.
pub(crate) fn kill(w: &mut World, key: ContainerKey, cause: EventId) {
    exit(w, key, 137, false, cause);
}

/// Ends a container now with the code that its program gives on SIGTERM: its engine shuts down.
pub(crate) fn shut_down(w: &mut World, key: ContainerKey, cause: EventId) {
    let code = match w.containers[key].term {
        Term::Exits(code) => code,
        Term::Ignores => 137,
    };
    exit(w, key, code, false, cause);
}

/// A program ends because of a fault of its own: a segmentation fault (128 and SIGSEGV).
pub(crate) fn crash(w: &mut World, key: ContainerKey, cause: EventId) {
    exit(w, key, 139, false, cause);
}

/// The code that a container has whose host was lost: Docker gives it when its engine comes back and finds no process.
const LOST: i32 = 255;

/// A container ends with the engine and the machine under it, which lost their power; its owner hears of it.
pub(crate) fn lose(w: &mut World, key: ContainerKey, cause: EventId) {
    exit(w, key, LOST, false, cause);
}

/// A container ends with the host under it, and nobody is left there who could tell its owner.
pub(crate) fn vanish(w: &mut World, key: ContainerKey, cause: EventId) {
    end(w, key, LOST, false, cause);
}

/// Ends a container that runs, and tells its owner.
pub(super) fn exit(w: &mut World, key: ContainerKey, code: i32, oom_killed: bool, cause: EventId) {
    if let Some((exit, event)) = end(w, key, code, oom_killed, cause) {
        tell(w, key, Change::Exited(exit), event);
    }
}

/// Ends a container; none when it does not run.
fn end(
    w: &mut World,
    key: ContainerKey,
    code: i32,
    oom_killed: bool,
    cause: EventId,
) -> Option<(Exit, EventId)> {
    if !w.containers[key].running() {
        return None;
    }
    pool::leave(w, key);
    health::end(w, key);
    let exit = Exit {
        code,
        oom_killed,
        at: w.now,
    };
    let reason = match (code, oom_killed) {
        (_, true) => format!("exit code {code}, out of memory"),
        (137, false) => format!("exit code {code}, SIGKILL"),
        (139, false) => format!("exit code {code}, SIGSEGV"),
        (LOST, false) => format!("exit code {code}, its host is gone"),
        _ => format!("exit code {code}"),
    };
    w.containers[key].script.clear();
    let event = change(w, key, State::Exited(exit.clone()), cause, reason);
    Some((exit, event))
}

/// Forgets a container.
///
/// # Panics
/// When it runs: its owner ends it first.
pub(crate) fn remove(w: &mut World, key: ContainerKey) {
    let gone = w.containers.remove(key);
    w.needy.remove(&key);
    assert!(
        gone.is_none_or(|c| !c.running()),
        "a container that runs is not removed"
    );
}

/// Puts a container into a state, which makes its older timers void.
pub(super) fn change(
    w: &mut World,
    key: ContainerKey,
    to: State,
    cause: EventId,
    reason: impl Into<Word>,
) -> EventId {
    let c = &w.containers[key];
    let (name, from) = (c.spec.name.clone(), c.state.word());
    let owner = c.spec.owner;
    let last = tell_state(w, owner, Some(cause), &name, (from, to.word()), reason);
    w.mark(Subject::Container(key), last);
    let c = &mut w.containers[key];
    c.state = to;
    c.last = last;
    c.generation = c.generation.wrapping_add(1);
    c.waits_until = None;
    last
}

/// Writes that a container changed its state; the caller marks what depends on it.
pub(super) fn tell_state(
    w: &mut World,
    owner: Owner,
    cause: Option<EventId>,
    name: &str,
    (from, to): (&'static str, &'static str),
    reason: impl Into<Word>,
) -> EventId {
    match owner {
        Owner::Docker(_) => w.state_of(cause, name, from, to, reason),
        Owner::Task(task) => w.state_of_task(task, cause, name, from, to, reason),
    }
}

/// Tells the owner.
pub(super) fn tell(w: &mut World, key: ContainerKey, change: Change, cause: EventId) {
    w.hear(cause, News::Container(key, change));
}

/// Sends SIGTERM to a container's program from inside: nobody asked its owner, which hears of an end by itself.
pub(crate) fn terminate(w: &mut World, key: ContainerKey) {
    let (term, last) = (w.containers[key].term, w.containers[key].last);
    if let Term::Exits(code) = term {
        exit(w, key, code, false, last);
    }
}

/// Tells whether a container's process 1 has no handler for signals, so that only SIGKILL ends it.
pub(crate) fn ignores_signals(w: &World, key: ContainerKey) -> bool {
    w.containers[key].term == Term::Ignores
}

/// Tells whether a container's program answers and has nothing further to do by itself.
pub(crate) fn is_idle(w: &World, key: ContainerKey) -> bool {
    let c = &w.containers[key];
    c.state == State::Ready && c.script.is_empty()
}

/// Lets a container answer nobody because of an event, or again; its checks are looked at.
pub(crate) fn freeze(w: &mut World, key: ContainerKey, because: Option<EventId>) {
    w.containers[key].deaf = because;
    health::look_at(w, key);
}

/// Writes a line to the container's log.
pub(super) fn say(w: &mut World, key: ContainerKey, line: String) {
    write(w, key, line, false);
}

/// Writes a line to one of the streams of the container's log.
pub(super) fn write(w: &mut World, key: ContainerKey, line: String, is_error: bool) {
    let at = w.now;
    let c = &mut w.containers[key];
    c.lines.push(Line {
        at,
        text: line.clone(),
        is_error,
    });
    let cause = c.last;
    w.hear(cause, News::Line(key, &line));
}

pub(crate) fn wake(w: &mut World, wake: Wake) {
    if wake.kind == Kind::Pool {
        return pool::wake(w, wake);
    }
    let key = ContainerKey::from_slot(wake.slot);
    let Some(c) = w.containers.get(key) else {
        return;
    };
    match wake.kind {
        Kind::ContainerHealth if c.checks == wake.generation => health::due(w, key),
        Kind::Program if c.generation == wake.generation => stage::go_on(w, key),
        Kind::KillDue if c.generation == wake.generation => {
            let cause = c.last;
            kill(w, key, cause);
        }
        _ => {}
    }
}

pub(crate) fn check(w: &World) {
    w.pools.iter().for_each(|(_, pool)| pool.check());
    for (_, c) in w.containers.iter() {
        let name = &c.spec.name;
        assert!(
            c.running() || c.script.is_empty(),
            "{name} does not run, and plans nothing"
        );
        assert!(
            c.running() || c.probe.is_none(),
            "{name} does not run, and is not checked"
        );
    }
}
