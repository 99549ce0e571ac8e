//! `paperboat compare`: every lane from beginning to end, side by side.

use std::sync::Arc;

use paperboat_core::strategy::App;

use crate::args;
use crate::exit::Exit;
use crate::load::load;
use crate::report::{Comparison, assumptions, render};
use crate::settings::{model, typing};
use crate::ui::Ui;
use crate::voyage::{Lane, LaneReport, Settings, sail, verdicts};

/// How many seeds the verdicts rest on.
const SEEDS: u64 = 5;

/// Sails every lane, and puts them side by side. Ends with 1 when no lane got as far as an answer: that a lane fails is
/// what a comparison is there to find out.
pub fn compare(ui: &Ui, args: &args::Compare) -> Exit {
    let lanes = match chosen(ui, &args.lanes) {
        Ok(lanes) => lanes,
        Err(exit) => return exit,
    };
    if !(args.peak.is_finite() && args.peak > 0.0 && args.peak <= 1e6) {
        return ui.fail(
            Exit::Usage,
            "peak-out-of-range",
            &[("given", &args.peak.to_string())],
        );
    }
    let (resolved, options) = match load(ui, &args.app) {
        Ok(loaded) => loaded,
        Err(exit) => return exit,
    };
    let model = match model(ui, &args.run) {
        Ok(model) => Arc::new(model),
        Err(exit) => return exit,
    };
    let app = App::new(&resolved, &options);
    let settings = |seed| Settings {
        seed,
        model: Arc::clone(&model),
        typing: typing(args.run.hands),
        peak: args.peak,
        hours: args.hours,
        replicas: args.replicas,
    };
    let seeds = args.run.seed..args.run.seed.saturating_add(SEEDS);
    let voyage = |seed| -> Vec<LaneReport> {
        lanes
            .iter()
            .map(|lane| sail(&app, *lane, &settings(seed)))
            .collect()
    };
    let mut voyages: Vec<Vec<LaneReport>> = seeds.map(voyage).collect();
    let verdicts = verdicts(&voyages);
    let comparison = Comparison {
        app: app.name.clone(),
        seed: args.run.seed,
        seeds: SEEDS,
        model: model.version(),
        peak: args.peak,
        lanes: voyages.swap_remove(0),
        verdicts: verdicts
            .into_iter()
            .map(|(m, verdict)| crate::report::NamedVerdict {
                metric: m.key,
                verdict,
            })
            .collect(),
        assumptions: assumptions(&app),
    };
    if ui.json {
        ui.json(&comparison);
    } else {
        ui.out(&render(ui, &comparison));
    }
    let up = comparison
        .lanes
        .iter()
        .any(|lane| lane.first_answer_s.is_some());
    if up { Exit::Success } else { Exit::Failed }
}

fn chosen(ui: &Ui, names: &[String]) -> Result<Vec<Lane>, Exit> {
    if names.is_empty() {
        return Ok(Lane::ALL.to_vec());
    }
    let find = |name: &String| {
        Lane::ALL
            .into_iter()
            .find(|l| l.name == name)
            .ok_or_else(|| {
                let known = Lane::ALL.map(|l| l.name);
                let nearest =
                    paperboat_core::app::nearest::nearest(name, known).unwrap_or(known[0]);
                ui.fail(
                    Exit::Usage,
                    "lane-unknown",
                    &[("name", name), ("nearest", nearest)],
                )
            })
    };
    names.iter().map(find).collect()
}
