//! One deployment that lasts over several commands.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use paperboat_core::cloud::Context;
use paperboat_core::error::DeployError;
use paperboat_core::event::Event;
use paperboat_core::layer::{Backoff, Hands, Retry, Typing};
use paperboat_core::strategy::{App, Care, Deployed, RunWith, Strategy, named};
use paperboat_simulator::meter::Bill;
use paperboat_simulator::model::Model;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::exit::Exit;
use crate::session::{Begin, JournalError, ReplayError, Session, SessionError, Store};
use crate::ui::Ui;
use crate::voyage::{CALLER, Step, steps};

/// What the commands keep of a deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    /// The strategy's name.
    pub strategy: String,
    /// How much care is taken on EC2.
    pub care: Care,
    /// How containers are started on EC2.
    pub run: RunWith,
    /// How fast the person types: preparation, keystroke and pointing in seconds, and the factor.
    pub typing: [f64; 4],
    /// The versions that ran, oldest first; the last one runs.
    pub versions: Vec<App>,
    /// Where users reach it, once it was up.
    pub deployed: Option<Deployed>,
    /// Whether the first deployment reached its end.
    pub up: bool,
}

/// A deployment with its world.
#[derive(Debug)]
pub struct Deployment {
    /// Its name.
    pub name: String,
    /// What is kept of it.
    pub kept: Kept,
    session: Session,
}

/// How a verb went: its steps, and what happened meanwhile.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The steps.
    pub steps: Vec<Step>,
    /// Why it failed, when it did.
    pub error: Option<DeployError>,
}

impl Deployment {
    /// Begins a deployment.
    ///
    /// # Errors
    /// The exit code, after it was said what is wrong.
    pub fn begin(
        ui: &Ui,
        name: &str,
        kept: Kept,
        seed: u64,
        overrides: BTreeMap<String, Value>,
        model: &Model,
    ) -> Result<Self, Exit> {
        let images = kept.versions.iter().flat_map(App::published).collect();
        let begin = Begin {
            model: model.version(),
            seed,
            overrides,
            images,
        };
        let session = store().begin(name, begin).map_err(|e| say(ui, &e))?;
        Ok(Self {
            name: name.to_owned(),
            kept,
            session,
        })
    }

    /// Opens a deployment; without a name the only one.
    ///
    /// # Errors
    /// The exit code, after it was said what is wrong.
    pub fn open(ui: &Ui, name: Option<&str>) -> Result<Self, Exit> {
        let store = store();
        let session = store.open(name).map_err(|e| say(ui, &e))?;
        let name = name.map_or_else(|| store.names().remove(0), str::to_owned);
        let kept = session.kept().map_err(|e| say(ui, &e))?;
        let missing = || ui.fail(Exit::Io, "session-empty", &[("name", &name)]);
        let kept = kept.ok_or_else(missing)?;
        Ok(Self {
            name,
            kept,
            session,
        })
    }

    /// The names of all deployments here.
    #[must_use]
    pub fn names() -> Vec<String> {
        store().names()
    }

    /// The version that runs.
    ///
    /// # Panics
    /// Never: a deployment begins with a version.
    #[must_use]
    pub fn app(&self) -> &App {
        self.kept
            .versions
            .last()
            .expect("a deployment has a version")
    }

    /// Lets a person with a strategy work on the world; what happens is recorded.
    pub fn work<T>(
        &self,
        verb: impl AsyncFnOnce(&dyn Strategy, &Context<'_>) -> Result<T, DeployError>,
    ) -> (Result<T, DeployError>, Vec<Step>) {
        let recorder = &self.session.recorder;
        let sim = recorder.sim();
        let before = sim.with(|w| w.events().len());
        let [mental_s, keystroke_s, pointing_s, factor] = self.kept.typing;
        let typing = Typing {
            mental_s,
            keystroke_s,
            pointing_s,
            factor,
        };
        let jitter = || 0.5;
        let retry = Retry::new(recorder, Backoff::default(), &jitter, recorder);
        let cloud = Hands::new(retry, typing, recorder);
        let cx = Context {
            cloud: &cloud,
            observer: recorder,
            caller: CALLER,
        };
        let strategy = named(&self.kept.strategy, self.kept.care, self.kept.run);
        let strategy = strategy.expect("a kept deployment names a strategy of this program");
        let outcome = sim.run(verb(&*strategy, &cx));
        let steps = sim.with(|w| steps(&w.events()[before..]));
        (outcome, steps)
    }

    /// Keeps what is known of the deployment, and waits until everything is on the disk.
    ///
    /// # Errors
    /// The exit code, after it was said why the disk refused.
    pub fn save(&mut self, ui: &Ui) -> Result<(), Exit> {
        self.session.keep(&self.kept).map_err(|e| say(ui, &e))?;
        self.session.recorder.sync().map_err(|e| say(ui, &e.into()))
    }

    /// Publishes the images of a version that was not there before.
    pub fn publish(&self, app: &App) {
        self.session.publish(app.published());
    }

    /// Everything that happened.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.session.recorder.sim().with(|w| w.events().to_vec())
    }

    /// What everything costs.
    #[must_use]
    pub fn bill(&self) -> Bill {
        self.session.recorder.sim().with(|w| w.bill())
    }

    /// Forgets the deployment: it is gone.
    ///
    /// # Errors
    /// The exit code, after it was said why the disk refused.
    pub fn forget(self, ui: &Ui) -> Result<(), Exit> {
        drop(self.session);
        store().forget(&self.name).map_err(|e| say(ui, &e))
    }
}

/// The model of a run, shared by what needs it.
#[must_use]
pub fn shared(model: Model) -> Arc<Model> {
    Arc::new(model)
}

fn store() -> Store {
    Store::new(&std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")))
}

fn say(ui: &Ui, error: &SessionError) -> Exit {
    match error {
        SessionError::None { name } => ui.fail(Exit::Usage, "session-none", &[("name", name)]),
        SessionError::Several { names } => {
            ui.fail(Exit::Usage, "session-several", &[("names", names)])
        }
        SessionError::Exists { name } => ui.fail(Exit::Usage, "session-exists", &[("name", name)]),
        SessionError::Name { name } => ui.fail(Exit::Usage, "session-name", &[("name", name)]),
        SessionError::Journal(JournalError::Io { path, source }) => ui.fail(
            Exit::Io,
            "session-io",
            &[("path", path), ("reason", &source.to_string())],
        ),
        SessionError::Journal(JournalError::InUse { path }) => {
            ui.fail(Exit::Io, "session-in-use", &[("path", path)])
        }
        SessionError::Journal(JournalError::Damaged { path, line, reason }) => {
            let line = line.to_string();
            ui.fail(
                Exit::Io,
                "session-damaged",
                &[("path", path), ("line", &line), ("reason", reason)],
            )
        }
        SessionError::Replay(ReplayError::OtherModel { was, is }) => ui.fail(
            Exit::Usage,
            "session-other-model",
            &[("was", was), ("is", is)],
        ),
        SessionError::Replay(_) | SessionError::Kept(_) => ui.fail(
            Exit::Io,
            "session-unreadable",
            &[("reason", &error.to_string())],
        ),
    }
}
