//! One run: a strategy on its own world, from an empty account through a scenario to an empty account.

use std::sync::{Arc, Mutex, PoisonError};

use paperboat_core::cloud::{Clock, Context};
use paperboat_core::error::{Cause, DeployError};
use paperboat_core::fault::Fault;
use paperboat_core::people::{Person, Task};
use paperboat_core::recipe::Step;
use paperboat_core::scenario::{Act, Version};
use paperboat_core::strategy::{App, Deployed, Endpoint, Strategy};
use paperboat_core::time::Timestamp;
use paperboat_simulator::host::docker::Readings;
use paperboat_simulator::meter::Bill;
use paperboat_simulator::model::Limit;
use paperboat_simulator::sim::Sim;
use paperboat_simulator::topology::Topology;
use paperboat_simulator::traffic::Plan;
use paperboat_simulator::world::World;

use super::anew::{Anew, Disks};
use super::capacity::{Capacity, entries, measured};
use super::lane::Lane;
use super::one_by_one;
use super::operator::{Operator, Outage, Repair};
use super::parallel::Told;
use super::phase::{Count, Phase, PhaseReport};
use super::recovery::recoveries;
use super::report::LaneReport;
use super::rig;
use super::settings::Settings;
use super::slips::Slips;
use super::work::{Work, failed_step, first_answer, steps};

/// A lane under way.
struct Run<'a> {
    app: &'a App,
    lane: Lane,
    settings: &'a Settings,
    /// The users' peak; instead of that of the settings.
    peak: f64,
    sim: Sim,
    strategy: Box<dyn Strategy>,
    /// Who works. What they wrote down stays from one task to the next.
    person: Arc<Mutex<Person>>,
    /// The version that runs, as far as the person knows.
    current: App,
    /// The version that ran before it, to which one can go back.
    previous: Option<App>,
    /// When users came: the times of the scenario count from here.
    opened: Timestamp,
    outage: Outage,
    phases: Vec<PhaseReport>,
    /// What users had noticed when the part that goes on began.
    began_with: Count,
    endpoints: Vec<Endpoint>,
    capacity: Vec<Capacity>,
}

/// Takes an application down one lane from beginning to end. A part that fails is reported, and what it made is destroyed
/// all the same.
#[must_use]
pub fn run(app: &App, lane: Lane, settings: &Settings) -> LaneReport {
    let mut run = Run::begin(app, lane, settings, (Readings::default(), Told::Log));
    let deployed = run.deploy();
    run.go_on(deployed, Told::Log)
}

/// Takes an application down one lane as [`run`] does, once for each peak of users, and tells in detail what came of it
/// where that is wanted. They are the same run until users come, which is made once. What machines read of Compose files
/// is shared with other runs.
pub(super) fn run_with_each_peak(
    peaks: &[(f64, Told)],
    app: &App,
    lane: Lane,
    settings: &Settings,
    readings: Readings,
) -> Vec<LaneReport> {
    let most = peaks.iter().map(|(_, told)| *told).max();
    let kept = (readings, most.unwrap_or(Told::Figures));
    let mut run = Run::begin(app, lane, settings, kept);
    let deployed = run.deploy();
    let forks: Vec<_> = peaks
        .iter()
        .map(|(peak, told)| (run.fork(*peak), *told))
        .collect();
    forks
        .into_iter()
        .map(|(run, told)| run.go_on(deployed, told))
        .collect()
}

impl<'a> Run<'a> {
    fn begin(
        app: &'a App,
        lane: Lane,
        settings: &'a Settings,
        (readings, told): (Readings, Told),
    ) -> Self {
        let world = World::new(settings.seed, Arc::clone(&settings.model), app.published());
        let world = match told {
            Told::Figures => world.without_words(),
            Told::Log | Told::Requests => world,
        };
        Self {
            app,
            lane,
            settings,
            peak: settings.peak,
            sim: Sim::new(world.sharing(readings)),
            strategy: lane.way.strategy(),
            person: Arc::new(Mutex::new(rig::person(settings.people, settings.seed))),
            current: app.clone(),
            previous: None,
            opened: Timestamp::ZERO,
            outage: Outage::default(),
            phases: Vec::new(),
            began_with: Count::default(),
            endpoints: Vec::new(),
            capacity: Vec::new(),
        }
    }

    /// The same run up to now, on a world of its own, with another peak of users ahead.
    fn fork(&self, peak: f64) -> Self {
        Self {
            peak,
            sim: self.sim.fork(),
            strategy: self.lane.way.strategy(),
            person: Arc::new(Mutex::new(self.with_person(|person| person.clone()))),
            current: self.current.clone(),
            previous: self.previous.clone(),
            phases: self.phases.clone(),
            began_with: self.began_with.clone(),
            endpoints: self.endpoints.clone(),
            capacity: self.capacity.clone(),
            ..*self
        }
    }

