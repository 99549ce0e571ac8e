//! Every lane under several seeds, and under assumptions that are halved and doubled.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use paperboat_core::strategy::App;

use super::ending::{Endings, endings};
use super::lane::Lane;
use super::parallel::{Told, Trial, Watch, run_each};
use super::precision::Seeds;
use super::report::LaneReport;
use super::row::{Row, rows};
use super::sample::Sample;
use super::sensitivity::{FACTORS, Flip, Input, flips};
use super::settings::Settings;

/// How many seeds the verdicts rest on when nobody says.
pub const SEEDS: u64 = 5;

/// What a comparison found.
#[derive(Clone, Debug)]
pub struct SideBySide {
    /// The lanes under the first seed.
    pub lanes: Vec<LaneReport>,
    /// How many seeds it took.
    pub seeds: u64,
    /// What lanes are compared by, over all seeds: their figures, how they differ, and who won.
    pub rows: Vec<Row>,
    /// Who brought them back after each fault, over all seeds.
    pub endings: Vec<Endings>,
    /// The groups of assumptions that were halved and doubled; none when there is only one lane.
    pub tried: Vec<Input>,
    /// The verdicts that became others by it.
    pub flips: Vec<Flip>,
}

/// What is compared.
#[derive(Clone, Debug)]
pub struct Comparing<'a> {
    /// The application.
    pub app: Arc<App>,
    /// The lanes, at least one.
    pub lanes: &'a [Lane],
    /// The settings; their seed is the first one, and the others follow it.
    pub settings: &'a Settings,
    /// How much is told of the first seed.
    pub told: Told,
}

/// Goes down every lane under as many seeds as are wanted, one after the other from that of the settings on, and under the
/// first of them with every group of assumptions halved and doubled.
#[must_use]
pub fn side_by_side(comparing: &Comparing<'_>, seeds: Seeds, watch: Watch<'_>) -> SideBySide {
    let lanes = comparing.lanes.len() as u64;
    let mut looks = seeds.looks().into_iter();
    let begun = looks.next().unwrap_or(1);
    let after = (seeds.most.max(begun) - begun) * lanes;
    let runs = AtomicU64::new(0);
    let (first, mut samples) = First::of(comparing, 0..begun, &|done, all| {
        runs.store(all, Ordering::Relaxed);
        watch(done, all + after);
    });
    let runs = runs.into_inner();
    let mut under = begun;
    for next in looks {
        let known = |part| {
            let rows = rows(&first.lanes, &samples);
            rows.iter().all(|row| row.is_known_to(part))
        };
        if seeds.precision.is_some_and(known) {
            break;
        }
        let before = runs + (under - begun) * lanes;
        samples.extend(comparing.samples(under..next, &|done, _| {
            watch(before + done, runs + after);
        }));
        under = next;
    }
    first.joined_with(&samples)
}

/// Puts together what was found under the seeds, of which `samples` holds those of all lanes for each one, the first one
/// first: wherever they were run, it is what [`side_by_side`] finds under as many.
#[must_use]
pub fn joined(comparing: &Comparing<'_>, samples: &[Vec<Sample>], watch: Watch<'_>) -> SideBySide {
    let (first, _) = First::of(comparing, 0..1, watch);
    first.joined_with(samples)
}

impl Comparing<'_> {
    /// Goes down every lane under some of the seeds, counted from 0, which is that of the settings. Gives what of them goes
    /// into the statistics: for each seed that of all lanes.
    #[must_use]
    pub fn samples(&self, seeds: Range<u64>, watch: Watch<'_>) -> Vec<Vec<Sample>> {
        let trials: Vec<Trial> = seeds.flat_map(|n| self.trials(n, Told::Figures)).collect();
        let samples = run_each(&trials, |_, report| Sample::of(&report), watch);
        by_seed(samples, self.lanes.len())
    }

    /// Every lane under a seed.
    fn trials(&self, n: u64, told: Told) -> Vec<Trial> {
        let settings = Settings {
            seed: self.settings.seed.wrapping_add(n),
            ..self.settings.clone()
        };
        trials(&self.app, self.lanes, &settings, told)
    }
}

fn trials(app: &Arc<App>, lanes: &[Lane], settings: &Settings, told: Told) -> Vec<Trial> {
    let trial = |lane: &Lane| Trial {
        app: Arc::clone(app),
        lane: *lane,
        settings: settings.clone(),
        told,
    };
    lanes.iter().map(trial).collect()
}

/// The samples of trials that follow one another lane by lane, for each seed those of all lanes.
fn by_seed(samples: Vec<Sample>, lanes: usize) -> Vec<Vec<Sample>> {
    let mut samples = samples.into_iter();
    let seeds = samples.len().checked_div(lanes).unwrap_or(0);
    (0..seeds)
        .map(|_| samples.by_ref().take(lanes).collect())
        .collect()
}

/// What is told of the first seed alone.
struct First {
    lanes: Vec<LaneReport>,
    tried: Vec<Input>,
    flips: Vec<Flip>,
}

impl First {
    /// Goes down every lane under the first seed, and there with all assumptions changed; and in the same go under other
    /// seeds, so that all processors have something to do. Gives the samples of all these seeds, of which the first is one.
    fn of(
        comparing: &Comparing<'_>,
        seeds: Range<u64>,
        watch: Watch<'_>,
    ) -> (Self, Vec<Vec<Sample>>) {
        let Comparing {
            app,
            lanes,
            settings,
            told,
        } = comparing;
        let told_of = |n: u64| if n == 0 { *told } else { Told::Figures };
        let mut all: Vec<Trial> = seeds
            .clone()
            .flat_map(|n| comparing.trials(n, told_of(n)))
            .collect();
        let changed = if lanes.len() > 1 {
            changed_inputs(app, settings)
        } else {
            Vec::new()
        };
        for (_, _, app, settings) in &changed {
            all.extend(trials(
                &Arc::new(app.clone()),
                lanes,
                settings,
                Told::Figures,
            ));
        }
        let kept = |trial: &Trial, report: LaneReport| {
            let sample = Sample::of(&report);
            (sample, (trial.told > Told::Figures).then_some(report))
        };
        let (samples, reports): (Vec<_>, Vec<_>) = run_each(&all, kept, watch).into_iter().unzip();
        let reports: Vec<LaneReport> = reports.into_iter().flatten().collect();
        let mut samples = by_seed(samples, lanes.len());
        let then = samples.split_off(seeds.count());
        let flips = changed
            .iter()
            .zip(&then)
            .flat_map(|((input, factor, ..), then)| {
                flips(*input, *factor, &reports, &samples[0], then)
            })
            .collect();
        let mut tried: Vec<Input> = changed.iter().map(|(input, ..)| *input).collect();
        tried.dedup();
        let first = Self {
            lanes: reports,
            tried,
            flips,
        };
        (first, samples)
    }

    fn joined_with(self, samples: &[Vec<Sample>]) -> SideBySide {
        let names: Vec<&str> = self.lanes.iter().map(|lane| lane.lane.as_str()).collect();
        SideBySide {
            seeds: samples.len() as u64,
            rows: rows(&self.lanes, samples),
            endings: endings(&names, samples),
            lanes: self.lanes,
            tried: self.tried,
            flips: self.flips,
        }
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

impl SideBySide {
    /// Tells whether samples begin with what was found under the first seed: whoever made them elsewhere ran the same program.
    #[must_use]
    pub fn began_like(&self, samples: &[Vec<Sample>]) -> bool {
        let first = self.lanes.iter().map(Sample::of);
        samples
            .first()
            .is_some_and(|lanes| first.eq(lanes.iter().cloned()))
    }
}
