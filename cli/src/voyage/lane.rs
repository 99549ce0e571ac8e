//! One lane: a strategy on its own world, from an empty account to an empty account.

use std::sync::Arc;
use std::time::Duration;

use paperboat_core::cloud::{Clock, Context};
use paperboat_core::error::DeployError;
use paperboat_core::event::Event;
use paperboat_core::layer::{Backoff, Hands, Retry, Typing};
use paperboat_core::strategy::{App, Care, Deployed, Ec2, Endpoint, RunWith, Strategy, Way};
use paperboat_core::time::Timestamp;
use paperboat_simulator::host::docker::Readings;
use paperboat_simulator::meter::{Bill, Line};
use paperboat_simulator::model::{Limit, Model};
use paperboat_simulator::sim::Sim;
use paperboat_simulator::traffic::{Curve, EntryReport, Plan};
use paperboat_simulator::world::World;
use serde::Serialize;

use super::capacity::{Capacity, entries, measured};
use super::log::{Step, Work, failed_step, first_answer, steps};
use super::phase::{Count, Phase, PhaseReport};

/// The address from which the person works, in every simulated world.
pub const CALLER: std::net::Ipv4Addr = std::net::Ipv4Addr::new(192, 0, 2, 10);
/// How long users are watched after the update and after the scaling.
const AFTERWARDS: Duration = Duration::from_secs(3_600);

/// What decides a voyage besides the application and the lane.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The seed.
    pub seed: u64,
    /// All numbers.
    pub model: Arc<Model>,
    /// How fast the person types.
    pub typing: Typing,
    /// Requests a second at the day's peak.
    pub peak: f64,
    /// Hours of traffic before the update.
    pub hours: u32,
    /// Replicas to which a public service is scaled.
    pub replicas: u32,
}

impl Settings {
    /// A rehearsal's: the first seed, and no users.
    #[must_use]
    pub fn quiet(model: Arc<Model>, typing: Typing) -> Self {
        Self {
            seed: 1,
            model,
            typing,
            peak: 1.0,
            hours: 1,
            replicas: 1,
        }
    }
}

/// A way to deploy that can be compared with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The lane's name, as it is typed and shown.
    pub name: &'static str,
    /// The way.
    pub way: Way,
}

impl Lane {
    /// All lanes, in the order in which they are shown. Containers on EC2 are started with Compose.
    pub const ALL: [Self; 3] = [
        Self {
            name: "ec2-naive",
            way: Way::Ec2(Ec2 {
                care: Care::Naive,
                run: RunWith::Compose,
            }),
        },
        Self {
            name: "ec2-careful",
            way: Way::Ec2(Ec2 {
                care: Care::Careful,
                run: RunWith::Compose,
            }),
        },
        Self {
            name: "fargate",
            way: Way::Fargate,
        },
    ];
}

/// What came of a lane.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LaneReport {
    /// The lane's name.
    pub lane: String,
    /// The parts of the voyage that were sailed.
    pub phases: Vec<PhaseReport>,
    /// The steps of all recipes, with human and machine time.
    pub steps: Vec<Step>,
    /// Work of hands and calls.
    pub work: Work,
    /// Seconds from the first typed character until every public service had answered.
    pub first_answer_s: Option<f64>,
    /// What each public service answers as it was deployed, against the peak of its users.
    pub capacity: Vec<Capacity>,
    /// What became of users' requests, by entry and cause; the parts of the voyage hold it by service.
    #[serde(skip)]
    pub traffic: Vec<EntryReport>,
    /// What everything cost while it ran, taken before it was destroyed.
    pub running: Bill,
    /// What the whole voyage cost.
    pub voyage: Bill,
    /// What still costs money at the end.
    pub left: Vec<Line>,
    /// Where users came in.
    pub endpoints: Vec<Endpoint>,
    /// Everything that happened; for `events` and `why`, not part of a report.
    #[serde(skip)]
    pub events: Vec<Event>,
}

impl LaneReport {
    /// The first part of the voyage that failed before everything was destroyed.
    #[must_use]
    pub fn failed_part(&self) -> Option<Phase> {
        let sailed = self.phases.iter().filter(|p| p.phase != Phase::Destroy);
        let mut failed = sailed.filter(|p| p.error.is_some());
        failed.next().map(|p| p.phase)
    }

    /// The part of the voyage of which there is only one, if it was sailed.
    #[must_use]
    pub fn part(&self, phase: Phase) -> Option<&PhaseReport> {
        self.phases.iter().find(|p| p.phase == phase)
    }

    /// Tells whether a part was sailed, and worked.
    #[must_use]
    pub fn worked(&self, phase: Phase) -> bool {
        self.part(phase).is_some_and(|p| p.error.is_none())
    }

