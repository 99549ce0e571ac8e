//! M/M/8, a million arrivals: the balancer of the simulator beside the closed form and simcore 0.1.
//!
//! The method and the figures are in `README.md`.
#![allow(missing_docs)]

mod cpu_time;

use std::cell::RefCell;
use std::collections::VecDeque;
use std::hint::black_box;
use std::rc::Rc;
use std::time::Duration;

use cpu_time::CpuTime;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use paperboat_simulator::random::Random;
use paperboat_simulator::traffic::{Curve, Manner, Target, Turn, balance};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use serde::Serialize;
use simcore::{Event, EventHandler, Simulation, SimulationContext, cast};

/// Workers, each of which answers one request a second in the mean.
const WORKERS: u32 = 8;
/// Requests a second: four fifths of what is answered.
const ARRIVING: f64 = 6.4;
/// Arrivals in one measured iteration.
const ARRIVALS: u64 = 1_000_000;

/// The mean wait by Erlang's formula, in seconds.
fn closed_form() -> f64 {
    let blocked = (1..=WORKERS).fold(1.0, |b, n| ARRIVING * b / (f64::from(n) + ARRIVING * b));
    let used = ARRIVING / f64::from(WORKERS);
    let waits = blocked / (1.0 - used * (1.0 - blocked));
    waits / (f64::from(WORKERS) - ARRIVING)
}

/// The mean wait of about a million requests, one by one through the balancer.
fn ours(seed: u64) -> f64 {
    let turn = Turn {
        at: 0.0,
        targets: vec![Target {
            key: 0_u8,
            share: 1.0,
            rate: Some(f64::from(WORKERS)),
        }],
        gone: Vec::new(),
    };
    let manner = Manner {
        workers: WORKERS,
        patience_s: 1e9,
        random: Random::new(seed),
    };
    let end = ARRIVALS as f64 / ARRIVING;
    let curve = Curve::constant(ARRIVING);
    let found = balance((&curve, 1.0), &[turn], &[0.0], end, ("web", manner));
    black_box(found[0].within([0.5, 0.95, 0.99]));
    found[0].mean_wait_s().unwrap_or_default()
}

/// The same line as a component of simcore: an event for each arrival and each departure.
struct Line {
    context: SimulationContext,
    draws: Xoshiro256PlusPlus,
    left: u64,
    busy: u32,
    waiting: VecDeque<f64>,
    waited: f64,
    served: u64,
}

#[derive(Clone, Serialize)]
struct Arrival;

#[derive(Clone, Serialize)]
struct Departure;

impl Line {
    fn draw(&mut self, rate: f64) -> f64 {
        let unit = ((self.draws.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
        -unit.ln() / rate
    }

    fn begin(&mut self, waited: f64) {
        self.waited += waited;
        self.served += 1;
        let takes = self.draw(1.0);
        self.context.emit_self(Departure, takes);
    }
}

impl EventHandler for Line {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            Arrival {} => {
                if self.busy < WORKERS {
                    self.busy += 1;
                    self.begin(0.0);
                } else {
                    self.waiting.push_back(event.time);
                }
                self.left -= 1;
                if self.left > 0 {
                    let pause = self.draw(ARRIVING);
                    self.context.emit_self(Arrival, pause);
                }
            }
            Departure {} => {
                match self.waiting.pop_front() {
                    Some(came) => self.begin(event.time - came),
                    None => self.busy -= 1,
                }
            }
        })
    }
}

fn theirs(seed: u64) -> f64 {
    let mut simulation = Simulation::new(seed);
    let context = simulation.create_context("line");
    context.emit_self(Arrival, 0.0);
    let line = Rc::new(RefCell::new(Line {
        context,
        draws: Xoshiro256PlusPlus::seed_from_u64(seed),
        left: ARRIVALS,
        busy: 0,
        waiting: VecDeque::new(),
        waited: 0.0,
        served: 0,
    }));
    simulation.add_handler("line", line.clone());
    simulation.step_until_no_events();
    let line = line.borrow();
    line.waited / line.served as f64
}

/// The mean of some seeds with its standard error.
fn mean(of: impl Fn(u64) -> f64) -> (f64, f64) {
    let waits: Vec<f64> = (1..=8).map(of).collect();
    let count = waits.len() as f64;
    let mean = waits.iter().sum::<f64>() / count;
    let squares = waits.iter().map(|w| (w - mean) * (w - mean)).sum::<f64>();
    (mean, (squares / (count - 1.0) / count).sqrt())
}

fn queue(criterion: &mut Criterion<CpuTime>) {
    let wanted = closed_form();
    for (name, of) in [("balancer", ours as fn(u64) -> f64), ("simcore", theirs)] {
        let (mean, error) = mean(of);
        println!("{name}: a mean wait of {mean:.5} s ± {error:.5} (closed form {wanted:.5})");
        assert!(
            (mean - wanted).abs() < 4.0 * error,
            "{name} waits as Erlang says"
        );
    }
    let mut group = criterion.benchmark_group("M/M/8");
    group
        .throughput(Throughput::Elements(ARRIVALS))
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1));
    group.bench_function("balancer", |bencher| bencher.iter(|| ours(1)));
    group.bench_function("simcore", |bencher| bencher.iter(|| theirs(1)));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = queue
}
criterion_main!(benches);
