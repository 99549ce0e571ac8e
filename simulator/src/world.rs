//! The world: a value that takes requests, moves through time and tells what happened.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use paperboat_core::aws::{Facts, Reply, Request};
use paperboat_core::error::CloudError;
use paperboat_core::event::{Event, EventId, EventKind, Word};
use paperboat_core::fault::Fault;
use paperboat_core::time::Timestamp;
use paperboat_core::workload::PublishedImage;

use crate::agenda::Agenda;
use crate::arena::Arena;
use crate::change::{Changes, Dependencies, Subject};
use crate::container::{Container, Pool};
use crate::fault::Strike;
use crate::host::docker::Readings;
use crate::id::{self, Ids};
use crate::log::{Events, Log};
use crate::model::{Model, Timing};
use crate::random::{Drawn, Random, Unit};
use crate::refusal::answering;
use crate::room::Room;
use crate::wake::{Kind, Wake};
use crate::{
    applicationautoscaling, autoscaling, billable, constraint, container, ec2, ecr, ecs, efs,
    elbv2, express, fault, host, iam, logs, meter, registry, secretsmanager, servicediscovery,
    traffic, vain, weather,
};

mod outcome;

pub(crate) use outcome::Outcome;

/// Names one call until its answer is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CallId(pub u32);

/// A call that was made: its event, and its answer once there is one.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) event: EventId,
    pub(crate) facts: &'static Facts,
    /// The fault for which it is refused, when one is the reason.
    pub(crate) fault: Option<EventId>,
    pub(crate) outcome: Option<Result<Reply, CloudError>>,
    pub(crate) ready: bool,
    /// The job that goes on when the answer is there.
    job: Option<host::JobKey>,
}

/// A simulated AWS region with its machines, containers, users and bills, at one point in time.
///
/// No clock, no thread, no file, no global: one seed and the requests with their times decide everything. `Clone` is undo and what-if.
///
/// The loop of whoever drives one: send a request, move to what is due next until its answer is there. Between two
/// moments at which something is due nothing changes, so [`World::advance`] may be called for any time, in any slices.
///
/// ```
/// use std::sync::Arc;
///
/// use paperboat_core::aws::{Reply, ec2};
/// use paperboat_simulator::model::Model;
/// use paperboat_simulator::world::World;
///
/// let mut world = World::new(1, Arc::new(Model::default()), Vec::new());
/// let call = world.call(world.now(), ec2::CreateKeyPair { key_name: "mine".into(), ..Default::default() }.into());
/// let answer = loop {
///     if let Some(answer) = world.answer(call) {
///         break answer;
///     }
///     let due = world.next_at().expect("an answer is due");
///     world.advance(due);
/// };
/// let Ok(Reply::CreateKeyPair(pair)) = answer else { panic!("{answer:?}") };
/// assert_eq!(pair.key_name, "mine");
/// assert!(world.now().0 > 0, "an answer takes time");
///
/// // The same seed and the same requests: the same world.
/// let before = world.clone();
/// world.advance(world.now() + std::time::Duration::from_secs(3_600));
/// assert!(before.now() < world.now());
/// ```
#[derive(Clone, Debug)]
pub struct World {
    pub(crate) now: Timestamp,
    pub(crate) model: Arc<Model>,
    pub(crate) random: Random,
    pub(crate) ids: Room<Ids>,
    pub(crate) log: Log,
    /// Whether the log holds words that only people read.
    words: bool,
    /// What a person did wrong in the call that comes next.
    slipped: Option<EventId>,
    agenda: Room<Agenda>,
    calls: BTreeMap<CallId, Call>,
    next_call: u32,
    pub(crate) changes: Room<Changes>,
    /// What the present step of a strategy has seen.
    pub(crate) sight: vain::Sight,
    /// Containers whose health checks look at other programs.
    pub(crate) watched: BTreeMap<container::ContainerKey, Dependencies>,
    /// Containers whose programs connect to others.
    pub(crate) needy: std::collections::BTreeSet<container::ContainerKey>,
    drawn: Room<Drawn>,
    pub(crate) readings: Readings,
    pub(crate) ec2: Room<ec2::Ec2>,
    pub(crate) applicationautoscaling: Room<applicationautoscaling::ApplicationAutoScaling>,
    pub(crate) autoscaling: Room<autoscaling::AutoScaling>,
    pub(crate) elbv2: Room<elbv2::Elbv2>,
    pub(crate) express: Room<express::Express>,
    pub(crate) ecs: Room<ecs::Ecs>,
    pub(crate) ecr: Room<ecr::Ecr>,
    /// What the data directories of databases remember.
    pub(crate) data: Room<BTreeMap<container::DataPlace, container::Made>>,
    pub(crate) logs: Room<logs::Logs>,
    pub(crate) efs: Room<efs::Efs>,
    pub(crate) servicediscovery: Room<servicediscovery::ServiceDiscovery>,
    pub(crate) secretsmanager: Room<secretsmanager::SecretsManager>,
    pub(crate) iam: Room<iam::Iam>,
    pub(crate) registry: Room<registry::Registry>,
    pub(crate) hosts: Room<host::Hosts>,
    pub(crate) containers: Room<Arena<Container, id::Container>>,
    pub(crate) pools: Room<Arena<Pool>>,
    pub(crate) traffic: Room<traffic::Traffic>,
    pub(crate) weather: Room<weather::Weather>,
    pub(crate) meter: Room<meter::Meter>,
}

