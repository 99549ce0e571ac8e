//! Many voyages at once: each has a world of its own, so they share processors and what was read of the same files.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use paperboat_core::strategy::App;
use paperboat_simulator::host::docker::Readings;

use super::lane::{Lane, LaneReport, Settings, sail_with_each};

/// What it takes to sail one lane.
#[derive(Clone, Debug)]
pub struct Trip {
    /// The application.
    pub app: App,
    /// The lane.
    pub lane: Lane,
    /// The settings.
    pub settings: Settings,
}

impl Trip {
    /// Tells whether another trip is the same one until users come.
    fn departs_with(&self, other: &Self) -> bool {
        let Settings {
            seed,
            model,
            typing,
            peak: _,
            hours,
            replicas,
        } = &self.settings;
        let theirs = &other.settings;
        self.lane == other.lane
            && (*seed, *hours, *replicas) == (theirs.seed, theirs.hours, theirs.replicas)
            && *typing == theirs.typing
            && Arc::ptr_eq(model, &theirs.model)
            && self.app == other.app
    }
}

/// Sails every trip, on as many threads as there are processors. The reports come in the order of the trips; how many
/// threads there are changes nothing in them.
///
/// Trips that differ in nothing but the number of users are one voyage until users come.
#[must_use]
pub fn sail_all(trips: &[Trip]) -> Vec<LaneReport> {
    let mut parties: Vec<Vec<usize>> = Vec::new();
    for (n, trip) in trips.iter().enumerate() {
        match parties.iter_mut().find(|p| trips[p[0]].departs_with(trip)) {
            Some(party) => party.push(n),
            None => parties.push(vec![n]),
        }
    }
    let readings = Readings::default();
    let reports = on_all_processors(&parties, |party| {
        let Trip {
            app,
            lane,
            settings,
        } = &trips[party[0]];
        let peaks: Vec<f64> = party.iter().map(|n| trips[*n].settings.peak).collect();
        sail_with_each(&peaks, app, *lane, settings, readings.clone())
    });
    let mut numbered: Vec<(usize, LaneReport)> = parties
        .into_iter()
        .flatten()
        .zip(reports.into_iter().flatten())
        .collect();
    numbered.sort_by_key(|(n, _)| *n);
    numbered.into_iter().map(|(_, report)| report).collect()
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
    use paperboat_core::strategy::App;
    use paperboat_simulator::model::Model;

    use super::super::lane::{Lane, Settings, sail};
    use super::{Trip, on_all_processors, sail_all};
    use crate::args::Hands;
    use crate::settings::typing;

    #[test]
    fn trips_that_depart_together_end_as_they_do_alone() {
        let load = Load {
            working_directory: "/app".to_owned(),
            files: vec!["compose.yaml".to_owned()],
            ..Load::default()
        };
        let text = "services: {web: {image: \"me/web:1\", ports: [\"80:80\"]}}";
        let files = InMemory::one("/app/compose.yaml", text);
        let app = App::new(&load.read(&files).expect("a sound file"), &load);
        let quiet = Settings {
            replicas: 2,
            ..Settings::quiet(Arc::new(Model::default()), typing(Hands::Tutorial))
        };
        let trips: Vec<Trip> = [40.0, 4_000.0, 40_000.0]
            .into_iter()
            .flat_map(|peak| Lane::ALL.map(|lane| (peak, lane)))
            .map(|(peak, lane)| Trip {
                app: app.clone(),
                lane,
                settings: Settings {
                    peak,
                    ..quiet.clone()
                },
            })
            .collect();
        assert!(trips[0].departs_with(&trips[3]) && !trips[0].departs_with(&trips[1]));
        let together = sail_all(&trips);
        let lost = |n: usize| -> f64 { together[n].traffic.iter().map(|t| t.lost).sum() };
        assert!(lost(3) < lost(6), "more users lose more");
        for (trip, report) in trips.iter().zip(&together) {
            let alone = sail(&trip.app, trip.lane, &trip.settings);
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
