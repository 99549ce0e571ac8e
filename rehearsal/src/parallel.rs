//! Many runs at once: each has a world of its own, so they share processors and what was read of the same files.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use paperboat_core::strategy::App;
use paperboat_simulator::host::docker::Readings;

use super::lane::Lane;
use super::report::LaneReport;
use super::run::run_with_each_peak;
use super::settings::Settings;

/// What it takes to run one lane.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The application.
    pub app: Arc<App>,
    /// The lane.
    pub lane: Lane,
    /// The settings.
    pub settings: Settings,
    /// How much of it is told.
    pub told: Told,
}

/// How much is told of a run. Of thousands of trials nobody reads more than figures, and the rest is most of what a report
/// holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Told {
    /// The figures.
    Figures,
    /// Also everything that happened, step by step.
    Log,
    /// Also how users' requests fared one by one.
    Requests,
}

impl Trial {
    /// Tells whether another trial is the same one until users come.
    fn begins_like(&self, other: &Self) -> bool {
        let Settings {
            seed,
            model,
            people,
            peak: _,
            scenario,
        } = &self.settings;
        let theirs = &other.settings;
        self.lane == other.lane
            && *seed == theirs.seed
            && scenario == &theirs.scenario
            && *people == theirs.people
            && Arc::ptr_eq(model, &theirs.model)
            && (Arc::ptr_eq(&self.app, &other.app) || self.app == other.app)
    }
}

/// Who is told, after each run, how many runs are done and of how many: at any time, from any thread.
pub type Watch<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// Nobody waits.
pub const UNWATCHED: Watch<'static> = &|_, _| {};

/// Runs every trial, on as many threads as there are processors. The reports come in the order of the trials; how many
/// threads there are changes nothing in them.
///
/// Trials that differ in nothing but the number of users are one run until users come.
#[must_use]
pub fn run_all(trials: &[Trial]) -> Vec<LaneReport> {
    run_each(trials, |_, report| report, UNWATCHED)
}

/// Runs every trial as [`run_all`] does, and keeps of each report what is wanted as soon as it is there: of thousands of
/// trials the reports would fill the memory.
pub(super) fn run_each<R: Send>(
    trials: &[Trial],
    keep: impl Fn(&Trial, LaneReport) -> R + Sync,
    watch: Watch<'_>,
) -> Vec<R> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    run_each_on(processors, trials, keep, watch)
}

/// Runs every trial on so many threads.
fn run_each_on<R: Send>(
    threads: usize,
    trials: &[Trial],
    keep: impl Fn(&Trial, LaneReport) -> R + Sync,
    watch: Watch<'_>,
) -> Vec<R> {
    let groups = groups(trials);
    let readings = Readings::default();
    let done = AtomicUsize::new(0);
    let kept = on_threads(threads, &groups, |group| {
        let Trial {
            app,
            lane,
            settings,
            told: _,
        } = &trials[group[0]];
        let peaks = group
            .iter()
            .map(|n| (trials[*n].settings.peak, trials[*n].told));
        let peaks: Vec<(f64, Told)> = peaks.collect();
        let reports = run_with_each_peak(&peaks, app, *lane, settings, readings.clone());
        let done = done.fetch_add(group.len(), Ordering::Relaxed) + group.len();
        watch(done as u64, trials.len() as u64);
        let with_trials = group.iter().zip(reports);
        with_trials
            .map(|(n, report)| keep(&trials[*n], report))
            .collect::<Vec<R>>()
    });
    let mut numbered: Vec<(usize, R)> = groups
        .into_iter()
        .flatten()
        .zip(kept.into_iter().flatten())
        .collect();
    numbered.sort_by_key(|(n, _)| *n);
    numbered.into_iter().map(|(_, kept)| kept).collect()
}

/// The trials that begin alike, by place, in the order of the first of each.
fn groups(trials: &[Trial]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    // Only trials of one seed and lane can be alike: of thousands of seeds, few are compared.
    let mut near: BTreeMap<(u64, &str), Vec<usize>> = BTreeMap::new();
    for (n, trial) in trials.iter().enumerate() {
        let near = near
            .entry((trial.settings.seed, trial.lane.name))
            .or_default();
        let mut alike = near
            .iter()
            .filter(|g| trials[groups[**g][0]].begins_like(trial));
        match alike.next().copied() {
            Some(group) => groups[group].push(n),
            None => {
                near.push(groups.len());
                groups.push(vec![n]);
            }
        }
    }
    groups
}