    fn deploy(&mut self) -> bool {
        self.part(Phase::Deploy, Phase::Deploy.key());
        let app = self.app;
        self.work(Verb::Deploy(app))
    }

    /// Everything after the deployment. `told` keeps what a report tells beside its figures: of thousands of runs nobody
    /// reads it, and it is most of what a report holds.
    fn go_on(mut self, deployed: bool, told: Told) -> LaneReport {
        if deployed {
            if told == Told::Requests {
                self.sim.with(World::remember_targets);
            }
            self.let_users_in();
            self.live_through();
        }
        let entries = entries(&self.endpoints);
        let stands = |w: &mut World| {
            let topology = (deployed && told >= Told::Log).then(|| w.topology(&entries));
            (w.bill(), topology)
        };
        let (running, topology) = self.sim.with(stands);
        let mut report = self.back(running, topology);
        if told == Told::Figures {
            report.forget_log();
        }
        report
    }

    /// Goes through the scenario. What happens at a time is a part of the run until the next thing happens. What comes
    /// while somebody is at work comes when they are done.
    fn live_through(&mut self) {
        let scenario = Arc::clone(&self.settings.scenario);
        self.part(Phase::Serve, Phase::Serve.key());
        for moment in &scenario.timeline {
            if !self.can(&moment.act) {
                continue;
            }
            self.until(self.opened + moment.at);
            self.part(Phase::of(&moment.act), &moment.name);
            self.act(&moment.act);
        }
        self.until(self.opened + scenario.horizon);
    }

    /// Tells whether there is anything to do in an act: an application of other people's images alone has no next
    /// version, and where replicas suffice nothing is scaled.
    fn can(&self, act: &Act) -> bool {
        match act {
            Act::Update(_) => !self.current.next_version().images.is_empty(),
            Act::Scale {
                service: None,
                replicas,
            } => self.scalable(*replicas).is_some(),
            Act::Rollback => self.previous.is_some(),
            _ => true,
        }
    }

    fn act(&mut self, act: &Act) {
        match act {
            Act::Fault(fault) => {
                self.sim.with(|w| w.strike(w.now(), fault));
            }
            // It is in the curve since users came.
            Act::Rush { .. } => {}
            Act::Update(version) => self.update(*version),
            Act::Rollback => self.roll_back(),
            Act::Scale { service, replicas } => {
                let service = service.clone().or_else(|| self.scalable(*replicas));
                if let Some(service) = service {
                    let app = self.current.clone();
                    if self.work(Verb::Scale(&app, &service, *replicas)) {
                        self.current = app.scaled_to(&service, *replicas);
                    }
                }
            }
        }
    }

    fn update(&mut self, version: Version) {
        let before = self.current.clone();
        let mut next = match version {
            Version::Next | Version::Crashes => before.next_version(),
            Version::Missing => before.mistyped_version(),
        };
        next.before = Some(Box::new(before.clone()));
        if version != Version::Missing {
            self.sim.with(|w| {
                let now = w.now();
                for image in next.published() {
                    w.publish(now, image);
                }
                // What is released is what crashes: no draw may hit a database that has no next version.
                for service in next.images.keys().filter(|_| version == Version::Crashes) {
                    let service = Some(service.clone());
                    w.strike(now, &Fault::ImageCrashes { service });
                }
            });
        }
        if self.work(Verb::Update(&next)) {
            self.current = next.reached();
            self.previous = Some(before);
        } else if !self.went_back() {
            // Who brought the version out sits before it, and goes back where nothing did that for them.
            self.go_back(before, next);
        }
    }

    /// Tells whether the recipe has gone back by itself.
    fn went_back(&self) -> bool {
        let error = self.phases.last().and_then(|part| part.error.as_ref());
        error.is_some_and(|error| {
            matches!(
                error.cause,
                Cause::RolledBack { .. } | Cause::GivenBack { .. }
            )
        })
    }

    fn roll_back(&mut self) {
        if let Some(previous) = self.previous.take() {
            let running = self.current.clone();
            self.go_back(previous, running);
        }
    }

    /// Goes back to a version from another one. What was scaled stays scaled, whichever version runs.
    fn go_back(&mut self, to: App, from: App) {
        let back = App {
            scaled: self.current.scaled.clone(),
            before: Some(Box::new(from)),
            ..to
        };
        if self.work(Verb::Rollback(&back)) {
            self.current = back.reached();
        }
    }

    /// Tells whether the application was refused before anything was made of it: then nobody has anything to remove.
    fn is_refused(&self) -> bool {
        let mut errors = self.phases.iter().filter_map(|part| part.error.as_ref());
        errors.any(|error| {
            let of_strategy = matches!(
                error.cause,
                Cause::Refused { .. } | Cause::Impossible { .. }
            );
            of_strategy && error.step == Step::CheckApplication
        })
    }

