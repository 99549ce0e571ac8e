//! `paperboat compare`: every lane from beginning to end, side by side.

use std::sync::Arc;

use paperboat_core::strategy::App;

use super::history;
use crate::args;
use crate::exit::Exit;
use crate::load::load_app;
use crate::report::{Comparison, assumptions, render, warnings};
use crate::settings::{model, note_unused, typing};
use crate::ui::Ui;
use crate::voyage::{Change, Doubt, FACTORS, Lane, LaneReport, Settings, Trip, changes, sail};
use crate::voyage::{rows, sail_all};

/// How many seeds the verdicts rest on.
const SEEDS: u64 = 5;

/// Sails every lane, and puts them side by side. Ends with 1 when no lane got as far as an answer: that a lane fails is
/// what a comparison is there to find out.
pub fn compare(ui: &Ui, args: &args::Compare) -> Exit {
    try_compare(ui, args).unwrap_or_else(|exit| exit)
}

fn try_compare(ui: &Ui, args: &args::Compare) -> Result<Exit, Exit> {
    let lanes = chosen(ui, &args.lanes)?;
    check_peak(ui, args.peak)?;
    let (resolved, options) = load_app(ui, &args.app)?;
    let app = App::new(&resolved, &options);
    let settings = Settings {
        seed: args.run.seed,
        model: Arc::new(model(ui, &args.run)?),
        typing: typing(args.run.hands),
        peak: args.peak,
        hours: args.hours,
        replicas: args.replicas,
    };
    if let Some(lane) = &args.events {
        let report = sail(&app, lane_named(ui, lane)?, &settings);
        return Ok(history::list(ui, &report.events, None, None));
    }
    if let Some(asked) = &args.why {
        let form = || ui.fail(Exit::Usage, "why-form", &[("given", asked)]);
        let (lane, what) = asked.split_once(':').ok_or_else(form)?;
        let report = sail(&app, lane_named(ui, lane)?, &settings);
        return Ok(history::explain(ui, &report.events, what));
    }
    let mut comparison = side_by_side(&app, &lanes, &settings);
    comparison.warnings = warnings(ui, &comparison);
    comparison.tell_faults(ui);
    if ui.json {
        ui.json(&comparison);
    } else {
        ui.report(&render(ui, &comparison));
    }
    note_unused(ui, &args.run, &settings.model);
    let mut answers = comparison.lanes.iter().map(|lane| lane.first_answer_s);
    Ok(if answers.any(|answer| answer.is_some()) {
        Exit::Success
    } else {
        Exit::Failed
    })
}

/// Refuses a rate of requests that no day has.
pub(super) fn check_peak(ui: &Ui, peak: f64) -> Result<(), Exit> {
    if peak.is_finite() && peak > 0.0 && peak <= 1e6 {
        return Ok(());
    }
    let given = peak.to_string();
    Err(ui.fail(Exit::Usage, "peak-out-of-range", &[("given", &given)]))
}

/// Sails every lane under several seeds, and under the first seed with every group of assumptions halved and doubled.
///
/// # Panics
/// Never: at least one seed is sailed.
#[must_use]
pub fn side_by_side(app: &App, lanes: &[Lane], settings: &Settings) -> Comparison {
    let trips = |app: &App, settings: &Settings| -> Vec<Trip> {
        let trip = |lane: &Lane| Trip {
            app: app.clone(),
            lane: *lane,
            settings: settings.clone(),
        };
        lanes.iter().map(trip).collect()
    };
    let mut all: Vec<Trip> = (0..SEEDS)
        .flat_map(|n| {
            let seed = settings.seed.wrapping_add(n);
            trips(
                app,
                &Settings {
                    seed,
                    ..settings.clone()
                },
            )
        })
        .collect();
    let mut doubts = Vec::new();
    if lanes.len() > 1 {
        for (doubt, factor) in Doubt::ALL
            .iter()
            .flat_map(|d| FACTORS.map(|factor| (*d, factor)))
        {
            if let Some((app, settings)) = doubt.applied(factor, app, settings) {
                doubts.push((doubt, factor));
                all.extend(trips(&app, &settings));
            }
        }
    }
    let mut reports = sail_all(&all);
    let doubted = reports.split_off(lanes.len() * SEEDS as usize);
    let voyages: Vec<&[LaneReport]> = reports.chunks(lanes.len()).collect();
    let rows = rows(&voyages);
    let decided: Vec<Change> = doubts
        .iter()
        .zip(doubted.chunks(lanes.len()))
        .flat_map(|((doubt, factor), then)| changes(*doubt, *factor, voyages[0], then))
        .collect();
    let mut tried: Vec<Doubt> = doubts.into_iter().map(|(doubt, _)| doubt).collect();
    tried.dedup();
    reports.truncate(lanes.len());
    Comparison {
        app: app.name.clone(),
        seed: settings.seed,
        seeds: SEEDS,
        model: settings.model.version(),
        peak_rps: settings.peak,
        hours: settings.hours,
        warnings: Vec::new(),
        lanes: reports,
        rows,
        tried,
        decided,
        assumptions: assumptions(app),
    }
}

fn chosen(ui: &Ui, names: &[String]) -> Result<Vec<Lane>, Exit> {
    if names.is_empty() {
        return Ok(Lane::ALL.to_vec());
    }
    names.iter().map(|name| lane_named(ui, name)).collect()
}

/// Finds a lane by its name; says which is nearest when there is none.
fn lane_named(ui: &Ui, name: &str) -> Result<Lane, Exit> {
    let found = Lane::ALL.into_iter().find(|l| l.name == name);
    found.ok_or_else(|| {
        let known = Lane::ALL.map(|l| l.name);
        let nearest = paperboat_core::app::nearest::nearest(name, known).unwrap_or("none");
        let names = known.join(", ");
        let said = [("name", name), ("nearest", nearest), ("names", &names)];
        ui.fail(Exit::Usage, "lane-unknown", &said)
    })
}