impl World {
    /// Bears a world: an account with nothing in it but the default VPC, and registries that hold `images`.
    #[must_use]
    pub fn new(seed: u64, model: Arc<Model>, images: Vec<PublishedImage>) -> Self {
        let mut ids = Ids::new(seed);
        let ec2 = ec2::Ec2::new(&mut ids);
        Self {
            now: Timestamp::ZERO,
            random: Random::new(seed),
            registry: Room::new(registry::Registry::new(images)),
            model,
            ids: Room::new(ids),
            ec2: Room::new(ec2),
            log: Log::default(),
            words: true,
            slipped: None,
            agenda: Room::default(),
            calls: BTreeMap::new(),
            next_call: 0,
            changes: Room::default(),
            sight: vain::Sight::default(),
            watched: BTreeMap::new(),
            needy: std::collections::BTreeSet::new(),
            drawn: Room::default(),
            readings: Readings::default(),
            applicationautoscaling: Room::default(),
            autoscaling: Room::default(),
            elbv2: Room::default(),
            express: Room::default(),
            ecs: Room::default(),
            ecr: Room::default(),
            data: Room::default(),
            logs: Room::default(),
            efs: Room::default(),
            servicediscovery: Room::default(),
            secretsmanager: Room::default(),
            iam: Room::default(),
            hosts: Room::default(),
            containers: Room::default(),
            pools: Room::default(),
            traffic: Room::default(),
            weather: Room::default(),
            meter: Room::default(),
        }
    }

    /// The same world, whose machines look what Compose files say up among `readings` before they read them.
    #[must_use]
    pub fn sharing(mut self, readings: Readings) -> Self {
        self.readings = readings;
        self
    }

    /// The same world, whose log leaves out what only people read of it: what calls were about, and commands that were typed.
    /// Times, states, causes and everything that happens stay the same.
    #[must_use]
    pub fn without_words(mut self) -> Self {
        self.words = false;
        self
    }

    /// Tells whether the log holds words that only people read.
    #[must_use]
    pub fn keeps_words(&self) -> bool {
        self.words
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Everything that happened so far.
    #[must_use]
    pub fn events(&self) -> Events<'_> {
        self.log.events()
    }

    /// Everything that happened, at the world's end.
    #[must_use]
    pub fn into_events(self) -> Vec<Event> {
        self.log.into_events()
    }

    /// What happened since the last call of this.
    pub fn drain_events(&mut self) -> Vec<Event> {
        self.log.drain()
    }

    /// Writes what somebody outside says of a moment: a strategy's steps and waits.
    ///
    /// # Panics
    /// When `at` lies in the past.
    pub fn note(&mut self, at: Timestamp, kind: EventKind) -> EventId {
        self.advance(at);
        let cause = vain::cause(self, &kind);
        let event = self.emit(cause, kind.clone());
        vain::noted(self, event, &kind);
        // What is forgotten calls nobody.
        if let EventKind::Slipped { typed: Some(_), .. } = kind {
            self.slipped = Some(event);
        }
        event
    }

