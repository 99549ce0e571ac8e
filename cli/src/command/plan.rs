//! `paperboat plan`: the rehearsal of a deployment on a fresh simulator.

use std::sync::Arc;

use paperboat_core::strategy::App;

use super::verbs::chosen_strategy;
use crate::args;
use crate::exit::Exit;
use crate::load::load_app;
use crate::report::plan_text;
use crate::settings::{model, note_unused, typing};
use crate::ui::Ui;
use crate::voyage::{Settings, rehearse};

/// Rehearses a deployment, and lists what a person would type, what it makes, takes and costs.
pub fn plan(ui: &Ui, args: &args::Plan) -> Exit {
    let strategy = match chosen_strategy(ui, &args.strategy) {
        Ok(strategy) => strategy,
        Err(exit) => return exit,
    };
    let (resolved, options) = match load_app(ui, &args.app) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let model = match model(ui, &args.run) {
        Ok(model) => Arc::new(model),
        Err(exit) => return exit,
    };
    let app = App::new(&resolved, &options);
    let settings = Settings {
        seed: args.run.seed,
        ..Settings::quiet(model, typing(args.run.hands))
    };
    let way = (strategy, args.strategy.care(), args.strategy.run_with());
    let rehearsal = rehearse(&app, way, &settings);
    if ui.json {
        ui.json(&rehearsal);
    } else {
        ui.report(&plan_text(ui, &app, &rehearsal));
    }
    note_unused(ui, &args.run, &settings.model);
    if rehearsal.error.is_some() {
        Exit::Failed
    } else {
        Exit::Success
    }
}
