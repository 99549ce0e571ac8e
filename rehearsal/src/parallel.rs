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
    /// Whether its log is kept: everything that happened, step by step. Of thousands of trials nobody reads it, and it is
    /// most of what a report holds.
    pub log: bool,
}

impl Trial {
    /// Tells whether another trial is the same one until users come.
    fn begins_like(&self, other: &Self) -> bool {
        let Settings {
            seed,
            model,
            typing,
            peak: _,
            scenario,
        } = &self.settings;
        let theirs = &other.settings;
        self.lane == other.lane
            && *seed == theirs.seed
            && scenario == &theirs.scenario
            && *typing == theirs.typing
            && Arc::ptr_eq(model, &theirs.model)
            && (Arc::ptr_eq(&self.app, &other.app) || self.app == other.app)
    }
}

/// Runs every trial, on as many threads as there are processors. The reports come in the order of the trials; how many
/// threads there are changes nothing in them.
///
/// Trials that differ in nothing but the number of users are one run until users come.
#[must_use]
pub fn run_all(trials: &[Trial]) -> Vec<LaneReport> {
    let groups = groups(trials);
    let readings = Readings::default();
    let reports = on_all_processors(&groups, |group| {
        let Trial {
            app,
            lane,
            settings,
            log: _,
        } = &trials[group[0]];
        let peaks = group
            .iter()
            .map(|n| (trials[*n].settings.peak, trials[*n].log));
        let peaks: Vec<(f64, bool)> = peaks.collect();
        run_with_each_peak(&peaks, app, *lane, settings, readings.clone())
    });
    let mut numbered: Vec<(usize, LaneReport)> = groups
        .into_iter()
        .flatten()
        .zip(reports.into_iter().flatten())
        .collect();
    numbered.sort_by_key(|(n, _)| *n);
    numbered.into_iter().map(|(_, report)| report).collect()
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

/// Does some work for each item, on as many threads as there are processors; the results come in the items' order.
fn on_all_processors<I: Sync, R: Send>(items: &[I], work: impl Fn(&I) -> R + Sync) -> Vec<R> {
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
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
        let others: Vec<_> = (1..processors.min(items.len()))
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

    use paperboat_core::app::files::InMemory;
    use paperboat_core::app::load::Load;
    use paperboat_core::facts::Practice;
    use paperboat_core::layer::Typing;
    use paperboat_core::scenario::Scenario;
    use paperboat_core::strategy::App;
    use paperboat_simulator::model::Model;

    use super::super::lane::Lane;
    use super::super::run::run;
    use super::super::settings::Settings;
    use super::{Trial, on_all_processors, run_all};

    #[test]
    fn trials_that_begin_together_end_as_they_do_alone() {
        let load = Load {
            working_directory: "/app".to_owned(),
            files: vec!["compose.yaml".to_owned()],
            ..Load::default()
        };
        let text = "services: {web: {image: \"me/web:1\", ports: [\"80:80\"]}}";
        let files = InMemory::one("/app/compose.yaml", text);
        let app = Arc::new(App::new(&load.read(&files).expect("a sound file"), &load));
        let quiet = Settings {
            scenario: Arc::new(Scenario::calm(1, 2)),
            ..Settings::quiet(
                Arc::new(Model::default()),
                Typing::of(Practice::TutorialAtHand),
            )
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
                log: true,
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
        assert_eq!(on_all_processors(&items, slow), items);
        assert!(on_all_processors(&[], slow).is_empty());
    }
}