    /// Takes a look that nothing came of out of the log again, with its refusal: for a driver whose clients look without end.
    /// `mark` is how long the log was before it was sent. Nothing is taken out when anything else was written since, or a
    /// call is open that may name the look as a cause.
    pub fn forget_look(&mut self, mark: usize, refused: bool) {
        let open = !self.calls.is_empty();
        if !open && self.log.forget_calls(mark, 1 + usize::from(refused)) {
            vain::forget(self, mark);
        }
    }

    /// Walks from an event to its first cause, the event itself first.
    pub fn chain(&self, id: EventId) -> impl Iterator<Item = &Event> {
        self.log.chain(id)
    }

    /// Takes a request at `at`; its effects begin then. The answer is taken with [`World::answer`].
    ///
    /// # Panics
    /// When `at` lies in the past.
    pub fn call(&mut self, at: Timestamp, request: Request) -> CallId {
        self.advance(at);
        let id = self.take(None, request);
        self.settle();
        id
    }

    /// Takes a request that a program of the person's own computer sends; its job goes on when the answer is there.
    pub(crate) fn call_for(&mut self, job: host::JobKey, request: Request) -> CallId {
        self.take(Some(job), request)
    }

    fn take(&mut self, job: Option<host::JobKey>, request: Request) -> CallId {
        let id = CallId(self.next_call);
        self.next_call += 1;
        let facts = request.facts();
        let kind = EventKind::Call {
            operation: facts.name.into(),
            about: if self.words {
                request.about()
            } else {
                String::new()
            },
            code: None,
        };
        let cause = job.map(|job| self.hosts.jobs[job].cause);
        let cause = cause.or_else(|| self.slipped.take());
        let event = self.emit(cause, kind);
        self.calls.insert(
            id,
            Call {
                event,
                facts,
                fault: None,
                outcome: None,
                ready: false,
                job,
            },
        );
        vain::looks(self, &request);
        match self.handle(id, request) {
            Ok(Outcome::Done(reply)) => self.answer_call(id, Ok(reply)),
            Ok(Outcome::Later) => {}
            Err(error) => self.answer_call(id, Err(answering(facts.name)(error))),
        }
        id
    }

    /// Has everybody look again at what follows from what was done from outside.
    pub(crate) fn settle_all(&mut self) {
        self.changes.widen();
        self.settle();
    }

    /// Lets a fault strike at `at`; what follows has its event as a cause. One that meets nothing is missed, and says why.
    ///
    /// # Panics
    /// When `at` lies in the past.
    pub fn strike(&mut self, at: Timestamp, fault: &Fault) -> Strike {
        self.advance(at);
        let strike = fault::strike(self, fault);
        self.settle_all();
        strike
    }

    fn handle(&mut self, id: CallId, request: Request) -> Result<Outcome, CloudError> {
        if let Some((fault, refusal)) = weather::throttles(self, &request) {
            if let Some(call) = self.calls.get_mut(&id) {
                call.fault = Some(fault);
            }
            return Err(refusal);
        }
        constraint::admit(&request)?;
        match request {
            Request::Ec2(call) => ec2::handle(self, id, call),
            Request::Ssm(call) => ec2::handle_ssm(&call),
            Request::ApplicationAutoScaling(call) => applicationautoscaling::handle(self, id, call),
            Request::AutoScaling(call) => autoscaling::handle(self, id, call),
            Request::Elb(call) => elbv2::handle(self, id, call),
            Request::Iam(call) => iam::handle(self, id, call),
            Request::Sts(call) => Ok(iam::handle_sts(&call)),
            Request::Host(call) => host::handle(self, id, call),
            Request::Ecr(call) => ecr::handle(self, id, call),
            Request::Logs(call) => logs::handle(self, id, call),
            Request::Efs(call) => efs::handle(self, id, call),
            Request::ServiceDiscovery(call) => servicediscovery::handle(self, id, call),
            Request::Secrets(call) => secretsmanager::handle(self, id, call),
            Request::Ecs(call) => ecs::handle(self, id, call),
            Request::Express(call) => express::handle(self, id, call),
        }
    }

