//! `docker` as a program of the machine: it arrives at the engine after a moment, and then works.

use super::cli::{self, Outcome};
use super::engine::{Client, engine};
use super::plan::{self, Plan};
use super::restart::engine_started;
use crate::host::{JobKey, Progress, Running as Waiting, is_own};
use crate::model::Timing;
use crate::world::World;

/// A `docker` command that waits for something.
#[derive(Clone, Debug)]
pub struct Running(Stage);

#[derive(Clone, Debug)]
enum Stage {
    /// The program is being loaded and connects to the engine.
    Arriving { words: Vec<String>, stdin: String },
    /// It works.
    Working(Box<Plan>),
}

impl Running {
    pub(super) fn working(plan: Plan) -> Self {
        Self(Stage::Working(Box::new(plan)))
    }
}

/// Runs the program `docker`; `argv[0]` is its name.
pub(in crate::host) fn run(w: &mut World, job: JobKey, argv: &[String], stdin: &str) -> Progress {
    let machine = w.hosts.jobs[job].machine;
    // At home the engine runs since before anybody sat down.
    if is_own(w, machine) && !engine(w, machine).up {
        let cause = w.hosts.jobs[job].cause;
        engine_started(w, machine, cause);
    }
    let words = argv.get(1..).unwrap_or_default().to_vec();
    let compose = words.first().is_some_and(|w| w == "compose");
    let timing = if compose {
        Timing::DockerComposeCommand
    } else {
        Timing::DockerCommand
    };
    let arrives = w.now + w.draw(timing, "docker");
    let stage = Stage::Arriving {
        words,
        stdin: stdin.to_owned(),
    };
    Progress::WaitUntil(arrives, Waiting::Docker(Running(stage)))
}

/// Goes on with a command that waited: its time has come, or [`crate::host::poke`] was called for its job.
pub(in crate::host) fn resume(w: &mut World, job: JobKey, running: Running) -> Progress {
    match running.0 {
        Stage::Working(plan) => plan::drive(w, job, *plan),
        Stage::Arriving { words, stdin } => {
            let client = Client::of(w, job);
            match cli::begin(w, client, &words, &stdin) {
                Outcome::Exit(code) => Progress::Exit(code),
                Outcome::Work(plan) => plan::drive(w, job, plan),
            }
        }
    }
}

/// Leaves a command that was interrupted; tells what it waited for.
pub(in crate::host) fn left(w: &mut World, job: JobKey, running: Running) -> String {
    match running.0 {
        Stage::Working(plan) => plan::leave(w, job, *plan),
        Stage::Arriving { .. } => "docker, which has not begun".to_owned(),
    }
}
