//! One run: a strategy on its own world, from an empty account to an empty account.

use std::sync::Arc;
use std::time::Duration;

use paperboat_core::cloud::{Clock, Context};
use paperboat_core::error::DeployError;
use paperboat_core::strategy::{App, Deployed, Endpoint, Strategy};
use paperboat_core::time::Timestamp;
use paperboat_simulator::host::docker::Readings;
use paperboat_simulator::meter::Bill;
use paperboat_simulator::model::Limit;
use paperboat_simulator::sim::Sim;
use paperboat_simulator::traffic::{Curve, Plan};
use paperboat_simulator::world::World;

use super::capacity::{Capacity, entries, measured};
use super::lane::Lane;
use super::phase::{Count, Phase, PhaseReport};
use super::report::LaneReport;
use super::rig;
use super::settings::Settings;
use super::work::{Work, failed_step, first_answer, steps};

/// How long users are watched after the update and after the scaling.
const AFTERWARDS: Duration = Duration::from_secs(3_600);

/// A lane under way.
struct Run<'a> {
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

/// Takes an application down one lane from beginning to end. A part that fails is reported, and what it made is destroyed all the same.
#[must_use]
pub fn run(app: &App, lane: Lane, settings: &Settings) -> LaneReport {
    let mut run = Run::begin(app, lane, settings, Readings::default());
    let deployed = run.verb(Phase::Deploy, Verb::Deploy(app));
    run.go_on(deployed)
}

/// Takes an application down one lane as [`run`] does, once for each peak of users. They are the same run until users come, which is
/// made once. What machines read of Compose files is shared with other runs.
pub(super) fn run_with_each_peak(
    peaks: &[f64],
    app: &App,
    lane: Lane,
    settings: &Settings,
    readings: Readings,
) -> Vec<LaneReport> {
    let mut run = Run::begin(app, lane, settings, readings);
    let deployed = run.verb(Phase::Deploy, Verb::Deploy(app));
    let forks: Vec<_> = peaks.iter().map(|peak| run.fork(*peak)).collect();
    forks.into_iter().map(|v| v.go_on(deployed)).collect()
}

impl<'a> Run<'a> {
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

    /// The same run up to now, on a world of its own, with another peak of users ahead.
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
        let (traffic, whole) = (world.traffic_report(), world.bill());
        let events = world.into_events();
        for part in self.phases.iter_mut().filter(|p| p.error.is_some()) {
            part.failed_at = failed_step(&events, part.ended);
        }
        LaneReport {
            lane: self.lane.name.to_owned(),
            steps: steps(&events),
            work: Work::of(&events),
            first_answer_s: first_answer(&events),
            left: whole.open().cloned().collect(),
            phases: self.phases,
            endpoints: self.endpoints,
            capacity: self.capacity,
            traffic,
            running,
            whole,
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

    /// Watches users for a while after a part of the run; what they notice counts as that part's.
    fn aftermath(&mut self) {
        self.pass(AFTERWARDS);
        let (now, count) = (self.sim.now(), self.count());
        if let (Some(part), Some(before)) = (self.phases.last_mut(), self.began_with.last()) {
            part.watched_until = now;
            part.totals = count.since(before);
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
        let cloud = rig::at_keyboard(&self.sim, self.settings.typing);
        let cx = rig::context(&cloud, &self.sim);
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
            failure: None,
            failed_at: None,
            totals: self.count().since(&before),
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