    /// Tells whether users sent requests in a part.
    #[must_use]
    pub fn had_users(&self, phase: Phase) -> bool {
        self.part(phase).is_some_and(|p| p.toll.asked > 0.0)
    }

    /// Tells whether the application came up.
    #[must_use]
    pub fn answered(&self) -> bool {
        self.first_answer_s.is_some()
    }

    /// The parts that failed, in order.
    pub fn failures(&self) -> impl Iterator<Item = (&PhaseReport, &DeployError)> {
        let failed = |p: &'_ PhaseReport| p.error.is_some();
        self.phases
            .iter()
            .filter(move |p| failed(p))
            .filter_map(|p| Some((p, p.error.as_ref()?)))
    }

    /// Tells whether the application came up and everything that was tried before its end worked.
    #[must_use]
    pub fn did_all(&self) -> bool {
        self.answered() && self.failures().all(|(p, _)| p.phase == Phase::Destroy)
    }
}

/// A lane under way.
struct Voyage<'a> {
    app: &'a App,
    lane: Lane,
    settings: &'a Settings,
    /// The users' peak; instead of that of the settings.
    peak: f64,
    sim: Sim,
    strategy: Box<dyn Strategy>,
    phases: Vec<PhaseReport>,
    /// What users had noticed when each part began.
    began_with: Vec<Count>,
    endpoints: Vec<Endpoint>,
    capacity: Vec<Capacity>,
}

/// Sails one lane from beginning to end. A part that fails is reported, and what it made is destroyed all the same.
#[must_use]
pub fn sail(app: &App, lane: Lane, settings: &Settings) -> LaneReport {
    let mut voyage = Voyage::begin(app, lane, settings, Readings::default());
    let deployed = voyage.verb(Phase::Deploy, Verb::Deploy(app));
    voyage.go_on(deployed)
}

/// Sails one lane as [`sail`] does, once for each peak of users. They are the same voyage until users come, which is
/// sailed once. What machines read of Compose files is shared with other voyages.
pub(super) fn sail_with_each(
    peaks: &[f64],
    app: &App,
    lane: Lane,
    settings: &Settings,
    readings: Readings,
) -> Vec<LaneReport> {
    let mut voyage = Voyage::begin(app, lane, settings, readings);
    let deployed = voyage.verb(Phase::Deploy, Verb::Deploy(app));
    let forks: Vec<_> = peaks.iter().map(|peak| voyage.fork(*peak)).collect();
    forks.into_iter().map(|v| v.go_on(deployed)).collect()
}

impl<'a> Voyage<'a> {
    fn begin(app: &'a App, lane: Lane, settings: &'a Settings, readings: Readings) -> Self {
        let world = World::new(settings.seed, Arc::clone(&settings.model), app.published());
        Self {
            app,
            lane,
            settings,
            peak: settings.peak,
            sim: Sim::new(world.sharing(readings)),
            strategy: lane.way.strategy(),
            phases: Vec::new(),
            began_with: Vec::new(),
            endpoints: Vec::new(),
            capacity: Vec::new(),
        }
    }

    /// The same voyage up to now, on a world of its own, with another peak of users ahead.
    fn fork(&self, peak: f64) -> Self {
        Self {
            peak,
            sim: self.sim.fork(),
            strategy: self.lane.way.strategy(),
            phases: self.phases.clone(),
            began_with: self.began_with.clone(),
            endpoints: self.endpoints.clone(),
            capacity: self.capacity.clone(),
            ..*self
        }
    }

    /// Everything after the deployment.
    fn go_on(mut self, deployed: bool) -> LaneReport {
        let running = self.run_its_course(deployed);
        self.back(running)
    }

    /// Everything from the deployment to the point where the application has run its course; the bill as it stands
    /// then.
    fn run_its_course(&mut self, deployed: bool) -> Bill {
        let app = self.app;
        if deployed {
            self.let_users_in();
            self.serve();
            let next = app.next_version();
            let mut current = app;
            if !next.images.is_empty() {
                if self.verb(Phase::Update, Verb::Update(&next)) {
                    current = &next;
                }
                self.aftermath();
            }
            if let Some(service) = self.scalable() {
                self.verb(
                    Phase::Scale,
                    Verb::Scale(current, &service, self.settings.replicas),
                );
                self.aftermath();
            }
        }
        self.sim.with(|w| w.bill())
    }