    /// Destroys, and reads off what there is to report.
    fn back(mut self, running: Bill, topology: Option<Topology>) -> LaneReport {
        let ended = self.sim.with(|w| {
            let now = w.now();
            w.stop_traffic(now);
            now
        });
        if !self.is_refused() {
            self.part(Phase::Destroy, Phase::Destroy.key());
            let app = self.app;
            self.work(Verb::Destroy(app));
        }
        self.close();
        let world = self.sim.into_world();
        one_by_one::note(&mut self.phases, &world, ended);
        let (traffic, whole) = (world.traffic_report(), world.bill());
        let events = world.into_events();
        for part in self.phases.iter_mut().filter(|p| p.error.is_some()) {
            part.failed_at = failed_step(&events, part.ended);
        }
        recoveries(&mut self.phases, &events);
        let slips = self.settings.people.slips;
        LaneReport {
            lane: self.lane.name.to_owned(),
            alone: self.lane.way.alone(self.app),
            followers: self.lane.way.followers(self.app),
            steps: steps(&events),
            work: Work::of(&events),
            slips: slips.map(|_| Slips::of(&events, &self.phases)),
            first_answer_s: first_answer(&events),
            left: whole.open().cloned().collect(),
            phases: self.phases,
            endpoints: self.endpoints,
            capacity: self.capacity,
            traffic,
            topology,
            running,
            whole,
            events,
        }
    }

    /// The service that is scaled out: of the public ones that are released and have fewer replicas than wanted,
    /// the one whose replicas answer least.
    fn scalable(&self, replicas: u32) -> Option<String> {
        let way = self.lane.way;
        let entrances = self.app.entrances().into_iter();
        let mut names: Vec<String> = entrances.map(|e| e.service).collect();
        names.retain(|n| self.app.is_released(n) && way.replicas(&self.current, n) < replicas);
        // Where a metric brings as many by itself nobody does it by hand.
        names.retain(|n| {
            way.most_tasks(&self.current, n)
                .is_none_or(|most| most < replicas)
        });
        let rate = |name: &String| self.app.profiles[name].requests_per_second;
        names.into_iter().min_by(|a, b| rate(a).total_cmp(&rate(b)))
    }

    fn let_users_in(&mut self) {
        let plan = Plan {
            curve: self.settings.curve(self.peak),
            entries: entries(&self.endpoints),
            response_bytes: self.settings.model.limit(Limit::WorldUsersResponseBytes),
        };
        let (app, lane, peak) = (self.app, self.lane, self.peak);
        let (now, capacity) = self.sim.with(|w| {
            let capacity = measured(w, app, lane.way, &plan.entries, peak);
            let now = w.now();
            w.start_traffic(now, plan);
            (now, capacity)
        });
        self.opened = now;
        self.capacity = capacity;
    }

    /// Lets time pass up to a point, with a person who is called when nothing answers.
    fn until(&mut self, to: Timestamp) {
        let operator = Operator::of(&self.settings.model);
        loop {
            let (now, down, next) = self.sim.with(|w| (w.now(), w.is_down(), w.next_at()));
            self.outage.seen(down, now);
            if now >= to {
                return;
            }
            let acts = operator.acts(&self.outage, self.opened);
            if let Some((called, at)) = acts.filter(|(_, at)| *at <= now) {
                self.repair(called, at);
                continue;
            }
            let due = [next, acts.map(|(_, at)| at)].into_iter().flatten();
            let step = due.fold(to, Timestamp::min);
            self.sim.with(|w| w.advance(step));
        }
    }

    /// Puts the application up again with the recipe that there is.
    fn repair(&mut self, called: Timestamp, began: Timestamp) {
        let app = self.current.clone();
        let verb = Verb::Deploy(&app);
        self.with_person(|person| person.mend(verb.task()));
        // Who has done the same again in vain, and knows that they go wrong, does not trust what is there.
        let anew = self.outage.tries() >= AGAIN && self.with_person(|person| person.is_unsound());
        let error = if anew {
            self.begin_anew(&app).err()
        } else {
            self.verb(verb).err()
        };
        let (ended, cured) = self
            .sim
            .with(|w| (w.now(), error.is_none() && !w.is_down()));
        self.outage.tried(ended);
        if let Some(part) = self.phases.last_mut() {
            part.repairs.push(Repair {
                called,
                began,
                ended,
                cured,
            });
        }
    }

