//! A day of ECS services whose tasks are replaced again and again: time and memory a task.
//!
//! The method and the figures are in `README.md`.
#![allow(missing_docs)]

mod cpu_time;
mod fleet;

use std::fs;
use std::hint::black_box;
use std::process::Command;
use std::time::Duration;

use cpu_time::CpuTime;
use criterion::{Criterion, SamplingMode, Throughput, criterion_group};
use fleet::Fleet;

/// The most memory that this process has had, in bytes; none where the system does not tell.
fn peak_bytes() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|l| l.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}

/// In the environment of a process that is to pass one day and say what it needed: a fresh process has a peak of its own.
const ONE_DAY: &str = "PAPERBOAT_BENCH_ONE_DAY";

/// Says what a day holds and what it needs.
fn describe(services: u32, balanced: bool) {
    let before = peak_bytes();
    let mut fleet = Fleet::new(services, balanced);
    fleet.day();
    let (tasks, events) = (fleet.tasks(), fleet.world.events().len());
    let bytes = peak_bytes()
        .zip(before)
        .map(|(after, before)| after - before);
    let each = bytes.map_or_else(|| "unknown".into(), |b| (b / tasks).to_string());
    println!("{tasks} tasks, {events} events, {each} bytes a task at the peak");
}

fn describe_apart(services: u32, balanced: bool) {
    let me = std::env::current_exe().expect("this program has a path");
    let status = Command::new(me)
        .env(ONE_DAY, format!("{services} {balanced}"))
        .status();
    assert!(status.is_ok_and(|s| s.success()), "the day was passed");
}

fn day(criterion: &mut Criterion<CpuTime>) {
    for (name, balanced) in [("alone", false), ("behind a load balancer", true)] {
        days(criterion, name, balanced);
    }
}

fn days(criterion: &mut Criterion<CpuTime>, name: &str, balanced: bool) {
    let mut group = criterion.benchmark_group(format!("a day of tasks, {name}"));
    group
        .sample_size(10)
        .sampling_mode(SamplingMode::Flat)
        .warm_up_time(Duration::from_millis(1));
    for services in [4, 40] {
        describe_apart(services, balanced);
        let tasks = Fleet::new(services, balanced).tasks();
        group.throughput(Throughput::Elements(tasks));
        group.bench_function(tasks.to_string(), |bencher| {
            bencher.iter(|| {
                let mut fleet = Fleet::new(services, balanced);
                fleet.day();
                black_box(fleet.world.events().len())
            });
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = day
}

fn main() {
    let Ok(asked) = std::env::var(ONE_DAY) else {
        benches();
        return Criterion::default().configure_from_args().final_summary();
    };
    let (services, balanced) = asked.split_once(' ').expect("two words");
    let services = services.parse().expect("a number of services");
    describe(services, balanced == "true");
}