    /// The event of a call that is being handled: the cause of what it does.
    pub(crate) fn call_event(&self, id: CallId) -> EventId {
        self.calls[&id].event
    }

    /// Gives a call its answer, which reaches the caller after the operation's latency.
    pub(crate) fn answer_call(&mut self, id: CallId, outcome: Result<Reply, CloudError>) {
        self.answer_after(id, Duration::ZERO, outcome);
    }

    /// Gives a call the answer that it will have had to wait for, on top of the operation's latency.
    pub(crate) fn answer_after(
        &mut self,
        id: CallId,
        wait: Duration,
        outcome: Result<Reply, CloudError>,
    ) {
        let Some(call) = self.calls.get(&id) else {
            return;
        };
        let (facts, fault, call) = (call.facts, call.fault, call.event);
        if let Err(error) = &outcome {
            let behind = fault.or_else(|| vain::behind(self, error));
            let cause = behind.or(Some(call));
            let kind = EventKind::Call {
                operation: facts.name.into(),
                about: error.message.clone(),
                code: Some(error.code.clone()),
            };
            let event = self.emit(cause, kind);
            vain::answered(self, event, Some(event), &outcome);
        } else {
            vain::answered(self, call, None, &outcome);
        }
        if let Some(call) = self.calls.get_mut(&id) {
            call.outcome = Some(outcome);
        }
        let latency = self.draw(Timing::of_call(facts.latency), facts.name);
        self.wake_in(wait + latency, Kind::Answer, id.0, 0);
    }

    /// Takes a call's answer; none while the caller still waits.
    pub fn answer(&mut self, id: CallId) -> Option<Result<Reply, CloudError>> {
        if !self.calls.get(&id)?.ready {
            return None;
        }
        self.hosts.told = self.hosts.cut.remove(&id);
        self.calls.remove(&id)?.outcome
    }

