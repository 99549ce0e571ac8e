//! One lane: a strategy on its own world, from an empty account to an empty account.

use std::sync::Arc;
use std::time::Duration;

use paperboat_core::cloud::{Clock, Context};
use paperboat_core::error::DeployError;
use paperboat_core::event::Event;
use paperboat_core::layer::{Backoff, Hands, Retry, Typing};
use paperboat_core::strategy::{App, Care, Deployed, Endpoint, RunWith, Strategy, named};
use paperboat_core::time::Timestamp;
use paperboat_simulator::host::docker::Readings;
use paperboat_simulator::meter::{Bill, Line};
use paperboat_simulator::model::{Limit, Model};
use paperboat_simulator::sim::Sim;
use paperboat_simulator::traffic::{Curve, Entry, EntryReport, Plan};
use paperboat_simulator::world::World;
use serde::Serialize;

use super::log::{Step, Work, first_answer, steps};

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

/// A way to deploy, with its settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lane {
    /// The lane's name, as it is typed and shown.
    pub name: &'static str,
    /// The strategy's name.
    pub strategy: &'static str,
    /// How much care is taken on EC2.
    pub care: Care,
}

impl Lane {
    /// All lanes, in the order in which they are shown.
    pub const ALL: [Self; 3] = [
        Self {
            name: "ec2-naive",
            strategy: "ec2",
            care: Care::Naive,
        },
        Self {
            name: "ec2-careful",
            strategy: "ec2",
            care: Care::Careful,
        },
        Self {
            name: "fargate",
            strategy: "fargate",
            care: Care::Careful,
        },
    ];

    fn strategy(self) -> Option<Box<dyn Strategy>> {
        named(self.strategy, self.care, RunWith::Compose)
    }
}

/// A part of the voyage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// From nothing to the first answer of every public service.
    Deploy,
    /// A day of users.
    Serve,
    /// A new image, while users come.
    Update,
    /// More replicas, while users come.
    Scale,
    /// Everything removed.
    Destroy,
}

impl Phase {
    /// The catalogue key and wire name.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Deploy => "deploy",
            Self::Serve => "serve",
            Self::Update => "update",
            Self::Scale => "scale",
            Self::Destroy => "destroy",
        }
    }
}

/// What a part of the voyage took, and what users noticed.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PhaseReport {
    /// Which part.
    pub phase: Phase,
    /// When it began.
    pub began: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// Why it failed, when it did.
    pub error: Option<DeployError>,
    /// Requests that users sent meanwhile; after an update or a scaling, in the hour after it too.
    pub asked: f64,
    /// Requests that were lost meanwhile.
    pub lost: f64,
    /// Seconds in which a public service answered nobody, summed over the services.
    pub unavailable_s: f64,
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
    /// What became of users' requests, by service and cause.
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
    endpoints: Vec<Endpoint>,
}

/// Sails one lane from beginning to end. A part that fails is reported, and what it made is destroyed all the same.
///
/// # Panics
/// When the lane's strategy does not exist: lanes and strategies are named in this program.
#[must_use]
pub fn sail(app: &App, lane: Lane, settings: &Settings) -> LaneReport {
    let mut voyage = Voyage::begin(app, lane, settings, Readings::default());
    let deployed = voyage.verb(Phase::Deploy, Verb::Deploy(app));
    voyage.go_on(deployed)
}

/// Sails one lane as [`sail`] does, once for each peak of users. They are the same voyage until users come, which is
/// sailed once. What machines read of Compose files is shared with other voyages.
///
/// # Panics
/// As [`sail`].
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
            strategy: lane.strategy().expect("every lane has a strategy"),
            phases: Vec::new(),
            endpoints: Vec::new(),
        }
    }

    /// The same voyage up to now, on a world of its own, with another peak of users ahead.
    fn fork(&self, peak: f64) -> Self {
        Self {
            peak,
            sim: self.sim.fork(),
            strategy: self.lane.strategy().expect("every lane has a strategy"),
            phases: self.phases.clone(),
            endpoints: self.endpoints.clone(),
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
            let updated = !next.images.is_empty() && self.verb(Phase::Update, Verb::Update(&next));
            self.aftermath();
            let current = if updated { &next } else { app };
            if let Some(service) = self.scalable() {
                self.verb(
                    Phase::Scale,
                    Verb::Scale(current, &service, self.settings.replicas),
                );
            }
            self.aftermath();
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
        let (events, traffic, voyage) = self
            .sim
            .with(|w| (w.events().to_vec(), w.traffic_report(), w.bill()));
        LaneReport {
            lane: self.lane.name.to_owned(),
            steps: steps(&events),
            work: Work::of(&events),
            first_answer_s: first_answer(&events),
            left: voyage.open().cloned().collect(),
            phases: self.phases,
            endpoints: self.endpoints,
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

    fn let_users_in(&self) {
        let share = 1.0 / self.endpoints.len().max(1) as f64;
        let entry = |e: &Endpoint| Entry {
            service: e.service.clone(),
            host: e.host.clone(),
            port: e.port,
            share,
        };
        let plan = Plan {
            curve: Curve::day(self.peak),
            entries: self.endpoints.iter().map(entry).collect(),
            response_bytes: self.settings.model.limit(Limit::WorldUsersResponseBytes),
        };
        self.sim.with(|w| {
            let now = w.now();
            w.start_traffic(now, plan);
        });
    }

    fn serve(&mut self) {
        let before = self.toll();
        let began = self.sim.now();
        self.pass(Duration::from_secs(u64::from(self.settings.hours) * 3_600));
        self.note(Phase::Serve, began, before, None);
    }

    /// Watches users for a while after a part of the voyage; what they notice counts as that part's.
    fn aftermath(&mut self) {
        let before = self.toll();
        self.pass(AFTERWARDS);
        let after = self.toll();
        if let Some(part) = self.phases.last_mut() {
            part.asked += after[0] - before[0];
            part.lost += after[1] - before[1];
            part.unavailable_s += after[2] - before[2];
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
        let before = self.toll();
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

    fn note(
        &mut self,
        phase: Phase,
        began: Timestamp,
        before: [f64; 3],
        error: Option<DeployError>,
    ) {
        let after = self.toll();
        let [asked, lost, unavailable_s] = [0, 1, 2].map(|i| after[i] - before[i]);
        let ended = self.sim.now();
        self.phases.push(PhaseReport {
            phase,
            began,
            ended,
            error,
            asked,
            lost,
            unavailable_s,
        });
    }

    /// Requests asked and lost, and unavailable seconds, so far.
    fn toll(&self) -> [f64; 3] {
        let report = self.sim.with(|w| w.traffic_report());
        report.iter().fold([0.0; 3], |sum, e| {
            [sum[0] + e.asked, sum[1] + e.lost, sum[2] + e.unavailable_s]
        })
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
