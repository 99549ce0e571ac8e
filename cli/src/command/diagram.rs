//! `paperboat diagram`: what a way to deploy makes in which order, and who talks to whom then.

use std::sync::Arc;

use paperboat_core::strategy::App;
use paperboat_rehearsal::{Lane, Settings, rehearse};
use serde::Serialize;

use super::verbs::{chosen_way, ended};
use crate::args;
use crate::exit::Exit;
use crate::load::load_app;
use crate::output::Output;
use crate::report::{Drawn, diagram_document};
use crate::settings::{model, note_unused, typing};
use crate::ui::Ui;

/// Rehearses one way or all, and draws what came of it. Ends with 1 when no way that was asked comes up.
pub fn diagram(ui: &Ui, args: &args::Diagram) -> Exit {
    ended(try_diagram(ui, args))
}

fn try_diagram(ui: &Ui, args: &args::Diagram) -> Result<Exit, Exit> {
    let ways = if args.all {
        Lane::ALL
            .map(|lane| (lane.name.to_owned(), lane.way))
            .to_vec()
    } else {
        let way = chosen_way(ui, &args.strategy)?;
        let lane = Lane::KNOWN.into_iter().find(|lane| lane.way == way);
        vec![(lane.map_or(way.name(), |lane| lane.name).to_owned(), way)]
    };
    let output = Output::open(ui, &args.output())?;
    let (resolved, options) = load_app(ui, &args.app)?;
    let model = Arc::new(model(ui, &args.run.world)?);
    let app = App::new(&resolved, &options);
    let settings = Settings {
        seed: args.run.world.seed,
        ..Settings::quiet(
            Arc::clone(&model),
            typing(&model, args.run.hands.unwrap_or_default()),
        )
    };
    let drawn = |(lane, way)| Drawn::of(lane, rehearse(&app, way, &settings));
    let ways: Vec<Drawn> = ways.into_iter().map(drawn).collect();
    let up = ways.iter().any(|way| way.ready_s.is_some());
    let data = || Diagram {
        app: &app.name,
        seed: settings.seed,
        model: settings.model.version(),
        ways: &ways,
    };
    output.put(ui, data, || diagram_document(ui, &app.name, &ways))?;
    note_unused(ui, &args.run.world, &settings.model);
    Ok(if up { Exit::Success } else { Exit::Failed })
}

/// A diagram as data.
#[derive(Debug, Serialize)]
struct Diagram<'a> {
    app: &'a str,
    seed: u64,
    model: String,
    ways: &'a [Drawn],
}