    /// The operations whose answers are awaited, in the order in which they were sent.
    #[must_use]
    pub fn unanswered(&self) -> Vec<&'static str> {
        let open = self.calls.values().filter(|call| !call.ready);
        open.map(|call| call.facts.name).collect()
    }

    /// When something will next happen by itself; none when the world rests.
    #[must_use]
    pub fn next_at(&self) -> Option<Timestamp> {
        self.agenda.peek()
    }

    /// Moves time forward and does all that is due. Once or in slices: the same world.
    ///
    /// # Panics
    /// When `to` lies in the past.
    pub fn advance(&mut self, to: Timestamp) {
        assert!(to >= self.now, "time runs forward");
        while self.agenda.peek().is_some_and(|at| at <= to) {
            let Some((at, wake)) = self.agenda.pop() else {
                break;
            };
            self.now = at;
            self.wake(wake.into());
            self.settle();
        }
        self.now = to;
    }

    fn wake(&mut self, wake: Wake) {
        match wake.kind {
            Kind::Answer => {
                if let Some(call) = self.calls.get_mut(&CallId(wake.slot)) {
                    call.ready = true;
                    if let Some(job) = call.job {
                        host::poke(self, job);
                    }
                }
            }
            Kind::InstanceState | Kind::InstanceStatus | Kind::Ec2Resource => ec2::wake(self, wake),
            Kind::MachineBoot
            | Kind::Job
            | Kind::JobLimit
            | Kind::HostAnswer
            | Kind::DockerRestart => host::wake(self, wake),
            Kind::Pull | Kind::Link => registry::wake(self, wake),
            Kind::Pool | Kind::Program | Kind::ContainerHealth | Kind::KillDue => {
                container::wake(self, wake);
            }
            Kind::BalancerState | Kind::Target | Kind::TargetRoute => elbv2::wake(self, wake),
            Kind::TaskState
            | Kind::TaskTarget
            | Kind::TaskCleanup
            | Kind::ContainerAgent
            | Kind::CapacityProvider
            | Kind::Session
            | Kind::Scheduler => {
                ecs::wake(self, wake);
            }
            Kind::AutoScaling => autoscaling::wake(self, wake),
            Kind::ScalableTarget => applicationautoscaling::wake(self, wake),
            Kind::Express => express::wake(self, wake),
            Kind::FileSystem => efs::wake(self, wake),
            Kind::Namespace => servicediscovery::wake(self, wake),
            Kind::Weather => fault::wake(self, wake),
        }
    }

    /// Asks to be woken after `delay`.
    pub(crate) fn wake_in(&mut self, delay: Duration, kind: Kind, slot: u32, generation: u16) {
        self.agenda.push(
            self.now + delay,
            Wake {
                kind,
                slot,
                generation,
            }
            .into(),
        );
    }

    /// Asks to be woken at `at`.
    pub(crate) fn wake_at(&mut self, at: Timestamp, kind: Kind, slot: u32, generation: u16) {
        self.agenda.push(
            at.max(self.now),
            Wake {
                kind,
                slot,
                generation,
            }
            .into(),
        );
    }

    /// Writes an event.
    pub(crate) fn emit(&mut self, cause: Option<EventId>, kind: EventKind) -> EventId {
        self.log.push(self.now, cause, kind)
    }

    /// Writes that a resource changed its state, and has everybody look again at what reaches what.
    pub(crate) fn state(
        &mut self,
        cause: Option<EventId>,
        resource: &str,
        from: impl Into<Word>,
        to: impl Into<Word>,
        reason: impl Into<Word>,
    ) -> EventId {
        self.changes.everything();
        self.state_apart(cause, resource, from, to, reason)
    }

    /// Writes that a resource changed its state that was there before, outside a task. Only who has passed it looks again: the
    /// caller marks what stands for it, and nothing where no connection depends on it.
    pub(crate) fn state_of(
        &mut self,
        cause: Option<EventId>,
        resource: &str,
        from: impl Into<Word>,
        to: impl Into<Word>,
        reason: impl Into<Word>,
    ) -> EventId {
        self.changes.known();
        self.state_apart(cause, resource, from, to, reason)
    }

    /// Keeps that an event changed what connections and checks may depend on; gives the event back.
    pub(crate) fn mark(&mut self, subject: Subject, event: EventId) -> EventId {
        self.changes.mark(subject, event);
        event
    }

    /// Writes that something within a task changed its state: only who connects to the task has to look again.
    pub(crate) fn state_of_task(
        &mut self,
        task: ecs::TaskKey,
        cause: Option<EventId>,
        resource: &str,
        from: impl Into<Word>,
        to: impl Into<Word>,
        reason: impl Into<Word>,
    ) -> EventId {
        self.changes.task(task);
        self.state_apart(cause, resource, from, to, reason)
    }

    /// Writes that a resource changed its state on which no connection depends.
    pub(crate) fn state_apart(
        &mut self,
        cause: Option<EventId>,
        resource: &str,
        from: impl Into<Word>,
        to: impl Into<Word>,
        reason: impl Into<Word>,
    ) -> EventId {
        self.changes.nobody();
        let kind = EventKind::State {
            resource: resource.to_owned(),
            from: from.into(),
            to: to.into(),
            reason: reason.into(),
        };
        self.emit(cause, kind)
    }

    /// Draws a number between 0 and 1 for an entity. The same seed, purpose, entity and occurrence give the same
    /// draw whatever else happens, so that two strategies meet the same weather.
    pub(crate) fn unit(&mut self, purpose: &'static str, entity: &str) -> Unit {
        self.drawn.next(self.random, purpose, entity)
    }

    /// Draws how long something takes for an entity; see [`World::unit`].
    pub(crate) fn draw(&mut self, timing: Timing, entity: &str) -> Duration {
        let unit = self.unit(timing.key(), entity);
        self.model.timing(timing).duration(unit)
    }

    /// Tells what the next draw of a timing for an entity will be, without taking it.
    pub(crate) fn foresee(&self, timing: Timing, entity: &str) -> Duration {
        let unit = self.drawn.ahead(self.random, timing.key(), entity);
        self.model.timing(timing).duration(unit)
    }

    /// Checks the world's invariants.
    ///
    /// # Panics
    /// With the invariant's name, when one is broken.
    pub fn check(&self) {
        ec2::check(self);
        autoscaling::check(self);
        elbv2::check(self);
        ecs::check(self);
        efs::check(self);
        host::check(self);
        container::check(self);
        traffic::check(self);
        meter::check(self);
        billable::check(self);
    }
}
