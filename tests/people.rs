//! People at work: what follows from what they get wrong.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use paperboat_core::app::files::InMemory;
use paperboat_core::app::load::Load;
use paperboat_core::error::{Cause, DeployError};
use paperboat_core::event::EventKind;
use paperboat_core::fault::Fault;
use paperboat_core::people::{Chances, Draws, People, Person, Practice, Routine, Slip, Task};
use paperboat_core::scenario::Scenario;
use paperboat_core::strategy::{App, Deployed, Way};
use paperboat_rehearsal::people::{chances, typing};
use paperboat_rehearsal::{Lane, Phase, Settings, rig, run};
use paperboat_simulator::model::Model;
use paperboat_simulator::sim::Sim;
use paperboat_simulator::world::World;

/// A service that users reach, with a cache, a file of variables and a secret.
const COMPOSE: &str = "name: shop
services:
  web:
    image: us/web:1.4
    ports: ['80:8080']
    environment: [CACHE=redis://cache:6379, API_PASSWORD=secret]
    env_file: web.env
    x-paperboat: {image-size: 45MB, boot-time: 1s, memory: 90MB, requests-per-second: 100, health-path: /health}
  cache:
    image: redis:7.4-alpine
";

fn shop() -> App {
    let load = Load {
        working_directory: "/app".to_owned(),
        files: vec!["compose.yaml".to_owned()],
        ..Load::default()
    };
    let files = InMemory::one("/app/compose.yaml", COMPOSE);
    let files = files.and("/app/web.env", "GREETING=hello\n");
    let resolved = load.read(&files).expect("a sound Compose file");
    App::new(&resolved, &load)
}

/// Somebody with a tool, who makes one slip in each run: this one, at the first request to which it can happen.
fn slipping(model: &Model, slip: Slip) -> Person {
    let place = Slip::ALL.iter().position(|each| *each == slip);
    let drawn = (place.expect("it is one of them") as f64 + 0.5) / Slip::ALL.len() as f64;
    let people = People {
        typing: typing(model, Practice::Practised),
        routine: Routine::Tool,
        slips: Some(Chances {
            command: 0.0,
            script_run: 0.0,
            tool_run: 1.0,
        }),
    };
    let draws: Draws = Arc::new(move |_, _| drawn);
    Person::new(people, draws)
}

/// A world in which a lane's recipe was carried out by somebody.
struct Deployment {
    sim: Sim,
    app: App,
    lane: Lane,
    outcome: Result<Deployed, DeployError>,
}

impl Deployment {
    fn of(lane: Lane, person: Person) -> Self {
        let app = shop();
        let sim = Sim::new(World::new(1, Arc::new(Model::default()), app.published()));
        let person = Arc::new(Mutex::new(person));
        let outcome = {
            let cloud = rig::at_work(&sim, person, Task::Deploy);
            let cx = rig::context(&cloud, &sim);
            sim.verb(lane.way.strategy().deploy(&cx, &app))
        };
        Self {
            sim,
            app,
            lane,
            outcome,
        }
    }

    fn slipped(&self) -> bool {
        let is_slip = |kind: &EventKind| matches!(kind, EventKind::Slipped { .. });
        self.sim
            .with(|w| w.events().iter().any(|e| is_slip(&e.kind)))
    }

    /// Removes everything, with hands that get nothing wrong; what is still billed.
    fn left(&self) -> Vec<String> {
        let cx = rig::context(&self.sim, &self.sim);
        let removed = self
            .sim
            .verb(self.lane.way.strategy().destroy(&cx, &self.app));
        removed.expect("it can be removed");
        let bill = self.sim.with(|w| w.bill());
        bill.open().map(|line| line.resource.clone()).collect()
    }
}

/// What kind of failure it is, by its name in JSON, with the code of a refusal.
fn kind(cause: &Cause) -> String {
    match cause {
        Cause::Call { error } => error.code.clone(),
        Cause::TimedOut { waiting_for, .. } => format!("{waiting_for} did not come"),
        other => {
            let told = serde_json::to_value(other).expect("it is data");
            told["kind"].as_str().unwrap_or_default().to_owned()
        }
    }
}

/// The lanes that take the shop: it has more than one container.
fn lanes() -> impl Iterator<Item = Lane> {
    let known = Lane::KNOWN.into_iter();
    known.filter(|lane| !matches!(lane.way, Way::Express(_)))
}

fn lane(name: &str) -> Lane {
    let found = Lane::KNOWN.into_iter().find(|lane| lane.name == name);
    found.expect("a lane")
}

#[test]
fn every_slip_has_its_consequence_in_every_lane_and_leaves_nothing() {
    let model = Model::default();
    let mut told = String::new();
    for slip in Slip::ALL.iter().filter(|slip| **slip != Slip::Retyped) {
        writeln!(told, "{slip}").expect("a text");
        for lane in lanes() {
            let deployment = Deployment::of(lane, slipping(&model, *slip));
            let ended = match &deployment.outcome {
                _ if !deployment.slipped() => "cannot happen".to_owned(),
                Ok(_) => "nobody notices".to_owned(),
                Err(error) => format!("fails at {}: {}", error.step, kind(&error.cause)),
            };
            writeln!(told, "  {:<13}{ended}", lane.name).expect("a text");
            assert_eq!(deployment.left(), [""; 0], "{slip} in {}", lane.name);
        }
    }
    insta::assert_snapshot!(told);
}

/// Whether users are answered ten minutes after the machine booted again.
fn answers_after_a_reboot(lane: Lane, person: Person) -> bool {
    let deployment = Deployment::of(lane, person);
    let deployed = deployment.outcome.as_ref().expect("it came up");
    let url = deployed.endpoints[0].url("/health");
    let sim = &deployment.sim;
    sim.with(|w| {
        let struck = w.now();
        w.strike(struck, &Fault::HostReboot {});
        w.advance(struck + Duration::from_secs(600));
    });
    let cx = rig::context(sim, sim);
    let asked = sim.run(paperboat_core::cloud::send(
        cx.cloud,
        paperboat_core::aws::host::HttpGet { url },
    ));
    matches!(asked, Ok(Ok(answer)) if answer.status == 200)
}

#[test]
fn a_slip_that_nobody_noticed_waits_for_its_weather() {
    let model = Model::default();
    let faultless = || Person::faultless(typing(&model, Practice::Practised));
    let careful = lane("ec2-careful");
    assert!(answers_after_a_reboot(careful, faultless()));
    for slip in [Slip::DaemonNotEnabled, Slip::RestartForgotten] {
        assert!(
            !answers_after_a_reboot(careful, slipping(&model, slip)),
            "{slip}"
        );
    }
    // Open to too many is no outage.
    assert!(answers_after_a_reboot(
        careful,
        slipping(&model, Slip::OpenToWorld)
    ));
}

fn settings(routine: Routine, seed: u64, command: f64) -> Settings {
    let model = Arc::new(Model::default());
    let people = People {
        typing: typing(&model, Practice::TutorialAtHand),
        routine,
        slips: Some(Chances {
            command,
            ..chances(&model, Practice::TutorialAtHand)
        }),
    };
    Settings {
        seed,
        scenario: Arc::new(Scenario::standard(1, 2)),
        ..Settings::quiet(model, people)
    }
}

#[test]
fn whoever_often_goes_wrong_ends_somewhere_and_always_at_the_same_place() {
    let app = shop();
    for routine in Routine::ALL {
        for lane in lanes() {
            for seed in 1..=4 {
                let told = || {
                    let report = run(&app, lane, &settings(routine, seed, 0.3));
                    serde_json::to_string(&report).expect("it is data")
                };
                assert_eq!(
                    told(),
                    told(),
                    "{} under seed {seed}, {routine:?}",
                    lane.name
                );
            }
        }
    }
}

#[test]
fn a_script_saves_time_from_the_second_time_on_and_a_tool_from_the_first() {
    let app = shop();
    let careful = lane("ec2-careful");
    let report = |routine| run(&app, careful, &settings(routine, 1, 0.0));
    let found: BTreeMap<Routine, _> = Routine::ALL.map(|r| (r, report(r))).into();
    let (pasted, script, tool) = (
        &found[&Routine::Pasted],
        &found[&Routine::Script],
        &found[&Routine::Tool],
    );
    let first =
        |report: &paperboat_rehearsal::LaneReport| report.first_answer_s.expect("it came up");
    assert!(first(script) > first(pasted), "it is written, and then run");
    assert!(first(tool) < first(pasted));
    assert!(script.work.human_s < pasted.work.human_s);
    assert!(tool.work.human_s < script.work.human_s);
    // One command for each thing that was set out to do.
    let parts = [
        Phase::Deploy,
        Phase::Update,
        Phase::BadUpdate,
        Phase::Scale,
        Phase::Destroy,
    ];
    let at_least = parts.iter().filter(|p| tool.part(**p).is_some()).count();
    assert!(tool.work.typed >= at_least, "{:?}", tool.work);
    assert!(tool.work.typed < pasted.work.typed / 5, "{:?}", tool.work);
}
