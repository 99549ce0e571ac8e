//! Raw events a second: N actors, each of which asks to be woken again after a time drawn from Exp(1 s).
//!
//! The method and the figures are in `README.md`.
#![allow(missing_docs)]

mod cpu_time;

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::Rc;
use std::time::Duration;

use cpu_time::CpuTime;
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use paperboat_core::time::Timestamp;
use paperboat_simulator::agenda::Agenda;
use paperboat_simulator::wake::{Kind, Wake};
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use serde::Serialize;
use simcore::{Event, EventHandler, Simulation, SimulationContext, cast};

/// Events in one measured iteration.
const EVENTS: u64 = 5_000_000;
const SEED: u64 = 1;

/// One generator and one formula for both: seconds drawn from Exp(1 s).
struct Delays(Xoshiro256PlusPlus);

impl Delays {
    fn new() -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(SEED))
    }

    fn draw(&mut self) -> f64 {
        let unit = ((self.0.next_u64() >> 12) as f64 + 0.5) / (1_u64 << 52) as f64;
        -unit.ln()
    }
}

/// The actors on our agenda. An actor has a generation, which is checked as the world checks it.
struct Ours {
    agenda: Agenda,
    delays: Delays,
    generations: Vec<u16>,
    handled: u64,
}

impl Ours {
    fn new(actors: u32) -> Self {
        let mut agenda = Agenda::default();
        let mut delays = Delays::new();
        for slot in 0..actors {
            let wake = Wake {
                kind: Kind::Program,
                slot,
                generation: 0,
            };
            agenda.push(after(Timestamp::ZERO, delays.draw()), wake.into());
        }
        Self {
            agenda,
            delays,
            generations: vec![0; actors as usize],
            handled: 0,
        }
    }

    fn run(&mut self) {
        for _ in 0..EVENTS {
            let Some((now, wake)) = self.agenda.pop() else {
                return;
            };
            self.handle(now, wake.into());
        }
    }

    fn handle(&mut self, now: Timestamp, wake: Wake) {
        if self.generations[wake.slot as usize] != wake.generation {
            return;
        }
        match wake.kind {
            Kind::Program => {
                self.handled += 1;
                self.agenda
                    .push(after(now, self.delays.draw()), wake.into());
            }
            other => {
                black_box(other);
            }
        }
    }
}

fn after(now: Timestamp, seconds: f64) -> Timestamp {
    Timestamp(now.0 + (seconds * 1e6) as u64)
}

/// An actor as a component of simcore, with an event that carries nothing, so that it allocates nothing.
struct Actor {
    context: SimulationContext,
    delays: Rc<RefCell<Delays>>,
    handled: u64,
}

#[derive(Clone, Serialize)]
struct Tick;

impl EventHandler for Actor {
    fn on(&mut self, event: Event) {
        cast!(match event.data {
            Tick {} => {
                self.handled += 1;
                self.context
                    .emit_self(Tick, self.delays.borrow_mut().draw());
            }
        })
    }
}

fn theirs(actors: u32) -> Simulation {
    let mut simulation = Simulation::new(SEED);
    let delays = Rc::new(RefCell::new(Delays::new()));
    for number in 0..actors {
        let name = number.to_string();
        let context = simulation.create_context(&name);
        context.emit_self(Tick, delays.borrow_mut().draw());
        let actor = Actor {
            context,
            delays: delays.clone(),
            handled: 0,
        };
        simulation.add_handler(name, Rc::new(RefCell::new(actor)));
    }
    simulation
}

fn hold(criterion: &mut Criterion<CpuTime>) {
    for (actors, samples) in [(1_000, 30), (1_000_000, 10)] {
        let mut group = criterion.benchmark_group(format!("hold {actors}"));
        group
            .throughput(Throughput::Elements(EVENTS))
            .sample_size(samples);
        group.warm_up_time(Duration::from_secs(1));
        group.bench_function("agenda", |bencher| {
            bencher.iter_batched_ref(
                || Ours::new(actors),
                |ours| {
                    ours.run();
                    assert_eq!(ours.handled, EVENTS);
                },
                BatchSize::PerIteration,
            );
        });
        group.bench_function("simcore 0.1", |bencher| {
            bencher.iter_batched_ref(
                || theirs(actors),
                |simulation| {
                    assert!(simulation.steps(EVENTS));
                },
                BatchSize::PerIteration,
            );
        });
        group.finish();
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = hold
}
criterion_main!(benches);
