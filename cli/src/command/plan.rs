//! `paperboat plan`: the rehearsal of a deployment on a fresh simulator.

use std::sync::Arc;

use paperboat_core::strategy::App;
use serde::Serialize;

use super::compare::check_peak;
use super::verbs::{chosen_way, ended};
use crate::args;
use crate::exit::Exit;
use crate::load::load_app;
use crate::output::Output;
use crate::report::{Warning, failure, plan_document, plan_warnings};
use crate::settings::{model, note_unused, typing};
use crate::ui::Ui;
use paperboat_rehearsal::{Failure, Rehearsal, Settings, rehearse};

/// Rehearses a deployment, and lists what a person would type, what it makes, takes and costs.
pub fn plan(ui: &Ui, args: &args::Plan) -> Exit {
    ended(try_plan(ui, args))
}

fn try_plan(ui: &Ui, args: &args::Plan) -> Result<Exit, Exit> {
    let way = chosen_way(ui, &args.strategy)?;
    let output = Output::open(ui, &args.output)?;
    check_peak(ui, args.peak)?;
    let (resolved, options) = load_app(ui, &args.app)?;
    let model = Arc::new(model(ui, &args.run.world)?);
    let app = App::new(&resolved, &options);
    let settings = Settings {
        seed: args.run.world.seed,
        peak: args.peak,
        ..Settings::quiet(
            Arc::clone(&model),
            typing(&model, args.run.hands.unwrap_or_default()),
        )
    };
    let rehearsal = rehearse(&app, way, &settings);
    let warnings = plan_warnings(ui, &rehearsal.capacity);
    let failed = rehearsal.error.is_some();
    let data = || Plan {
        error: rehearsal.error.as_ref().map(|e| failure(ui, e, None)),
        rehearsal: &rehearsal,
        warnings: &warnings,
    };
    let document = || plan_document(ui, &app, &rehearsal, &warnings);
    output.put(ui, data, document)?;
    note_unused(ui, &args.run.world, &settings.model);
    Ok(if failed { Exit::Failed } else { Exit::Success })
}

/// A plan as data.
#[derive(Debug, Serialize)]
struct Plan<'a> {
    #[serde(flatten)]
    rehearsal: &'a Rehearsal,
    /// Why it would fail, when it would.
    error: Option<Failure>,
    /// What must not be overlooked.
    warnings: &'a [Warning],
}
