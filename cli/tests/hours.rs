//! What a drawing shows lost by the hour is what was lost: no request is drawn twice, and none is left out.

use std::path::Path;
use std::sync::Arc;

use paperboat::disk::Disk;
use paperboat_core::app::load::Load;
use paperboat_core::people::Practice;
use paperboat_core::scenario::Scenario;
use paperboat_core::strategy::App;
use paperboat_rehearsal::people::typing;
use paperboat_rehearsal::{Lane, LaneReport, Settings, run};
use paperboat_simulator::model::Model;

fn example(file: &str) -> App {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let path = folder.join(file).canonicalize().expect("an example");
    let options = Load {
        working_directory: "/".to_owned(),
        files: vec![path.display().to_string()],
        ..Load::default()
    };
    let resolved = options.read(&Disk).expect("an application");
    App::new(&resolved, &options)
}

fn holds(lane: &LaneReport, curve: &paperboat_simulator::traffic::Curve) -> f64 {
    let parts = lane.parts_with_users().map(|part| part.totals.lost);
    let total = parts.fold(0.0, |a, b| a + b);
    for spans in [1, 7, 24, 200, 401] {
        let hours = lane.hours(curve, spans).expect("users");
        let drawn: f64 = hours.lost.iter().sum();
        assert!(
            (drawn - total).abs() <= 1e-6 * total.max(1.0),
            "{}, {spans} spans: {drawn} of {total}",
            lane.lane
        );
        assert!(hours.lost.iter().all(|lost| *lost >= 0.0));
    }
    total
}

#[test]
fn losses_by_the_hour_add_up_to_what_was_lost() {
    for (file, peak) in [
        ("guestbook/compose.yaml", 20.0),
        ("courses/infrastructure/compose.yaml", 20.0),
        // More users than the machine answers, all day.
        ("guestbook/compose.yaml", 900.0),
    ] {
        let app = example(file);
        let mut lost = 0.0;
        for seed in [1, 4] {
            let model = Arc::new(Model::default());
            let typing = typing(&model, Practice::TutorialAtHand);
            let settings = Settings {
                seed,
                peak,
                scenario: Arc::new(Scenario::standard(24, 2)),
                ..Settings::quiet(Arc::clone(&model), typing)
            };
            for lane in Lane::ALL {
                let report = run(&app, lane, &settings);
                if report.answered() {
                    lost += holds(&report, &settings.curve(peak));
                }
            }
        }
        assert!(lost > 0.0, "{file}: nothing was lost, so nothing was shown");
    }
}
