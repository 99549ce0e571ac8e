//! One piece of work for each row of the table in `README.md`, so that a profiler or a clock stands around nothing else.
//!
//! `cargo bench --profile release -p paperboat-benches --bench row -- lane fargate 2` does one.
#![allow(missing_docs)]

mod cpu_time;
mod fleet;

use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cpu_time::CpuTime;
use criterion::measurement::Measurement;
use fleet::Fleet;
use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::Load;
use paperboat_core::people::Practice;
use paperboat_core::scenario::Scenario;
use paperboat_core::strategy::App;
use paperboat_core::time::Timestamp;
use paperboat_rehearsal::people::typing;
use paperboat_rehearsal::{Lane, Settings, Told, Trial, run, run_all};
use paperboat_simulator::model::Model;
use paperboat_simulator::world::World;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../examples/courses");
const COURSES: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../examples/courses/infrastructure/compose.yaml"
);

fn read(file: &Path) -> App {
    let options = Load {
        working_directory: "/app".to_owned(),
        files: vec!["compose.yaml".to_owned()],
        ..Load::default()
    };
    let text = std::fs::read(file).expect("the file is there");
    // The example's services have environments beside its folder.
    let environment = |service: &str| {
        let file = format!("business-domain/{service}/.env");
        let text = std::fs::read(format!("{EXAMPLE}/{file}")).expect("the example is there");
        (format!("/{file}"), text)
    };
    let files = ["user-service", "course-service"].map(environment);
    let files = files.into_iter().fold(
        InMemory::one("/app/compose.yaml", text),
        |all, (path, text)| all.and(&path, text),
    );
    App::new(&options.read(&files).expect("it is valid"), &options)
}

fn settings(seed: u64) -> Settings {
    let model = Arc::new(Model::default());
    Settings {
        seed,
        people: typing(&model, Practice::default()).into(),
        model,
        peak: 20.0,
        scenario: Arc::new(Scenario::calm(24, 2)),
    }
}

fn lane(name: &str) -> Lane {
    let mut lanes = Lane::ALL.into_iter();
    lanes.find(|l| l.name == name).expect("a lane's name")
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = CpuTime.start();
    let result = work();
    (CpuTime.end(start), result)
}

/// `lane NAME TIMES [FILE]`: one lane down so many times, no reading shared.
fn one_lane(name: &str, times: u64, file: &Path) {
    let (app, settings) = (read(file), settings(1));
    let (took, events) = timed(|| {
        let runs = (0..times).map(|_| black_box(run(&app, lane(name), &settings)));
        runs.map(|report| report.events.len()).sum::<usize>()
    });
    println!(
        "{{\"cpu_s\": {}, \"events\": {events}}}",
        took.as_secs_f64()
    );
}

/// `pairs N`: careful and fargate, each under the same N seeds, as `compare --seeds` does them.
fn pairs(n: u64) {
    let app = Arc::new(read(Path::new(COURSES)));
    let model = Arc::new(Model::default());
    let trials = |seed| {
        ["ec2-careful", "fargate"].map(|name| Trial {
            app: Arc::clone(&app),
            lane: lane(name),
            settings: Settings {
                model: Arc::clone(&model),
                ..settings(seed)
            },
            told: Told::Figures,
        })
    };
    let all: Vec<Trial> = (1..=n).flat_map(trials).collect();
    println!("{{\"reports\": {}}}", black_box(run_all(&all)).len());
}

/// `fork SERVICES`: a world with 250 tasks for each service, an hour after its deployment. The least of 50 copies, and the
/// least of 50 that live on for a minute. By the clock: the kernel counts processor time in steps that are too large.
fn fork(services: u32, balanced: bool) {
    let mut fleet = Fleet::new(services, balanced);
    fleet.deploy();
    fleet.world.advance(Timestamp(3_600_000_000));
    let tasks = fleet.running();
    let least = |work: &dyn Fn() -> World| {
        let times = (0..50).map(|_| {
            let start = Instant::now();
            let world = black_box(work());
            let took = start.elapsed();
            drop(world);
            took
        });
        times.min().unwrap_or_default().as_secs_f64() * 1e6
    };
    let copy = least(&|| fleet.world.clone());
    let on = least(&|| {
        let mut world = fleet.world.clone();
        let minute = world.now() + Duration::from_secs(60);
        world.advance(minute);
        world
    });
    println!("{{\"tasks\": {tasks}, \"fork_us\": {copy:.1}, \"fork_and_a_minute_us\": {on:.1}}}");
}

fn peak_bytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|l| l.starts_with("VmHWM:"));
    let kib = line.and_then(|l| l.split_whitespace().nth(1)?.parse::<u64>().ok());
    kib.unwrap_or_default() * 1024
}

/// `day SERVICES UPDATES BALANCED`: a day of tasks, with what it took.
fn day(services: u32, updates: u64, balanced: bool) {
    let before = peak_bytes();
    let mut fleet = Fleet::with_updates(services, updates, balanced);
    let (took, ()) = timed(|| fleet.day());
    let (tasks, events) = (fleet.tasks(), fleet.world.events().len());
    let bytes = (peak_bytes() - before) / tasks;
    println!(
        "{{\"tasks\": {tasks}, \"events\": {events}, \"cpu_s\": {}, \"bytes_a_task\": {bytes}}}",
        took.as_secs_f64()
    );
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|w| *w != "--bench")
        .collect();
    let number = |word: &str| word.parse::<u64>().expect("a number");
    let services = |word: &str| word.parse::<u32>().expect("a number");
    match words[..] {
        ["lane", name, times] => one_lane(name, number(times), Path::new(COURSES)),
        ["lane", name, times, file] => one_lane(name, number(times), Path::new(file)),
        ["pairs", n] => pairs(number(n)),
        ["fork", n] => fork(services(n), false),
        ["fork", n, "balanced"] => fork(services(n), true),
        ["day", n, updates] => day(services(n), number(updates), false),
        ["day", n, updates, "balanced"] => day(services(n), number(updates), true),
        _ => println!(
            "lane NAME TIMES [FILE] | pairs N | fork SERVICES [balanced] | day SERVICES UPDATES [balanced]"
        ),
    }
}
