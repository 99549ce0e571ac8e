//! A lane over time: when it was worked at, what users asked for, what could be answered, what was lost.

use std::collections::BTreeMap;

use paperboat_core::event::{EventKind, Subgoal};
use paperboat_core::time::Timestamp;
use paperboat_simulator::traffic::{Curve, Loss};

use super::phase::Phase;
use super::report::LaneReport;

/// When something was done for a subgoal, in seconds since the first typed character.
#[derive(Clone, Debug, PartialEq)]
pub struct Busy {
    /// The subgoal.
    pub subgoal: Subgoal,
    /// From when to when its steps lasted.
    pub spans: Vec<(f64, f64)>,
    /// From when to when hands were busy in them.
    pub typed: Vec<(f64, f64)>,
}

/// What users of a lane met, in seconds since they came.
#[derive(Clone, Debug, PartialEq)]
pub struct Hours {
    /// How long they came.
    pub horizon_s: f64,
    /// Requests a second that they sent, at times; straight lines lie between.
    pub demand: Vec<(f64, f64)>,
    /// Up to how many requests a second of all users every public service answers its part, from a time on.
    pub capacity: Vec<(f64, f64)>,
    /// Requests that were lost, in equal spans of the whole time.
    pub lost: Vec<f64>,
}

impl LaneReport {
    /// When the deployment was worked at, by subgoal, in the order in which they began.
    #[must_use]
    pub fn busy(&self) -> Vec<Busy> {
        let Some(deploy) = self.part(Phase::Deploy) else {
            return Vec::new();
        };
        let mut busy: Vec<Busy> = Vec::new();
        let steps = self.steps.iter().filter(|s| s.began < deploy.ended);
        for step in steps {
            let began = step.began.as_secs_f64();
            let ended = began + step.seconds;
            let typed = self.events.iter().filter_map(|event| match &event.kind {
                EventKind::Typed { took_us, .. } => {
                    let until = event.at.as_secs_f64();
                    Some((until - *took_us as f64 / 1e6, until))
                }
                _ => None,
            });
            let within = typed.filter(|(_, until)| *until > began && *until <= ended + 1e-6);
            let of = match busy.iter_mut().find(|b| b.subgoal == step.subgoal) {
                Some(of) => of,
                None => {
                    busy.push(Busy {
                        subgoal: step.subgoal,
                        spans: Vec::new(),
                        typed: Vec::new(),
                    });
                    let last = busy.len() - 1;
                    &mut busy[last]
                }
            };
            of.spans.push((began, ended));
            of.typed.extend(within);
        }
        busy
    }

    /// What users met in so many equal spans of the whole time; none when no users came.
    #[must_use]
    pub fn hours(&self, curve: &Curve, spans: usize) -> Option<Hours> {
        let opened = self.part(Phase::Serve)?.began;
        let until = self.parts_with_users().map(|p| p.watched_until).max()?;
        let horizon_s = until.since(opened).as_secs_f64();
        if horizon_s <= 0.0 {
            return None;
        }
        let services = self.capacities(opened);
        let mut hours = Hours {
            horizon_s,
            demand: demand(curve, horizon_s),
            capacity: weakest(&services, self.endpoints.len()),
            lost: vec![0.0; spans.max(1)],
        };
        for entry in &self.traffic {
            let capacity = services.get(&entry.service).map_or(&[][..], Vec::as_slice);
            for loss in &entry.losses {
                let share = 1.0 / self.endpoints.len().max(1) as f64;
                hours.lose(loss, opened, capacity, |from, to, rate| {
                    curve.excess(from, to, share, rate)
                });
            }
        }
        Some(hours)
    }

    /// Up to how many requests a second each public service answers, from when on; what held when users came is at 0.
    fn capacities(&self, opened: Timestamp) -> BTreeMap<String, Vec<(f64, f64)>> {
        let mut found: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
        for event in &self.events {
            if let EventKind::Serving {
                service,
                capacity_rps,
                ..
            } = &event.kind
            {
                let at = event.at.since(opened).as_secs_f64();
                let changes = found.entry(service.clone()).or_default();
                // What changed before users came is only the state in which they find it.
                if at <= 0.0 {
                    changes.clear();
                }
                changes.push((at.max(0.0), *capacity_rps));
            }
        }
        found
    }
}

/// The rate of requests at each bend of a curve, and on either side of where it jumps.
fn demand(curve: &Curve, horizon_s: f64) -> Vec<(f64, f64)> {
    let bends = curve.bends(horizon_s);
    let sides = bends.iter().flat_map(|at| [at - 1e-3, *at]);
    let within = sides.filter(|at| (0.0..=horizon_s).contains(at));
    within.map(|at| (at, curve.rate(at))).collect()
}

/// Up to how many requests a second of all users the service that is nearest to its limit answers its part.
fn weakest(services: &BTreeMap<String, Vec<(f64, f64)>>, entries: usize) -> Vec<(f64, f64)> {
    let mut times: Vec<f64> = services.values().flatten().map(|change| change.0).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    let at = |changes: &Vec<(f64, f64)>, time: f64| {
        let before = changes.iter().rev().find(|change| change.0 <= time);
        before.map_or(0.0, |change| change.1 * entries.max(1) as f64)
    };
    let least = |time: f64| {
        let all = services.values().map(|changes| at(changes, time));
        all.fold(f64::INFINITY, f64::min)
    };
    times.into_iter().map(|time| (time, least(time))).collect()
}

impl Hours {
    /// Puts a loss where it happened: what is lost because nobody answers from its beginning on, evenly; what is lost
    /// because too many come, when they come.
    fn lose(
        &mut self,
        loss: &Loss,
        opened: Timestamp,
        capacity: &[(f64, f64)],
        excess: impl Fn(f64, f64, f64) -> f64,
    ) {
        let since = loss.since.since(opened).as_secs_f64();
        let now = capacity.iter().rev().find(|c| c.0 <= since + 1e-6);
        let next = capacity.iter().find(|c| c.0 > since + 1e-6);
        let until = next.map_or(self.horizon_s, |c| c.0);
        let each = self.horizon_s / self.lost.len() as f64;
        let overlap = |n: usize, until: f64| {
            let (from, to) = (each * n as f64, each * (n + 1) as f64);
            (from.max(since), to.min(until))
        };
        let spans = 0..self.lost.len();
        let mut weights: Vec<f64> = spans.clone().map(|_| 0.0).collect();
        if loss.why == "overload"
            && let Some((_, rate)) = now
        {
            for n in spans.clone() {
                let (from, to) = overlap(n, until);
                weights[n] = if to > from {
                    excess(from, to, *rate)
                } else {
                    0.0
                };
            }
        }
        if weights.iter().sum::<f64>() <= 0.0 {
            for n in spans {
                let (from, to) = overlap(n, since + loss.seconds);
                weights[n] = (to - from).max(0.0);
            }
        }
        let sum: f64 = weights.iter().sum();
        if sum > 0.0 {
            for (lost, weight) in self.lost.iter_mut().zip(weights) {
                *lost += loss.requests * weight / sum;
            }
        }
    }
}
