//! The example, which the program carries, down two lanes.

use std::sync::Arc;

use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::Load;
use paperboat_core::people::Practice;
use paperboat_core::scenario::Scenario;
use paperboat_core::strategy::App;
use paperboat_rehearsal::{
    Comparing, Lane, LaneReport, SEEDS, Sample, Settings, Told, Trial, UNWATCHED, joined, run_all,
};
use paperboat_simulator::model::Model;

use crate::command::PEAK;
use crate::report::Comparison;
use crate::settings::typing;
use crate::ui::Ui;

/// The smallest example: an application of two containers.
const EXAMPLE: &str = include_str!("../../../examples/guestbook/compose.yaml");
/// What its folder is called, and so the application.
const NAME: &str = "guestbook";
/// One way of each kind, and of both the one that a careful person would choose: the worst of one beside the best of the
/// other would teach nothing.
pub(super) const LANES: [&str; 2] = ["ec2-careful", "fargate"];
/// Hours of users before anything happens, and replicas at the end, as `compare` has them.
const HOURS: u32 = 24;
const REPLICAS: u32 = 2;

/// What came of both lanes.
#[derive(Debug)]
pub struct Runs {
    /// The lanes under the first seed, and their figures over all.
    pub comparison: Comparison,
    /// What each lane came to under each seed, in the order of the lanes.
    pub scores: Vec<[Score; 2]>,
}

/// What a lane came to under a seed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// Seconds until the first answer; none where there was no answer.
    pub first_answer_s: Option<f64>,
    /// Requests that were lost in all.
    pub lost: f64,
}

impl Score {
    fn of(lane: &LaneReport) -> Self {
        let lost = lane.parts_with_users().map(|part| part.totals.lost);
        Self {
            first_answer_s: lane.first_answer_s,
            lost: lost.fold(0.0, |a, b| a + b),
        }
    }
}

/// The lanes.
pub(super) fn lanes() -> [Lane; 2] {
    LANES.map(|name| {
        let mut all = Lane::ALL.into_iter();
        all.find(|lane| lane.name == name).expect("a lane")
    })
}

/// What happens while users come.
pub(super) fn scenario() -> Scenario {
    Scenario::standard(HOURS, REPLICAS)
}

impl Runs {
    /// Goes down both lanes under several seeds.
    ///
    /// # Panics
    /// When the example cannot be read: it is part of the program, and a test reads it.
    #[must_use]
    pub fn of_example(ui: &Ui) -> Self {
        let app = Arc::new(example());
        let model = Arc::new(Model::default());
        let settings = Settings {
            seed: 1,
            people: typing(&model, Practice::default()).into(),
            model,
            peak: PEAK,
            scenario: Arc::new(scenario()),
        };
        let lanes = lanes();
        let comparing = Comparing {
            app: Arc::clone(&app),
            lanes: &lanes,
            settings: &settings,
            told: Told::Log,
        };
        // What was lost in all is no metric, so the runs are read here; what a comparison reads of them are their samples.
        let trial = |n: u64, lane: Lane| Trial {
            app: Arc::clone(&app),
            lane,
            settings: Settings {
                seed: settings.seed + n,
                ..settings.clone()
            },
            told: Told::Figures,
        };
        let trials = (0..SEEDS).flat_map(|n| lanes.map(|lane| trial(n, lane)));
        let reports = run_all(&trials.collect::<Vec<_>>());
        let by_seed = reports.chunks(LANES.len());
        let samples: Vec<Vec<Sample>> = by_seed
            .clone()
            .map(|run| run.iter().map(Sample::of).collect())
            .collect();
        let found = joined(&comparing, &samples, UNWATCHED);
        Self {
            scores: by_seed
                .map(|run| [0, 1].map(|n| Score::of(&run[n])))
                .collect(),
            comparison: Comparison::of(ui, &app, &settings, None, found),
        }
    }
}

fn example() -> App {
    let path = format!("/{NAME}/compose.yaml");
    let files = [(path.clone(), EXAMPLE.as_bytes().to_vec())];
    let options = Load {
        working_directory: format!("/{NAME}"),
        files: vec![path],
        ..Load::default()
    };
    let read = options.read(&InMemory(files.into()));
    let resolved = read.unwrap_or_else(|refused| panic!("{:?}", refused.diagnostics));
    App::new(&resolved, &options)
}
