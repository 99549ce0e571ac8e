//! `paperboat compare` of the largest example, as the program does it, without a process around it.
//!
//! The method and the figures are in `README.md`.
#![allow(missing_docs)]

mod cpu_time;

use std::hint::black_box;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use cpu_time::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::Load;
use paperboat_core::people::Practice;
use paperboat_core::scenario::Scenario;
use paperboat_core::strategy::App;
use paperboat_rehearsal::people::typing;
use paperboat_rehearsal::{
    Comparing, Lane, SEEDS, Seeds, Settings, Told, UNWATCHED, run, side_by_side,
};
use paperboat_simulator::model::Model;

fn options() -> Load {
    Load {
        working_directory: "/courses".to_owned(),
        files: vec!["compose.yaml".to_owned()],
        ..Load::default()
    }
}

/// The example, read once from the disk: what a disk does is not measured.
fn files() -> &'static InMemory {
    static FILES: LazyLock<InMemory> = LazyLock::new(|| {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/courses");
        let read = |file: &str| std::fs::read(example.join(file)).expect("the example is there");
        let environment = |all: InMemory, service: &str| {
            let file = format!("business-domain/{service}/.env");
            all.and(&format!("/{file}"), read(&file))
        };
        let compose = InMemory::one("/courses/compose.yaml", read("infrastructure/compose.yaml"));
        ["user-service", "course-service"]
            .into_iter()
            .fold(compose, environment)
    });
    &FILES
}

fn read() -> App {
    let options = options();
    let resolved = options.read(files()).expect("the example is valid");
    App::new(&resolved, &options)
}

fn settings(model: &Arc<Model>, seed: u64) -> Settings {
    Settings {
        seed,
        model: Arc::clone(model),
        people: typing(model, Practice::default()).into(),
        peak: 20.0,
        scenario: Arc::new(Scenario::standard(24, 2)),
    }
}

fn compare(criterion: &mut Criterion<CpuTime>) {
    let app = read();
    let model = Arc::new(Model::default());
    let mut group = criterion.benchmark_group("compare courses");
    group
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3));
    group.bench_function("reading", |bencher| bencher.iter(read));
    group.bench_function("model", |bencher| bencher.iter(Model::default));
    for lane in Lane::ALL {
        group.bench_function(lane.name, |bencher| {
            bencher.iter(|| black_box(run(&app, lane, &settings(&model, 1))));
        });
    }
    group.bench_function(
        "all lanes, five seeds, every input halved and doubled",
        |bencher| {
            let settings = settings(&model, 1);
            let comparing = Comparing {
                app: Arc::new(app.clone()),
                lanes: &Lane::ALL,
                settings: &settings,
                told: Told::Log,
            };
            let seeds = Seeds::all(SEEDS);
            bencher.iter(|| black_box(side_by_side(&comparing, seeds, UNWATCHED)));
        },
    );
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = compare
}
criterion_main!(benches);