    /// Destroys, and reads off what there is to report.
    fn back(mut self, running: Bill) -> LaneReport {
        self.sim.with(|w| {
            let now = w.now();
            w.stop_traffic(now);
        });
        self.verb(Phase::Destroy, Verb::Destroy(self.app));
        let world = self.sim.into_world();
        let (traffic, voyage) = (world.traffic_report(), world.bill());
        let events = world.into_events();
        for part in self.phases.iter_mut().filter(|p| p.error.is_some()) {
            part.failed_at = failed_step(&events, part.ended);
        }
        LaneReport {
            lane: self.lane.name.to_owned(),
            steps: steps(&events),
            work: Work::of(&events),
            first_answer_s: first_answer(&events),
            left: voyage.open().cloned().collect(),
            phases: self.phases,
            endpoints: self.endpoints,
            capacity: self.capacity,
            traffic,
            running,
            voyage,
            events,
        }
    }

    /// The service that is scaled out: of the public ones that are released and have fewer replicas than wanted,
    /// the one whose replicas answer least.
    fn scalable(&self) -> Option<String> {
        let mut names: Vec<String> = self
            .app
            .entrances()
            .into_iter()
            .map(|e| e.service)
            .collect();
        names.retain(|n| self.app.is_released(n) && self.app.replicas(n) < self.settings.replicas);
        let rate = |name: &String| self.app.profiles[name].requests_per_second;
        names.into_iter().min_by(|a, b| rate(a).total_cmp(&rate(b)))
    }

    fn let_users_in(&mut self) {
        let plan = Plan {
            curve: Curve::day(self.peak),
            entries: entries(&self.endpoints),
            response_bytes: self.settings.model.limit(Limit::WorldUsersResponseBytes),
        };
        let (app, lane, peak) = (self.app, self.lane, self.peak);
        self.capacity = self.sim.with(|w| {
            let capacity = measured(w, app, lane.way, &plan.entries, peak);
            let now = w.now();
            w.start_traffic(now, plan);
            capacity
        });
    }

    fn serve(&mut self) {
        let before = self.count();
        let began = self.sim.now();
        self.pass(Duration::from_secs(u64::from(self.settings.hours) * 3_600));
        self.note(Phase::Serve, began, before, None);
    }

    /// Watches users for a while after a part of the voyage; what they notice counts as that part's.
    fn aftermath(&mut self) {
        self.pass(AFTERWARDS);
        let (now, count) = (self.sim.now(), self.count());
        if let (Some(part), Some(before)) = (self.phases.last_mut(), self.began_with.last()) {
            part.watched_until = now;
            part.toll = count.since(before);
        }
    }

    fn pass(&self, time: Duration) {
        self.sim.with(|w| {
            let to = w.now() + time;
            w.advance(to);
        });
    }

    /// Runs a verb with a person at the keyboard; tells whether it worked.
    fn verb(&mut self, phase: Phase, verb: Verb<'_>) -> bool {
        let before = self.count();
        let began = self.sim.now();
        let jitter = || 0.5;
        let retry = Retry::new(&self.sim, Backoff::default(), &jitter, &self.sim);
        let cloud = Hands::new(retry, self.settings.typing, &self.sim);
        let cx = Context {
            cloud: &cloud,
            observer: &self.sim,
            caller: CALLER,
        };
        let outcome = self.sim.verb(verb.run(&*self.strategy, &cx));
        let error = match outcome {
            Ok(Some(deployed)) => {
                self.endpoints = deployed.endpoints;
                None
            }
            Ok(None) => None,
            Err(error) => Some(error),
        };
        let worked = error.is_none();
        self.note(phase, began, before, error);
        worked
    }

    fn note(&mut self, phase: Phase, began: Timestamp, before: Count, error: Option<DeployError>) {
        let ended = self.sim.now();
        self.phases.push(PhaseReport {
            phase,
            began,
            ended,
            watched_until: ended,
            error,
            fault: None,
            failed_at: None,
            toll: self.count().since(&before),
        });
        self.began_with.push(before);
    }

    /// What users have noticed so far.
    fn count(&self) -> Count {
        self.sim.with(|w| Count::of(w))
    }
}

/// What a strategy is asked to do.
enum Verb<'a> {
    Deploy(&'a App),
    Update(&'a App),
    Scale(&'a App, &'a str, u32),
    Destroy(&'a App),
}

impl Verb<'_> {
    async fn run(
        self,
        strategy: &dyn Strategy,
        cx: &Context<'_>,
    ) -> Result<Option<Deployed>, DeployError> {
        match self {
            Self::Deploy(app) => strategy.deploy(cx, app).await.map(Some),
            Self::Update(app) => strategy.update(cx, app).await.map(Some),
            Self::Scale(app, service, n) => strategy.scale(cx, app, service, n).await.map(Some),
            Self::Destroy(app) => strategy.destroy(cx, app).await.map(|()| None),
        }
    }
}
