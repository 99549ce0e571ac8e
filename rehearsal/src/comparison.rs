//! Every lane under several seeds, and under assumptions that are halved and doubled.

use std::sync::Arc;

use paperboat_core::strategy::App;

use super::lane::Lane;
use super::metric::{Row, rows};
use super::parallel::{Trial, run_all};
use super::report::LaneReport;
use super::sensitivity::{FACTORS, Flip, Input, flips};
use super::settings::Settings;

/// How many seeds the verdicts rest on when nobody says.
pub const SEEDS: u64 = 5;

/// What a comparison found.
#[derive(Clone, Debug)]
pub struct SideBySide {
    /// The lanes under the first seed.
    pub lanes: Vec<LaneReport>,
    /// What lanes are compared by, over all seeds: their figures, and who won.
    pub rows: Vec<Row>,
    /// The groups of assumptions that were halved and doubled; none when there is only one lane.
    pub tried: Vec<Input>,
    /// The verdicts that became others by it.
    pub flips: Vec<Flip>,
}

/// Goes down every lane under so many seeds, one after the other from that of the settings on, and under the first of them
/// with every group of assumptions halved and doubled. There is at least one seed.
#[must_use]
pub fn side_by_side(app: &App, lanes: &[Lane], settings: &Settings, seeds: u64) -> SideBySide {
    let seeds = seeds.max(1);
    let trials = |app: &Arc<App>, settings: &Settings, log: bool| -> Vec<Trial> {
        let trial = |lane: &Lane| Trial {
            app: Arc::clone(app),
            lane: *lane,
            settings: settings.clone(),
            log,
        };
        lanes.iter().map(trial).collect()
    };
    let first = Arc::new(app.clone());
    let under = |n: u64| Settings {
        seed: settings.seed.wrapping_add(n),
        ..settings.clone()
    };
    let mut all: Vec<Trial> = (0..seeds)
        .flat_map(|n| trials(&first, &under(n), n == 0))
        .collect();
    let changed = if lanes.len() > 1 {
        changed_inputs(app, settings)
    } else {
        Vec::new()
    };
    for (_, _, app, settings) in &changed {
        all.extend(trials(&Arc::new(app.clone()), settings, false));
    }
    let mut reports = run_all(&all);
    let with_changes = reports.split_off(lanes.len() * seeds as usize);
    let runs: Vec<&[LaneReport]> = reports.chunks(lanes.len()).collect();
    let rows = rows(&runs);
    let flips = changed
        .iter()
        .zip(with_changes.chunks(lanes.len()))
        .flat_map(|((input, factor, ..), then)| flips(*input, *factor, runs[0], then))
        .collect();
    let mut tried: Vec<Input> = changed.iter().map(|(input, ..)| *input).collect();
    tried.dedup();
    reports.truncate(lanes.len());
    SideBySide {
        lanes: reports,
        rows,
        tried,
        flips,
    }
}

/// Every group of assumptions of which something was assumed, times each factor.
fn changed_inputs(app: &App, settings: &Settings) -> Vec<(Input, f64, App, Settings)> {
    let each = Input::ALL
        .iter()
        .flat_map(|input| FACTORS.map(|factor| (*input, factor)));
    each.filter_map(|(input, factor)| {
        let (app, settings) = input.applied(factor, app, settings)?;
        Some((input, factor, app, settings))
    })
    .collect()
}
