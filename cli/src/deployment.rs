//! One deployment that lasts over several commands.

#[cfg(feature = "aws")]
mod outside;
mod say;
mod simulated;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::Duration;

use paperboat_core::cloud::Context;
use paperboat_core::error::DeployError;
use paperboat_core::event::Event;
use paperboat_core::fault::Fault;
use paperboat_core::money::Usd;
use paperboat_core::people::Typing;
use paperboat_core::strategy::{App, Deployed, NAMES, Strategy, Way};
use paperboat_core::time::Timestamp;
use paperboat_core::workload::PublishedImage;
use paperboat_simulator::fault::Strike;
use paperboat_simulator::meter::{Bill, CostKind, Position};
use paperboat_simulator::model::Model;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::args::{AppArgs, Backend};
use crate::exit::Exit;
use crate::load::load_app;
use crate::place::Place;
use crate::session::{SessionError, Store};
use crate::ui::Ui;
use paperboat_rehearsal::TimedStep;
use say::say;

/// What the commands keep of a deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    /// The way in which it is deployed.
    #[serde(flatten)]
    pub way: Way,
    /// How fast the person types: preparation, keystroke and pointing in seconds, and the factor.
    pub typing: [f64; 4],
    /// The versions that ran, oldest first; the last one runs.
    pub versions: Vec<App>,
    /// A version whose update began and did not reach its end: parts of it may run.
    #[serde(default)]
    pub attempt: Option<App>,
    /// The images that were pushed since the last update, as full references: a tag that runs may have moved.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub moved: BTreeSet<String>,
    /// Where users reach it, once it was up.
    pub deployed: Option<Deployed>,
    /// Whether the first deployment reached its end.
    pub up: bool,
    /// Where it lives.
    #[serde(default)]
    pub place: Place,
}

impl Kept {
    fn typing(&self) -> Typing {
        let [mental_s, keystroke_s, pointing_s, factor] = self.typing;
        Typing {
            mental_s,
            keystroke_s,
            pointing_s,
            factor,
        }
    }

    /// Reads what was kept; refuses what another program kept, or what was damaged.
    ///
    /// # Errors
    /// The exit code, after it was said what is wrong.
    fn read(ui: &Ui, name: &str, state: Value) -> Result<Self, Exit> {
        let strategy = state.get("strategy").and_then(Value::as_str);
        if let Some(strategy) = strategy.filter(|s| !NAMES.contains(s)) {
            let said = [("name", name), ("strategy", strategy)];
            return Err(ui.fail(Exit::Io, "session-other-strategy", &said));
        }
        let kept: Self =
            serde_json::from_value(state).map_err(|e| say(ui, &SessionError::Kept(e)))?;
        kept.check(ui, name)?;
        Ok(kept)
    }

    fn check(&self, ui: &Ui, name: &str) -> Result<(), Exit> {
        let whole = |app: &App| {
            let services = app.project.services.keys();
            let mut services = services.map(|name| app.profiles.contains_key(name));
            services.all(|has| has)
        };
        let sound = self.typing.iter().all(|t| t.is_finite() && *t >= 0.0);
        if self.versions.is_empty()
            || !sound
            || !self.versions.iter().chain(&self.attempt).all(whole)
        {
            return Err(ui.fail(Exit::Io, "session-incomplete", &[("name", name)]));
        }
        Ok(())
    }
}

/// A deployment, wherever it lives.
#[derive(Debug)]
pub struct Deployment {
    /// Its name.
    pub name: String,
    /// What is kept of it.
    pub kept: Kept,
    site: Site,
}

/// Where a deployment's calls go.
#[derive(Debug)]
enum Site {
    Simulated(simulated::Simulated),
    #[cfg(feature = "aws")]
    Outside(outside::Outside),
}

