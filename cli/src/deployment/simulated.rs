//! A deployment on the simulator: its world is replayed from what entered it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use paperboat_core::cloud::Context;
use paperboat_core::error::DeployError;
use paperboat_core::event::Event;
use paperboat_core::fault::Fault;
use paperboat_core::strategy::{App, Strategy};
use paperboat_core::time::Timestamp;
use paperboat_core::workload::PublishedImage;
use paperboat_simulator::fault::Strike;
use paperboat_simulator::meter::Bill;
use paperboat_simulator::model::Model;
use paperboat_simulator::world::World;
use serde_json::Value;

use super::{Costs, Kept};
use crate::session::{Begin, Session, SessionError, Store};
use paperboat_rehearsal::{Settings, TimedStep, rehearse, rig, steps};

/// A deployment with its world.
#[derive(Debug)]
pub(super) struct Simulated(Session);

impl Simulated {
    pub(super) fn begin(
        store: &Store,
        name: &str,
        kept: &Kept,
        seed: u64,
        overrides: BTreeMap<String, Value>,
        model: &Model,
    ) -> Result<Self, SessionError> {
        let begin = Begin {
            model: model.version(),
            seed,
            overrides,
            images: kept.versions.iter().flat_map(App::published).collect(),
        };
        store.begin(name, begin).map(Self)
    }

    pub(super) fn open(store: &Store, name: &str) -> Result<Self, SessionError> {
        store.open(Some(name)).map(Self)
    }

    pub(super) fn open_ended(store: &Store, name: &str) -> Result<Self, SessionError> {
        store.open_ended(name).map(Self)
    }

    pub(super) fn kept(&self) -> Result<Option<Value>, SessionError> {
        self.0.kept()
    }

    pub(super) fn work<T>(
        &self,
        kept: &Kept,
        verb: impl AsyncFnOnce(&dyn Strategy, &Context<'_>) -> Result<T, DeployError>,
    ) -> (Result<T, DeployError>, Vec<TimedStep>) {
        let recorder = &self.0.recorder;
        let sim = recorder.sim();
        let before = sim.with(|w| w.events().len());
        let cloud = rig::at_keyboard(recorder, kept.typing());
        let cx = rig::context(&cloud, recorder);
        let outcome = sim
            .run(verb(&*kept.way.strategy(), &cx))
            .unwrap_or_else(|stuck| Err(stuck.failure(recorder)));
        let steps = sim.with(|w| steps(w.events().since(before)));
        (outcome, steps)
    }

    pub(super) fn save(&mut self, kept: &Kept) -> Result<(), SessionError> {
        self.0.keep(kept)?;
        self.0.recorder.sync().map_err(SessionError::Journal)
    }

    pub(super) fn publish(&self, app: &App) {
        self.0.publish(app.published());
    }

    pub(super) fn push(&self, image: PublishedImage) -> Option<String> {
        let named = image.repository.clone();
        let tag = image.tags.first().cloned()?;
        self.0.push(image);
        let sim = self.0.recorder.sim();
        sim.with(|w| w.digest(&named, &tag))
    }

    pub(super) fn strike(&self, fault: &Fault) -> (Strike, Vec<Event>) {
        self.watching(|session| session.strike(fault))
    }

    pub(super) fn pass(&self, time: Duration) -> (Timestamp, Vec<Event>) {
        self.watching(|session| {
            let to = session.recorder.sim().with(|w| w.now()) + time;
            session.pass(to);
            to
        })
    }

    /// Does something to the world, and gives what happened in it.
    fn watching<T>(&self, act: impl FnOnce(&Session) -> T) -> (T, Vec<Event>) {
        let sim = self.0.recorder.sim();
        let before = sim.with(|w| w.events().len());
        let done = act(&self.0);
        (
            done,
            sim.with(|w| w.events().since(before).cloned().collect()),
        )
    }

    pub(super) fn events(&self) -> Vec<Event> {
        self.0.recorder.sim().with(|w| w.events().to_vec())
    }

    pub(super) fn bill(&self) -> Bill {
        self.0.recorder.sim().with(|w| w.bill())
    }

    pub(super) fn settled_bill(&self) -> Bill {
        self.0.recorder.sim().with(|w| w.settled_bill())
    }

    pub(super) fn model(&self) -> Model {
        self.0.recorder.sim().with(|w| w.model().clone())
    }

    pub(super) fn unused(&self, keys: &[String]) -> Vec<String> {
        let unread = |w: &World| {
            let unread = keys.iter().filter(|key| !w.has_read(key));
            unread.cloned().collect()
        };
        self.0.recorder.sim().with(|w| unread(w))
    }
}

/// What a deployment outside will cost, as a rehearsal of it foresees.
pub(super) fn foreseen(kept: &Kept) -> Costs {
    let Some(app) = kept.versions.last() else {
        return Costs::default();
    };
    let settings = Settings::quiet(Arc::new(Model::default()), kept.typing());
    let plan = rehearse(app, kept.way, &settings);
    Costs {
        hourly: plan.hourly,
        monthly: plan.monthly,
        month: plan.month,
    }
}
