//! A deployment on an endpoint or in an account: its journal, and the cloud behind it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use paperboat_core::cloud::Context;
use paperboat_core::error::{Cause, CloudError, DeployError, ErrorKind};
use paperboat_core::event::Event;
use paperboat_core::layer::{Backoff, Hands, Journal, Retry};
use paperboat_core::people::Typing;
use paperboat_core::recipe::Step;
use paperboat_core::strategy::{App, Strategy};
use paperboat_core::workload::PublishedImage;
use paperboat_simulator::model::Model;
use serde_json::Value;

use super::Kept;
use crate::outside::{Log, Progress, connect};
use crate::place::Place;
use crate::session::{SessionError, Store};
use crate::ui::Ui;
use paperboat_rehearsal::{TimedStep, required_to_deploy, steps};

/// A deployment with its journal.
#[derive(Debug)]
pub(super) struct Outside {
    log: Arc<Log>,
    folder: PathBuf,
    /// The question for a host key that nobody vouches for, in the person's language.
    question: String,
    /// Whether what a person would type is written down with what happens.
    keeps_commands: bool,
}

impl Outside {
    pub(super) fn begin(ui: &Ui, store: &Store, name: &str) -> Result<Self, SessionError> {
        let journal = store.outside(name)?;
        if journal.exists() {
            return Err(SessionError::Exists {
                name: name.to_owned(),
            });
        }
        Self::at(ui, &journal)
    }

    pub(super) fn open(ui: &Ui, store: &Store, name: &str) -> Result<Self, SessionError> {
        Self::at(ui, &store.outside(name)?)
    }

    /// The journal of what is done without a deployment of this folder.
    pub(super) fn without_deployment(ui: &Ui, store: &Store) -> Result<Self, SessionError> {
        Self::at(ui, &store.visits()?)
    }

    fn at(ui: &Ui, journal: &Path) -> Result<Self, SessionError> {
        let folder = journal.parent().unwrap_or(journal).to_owned();
        let log = Log::open(journal, Progress::on_terminal(ui))?;
        Ok(Self {
            log: Arc::new(log),
            folder,
            question: ui.text.get("host-key-question"),
            keeps_commands: false,
        })
    }

    pub(super) fn kept(&self) -> Option<Value> {
        self.log.kept()
    }

    /// Whether what a person would type is written down from now on.
    pub(super) fn keep_commands(&mut self, wanted: bool) {
        self.keeps_commands = wanted;
    }

    /// Tells whether no call was ever about to be sent.
    pub(super) fn is_untouched(&self) -> bool {
        !self.log.called()
    }

    /// Lets a strategy work. `begins` makes sure first that everything is there which a deployment and its end need.
    pub(super) fn work<T>(
        &self,
        kept: &Kept,
        begins: bool,
        verb: impl AsyncFnOnce(&dyn Strategy, &Context<'_>) -> Result<T, DeployError>,
    ) -> (Result<T, DeployError>, Vec<TimedStep>) {
        let versions = kept.versions.iter().chain(&kept.attempt);
        let images = versions.flat_map(App::published).collect();
        let needed = match kept.versions.last() {
            Some(app) if begins => {
                required_to_deploy(app, kept.way, 1, &Arc::new(Model::default()))
            }
            _ => BTreeSet::new(),
        };
        let strategy = kept.way.strategy();
        let verb = async |cx: &Context<'_>| verb(&*strategy, cx).await;
        self.visit(&kept.place, images, &needed, verb)
    }

    /// Lets somebody work at a place which has the operations that are needed. `images` is what simulated machines
    /// find in the registries.
    pub(super) fn visit<T>(
        &self,
        place: &Place,
        images: Vec<PublishedImage>,
        needed: &BTreeSet<String>,
        verb: impl AsyncFnOnce(&Context<'_>) -> Result<T, DeployError>,
    ) -> (Result<T, DeployError>, Vec<TimedStep>) {
        let before = self.log.events().len();
        let outcome = match tokio::runtime::Runtime::new() {
            Ok(runtime) => runtime.block_on(self.drive(place, images, needed, verb)),
            Err(error) => Err(not_connected(CloudError::refused(
                ErrorKind::Internal,
                "connect",
                "NoRuntime",
                error,
            ))),
        };
        (outcome, steps(&self.log.events()[before..]))
    }

    async fn drive<T>(
        &self,
        place: &Place,
        images: Vec<PublishedImage>,
        needed: &BTreeSet<String>,
        verb: impl AsyncFnOnce(&Context<'_>) -> Result<T, DeployError>,
    ) -> Result<T, DeployError> {
        let question = self.question.clone();
        let ask = move |offer: &paperboat_backends::ssh::Offer| {
            crate::outside::ask_host_key(&question, offer)
        };
        let connection = connect(place, &self.folder, images, &self.log, ask)
            .await
            .map_err(not_connected)?;
        connection.has(needed).map_err(not_connected)?;
        let log: &Log = &self.log;
        let journal = Journal::new(&*connection.cloud, log);
        let jitter = crate::outside::jitter;
        let cloud = Retry::new(journal, Backoff::default(), &jitter, &log);
        // Nobody types here, so it takes no time.
        let nobody = Typing {
            mental_s: 0.0,
            keystroke_s: 0.0,
            pointing_s: 0.0,
            factor: 0.0,
        };
        let typed = Hands::faultless(&cloud, nobody, &log);
        let cx = Context {
            cloud: if self.keeps_commands { &typed } else { &cloud },
            observer: &log,
            caller: connection.caller,
        };
        verb(&cx).await
    }

    pub(super) fn save(&mut self, kept: &Kept) -> Result<(), SessionError> {
        let state = serde_json::to_value(kept).map_err(SessionError::Kept)?;
        self.log.keep(state)?;
        self.log.sync().map_err(SessionError::Journal)
    }

    pub(super) fn events(&self) -> Vec<Event> {
        self.log.events()
    }
}

fn not_connected(error: CloudError) -> DeployError {
    Cause::Call { error }.at(Step::Connect)
}
