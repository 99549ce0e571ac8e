//! Which operations a deployment needs in its life: all verbs, rehearsed under a journal.

use std::collections::BTreeSet;
use std::sync::Arc;

use paperboat_core::aws::Operation as _;
use paperboat_core::aws::elbv2::ModifyTargetGroup;
use paperboat_core::cloud::Context;
use paperboat_core::error::DeployError;
use paperboat_core::layer::{Journal, Ledger};
use paperboat_core::strategy::{App, Deployed, Strategy, Way};
use paperboat_core::sweep;
use paperboat_simulator::model::Model;
use paperboat_simulator::sim::Sim;
use paperboat_simulator::world::World;

use super::rig;

/// What a rehearsal of all verbs sent.
#[derive(Clone, Debug, Default)]
pub struct Required {
    /// The operations, reads and machines' commands included.
    pub operations: BTreeSet<String>,
    /// Why verbs ended early: what would have come after is missing.
    pub errors: Vec<DeployError>,
}

/// Rehearses every verb on a fresh world, then a second deployment that is removed without its journal.
#[must_use]
pub fn required_operations(app: &App, way: Way, seed: u64, model: &Arc<Model>) -> Required {
    let next = app.next_version();
    let mut required = Required::default();
    let Required { operations, errors } = &mut required;
    let sent = sent(app, way, seed, model, |sim, cx, strategy| {
        let mut note = |outcome: Result<Deployed, DeployError>| errors.extend(outcome.err());
        note(sim.verb(strategy.deploy(cx, app)));
        note(sim.verb(strategy.deploy(cx, app)));
        note(sim.verb(strategy.update(cx, &next)));
        note(sim.verb(strategy.rollback(cx, app)));
        // What these three end with says nothing of the operations that they send.
        let _ = sim.verb(strategy.status(cx, app));
        for service in app.project.services.keys() {
            let _ = sim.verb(strategy.logs(cx, app, service, 1));
            let _ = sim.verb(strategy.exec(cx, app, service, &["true".to_owned()]));
            if !app.keeps_data(service) && !app.is_job(service) {
                let _ = sim.verb(strategy.scale(cx, app, service, 2));
            }
        }
        errors.extend(sim.verb(strategy.destroy(cx, app)).err());
        // Its outcome is the first deployment's.
        let _ = sim.verb(strategy.deploy(cx, app));
        if let Ok(found) = sim.run(sweep::find(cx.cloud, None)) {
            let kinds: BTreeSet<_> = found.leftovers.iter().map(|l| l.kind).collect();
            let removal = kinds.iter().flat_map(|kind| kind.removal());
            operations.extend(removal.map(|o| (*o).to_owned()));
        }
        let _ = sim.run(sweep::remove(cx, &app.name));
    });
    required.operations.extend(sent);
    // An update may bring another health path, which the rehearsed one does not.
    if required.operations.contains("elbv2:CreateTargetGroup") {
        let operation = ModifyTargetGroup::NAME.to_owned();
        required.operations.insert(operation);
    }
    required
}

/// The operations that a deployment and its end send: without one of them nothing should be begun.
#[must_use]
pub fn required_to_deploy(app: &App, way: Way, seed: u64, model: &Arc<Model>) -> BTreeSet<String> {
    sent(app, way, seed, model, |sim, cx, strategy| {
        // What a rehearsal that fails did not come to is not known; what it sent is.
        let _ = sim.verb(strategy.deploy(cx, app));
        let _ = sim.verb(strategy.destroy(cx, app));
    })
}

/// The operations that verbs of a strategy send on a fresh world.
fn sent(
    app: &App,
    way: Way,
    seed: u64,
    model: &Arc<Model>,
    verbs: impl FnOnce(&Sim, &Context<'_>, &dyn Strategy),
) -> BTreeSet<String> {
    let sim = Sim::new(World::new(seed, Arc::clone(model), app.published()));
    let ledger = Ledger::default();
    let cloud = Journal::with_reads(&sim, &ledger);
    let cx = rig::context(&cloud, &sim);
    verbs(&sim, &cx, &*way.strategy());
    let entries = ledger.entries();
    let sent = entries.iter().map(|entry| entry.request.name().to_owned());
    sent.collect()
}