/// How a verb went: its steps, and what happened meanwhile.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
    /// The steps.
    pub steps: Vec<TimedStep>,
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
        let site = match kept.place.backend {
            Backend::Simulator => {
                let begun =
                    simulated::Simulated::begin(&store(), name, &kept, seed, overrides, model);
                Site::Simulated(begun.map_err(|e| say(ui, &e))?)
            }
            #[cfg(feature = "aws")]
            Backend::Localstack | Backend::Aws => {
                let begun = outside::Outside::begin(ui, &store(), name);
                Site::Outside(begun.map_err(|e| say(ui, &e))?)
            }
            #[cfg(not(feature = "aws"))]
            Backend::Localstack | Backend::Aws => {
                return Err(ui.fail(Exit::Usage, "backend-not-built", &[]));
            }
        };
        Ok(Self {
            name: name.to_owned(),
            kept,
            site,
        })
    }

    /// Opens a deployment; without a name the only one.
    ///
    /// # Errors
    /// The exit code, after it was said what is wrong.
    pub fn open(ui: &Ui, name: Option<&str>) -> Result<Self, Exit> {
        let store = store();
        let name = store.the_one(name).map_err(|e| say(ui, &e))?;
        let (site, kept) = if store.is_outside(&name) {
            #[cfg(not(feature = "aws"))]
            return Err(ui.fail(Exit::Usage, "backend-not-built", &[]));
            #[cfg(feature = "aws")]
            {
                let outside = outside::Outside::open(ui, &store, &name).map_err(|e| say(ui, &e))?;
                let kept = outside.kept();
                (Site::Outside(outside), kept)
            }
        } else {
            let simulated = simulated::Simulated::open(&store, &name).map_err(|e| say(ui, &e))?;
            let kept = simulated.kept().map_err(|e| say(ui, &e))?;
            (Site::Simulated(simulated), kept)
        };
        let kept = kept.ok_or_else(|| ui.fail(Exit::Io, "session-empty", &[("name", &name)]))?;
        let kept = Kept::read(ui, &name, kept)?;
        Ok(Self { name, kept, site })
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

    /// Reads another version of the application. What was made goes by the name and the end of the first one.
    ///
    /// # Errors
    /// The exit code, after it was said what is wrong with the files.
    pub fn version_of(&self, ui: &Ui, args: &AppArgs) -> Result<App, Exit> {
        let (resolved, options) = load_app(ui, args)?;
        let begun = self.app();
        Ok(App {
            name: begun.name.clone(),
            expires: begun.expires.clone(),
            scaled: begun.scaled.clone(),
            ..App::new(&resolved, &options)
        })
    }

    /// Lets a person with a strategy work on the cloud; what happens is recorded.
    pub fn work<T>(
        &self,
        verb: impl AsyncFnOnce(&dyn Strategy, &Context<'_>) -> Result<T, DeployError>,
    ) -> (Result<T, DeployError>, Vec<TimedStep>) {
        self.drive(false, verb)
    }

    /// As [`Deployment::work`], for a verb that begins a deployment: outside it stops before anything is created when
    /// the endpoint lacks an operation that the strategy needs.
    pub fn begin_work<T>(
        &self,
        verb: impl AsyncFnOnce(&dyn Strategy, &Context<'_>) -> Result<T, DeployError>,
    ) -> (Result<T, DeployError>, Vec<TimedStep>) {
        self.drive(true, verb)
    }

    /// Whether the commands that are typed in what follows are wanted among the events. On the simulator, where typing takes its
    /// time, they always are.
    #[cfg_attr(not(feature = "aws"), allow(unused_variables))]
    pub fn keep_commands(&mut self, wanted: bool) {
        match &mut self.site {
            Site::Simulated(_) => {}
            #[cfg(feature = "aws")]
            Site::Outside(site) => site.keep_commands(wanted),
        }
    }

    #[cfg_attr(not(feature = "aws"), allow(unused_variables))]
    fn drive<T>(
        &self,
        begins: bool,
        verb: impl AsyncFnOnce(&dyn Strategy, &Context<'_>) -> Result<T, DeployError>,
    ) -> (Result<T, DeployError>, Vec<TimedStep>) {
        match &self.site {
            Site::Simulated(site) => site.work(&self.kept, verb),
            #[cfg(feature = "aws")]
            Site::Outside(site) => site.work(&self.kept, begins, verb),
        }
    }

    /// Tells whether nothing was ever sent that may have changed something: then there is nothing to remove.
    #[must_use]
    pub fn is_untouched(&self) -> bool {
        match &self.site {
            Site::Simulated(_) => false,
            #[cfg(feature = "aws")]
            Site::Outside(site) => site.is_untouched(),
        }
    }

    /// Keeps what is known of the deployment, and waits until everything is on the disk.
    ///
    /// # Errors
    /// The exit code, after it was said why the disk refused.
    pub fn save(&mut self, ui: &Ui) -> Result<(), Exit> {
        let saved = match &mut self.site {
            Site::Simulated(site) => site.save(&self.kept),
            #[cfg(feature = "aws")]
            Site::Outside(site) => site.save(&self.kept),
        };
        saved.map_err(|e| say(ui, &e))
    }

    /// Publishes the images of a version that was not there before; outside, that is not ours to do.
    pub fn publish(&self, app: &App) {
        match &self.site {
            Site::Simulated(site) => site.publish(app),
            #[cfg(feature = "aws")]
            Site::Outside(_) => {}
        }
    }

    /// Pushes an image, and gives its digest; none outside, where the person's own Docker pushes.
    #[must_use]
    pub fn push(&self, image: PublishedImage) -> Option<String> {
        match &self.site {
            Site::Simulated(site) => site.push(image),
            #[cfg(feature = "aws")]
            Site::Outside(_) => None,
        }
    }

    /// Lets a fault strike now, and gives what happened; none outside, where nothing is simulated.
    #[must_use]
    pub fn strike(&self, fault: &Fault) -> Option<(Strike, Vec<Event>)> {
        match &self.site {
            Site::Simulated(site) => Some(site.strike(fault)),
            #[cfg(feature = "aws")]
            Site::Outside(_) => None,
        }
    }

    /// Lets time pass, and gives the time that it is then and what happened; none outside, where time passes by itself.
    #[must_use]
    pub fn pass(&self, time: Duration) -> Option<(Timestamp, Vec<Event>)> {
        match &self.site {
            Site::Simulated(site) => Some(site.pass(time)),
            #[cfg(feature = "aws")]
            Site::Outside(_) => None,
        }
    }

    /// Everything that happened.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        match &self.site {
            Site::Simulated(site) => site.events(),
            #[cfg(feature = "aws")]
            Site::Outside(site) => site.events(),
        }
    }

    /// What everything costs; none outside, where the account's own bill tells.
    #[must_use]
    pub fn bill(&self) -> Option<Bill> {
        match &self.site {
            Site::Simulated(site) => Some(site.bill()),
            #[cfg(feature = "aws")]
            Site::Outside(_) => None,
        }
    }

    /// What an hour and a month cost, by kind, when what an update replaced is gone: from the bill, or outside as a
    /// rehearsal foresees it.
    #[must_use]
    pub fn costs(&self) -> Costs {
        let bill = match &self.site {
            Site::Simulated(site) => Some(site.settled_bill()),
            #[cfg(feature = "aws")]
            Site::Outside(_) => None,
        };
        match bill {
            Some(bill) => Costs {
                hourly: bill.hourly(),
                monthly: bill.monthly(),
                month: bill.month,
            },
            None => simulated::foreseen(&self.kept),
        }
    }

    /// The model that has its prices.
    #[must_use]
    pub fn model(&self) -> Model {
        match &self.site {
            Site::Simulated(site) => site.model(),
            #[cfg(feature = "aws")]
            Site::Outside(_) => Model::default(),
        }
    }

    /// The numbers that were replaced for this deployment and that nothing has used; none outside.
    #[must_use]
    pub fn unused(&self, keys: &[String]) -> Vec<String> {
        match &self.site {
            Site::Simulated(site) => site.unused(keys),
            #[cfg(feature = "aws")]
            Site::Outside(_) => Vec::new(),
        }
    }

    /// What happened in a deployment, also in one that was destroyed and whose name was not used again.
    ///
    /// # Errors
    /// The exit code, after it was said what is wrong.
    pub fn events_of(ui: &Ui, name: Option<&str>) -> Result<Vec<Event>, Exit> {
        let store = store();
        let ended = store.ended_names();
        let gone = match (name, ended.as_slice()) {
            (Some(name), _) => Some(name),
            (None, [only]) if store.names().is_empty() => Some(only.as_str()),
            (None, _) => None,
        };
        let gone = gone.filter(|name| {
            let there = store.names().iter().any(|known| known == name);
            !there && ended.iter().any(|known| known == name)
        });
        let Some(name) = gone else {
            return Self::open(ui, name).map(|deployment| deployment.events());
        };
        let session = simulated::Simulated::open_ended(&store, name).map_err(|e| say(ui, &e))?;
        ui.err(&ui.text.with("session-ended", &[("name", name)]));
        Ok(session.events())
    }

    /// Forgets the deployment: it is gone.
    ///
    /// # Errors
    /// The exit code, after it was said why the disk refused.
    pub fn forget(self, ui: &Ui) -> Result<(), Exit> {
        drop(self.site);
        store().forget(&self.name).map_err(|e| say(ui, &e))
    }
}

/// Works at a place outside the simulator without a deployment of this folder; every call that may change something is
/// journalled in `.paperboat/.visits`.
///
/// # Errors
/// The exit code, after it was said what is wrong with that journal, or that this program was built without AWS.
#[cfg_attr(not(feature = "aws"), allow(unused_variables))]
pub fn visit<T>(
    ui: &Ui,
    place: &Place,
    verb: impl AsyncFnOnce(&Context<'_>) -> Result<T, DeployError>,
) -> Result<(Result<T, DeployError>, Vec<TimedStep>), Exit> {
    #[cfg(not(feature = "aws"))]
    return Err(ui.fail(Exit::Usage, "backend-not-built", &[]));
    #[cfg(feature = "aws")]
    {
        let here = outside::Outside::without_deployment(ui, &store()).map_err(|e| say(ui, &e))?;
        Ok(here.visit(place, Vec::new(), &BTreeSet::new(), verb))
    }
}

/// What runs by time, by kind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Costs {
    /// An hour.
    pub hourly: BTreeMap<CostKind, Usd>,
    /// A month.
    pub monthly: BTreeMap<CostKind, Usd>,
    /// What that month is made of.
    pub month: Vec<Position>,
}

impl Costs {
    /// The sums of an hour and of a month.
    #[must_use]
    pub fn sums(&self) -> [Usd; 2] {
        [&self.hourly, &self.monthly].map(|sums| sums.values().copied().sum())
    }
}

fn store() -> Store {
    Store::new(&std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")))
}