    /// Runs a verb as the work of the part that goes on; tells whether it worked.
    fn work(&mut self, verb: Verb<'_>) -> bool {
        let mut outcome = self.verb(verb);
        let mut slipped = false;
        for _ in 0..LOOKS {
            let now = self.with_person(|person| person.slipped());
            slipped |= now;
            if outcome.is_ok() || !now {
                break;
            }
            outcome = self.mend(verb);
        }
        if let Verb::Deploy(app) = verb
            && slipped
            && outcome.is_err()
        {
            outcome = self.begin_anew(app);
        }
        let ended = self.sim.now();
        let worked = outcome.is_ok();
        if let Some(part) = self.phases.last_mut() {
            part.ended = ended;
            // The first failure is what went wrong; going back is what one does about it.
            part.error = part.error.take().or(outcome.err());
        }
        worked
    }

    /// Looks for what was done wrong, puts it right, and does it again.
    fn mend(&mut self, verb: Verb<'_>) -> Result<(), DeployError> {
        let diagnosis = self.settings.model.seconds(Limit::OperatorDiagnosisS);
        self.sim.with(|w| w.advance(w.now() + diagnosis));
        self.with_person(|person| person.mend(verb.task()));
        if let Some(part) = self.phases.last_mut() {
            part.mended += 1;
        }
        self.verb(verb)
    }

    /// Removes what there is and begins from nothing, where doing it again does not help: what was made wrong is taken for
    /// made. What was kept on disks is lost with it.
    fn begin_anew(&mut self, app: &App) -> Result<(), DeployError> {
        let disks = self.sim.with(|w| Disks::of(w));
        self.mend(Verb::Destroy(app))?;
        self.with_person(Person::begin_anew);
        let (at, opened) = (self.sim.now(), self.opened);
        let had_users = self.phases.iter().any(|part| part.phase.has_users());
        if let Some(part) = self.phases.last_mut() {
            let lost = disks.lost(app, opened, at);
            part.anew.push(Anew {
                at,
                had_users,
                lost: lost.into_iter().filter(|_| had_users).collect(),
            });
        }
        self.verb(Verb::Deploy(app))
    }

    fn with_person<T>(&self, ask: impl FnOnce(&mut Person) -> T) -> T {
        ask(&mut self.person.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Runs a verb with a person at the keyboard. Users learn of new addresses.
    fn verb(&mut self, verb: Verb<'_>) -> Result<(), DeployError> {
        let cloud = rig::at_work(&self.sim, Arc::clone(&self.person), verb.task());
        let cx = rig::context(&cloud, &self.sim);
        let deployed = self.sim.verb(verb.run(&*self.strategy, &cx))?;
        if let Some(deployed) = deployed {
            self.endpoints = deployed.endpoints;
            self.sim.with(|w| {
                let now = w.now();
                w.move_users(now, &entries(&self.endpoints));
            });
        }
        Ok(())
    }

    /// Begins a part; the one before it ends.
    fn part(&mut self, phase: Phase, name: &str) {
        self.began_with = self.close();
        let now = self.sim.now();
        self.phases.push(PhaseReport::begin(phase, name, now));
    }

    /// Counts what users noticed in the part that goes on; gives what they have noticed so far.
    fn close(&mut self) -> Count {
        let (now, count) = self.sim.with(|w| (w.now(), Count::of(w)));
        if let Some(part) = self.phases.last_mut() {
            part.watched_until = now;
            part.totals = count.since(&self.began_with);
            if part.phase.is_of_users() {
                part.ended = now;
            }
        }
        count
    }
}

/// How often somebody whose work failed looks for what they did wrong before they leave it at that (own choice).
const LOOKS: u32 = 3;

/// After how many repairs in vain somebody who goes wrong now and then begins from nothing (own choice).
const AGAIN: u32 = 2;

/// What a strategy is asked to do.
#[derive(Clone, Copy)]
enum Verb<'a> {
    Deploy(&'a App),
    Update(&'a App),
    Rollback(&'a App),
    Scale(&'a App, &'a str, u32),
    Destroy(&'a App),
}

impl Verb<'_> {
    fn task(self) -> Task {
        match self {
            Self::Deploy(_) => Task::Deploy,
            Self::Update(_) => Task::Update,
            Self::Rollback(_) => Task::Rollback,
            Self::Scale(..) => Task::Scale,
            Self::Destroy(_) => Task::Destroy,
        }
    }

    async fn run(
        self,
        strategy: &dyn Strategy,
        cx: &Context<'_>,
    ) -> Result<Option<Deployed>, DeployError> {
        match self {
            Self::Deploy(app) => strategy.deploy(cx, app).await.map(Some),
            Self::Update(app) => strategy.update(cx, app).await.map(Some),
            Self::Rollback(app) => strategy.rollback(cx, app).await.map(Some),
            Self::Scale(app, service, n) => strategy.scale(cx, app, service, n).await.map(Some),
            Self::Destroy(app) => strategy.destroy(cx, app).await.map(|()| None),
        }
    }
}