/// Does some work for each item, on so many threads; the results come in the items' order.
fn on_threads<I: Sync, R: Send>(
    threads: usize,
    items: &[I],
    work: impl Fn(&I) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        while let Some((n, item)) = {
            let n = next.fetch_add(1, Ordering::Relaxed);
            items.get(n).map(|item| (n, item))
        } {
            done.push((n, work(item)));
        }
        done
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads.min(items.len()))
            .map(|_| scope.spawn(take))
            .collect();
        let mut done = take();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(n, _)| *n);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use crate::people::typing;
    use paperboat_core::app::files::InMemory;
    use paperboat_core::app::load::Load;
    use paperboat_core::people::Practice;
    use paperboat_core::scenario::Scenario;
    use paperboat_core::strategy::App;
    use paperboat_simulator::model::Model;

    use super::super::lane::Lane;
    use super::super::report::LaneReport;
    use super::super::run::run;
    use super::super::settings::Settings;
    use super::{Told, Trial, on_threads, run_all, run_each_on};

    fn web() -> Arc<App> {
        let load = Load {
            working_directory: "/app".to_owned(),
            files: vec!["compose.yaml".to_owned()],
            ..Load::default()
        };
        let text = "services: {web: {image: \"me/web:1\", ports: [\"80:80\"]}}";
        let files = InMemory::one("/app/compose.yaml", text);
        Arc::new(App::new(&load.read(&files).expect("a sound file"), &load))
    }

    #[test]
    fn one_thread_finds_what_two_find() {
        let app = web();
        let model = Arc::new(Model::default());
        let settings = Settings {
            scenario: Arc::new(Scenario::standard(1, 2)),
            ..Settings::quiet(Arc::clone(&model), typing(&model, Practice::TutorialAtHand))
        };
        let trial = |(seed, lane)| Trial {
            app: Arc::clone(&app),
            lane,
            settings: Settings {
                seed,
                ..settings.clone()
            },
            told: Told::Log,
        };
        let each = (1..=3).flat_map(|seed| Lane::ALL.map(|lane| (seed, lane)));
        let trials: Vec<Trial> = each.map(trial).collect();
        let told = AtomicU64::new(0);
        let written = |threads| -> Vec<String> {
            let keep = |_: &Trial, report: LaneReport| {
                serde_json::to_string(&(&report, &report.events)).expect("it is data")
            };
            run_each_on(threads, &trials, keep, &|done, all| {
                told.fetch_max(done, Ordering::Relaxed);
                assert!(done <= all);
            })
        };
        let one = written(1);
        assert_eq!(told.load(Ordering::Relaxed), trials.len() as u64);
        for threads in [2, 3] {
            assert!(one == written(threads), "{threads} threads");
        }
    }

    #[test]
    fn trials_that_begin_together_end_as_they_do_alone() {
        let app = web();
        let model = Arc::new(Model::default());
        let quiet = Settings {
            scenario: Arc::new(Scenario::calm(1, 2)),
            ..Settings::quiet(Arc::clone(&model), typing(&model, Practice::TutorialAtHand))
        };
        let trials: Vec<Trial> = [40.0, 4_000.0, 40_000.0]
            .into_iter()
            .flat_map(|peak| Lane::ALL.map(|lane| (peak, lane)))
            .map(|(peak, lane)| Trial {
                app: Arc::clone(&app),
                lane,
                settings: Settings {
                    peak,
                    ..quiet.clone()
                },
                told: Told::Log,
            })
            .collect();
        let lanes = Lane::ALL.len();
        assert!(trials[0].begins_like(&trials[lanes]) && !trials[0].begins_like(&trials[1]));
        let together = run_all(&trials);
        let lost = |n: usize| -> f64 { together[n].traffic.iter().map(|t| t.lost).sum() };
        assert!(lost(lanes) < lost(2 * lanes), "more users lose more");
        for (trial, report) in trials.iter().zip(&together) {
            let alone = run(&trial.app, trial.lane, &trial.settings);
            assert_eq!(report.events, alone.events);
            let shown = |report| serde_json::to_value(report).expect("it is data");
            assert_eq!(shown(report), shown(&alone));
        }
    }

    #[test]
    fn results_keep_the_order_of_the_items() {
        let items: Vec<u64> = (0..200).collect();
        // The first items take longest.
        let slow = |n: &u64| (0..(200 - n) * 1_000).fold(*n, |sum, _| std::hint::black_box(sum));
        for threads in [1, 2, 7] {
            assert_eq!(on_threads(threads, &items, slow), items);
            assert!(on_threads(threads, &[], slow).is_empty());
        }
    }
}
