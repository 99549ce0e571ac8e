//! `paperboat compare` of the largest example, as the program does it, without a process around it.
//!
//! The method and the figures are in `README.md`.
#![allow(missing_docs)]

mod cpu_time;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cpu_time::CpuTime;
use criterion::{Criterion, criterion_group, criterion_main};
use paperboat::args::Hands;
use paperboat::command::side_by_side;
use paperboat::disk::Disk;
use paperboat::settings::typing;
use paperboat::voyage::{Lane, Settings, sail};
use paperboat_core::app::load::Load;
use paperboat_core::strategy::App;
use paperboat_simulator::model::Model;

fn options() -> Load {
    let example = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../examples/courses/infrastructure/compose.yaml");
    Load {
        working_directory: env!("CARGO_MANIFEST_DIR").to_owned(),
        files: vec![example.display().to_string()],
        environment: BTreeMap::new(),
        ..Load::default()
    }
}

fn read() -> App {
    let options = options();
    let resolved = options.read(&Disk).expect("the example is valid");
    App::new(&resolved, &options)
}

fn settings(model: &Arc<Model>, seed: u64) -> Settings {
    Settings {
        seed,
        model: Arc::clone(model),
        typing: typing(Hands::default()),
        peak: 20.0,
        hours: 24,
        replicas: 2,
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
            bencher.iter(|| black_box(sail(&app, lane, &settings(&model, 1))));
        });
    }
    group.bench_function("all lanes, five seeds, every doubt", |bencher| {
        bencher.iter(|| black_box(side_by_side(&app, &Lane::ALL, &settings(&model, 1))));
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().with_measurement(CpuTime);
    targets = compare
}
criterion_main!(benches);
