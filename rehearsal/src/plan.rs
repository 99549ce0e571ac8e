//! A plan is a rehearsal: a deployment on a fresh world, and what there is to read off.

use std::collections::BTreeMap;
use std::sync::Arc;

use paperboat_core::aws::is_read;
use paperboat_core::error::DeployError;
use paperboat_core::event::{Event, EventKind, Subgoal};
use paperboat_core::money::Usd;
use paperboat_core::strategy::{App, Endpoint, Follower, Way, adds_restart};
use paperboat_core::workload::{Listening, listening};
use paperboat_simulator::meter::{CostKind, Line, Position};
use paperboat_simulator::sim::Sim;
use paperboat_simulator::topology::Topology;
use paperboat_simulator::world::World;
use serde::Serialize;

use super::capacity::{Capacity, entries, measured};
use super::rig;
use super::settings::Settings;
use super::work::{TimedStep, Work, steps};

/// One step with the commands that a person types in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlannedStep {
    /// The step with its times.
    #[serde(flatten)]
    pub step: TimedStep,
    /// The commands, in order.
    pub commands: Vec<String>,
}

/// What a rehearsal shows.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rehearsal {
    /// The strategy.
    pub strategy: String,
    /// The model's version.
    pub model: String,
    /// The seed.
    pub seed: u64,
    /// Where each service was taken to listen, and what says so.
    pub ports: BTreeMap<String, Listening>,
    /// The steps up to the first answer, with what is typed in them.
    pub steps: Vec<PlannedStep>,
    /// Services to which the way of deploying adds a restart policy that their files do not have.
    pub restarted: Vec<String>,
    /// Services that have one task although others have several: a second one would spoil their data.
    pub alone: Vec<String>,
    /// Services whose tasks follow a metric, with how few and how many of them there may be.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub followers: Vec<Follower>,
    /// Why it would fail, when it would.
    #[serde(skip)]
    pub error: Option<DeployError>,
    /// Operations that change something, with how often each is sent.
    pub operations: BTreeMap<String, usize>,
    /// Work of hands and calls.
    pub work: Work,
    /// Seconds until every public service answers; none when it never does.
    pub ready_s: Option<f64>,
    /// Where users would come in.
    pub endpoints: Vec<Endpoint>,
    /// Who talks to whom; none when nothing came up.
    #[serde(skip)]
    pub topology: Option<Topology>,
    /// What each public service answers, against the peak of its users.
    pub capacity: Vec<Capacity>,
    /// What is billed by time, while it runs.
    pub resources: Vec<Line>,
    /// What an hour costs, by kind.
    pub hourly: BTreeMap<CostKind, Usd>,
    /// What a month costs, by kind, without traffic.
    pub monthly: BTreeMap<CostKind, Usd>,
    /// What that month is made of.
    pub month: Vec<Position>,
    /// What would still cost money after `destroy`.
    pub left: Vec<Line>,
}

/// Rehearses a deployment and its end.
#[must_use]
pub fn rehearse(app: &App, way: Way, settings: &Settings) -> Rehearsal {
    let world = World::new(settings.seed, Arc::clone(&settings.model), app.published());
    let sim = Sim::new(world);
    let strategy = way.strategy();
    let cloud = rig::at_keyboard(&sim, settings.people.typing);
    let cx = rig::context(&cloud, &sim);
    let outcome = sim.verb(strategy.deploy(&cx, app));
    let (events, bill) = sim.with(|w| (w.events().to_vec(), w.bill()));
    let (endpoints, error) = match outcome {
        Ok(deployed) => (deployed.endpoints, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    let users = entries(&endpoints);
    let capacity = sim.with(|w| measured(w, app, way, &users, settings.peak));
    let topology = error.is_none().then(|| sim.with(|w| w.topology(&users)));
    // What could not be removed is still on the bill; why, is of no use before anything was made.
    let _ = sim.verb(strategy.destroy(&cx, app));
    let left = sim.with(|w| w.bill()).open().cloned().collect();
    Rehearsal {
        ports: ports(app),
        strategy: way.name().to_owned(),
        model: settings.model.version(),
        seed: settings.seed,
        steps: planned(&events),
        restarted: restarted(app, way),
        alone: way.alone(app),
        followers: way.followers(app),
        operations: operations(&events),
        work: Work::of(&events),
        ready_s: error
            .is_none()
            .then(|| super::work::first_answer(&events))
            .flatten(),
        resources: bill.open().cloned().collect(),
        hourly: bill.hourly(),
        monthly: bill.monthly(),
        month: bill.month,
        endpoints,
        topology,
        capacity,
        error,
        left,
    }
}

/// The services to which the careful way on EC2 adds a restart policy.
fn restarted(app: &App, way: Way) -> Vec<String> {
    if !way.careful() {
        return Vec::new();
    }
    let names = app.project.services.keys();
    let added = names.filter(|name| adds_restart(app, name));
    added.cloned().collect()
}

fn planned(events: &[Event]) -> Vec<PlannedStep> {
    let mut found = typed_steps(events);
    found.retain(|p| p.step.subgoal != Subgoal::CleanUp);
    found
}

/// Reads the steps off a log, each with the commands that were typed in it.
#[must_use]
pub fn typed_steps(events: &[Event]) -> Vec<PlannedStep> {
    let mut found: Vec<PlannedStep> = steps(events)
        .into_iter()
        .map(|step| PlannedStep {
            step,
            commands: Vec::new(),
        })
        .collect();
    let mut at: Option<usize> = None;
    for event in events {
        match &event.kind {
            EventKind::StepStarted { .. } => at = Some(at.map_or(0, |n| n + 1)),
            EventKind::Typed { command, .. } => {
                if let Some(step) = at.and_then(|n| found.get_mut(n)) {
                    step.commands.push(command.clone());
                }
            }
            _ => {}
        }
    }
    found
}

fn operations(events: &[Event]) -> BTreeMap<String, usize> {
    let mut counted = BTreeMap::new();
    for event in events {
        if let EventKind::Call {
            operation,
            code: None,
            ..
        } = &event.kind
            && !is_read(operation)
        {
            *counted.entry(operation.to_string()).or_default() += 1;
        }
    }
    counted
}

fn ports(app: &App) -> BTreeMap<String, Listening> {
    let services = app.project.services.keys();
    services
        .map(|service| (service.clone(), listening(&app.project, service)))
        .collect()
}
